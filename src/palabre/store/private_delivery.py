"""The delivery of sealed frames: one order, one epoch at a time, forgotten once every device has them."""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import BindParameter, Row, bindparam, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from palabre.kernel.clock import HOUR
from palabre.kernel.errors import Advice, Refusal
from palabre.kernel.ids import ConversationId, MemberId
from palabre.kernel.limits import COMMITS_AN_HOUR
from palabre.private.model import ConversationState, FrameKind
from palabre.private.ports import BELL, Commit, Kept, Pair, SealedFrame, Seat, WelcomeFrame
from palabre.store import private_reads as reads
from palabre.store.chat_schema import outbox
from palabre.store.prepared import Prepared, row_of
from palabre.store.private_reads import Moved
from palabre.store.private_schema import conversation, frame, leaf, offer, sent, ticket
from palabre.store.private_unheard import close, note_last

TALK: BindParameter[str] = bindparam("talk")
SentRow = row_of(sent)
EARLIER = Prepared(select(sent).where(sent.c.conversation == TALK, sent.c.id == bindparam("key")))
GONE = Prepared(select(leaf.c.device).where(leaf.c.conversation == TALK, leaf.c.gone.is_(True)))
OFFERED = Prepared(
    delete(offer)
    .where(offer.c.conversation == TALK, offer.c.id == bindparam("key"), offer.c.member == bindparam("by"))
    .returning(offer.c.kind, offer.c.target)
)
NEXT = Prepared(
    update(conversation)
    .where(conversation.c.id == TALK)
    .values(
        head=conversation.c.head + 1, seq=conversation.c.seq + bindparam("said"),
        epoch=conversation.c.epoch + bindparam("changed"),
    )
    .returning(
        conversation.c.head, conversation.c.seq, conversation.c.epoch, conversation.c.group_id, conversation.c.asker,
        conversation.c.asked,
    )
)  # fmt: skip
NEW_FRAME, NEW_SENT = Prepared(insert(frame)), Prepared(insert(sent))
NEW_OUTBOX = Prepared(
    insert(outbox).values(place=bindparam("place"), position=bindparam("position"), at=bindparam("at"))
)
HELD = Prepared(
    update(leaf)
    .where(leaf.c.conversation == TALK, leaf.c.device == bindparam("ref"), leaf.c.acked < bindparam("upto"))
    .values(acked=bindparam("upto"))
)
HELD_BY_ALL = Prepared(select(func.min(leaf.c.acked)).where(leaf.c.conversation == TALK, leaf.c.gone.is_(False)))
FORGET = Prepared(delete(frame).where(frame.c.conversation == TALK, frame.c.position <= bindparam("least")))
NOTHING_MOVED = Moved()
encoder = msgspec.json.Encoder()
Owner = tuple[MemberId, bytes]


def tell(c: Connection, talk: ConversationId, position: int, now: int) -> None:
    """Leave an outbox row: nodes that missed the bell look again."""
    NEW_OUTBOX(c, place=f"{BELL}{talk}", position=position, at=now)


def earlier(c: Connection, seat: Seat, talk: ConversationId, key: str, octets: bytes) -> Kept | None:
    """Return what an id was answered before. Raises ``Refusal("key_reused")`` for other octets or another author."""
    found = EARLIER(c, talk=talk, key=key).fetchone()
    if found is None:
        return None
    row = SentRow._make(found)
    if bytes(row.body) != hashlib.sha256(octets).digest() or row.member != seat.member:
        raise Refusal("key_reused")
    return Kept(talk, key, row.position, row.epoch, row.seq, row.at, is_new=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """What takes the next place of a conversation, and whose it is."""

    kind: FrameKind
    id: str
    member: MemberId
    identity: bytes
    sealed: SealedFrame | None = None
    welcome: bytes = b""
    offer: str = ""
    target: str = ""
    moved: Moved = NOTHING_MOVED

    @property
    def body(self) -> bytes:
        """The octets that a repeat of its id must carry again."""
        return self.sealed.octets if self.sealed else self.welcome


def put(c: Connection, talk: ConversationId, entry: Entry, now: int) -> Kept:
    """Give a frame the next place of its conversation; a commit also moves the epoch, a message takes a ``seq``."""
    is_message, is_commit = entry.kind is FrameKind.MESSAGE, entry.kind is FrameKind.COMMIT
    there = NEXT(c, talk=talk, said=is_message, changed=is_commit).fetchone()
    head, seq, epoch, group, asker, asked = there
    kept = Kept(talk, entry.id, head, epoch, seq if is_message else 0, now, pair=Pair(talk, asker, asked))
    _keep(c, kept, group, entry)
    tell(c, talk, head, now)
    return kept


def _keep(c: Connection, kept: Kept, group: bytes, entry: Entry) -> None:
    sealed = entry.sealed
    NEW_FRAME(
        c, conversation=kept.conversation, position=kept.order, kind=entry.kind.value, id=entry.id, group_id=group,
        epoch=sealed.envelope.epoch if sealed else kept.epoch, member=entry.member, identity=entry.identity,
        at=kept.at, octets=sealed.octets if sealed else b"", welcome=entry.welcome, seq=kept.seq,
        commitment=sealed.envelope.commitment if sealed else b"", offer=entry.offer, target=entry.target,
        moved=encoder.encode(entry.moved),
    )  # fmt: skip
    if entry.id:
        NEW_SENT(
            c, conversation=kept.conversation, id=entry.id, member=entry.member, device=entry.identity[16:],
            kind=entry.kind.value, body=hashlib.sha256(entry.body).digest(), position=kept.order,
            epoch=kept.epoch, seq=kept.seq, at=kept.at,
        )  # fmt: skip


def send(c: Connection, seat: Seat, talk: ConversationId, key: str, sealed: SealedFrame, now: int) -> Kept:
    """Store a message for the current epoch."""
    row = reads.own(c, seat.member, talk)
    if found := earlier(c, seat, talk, key, sealed.octets):
        return found
    check_open(c, row, seat.member)
    mine = check_current(c, row, seat, sealed)
    if GONE(c, talk=talk).fetchone():
        raise Refusal("remove_first")
    kind, target = OFFERED(c, talk=talk, key=key, by=seat.member).fetchone() or ("", "")
    entry = Entry(FrameKind.MESSAGE, key, seat.member, bytes(mine.identity), sealed, offer=kind, target=target)
    return put(c, talk, entry, now)


def check_open(c: Connection, row: Any, member: MemberId) -> None:
    """Refuse what may not be said here. Raises ``Refusal``: not_available, request_pending, frozen."""
    if row.state == ConversationState.ENDED.value or reads.are_apart(c, member, reads.other_of(row, member)):
        raise Refusal("not_available")
    if row.state == ConversationState.ASKED.value:
        raise Refusal("request_pending")
    if row.frozen:
        raise Refusal("frozen")


def check_current(c: Connection, row: Any, seat: Seat, sealed: SealedFrame) -> Any:
    """Return the author's leaf if a frame is of now. Raises ``Refusal``: group_lost, stale_group, stale_epoch."""
    if row.lost:
        raise Refusal("group_lost")
    mine = reads.leaf_of(c, row.id, seat.device)
    if mine is None or sealed.envelope.group_id != bytes(row.group_id):
        raise Refusal("stale_group")
    if sealed.envelope.epoch != row.epoch:
        raise Refusal("stale_epoch", Advice.NOW, epoch=row.epoch, order=row.head)
    return mine


def commit(c: Connection, seat: Seat, talk: ConversationId, key: str, brought: Commit, now: int) -> Kept:
    """Move the epoch by one, for whoever comes first."""
    row = reads.own(c, seat.member, talk)
    if found := earlier(c, seat, talk, key, brought.sealed.octets):
        return found
    check_open(c, row, seat.member)
    mine = check_current(c, row, seat, brought.sealed)
    _check_hour(c, seat, now)
    _remove(c, row, seat, brought.removed, now)
    added = _added(c, seat, row, brought.welcome, now) if brought.welcome else []
    moved = Moved(tuple(identity for _, identity in added), brought.removed)
    welcome = brought.welcome.octets if brought.welcome else b""
    entry = Entry(
        FrameKind.COMMIT, key, seat.member, bytes(mine.identity), brought.sealed, welcome=welcome, moved=moved
    )
    kept = put(c, talk, entry, now)
    add_leaves(c, talk, added, kept.order)
    return kept


def _check_hour(c: Connection, seat: Seat, now: int) -> None:
    where = (sent.c.device == seat.device, sent.c.kind == FrameKind.COMMIT.value, sent.c.at > now - HOUR)
    count, first = c.execute(select(func.count(), func.min(sent.c.at)).where(*where)).one()
    check_hourly(count, first, now)


def check_hourly(count: int, first: int | None, now: int) -> None:
    """Refuse a device that changed groups, or asked to, as often as it may since ``first``, within the hour."""
    if first is not None and count >= COMMITS_AN_HOUR:
        wait = first + HOUR - now
        raise Refusal("too_many_commits", Advice.LATER, retry_after_ms=wait, limit=COMMITS_AN_HOUR)


def _remove(c: Connection, row: Any, seat: Seat, removed: Iterable[bytes], now: int) -> None:
    for identity in removed:
        where = (leaf.c.conversation == row.id, leaf.c.identity == identity)
        found = c.execute(select(leaf.c.member, leaf.c.gone).where(*where)).one_or_none()
        if found is None or identity[16:] == seat.device or not (found.gone or found.member == seat.member):
            raise Refusal("not_yours")
        note_last(c, ConversationId(row.id), MemberId(found.member), identity[16:], now)
        c.execute(delete(leaf).where(*where))


def _added(c: Connection, seat: Seat, row: Any, welcome: WelcomeFrame, now: int) -> list[Owner]:
    given = (
        ticket.c.conversation == row.id, ticket.c.device == seat.device, ticket.c.purpose == "add",
        ticket.c.until > now,
    )  # fmt: skip
    known: dict[str, Owner] = {}
    for found in c.execute(select(ticket.c.packages).where(*given)).scalars():
        known |= _owners(found)
    added = [known.get(_text(reference)) for reference in welcome.references]
    if (brought := [one for one in added if one is not None]) and len(brought) == len(added):
        return brought
    raise Refusal("bad_welcome", reason="reference")


def use_ticket(c: Connection, seat: Seat, secret: str, purpose: str, now: int) -> Row[Any]:
    """Return a ticket of this device. Raises ``Refusal("unknown_ticket")``."""
    where = (
        ticket.c.id == secret, ticket.c.device == seat.device, ticket.c.purpose == purpose, ticket.c.until >= now,
    )  # fmt: skip
    found = c.execute(select(ticket).where(*where)).one_or_none()
    if found is None:
        raise Refusal("unknown_ticket")
    return found


def owners_of(given: Row[Any], references: Iterable[bytes]) -> list[Owner]:
    """Return whose devices a Welcome is for: exactly those of a ticket. Raises ``Refusal("bad_welcome")``."""
    owners = _owners(given.packages)
    if {_text(reference) for reference in references} != set(owners):
        raise Refusal("bad_welcome", reason="reference")
    return list(owners.values())


def _owners(packages: bytes) -> dict[str, Owner]:
    rows = msgspec.json.decode(packages, type=list[tuple[str, str, str]])
    return {reference: (MemberId(member), base64.b64decode(identity)) for reference, member, identity in rows}


def add_leaves(c: Connection, talk: ConversationId, owners: Iterable[Owner], position: int) -> None:
    """Put devices in a group from a position on; what one has not fetched of before stays for it."""
    for member, identity in owners:
        where = (leaf.c.conversation == talk, leaf.c.device == identity[16:])
        known = c.execute(update(leaf).where(*where).values(since=position, gone=False)).rowcount
        if not known:
            c.execute(
                insert(leaf).values(
                    conversation=talk, device=identity[16:], member=member, identity=identity, first=position,
                    since=position, acked=position - 1, gone=False,
                )
            )  # fmt: skip


def ack(c: Connection, seat: Seat, talk: ConversationId, order: int) -> None:
    """Note what a device holds; forget what every device holds."""
    row = reads.own(c, seat.member, talk)
    upto = min(order, row.head)
    if HELD(c, talk=talk, ref=seat.device, upto=upto).rowcount:
        forget_held(c, talk)


def forget_held(c: Connection, talk: ConversationId) -> None:
    """Erase the frames that every device in the group has said it holds."""
    (least,) = HELD_BY_ALL(c, talk=talk).fetchone()
    if least is not None:
        FORGET(c, talk=talk, least=least)


def found_group(c: Connection, seat: Seat, secret: str, key: str, welcome: WelcomeFrame, now: int) -> Kept:
    """Put a new group in the place of the lost one; of two, the first."""
    given = use_ticket(c, seat, secret, "group", now)
    talk = ConversationId(given.conversation)
    row = reads.own(c, seat.member, talk)
    if found := earlier(c, seat, talk, key, welcome.octets):
        return found
    check_open(c, row, seat.member)
    if given.used or bytes(row.group_id) != bytes(given.base):
        raise Refusal("stale_group")
    owners = owners_of(given, welcome.references)
    identity = bytes(row.asker_ref if row.asker == seat.member else row.asked_ref) + seat.device
    inside = [(seat.member, identity), *owners]
    c.execute(
        update(conversation).where(conversation.c.id == talk).values(group_id=given.group_id, epoch=1, lost=False)
    )
    left = leaf.c.device.not_in([one[16:] for _, one in inside])
    c.execute(delete(leaf).where(leaf.c.conversation == talk, left))
    kept = put(c, talk, Entry(FrameKind.WELCOME, key, seat.member, identity, welcome=welcome.octets), now)
    add_leaves(c, talk, inside, kept.order)
    close(c, talk, {member for member, _ in inside}, kept.order)
    c.execute(update(ticket).where(ticket.c.id == secret).values(used=True, until=now + 24 * HOUR))
    return kept


def _text(octets: bytes) -> str:
    return base64.b64encode(octets).decode()
