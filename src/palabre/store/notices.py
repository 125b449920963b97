"""Notices on SQL: implements ``moderation.notice_ports.NoticeStore``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.engine import Connection

from palabre.kernel.ids import MemberId, new_id
from palabre.moderation import codes
from palabre.moderation.casework import NOTIFIER, By
from palabre.moderation.decisions import VIOLATIONS, DecisionState
from palabre.moderation.holds import Hold, hold_for
from palabre.moderation.model import Case, Priority
from palabre.moderation.notice_ports import Followed, Intake, Reach, Swept, Taken
from palabre.moderation.notices import Item, ItemKind, Notice, NoticeKind
from palabre.store import moderation_holds as holds
from palabre.store.casework_schema import work
from palabre.store.chat_schema import message
from palabre.store.database import Database
from palabre.store.decisions import decision_decoder
from palabre.store.decisions_schema import decision
from palabre.store.ledger import commit_receipt
from palabre.store.moderation_measures import open_case
from palabre.store.moves import Thing, begin, move
from palabre.store.notice_evidence import Safe, capture, was_sealed
from palabre.store.notice_fading import fade
from palabre.store.notice_items import found
from palabre.store.notice_moves import sort
from palabre.store.notice_schema import evidence, hidden_message, notice, notice_contact, notice_item, seal
from palabre.store.report_bells import is_undone

encoder = msgspec.json.Encoder()
decoder = msgspec.json.Decoder(Notice)
NOTHING = bytes(32)


@dataclass(frozen=True, slots=True)
class SqlNoticeStore:
    """One database; each method is one transaction."""

    database: Database
    safe: Safe

    async def take(self, intake: Intake, now: int) -> Taken:
        """Keep a notice: its items found, merged or put to a case, snapshotted, held."""
        taken = await self.database.write(lambda c: _take(c, self.safe, intake, now))
        if taken.is_sealed:
            await self.database.checkpoint()  # what was wiped stands in neither file
        return taken

    async def by_code(self, kept: bytes) -> Followed | None:
        """Return the notice of a code's hash."""
        return await self.database.read(lambda c: _by_code(c, kept))

    async def followed(self, number: str) -> Followed | None:
        """Return a notice with where it stands."""

        def act(c: Connection) -> Followed | None:
            row = c.execute(select(notice).where(notice.c.id == number)).one_or_none()
            return _followed(c, row) if row is not None else None

        return await self.database.read(act)

    async def notice(self, number: str) -> Notice | None:
        """Return a notice."""
        row = await self.database.read(lambda c: c.execute(select(notice).where(notice.c.id == number)).one_or_none())
        return notice_of(row) if row else None

    async def of_case(self, case: str) -> list[Notice]:
        """Return the notices of a case, oldest first."""
        statement = select(notice).where(notice.c.case == case).order_by(notice.c.received_at, notice.c.id)
        return await self.database.read(lambda c: [notice_of(row) for row in c.execute(statement)])

    async def of_reporter(self, member: MemberId, limit: int) -> list[Followed]:
        """Return what a member has reported, newest first."""
        mine = select(notice).where(notice.c.reporter == member).order_by(notice.c.received_at.desc(), notice.c.id)
        return await self.database.read(lambda c: [_followed(c, row) for row in c.execute(mine.limit(limit)).all()])

    async def holds(self, case: str) -> list[Hold]:
        """Return every hold of a case, oldest first."""
        return await self.database.read(lambda c: holds.of_case(c, case))

    async def sort(self, case: str, by: By, code: str, now: int) -> None:
        """Set the category that a case's moderator finds, beside what its notifiers chose."""
        await self.database.write(lambda c: sort(c, case, by, code, now))

    async def sweep(self, now: int) -> Swept:
        """End the holds whose time has come; return them, and those that have stood for too long."""
        return await self.database.write(lambda c: holds.sweep(c, now))

    async def fade(self, now: int) -> None:
        """Erase what has outlived its time."""
        await self.database.write(lambda c: fade(c, now))


def notice_of(row: Row[Any]) -> Notice:
    """Return the notice of a row: what changes stands in columns of its own."""
    return replace(
        decoder.decode(row.whole), state=row.state, case=row.case, merged_into=row.merged_into,
        category_final=row.category_final,
    )  # fmt: skip


def _take(c: Connection, safe: Safe, intake: Intake, now: int) -> Taken:
    new = found(c, intake.notice)
    intake = _with(intake, new)
    state = begin(c, Thing("notice", new.id), now, NOTIFIER, new.reason_code)
    entry = commit_receipt(c, intake.commitment, now)
    state = move(c, Thing("notice", new.id), state, "acknowledged", now)
    first = _alike(c, new) or _judged(c, new)
    if first is not None:
        state = move(c, Thing("notice", new.id), state, "merged", now, reason=first.id)
        kept = replace(new, state=state, case=first.case, merged_into=first.merged_into or first.id)
    else:
        case = _case(c, new)
        state = move(c, Thing("notice", new.id), state, "linked", now, reason=case)
        kept = replace(new, state=state, case=case)
    _keep(c, intake, kept, entry)
    is_sealed = kept.category.is_sealed or was_sealed(c, kept.items)
    if first is None or _edited_since(c, kept.items, _captured(c, kept.case)):
        capture(c, safe, intake, kept.case, now)
    _hide_for_reporter(c, kept)
    hold, reach = _held(c, kept, now) if first is None or _waits(c, kept.case) else (None, Reach())
    return Taken(kept, entry, hold, reach, is_sealed)


def _held(c: Connection, kept: Notice, now: int) -> tuple[Hold | None, Reach]:
    kind = hold_for(kept, holds.account_holds_by(c, kept.reporter, now) if kept.reporter else 0)
    return holds.place(c, holds.Wanted(kind, kept.case, kept), now)


def _waits(c: Connection, case: str) -> bool:
    return c.execute(select(work.c.case).where(work.c.case == case, work.c.waits.is_(True))).first() is not None


def _with(intake: Intake, new: Notice) -> Intake:
    return Intake(new, intake.code, intake.commitment, intake.name, intake.email, intake.shown, intake.rules)


def _alike(c: Connection, new: Notice) -> Notice | None:
    """Return the first notice of the same items for the same reason that nobody has decided."""
    waits = select(work.c.case).where(work.c.waits.is_(True))
    alike = select(notice).where(notice.c.key == new.key, notice.c.merged_into == "", notice.c.case.in_(waits))
    row = c.execute(alike.order_by(notice.c.received_at, notice.c.id).limit(1)).one_or_none()
    return notice_of(row) if row else None


def _judged(c: Connection, new: Notice) -> Notice | None:
    """Return the first notice of the same items for the same reason whose breach was found, while that stands.

    What a person has judged is not shown again (section 17.2). What was found no breach is looked at anew: no notice
    is refused by software alone; nor is a danger, nor what is sealed, answered by an earlier look, nor what its author
    has edited since.
    """
    if new.category.priority is Priority.P0 or new.category.is_sealed:
        return None
    alike = select(notice, decision.c.whole.label("decided")).join(decision, decision.c.case == notice.c.case)
    stands = (notice.c.key == new.key, notice.c.merged_into == "", decision.c.state == DecisionState.IN_FORCE.value)
    rows = c.execute(alike.where(*stands).order_by(notice.c.received_at.desc(), notice.c.id)).all()
    found = [row for row in rows if decision_decoder.decode(row.decided).outcome in VIOLATIONS]
    if not found or _edited_since(c, new.items, found[0].received_at):
        return None
    return notice_of(found[0])


def _edited_since(c: Connection, items: Sequence[Item], moment: int) -> bool:
    """Whether an author has written anything else since into what is pointed at: nobody has seen that yet."""
    refs = [item.ref for item in items if item.kind is ItemKind.MESSAGE]
    return c.execute(select(message.c.id).where(message.c.id.in_(refs), message.c.edited > moment)).first() is not None


def _captured(c: Connection, case: str) -> int:
    """Return when evidence of a case was last taken."""
    taken = (select(func.max(table.c.captured)).where(table.c.case == case) for table in (evidence, seal))
    return max(c.execute(one).scalar_one() or 0 for one in taken)


def _case(c: Connection, new: Notice) -> str:
    """Return the case that a notice belongs to: that of its subject and category while it waits, else a new one."""
    subject = next((item.subject for item in new.items if item.subject), MemberId(""))
    is_trusted = new.kind is NoticeKind.TRUSTED_FLAGGER
    if subject:
        same = (work.c.subject == subject, work.c.category == new.reason_code, work.c.waits.is_(True))
        known = c.execute(select(work.c.case).where(*same).order_by(work.c.received).limit(1)).scalar_one_or_none()
        if known is not None:
            if is_trusted:
                c.execute(update(work).where(work.c.case == known).values(rank=0))
            return str(known)
    number = new_id()
    place = new.items[0].place[:24]
    case = Case(
        number, new.reason_code, new.category.priority, new.received_at, subject, place, "", "", event="notice"
    )  # fmt: skip
    open_case(c, case, is_trusted=is_trusted)
    return number


def _keep(c: Connection, intake: Intake, kept: Notice, entry: int) -> None:
    c.execute(
        insert(notice).values(
            id=kept.id, received_at=kept.received_at, channel=kept.channel.value, reason_code=kept.reason_code,
            category_final=kept.category_final, kind=kept.kind.value, state=kept.state, reporter=kept.reporter,
            case=kept.case, merged_into=kept.merged_into, key=kept.key, code=intake.code, entry=entry,
            whole=encoder.encode(kept),
        )
    )  # fmt: skip
    for number, item in enumerate(kept.items):
        c.execute(
            insert(notice_item).values(
                notice=kept.id, number=number, kind=item.kind.value, ref=item.ref, place=item.place,
                subject=item.subject,
            )
        )  # fmt: skip
    if intake.name or intake.email:
        c.execute(insert(notice_contact).values(notice=kept.id, name=intake.name, email=intake.email))


def _hide_for_reporter(c: Connection, kept: Notice) -> None:
    if not kept.reporter:
        return
    for item in kept.items:
        if item.kind is not ItemKind.MESSAGE:
            continue
        mine = (hidden_message.c.member == kept.reporter, hidden_message.c.message == item.ref)
        is_kept = c.execute(select(message.c.id).where(message.c.id == item.ref)).first() is not None
        if is_kept and c.execute(select(hidden_message.c.member).where(*mine)).first() is None:
            c.execute(insert(hidden_message).values(member=kept.reporter, message=item.ref))


def _by_code(c: Connection, kept: bytes) -> Followed | None:
    row = c.execute(select(notice).where(notice.c.code == kept)).one_or_none()
    # Compared whole whatever was found: how far a guess agrees is not to be told by time.
    is_right = codes.is_same(bytes(row.code) if row else NOTHING, kept)
    return _followed(c, row) if row is not None and is_right else None


def _followed(c: Connection, row: Row[Any]) -> Followed:
    """Return a notice with the state of the one that answers it: its own, or that which it joined."""
    state = row.state
    if row.merged_into:
        first = select(notice.c.state).where(notice.c.id == row.merged_into)
        state = c.execute(first).scalar_one_or_none() or state
    return Followed(notice_of(row), state, row.entry, is_undone(c, row.case))
