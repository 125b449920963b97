"""Holds on SQL: put in force, lifted, ended by the clock or by a decision; what each did is undone with it."""

import contextlib
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.engine import Connection

from palabre.chat.announce import Announcement
from palabre.chat.ports import Written
from palabre.kernel.clock import DAY
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, MessageId, PlaceId, new_id
from palabre.moderation.casework import PROGRAM, By
from palabre.moderation.covers import covers_of
from palabre.moderation.holds import ACCOUNT, ALARMS, RULE, SENTENCE, Alarm, Hold, alarms_due, ends_of, hidden_by
from palabre.moderation.model import CaseState, Freeze, Kind, Restriction
from palabre.moderation.notice_ports import Reach, Swept
from palabre.moderation.notices import Notice
from palabre.moderation.policy.catalogue import HoldKind
from palabre.moderation.ports import Measure
from palabre.store import covers
from palabre.store import moderation_freezes as freezes
from palabre.store.casework_schema import hold
from palabre.store.chat_holds import show_again, withhold
from palabre.store.hidden import is_hidden_still
from palabre.store.moderation_measures import bell, put
from palabre.store.moderation_schema import restriction
from palabre.store.moves import Thing, begin, move
from palabre.store.notice_schema import notice as notice_table

encoder = msgspec.json.Encoder()
decoder = msgspec.json.Decoder(Hold)
ACTIVE = hold.c.state == "active"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a notice asks to be held, for a case."""

    kind: HoldKind
    case: str
    notice: Notice

    @property
    def subject(self) -> MemberId:
        """Whom it is about: the author of the first item that has one."""
        return next((item.subject for item in self.notice.items if item.subject), MemberId(""))


def place(c: Connection, wanted: Wanted, now: int) -> tuple[Hold | None, Reach]:
    """Put a hold in force, unless the like of it is; return it with what it touched."""
    kind, notice = wanted.kind, wanted.notice
    if kind in {HoldKind.NONE, HoldKind.HIDE_FOR_REPORTER}:
        return None, Reach()
    number, subject = new_id(), wanted.subject
    other = notice.reporter if kind is HoldKind.FREEZE_CONTACT else MemberId("")
    if _is_held(c, wanted, other):
        return None, Reach()
    bound = _restriction(kind, wanted, now) if subject else None
    new = Hold(
        number, wanted.case, kind, now, ends_of(kind, now), notice.items, subject, other, bound.id if bound else "",
        begin(c, Thing("hold", number), now, reason=kind.value),
    )  # fmt: skip
    reach = _hide(c, new, now) + _cover(c, new, now) + _freeze(c, new, bound, now)
    if kind is HoldKind.SHOW_HELP and subject:
        reach += Reach(helped=((subject, notice.reason_code),))
    c.execute(insert(hold).values(**_row(new)))
    return new, reach


def of_case(c: Connection, case: str) -> list[Hold]:
    """Return every hold of a case, oldest first."""
    rows = c.execute(select(hold).where(hold.c.case == case).order_by(hold.c.begins, hold.c.id))
    return [hold_of(row) for row in rows]


def end(c: Connection, held: Hold, after: str, now: int, by: By = PROGRAM, reason: str = "") -> Reach:
    """End a hold: confirmed leaves what it did to the decision; lifted and expired undo it."""
    move(c, Thing("hold", held.id), held.state, after, now, by, reason)
    c.execute(update(hold).where(hold.c.id == held.id).values(state=after))
    # Of what a decision covers its own cover stands; without one, nothing does.
    freed = covers.lift(c, held.id, now)
    return freed if after == "confirmed" else freed + _undo(c, held, now)


def settle(c: Connection, case: str, state: CaseState, now: int) -> Reach:
    """End the holds of a decided case: confirmed when what was done was right, else lifted."""
    after = "confirmed" if state is CaseState.UPHELD else "lifted"
    reach = Reach()
    for held in of_case(c, case):
        if held.state == "active":
            reach += end(c, held, after, now, reason="decided")
    return reach


def undo_confirmed(c: Connection, case: str, now: int) -> Reach:
    """Undo what the confirmed holds of a case did, once the decision that confirmed them is undone.

    Their state stays: no table lets a confirmed hold move; the reversal is the decision's own entry of the ledger.
    """
    reach = Reach()
    for held in of_case(c, case):
        if held.state == "confirmed":
            reach += _undo(c, held, now)
    return reach


def restriction_lifted(c: Connection, number: str, now: int) -> None:
    """Note that what a hold put on an account has ended: by a proof of age, or its date."""
    for row in c.execute(select(hold).where(hold.c.restriction == number, ACTIVE)).all():
        move(c, Thing("hold", row.id), "active", "lifted", now, reason="restriction_lifted")
        c.execute(update(hold).where(hold.c.id == row.id).values(state="lifted"))


def sweep(c: Connection, now: int) -> Swept:
    """End what has stood long enough, and say what still stands."""
    rows = c.execute(select(hold).where(ACTIVE, hold.c.begins <= now - ALARMS[0]).order_by(hold.c.begins)).all()
    alarms: list[Alarm] = []
    reach = Reach()
    for held in map(hold_of, rows):
        due = alarms_due(held, now)
        is_over = 0 < held.ends <= now
        if is_over:
            reach += end(c, held, "expired", now)
        if is_over or due > held.told:
            c.execute(update(hold).where(hold.c.id == held.id).values(told=due))
            alarms.append(Alarm(held, ALARMS[due - 1] // 3_600_000, is_over))
    return Swept(tuple(alarms), reach)


def account_holds_by(c: Connection, member: MemberId, now: int) -> int:
    """Return how many accounts the notices of a member have put on hold in a day."""
    mine = select(notice_table.c.case).where(
        notice_table.c.reporter == member, notice_table.c.received_at > now - DAY, notice_table.c.reporter != ""
    )
    count = select(func.count()).select_from(hold).where(hold.c.restriction != "", hold.c.case.in_(mine))
    return int(c.execute(count).scalar_one())


def hold_of(row: Row[Any]) -> Hold:
    """Return the hold of a row: what changes stands in columns of its own."""
    return replace(decoder.decode(row.whole), state=row.state, told=row.told)


def _row(new: Hold) -> dict[str, Any]:
    return {
        "id": new.id, "case": new.case, "kind": new.kind.value, "state": new.state, "begins": new.begins,
        "ends": new.ends, "subject": new.subject, "other": new.other, "restriction": new.restriction,
        "ref": new.items[0].name if new.items else "", "told": new.told, "whole": encoder.encode(new),
    }  # fmt: skip


def _is_held(c: Connection, wanted: Wanted, other: MemberId) -> bool:
    """Whether the case holds the like already. Other cases' holds do not count: each ends by itself."""
    kind = wanted.kind
    about: tuple[Any, ...] = (hold.c.subject == wanted.subject,)
    if kind is HoldKind.FREEZE_CONTACT:
        about = (hold.c.subject == wanted.subject, hold.c.other == other)
    elif kind not in ACCOUNT:
        about = (hold.c.ref == wanted.notice.items[0].name,)
    alike = (hold.c.case == wanted.case, hold.c.kind == kind.value, ACTIVE)
    return c.execute(select(hold.c.id).where(*alike, *about)).first() is not None


def _restriction(kind: HoldKind, wanted: Wanted, now: int) -> Restriction | None:
    if kind not in ACCOUNT:
        return None
    return Restriction(new_id(), wanted.subject, ACCOUNT[kind], RULE, SENTENCE, now, ends_of(kind, now), wanted.case)


def _hide(c: Connection, new: Hold, now: int) -> Reach:
    told: tuple[Announcement, ...] = ()
    for item in hidden_by(new.kind, new.items):
        with contextlib.suppress(Refusal):  # faded meanwhile
            is_sealed = new.kind is HoldKind.SEAL_AND_HIDE
            told += withhold(c, PlaceId(item.place), MessageId(item.ref), now, wipe=is_sealed)
    return Reach(Written(told))


def _cover(c: Connection, new: Hold, now: int) -> Reach:
    reach = Reach()
    for one in covers_of(new.kind, new.items, new.id, new.case):
        reach += covers.put(c, one, now)
    return reach


def _freeze(c: Connection, new: Hold, bound: Restriction | None, now: int) -> Reach:
    if bound is not None:
        withdraw = bound.kind is Kind.ISOLATED
        measure = Measure(bound.member, None, (bound,), (Freeze(member=bound.member, withdraw=withdraw),), bound.id)
        return Reach(pairs=put(c, measure, now), members=(bound.member,))
    if new.kind is not HoldKind.FREEZE_CONTACT or not (new.subject and new.other):
        return Reach()
    between = Freeze(member=new.subject, other=new.other)
    return Reach(pairs=freezes.freeze(c, Measure(new.subject, freezes=(between,), cause=new.id), now))


def _undo(c: Connection, held: Hold, now: int) -> Reach:
    reach = Reach(pairs=freezes.thaw(c, held.id, now))
    if held.restriction:
        c.execute(update(restriction).where(restriction.c.id == held.restriction).values(lifted=True))
        bell(c, held.subject, now)
        reach += Reach(pairs=freezes.thaw(c, held.restriction, now), members=(held.subject,))
    for item in hidden_by(held.kind, held.items):
        if is_hidden_still(c, MessageId(item.ref), now, hold=held.id):
            continue
        with contextlib.suppress(Refusal):  # faded, taken back, or its words were sealed away
            reach += Reach(Written(show_again(c, PlaceId(item.place), MessageId(item.ref), now)))
    return reach
