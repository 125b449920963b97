"""Conversations and frames, as one of their two people sees them on one device."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, and_, bindparam, or_, select
from sqlalchemy.engine import Connection

from palabre.identity.model import Member
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import ConversationId, MemberId
from palabre.kernel.limits import CONVERSATIONS, FRAMES_PAGE_OCTETS
from palabre.private.model import Consents, Conversation, ConversationState, FrameKind, Leaf, Offer, Vanishing
from palabre.private.ports import Carried, Pair, Relation, Seat, Stretch
from palabre.store.identity import member_table
from palabre.store.prepared import Prepared, row_of
from palabre.store.private_schema import conversation, device, frame, leaf
from palabre.store.private_unheard import stretches
from palabre.store.ties_schema import block

FRAMES_PAGE = 200  # small ones
FEW = 4  # frames read from the loop (decision 41)


class Moved(msgspec.Struct, frozen=True):
    """Identities that a commit added and removed."""

    added: tuple[bytes, ...] = ()
    removed: tuple[bytes, ...] = ()


ConversationRow, LeafRow, FrameRow = row_of(conversation), row_of(leaf), row_of(frame)
CONVERSATION = Prepared(select(conversation).where(conversation.c.id == bindparam("talk")))
APART = Prepared(
    select(block.c.member).where(
        or_(
            and_(block.c.member == bindparam("one"), block.c.other == bindparam("two")),
            and_(block.c.member == bindparam("two"), block.c.other == bindparam("one")),
        )
    )
)
LEAF = Prepared(
    select(leaf).where(
        leaf.c.conversation == bindparam("talk"), leaf.c.device == bindparam("ref"), leaf.c.gone.is_(False)
    )
)
AFTER = Prepared(
    select(frame)
    .where(frame.c.conversation == bindparam("talk"), frame.c.position > bindparam("first"))
    .order_by(frame.c.position)
    .limit(FRAMES_PAGE + 1)
)
moved_of = msgspec.json.Decoder(Moved).decode


def own(c: Connection, member: MemberId, wanted: ConversationId) -> Any:
    """Return a conversation of a member. Raises ``Refusal("unknown_conversation")``, also for those of others."""
    found = CONVERSATION(c, talk=wanted).fetchone()
    row = ConversationRow._make(found) if found else None
    if row is None or member not in {row.asker, row.asked}:
        raise Refusal("unknown_conversation")
    return row


def pair_of(row: Any) -> Pair:
    """Return the two people of a conversation's row."""
    return Pair(ConversationId(row.id), MemberId(row.asker), MemberId(row.asked))


def pair_key(one: MemberId, other: MemberId) -> str:
    """Return the name of two people, whoever asks."""
    return " ".join(sorted((one, other)))


def other_of(row: Any, member: MemberId) -> MemberId:
    """Return the other of the two."""
    return MemberId(row.asked if row.asker == member else row.asker)


def are_apart(c: Connection, one: MemberId, other: MemberId) -> bool:
    """Whether either blocks the other."""
    return APART(c, one=one, two=other).fetchone() is not None


def relation(c: Connection, member: MemberId, wanted: ConversationId) -> Relation:
    """Return what stands between the two people of a conversation."""
    row = own(c, member, wanted)
    other = other_of(row, member)
    state = ConversationState(row.state)
    ref = bytes(row.asked_ref if row.asker == member else row.asker_ref)
    return Relation(other, ref, state, state is not ConversationState.ENDED and not are_apart(c, member, other))


def member_of(c: Connection, wanted: MemberId) -> Row[Any] | None:
    """Return a member's row."""
    return c.execute(select(member_table).where(member_table.c.id == wanted)).one_or_none()


def conversations_of(c: Connection, seat: Seat) -> tuple[Conversation, ...]:
    """Return a member's conversations, newest first: not the requests that wait for them."""
    theirs = or_(
        conversation.c.asker == seat.member,
        and_(conversation.c.asked == seat.member, conversation.c.state != ConversationState.ASKED.value),
    )
    statement = select(conversation).where(theirs).order_by(conversation.c.since.desc()).limit(CONVERSATIONS)
    return tuple(seen(c, row, seat) for row in c.execute(statement).all())


def seen(c: Connection, row: Any, seat: Seat) -> Conversation:
    """Return a conversation as a device sees it."""
    is_asker = row.asker == seat.member
    other = other_of(row, seat.member)
    apart = are_apart(c, seat.member, other)
    found = None if apart else member_of(c, other)
    leaves = c.execute(select(leaf).where(leaf.c.conversation == row.id).order_by(leaf.c.identity)).all()
    mine = next((one for one in leaves if bytes(one.device) == seat.device and not one.gone), None)
    # A block and a departure look alike.
    state = ConversationState.ENDED if apart else ConversationState(row.state)
    accepts = [msgspec.json.decode(one, type=Consents) for one in (row.asker_accepts, row.asked_accepts)]
    return Conversation(
        id=ConversationId(row.id),
        other=msgspec.json.decode(found.profile, type=Member).profile.seen if found else None,
        other_id=other,
        other_identity=bytes(row.asked_ref if is_asker else row.asker_ref),
        state=state,
        asked_by_me=is_asker,
        available=state is not ConversationState.ENDED,
        frozen=bool(row.frozen),
        group=bytes(row.group_id),
        epoch=row.epoch,
        head=row.head,
        acked=mine.acked if mine else row.head,
        joined=mine is not None,
        leaves=tuple(Leaf(MemberId(one.member), bytes(one.identity), one.gone) for one in leaves),
        missing=_missing(c, seat.member, leaves),
        lost=bool(row.lost),
        mine=accepts[0 if is_asker else 1],
        theirs=accepts[1 if is_asker else 0],
        vanishing=Vanishing(row.vanishing),
        since=row.since,
        unheard=stretches(c, ConversationId(row.id), other),
    )


def _missing(c: Connection, member: MemberId, leaves: Sequence[Row[Any]]) -> tuple[bytes, ...]:
    inside = {bytes(one.device) for one in leaves}
    mine = c.execute(select(device.c.ref).where(device.c.member == member)).scalars()
    return tuple(bytes(ref) for ref in mine if bytes(ref) not in inside)


def few(c: Connection, seat: Seat, wanted: ConversationId, after: int) -> Stretch | None:
    """Return the frames after an order when they are as few as a bell brings, else nothing."""
    row = own(c, seat.member, wanted)
    return stretch(c, seat, row, after) if row.head - after <= FEW else None


def stretch(c: Connection, seat: Seat, row: Any, after: int) -> Stretch:
    """Return the frames after an order that a device may have, up to a page of octets."""
    mine = leaf_of(c, row.id, seat.device)
    if mine is None:
        return Stretch((), max(after, row.head), more=False)
    if are_apart(c, seat.member, other_of(row, seat.member)):
        return Stretch((), after, more=False)
    first = max(after, mine.first - 1)
    items: list[Carried] = []
    octets = 0
    for found in map(FrameRow._make, AFTER(c, talk=row.id, first=first)):
        one = carried(found, mine)
        octets += len(one.octets)
        if items and (octets > FRAMES_PAGE_OCTETS or len(items) == FRAMES_PAGE):
            return Stretch(tuple(items), items[-1].order, more=True)
        items.append(one)
    return Stretch(tuple(items), max(after, row.head), more=False)


def carried(row: Any, mine: Any) -> Carried:
    """Return a frame as one device gets it: its own without octets, the Welcome that joins it, else the frame."""
    kind, octets = FrameKind(row.kind), bytes(row.octets)
    is_own = row.identity == mine.identity
    if row.welcome and (kind is FrameKind.WELCOME or row.position == mine.since) and not is_own:
        kind, octets = FrameKind.WELCOME, bytes(row.welcome)
    moved = moved_of(row.moved)
    return Carried(
        row.position, kind, row.id, bytes(row.group_id), row.epoch, MemberId(row.member), bytes(row.identity), row.at,
        b"" if is_own else octets, row.seq, bytes(row.commitment), Offer(row.offer) if row.offer else None, row.target,
        moved.added, moved.removed,
    )  # fmt: skip


def leaf_of(c: Connection, wanted: str, ref: bytes) -> Any:
    """Return a device's place in a group; none when it is gone."""
    found = LEAF(c, talk=wanted, ref=ref).fetchone()
    return LeafRow._make(found) if found else None
