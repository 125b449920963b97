"""The delivery of sealed frames: one order, one epoch at a time, forgotten once every device has them."""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from palabre.kernel.clock import HOUR
from palabre.kernel.errors import Advice, Refusal
from palabre.kernel.ids import ConversationId, MemberId
from palabre.kernel.limits import COMMITS_AN_HOUR
from palabre.private.model import ConversationState, FrameKind
from palabre.private.ports import BELL, Commit, Kept, SealedFrame, Seat, WelcomeFrame
from palabre.store import private_reads as reads
from palabre.store.chat_schema import outbox
from palabre.store.private_reads import Moved
from palabre.store.private_schema import conversation, frame, leaf, offer, sent, ticket

NOTHING_MOVED = Moved()
Owner = tuple[MemberId, bytes]


def tell(c: Connection, talk: ConversationId, position: int, now: int) -> None:
    """Leave an outbox row: nodes that missed the bell look again."""
    c.execute(insert(outbox).values(place=f"{BELL}{talk}", position=position, at=now))


def earlier(c: Connection, seat: Seat, talk: ConversationId, key: str, octets: bytes) -> Kept | None:
    """Return what an id was answered before. Raises ``Refusal("key_reused")`` for other octets or another author."""
    row = c.execute(select(sent).where(sent.c.conversation == talk, sent.c.id == key)).one_or_none()
    if row is None:
        return None
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
    there = c.execute(
        update(conversation)
        .where(conversation.c.id == talk)
        .values(
            head=conversation.c.head + 1, seq=conversation.c.seq + is_message, epoch=conversation.c.epoch + is_commit
        )
        .returning(conversation.c.head, conversation.c.seq, conversation.c.epoch, conversation.c.group_id)
    ).one()  # fmt: skip
    seq = there.seq if is_message else 0
    sealed = entry.sealed
    c.execute(
        insert(frame).values(
            conversation=talk, position=there.head, kind=entry.kind.value, id=entry.id, group_id=there.group_id,
            epoch=sealed.envelope.epoch if sealed else there.epoch, member=entry.member, identity=entry.identity,
            at=now, octets=sealed.octets if sealed else b"", welcome=entry.welcome, seq=seq,
            commitment=sealed.envelope.commitment if sealed else b"", offer=entry.offer, target=entry.target,
            moved=msgspec.json.encode(entry.moved),
        )
    )  # fmt: skip
    if entry.id:
        c.execute(
            insert(sent).values(
                conversation=talk, id=entry.id, member=entry.member, device=entry.identity[16:],
                kind=entry.kind.value, body=hashlib.sha256(entry.body).digest(), position=there.head,
                epoch=there.epoch, seq=seq, at=now,
            )
        )  # fmt: skip
    tell(c, talk, there.head, now)
    return Kept(talk, entry.id, there.head, there.epoch, seq, now)


def send(c: Connection, seat: Seat, talk: ConversationId, key: str, sealed: SealedFrame, now: int) -> Kept:
    """Store a message for the current epoch."""
    row = reads.own(c, seat.member, talk)
    if found := earlier(c, seat, talk, key, sealed.octets):
        return found
    check_open(c, row, seat.member)
    mine = check_current(c, row, seat, sealed)
    if c.execute(select(leaf.c.device).where(leaf.c.conversation == talk, leaf.c.gone.is_(True))).first():
        raise Refusal("remove_first")
    where = (offer.c.conversation == talk, offer.c.id == key, offer.c.member == seat.member)
    offered = c.execute(delete(offer).where(*where).returning(offer.c.kind, offer.c.target)).one_or_none()
    kind, target = (offered.kind, offered.target) if offered else ("", "")
    entry = Entry(FrameKind.MESSAGE, key, seat.member, bytes(mine.identity), sealed, offer=kind, target=target)
    return put(c, talk, entry, now)


def check_open(c: Connection, row: Row[Any], member: MemberId) -> None:
    """Refuse what may not be said here. Raises ``Refusal``: not_available, request_pending, frozen."""
    if row.state == ConversationState.ENDED.value or reads.are_apart(c, member, reads.other_of(row, member)):
        raise Refusal("not_available")
    if row.state == ConversationState.ASKED.value:
        raise Refusal("request_pending")
    if row.frozen:
        raise Refusal("frozen")


def check_current(c: Connection, row: Row[Any], seat: Seat, sealed: SealedFrame) -> Row[Any]:
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
    _remove(c, row, seat, brought.removed)
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
    if count >= COMMITS_AN_HOUR:
        wait = first + HOUR - now
        raise Refusal("too_many_commits", Advice.LATER, retry_after_ms=wait, limit=COMMITS_AN_HOUR)


def _remove(c: Connection, row: Row[Any], seat: Seat, removed: Iterable[bytes]) -> None:
    for identity in removed:
        where = (leaf.c.conversation == row.id, leaf.c.identity == identity)
        found = c.execute(select(leaf.c.member, leaf.c.gone).where(*where)).one_or_none()
        if found is None or identity[16:] == seat.device or not (found.gone or found.member == seat.member):
            raise Refusal("not_yours")
        c.execute(delete(leaf).where(*where))


def _added(c: Connection, seat: Seat, row: Row[Any], welcome: WelcomeFrame, now: int) -> list[Owner]:
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
    where = (leaf.c.conversation == talk, leaf.c.device == seat.device, leaf.c.acked < upto)
    if c.execute(update(leaf).where(*where).values(acked=upto)).rowcount:
        forget_held(c, talk)


def forget_held(c: Connection, talk: ConversationId) -> None:
    """Erase the frames that every device in the group has said it holds."""
    least = c.execute(
        select(func.min(leaf.c.acked)).where(leaf.c.conversation == talk, leaf.c.gone.is_(False))
    ).scalar_one()
    if least is not None:
        c.execute(delete(frame).where(frame.c.conversation == talk, frame.c.position <= least))


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
    c.execute(update(ticket).where(ticket.c.id == secret).values(used=True, until=now + 24 * HOUR))
    return kept


def _text(octets: bytes) -> str:
    return base64.b64encode(octets).decode()
