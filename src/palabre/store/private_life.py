"""What is agreed in a conversation, how it loses its state, and how it ends: each act in one transaction."""

import os
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.engine import Connection

from palabre.kernel.clock import DAY, HOUR
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import ConversationId, MemberId
from palabre.kernel.limits import (
    COMMIT_LIFE_MS,
    DEVICE_UNUSED_MS,
    KEY_LIFE_MS,
    OFFER_LIFE_MS,
    REFUSED_MS,
    REQUEST_LIFE_MS,
    SEALED_LIFE_MS,
    TICKET_MS,
)
from palabre.private.model import ConsentKind, Consents, ConversationState, FrameKind, Offer, Vanishing
from palabre.private.ports import Faded, Opened, Pair, Seat
from palabre.store import private_reads as reads
from palabre.store.private_delivery import check_hourly, check_open, forget_held
from palabre.store.private_devices import forget_device, hand_out
from palabre.store.private_requests import Terms, issue
from palabre.store.private_schema import (
    asking,
    conversation,
    device,
    frame,
    key_package,
    leaf,
    sent,
    ticket,
    unheard,
    used_package,
)
from palabre.store.private_schema import offer as offers
from palabre.store.private_unheard import note, note_last

NEEDS = {Offer.PHOTO: ConsentKind.PHOTOS, Offer.PLAN: ConsentKind.PLAN, Offer.CALL: ConsentKind.VOICE_WEBCAM}


def _agreed(c: Connection, member: MemberId, talk: ConversationId) -> Any:
    row = reads.own(c, member, talk)
    check_open(c, row, member)
    return row


def consent(c: Connection, member: MemberId, talk: ConversationId, kind: ConsentKind, given_at: int | None) -> Pair:
    """Record what somebody accepts from the other."""
    row = _agreed(c, member, talk)
    column = "asker_accepts" if row.asker == member else "asked_accepts"
    accepts = replace(msgspec.json.decode(getattr(row, column), type=Consents), **{kind.value: given_at})
    wanted = {column: msgspec.json.encode(accepts)}
    c.execute(update(conversation).where(conversation.c.id == talk).values(**wanted))
    return reads.pair_of(row)


def vanish(c: Connection, member: MemberId, talk: ConversationId, after: Vanishing) -> Pair:
    """Record how long both devices keep messages."""
    row = _agreed(c, member, talk)
    c.execute(update(conversation).where(conversation.c.id == talk).values(vanishing=after.value))
    return reads.pair_of(row)


def announce(
    c: Connection, member: MemberId, talk: ConversationId, key: str, kind: Offer, target: str, now: int
) -> None:
    """Announce a sealed kind, if who receives it has said yes; a retraction, if it takes back one's own."""
    row = _agreed(c, member, talk)
    if kind is Offer.RETRACT:
        _check_own(c, member, talk, target)
    else:
        _check_yes(row, member, kind)
    c.execute(delete(offers).where(offers.c.conversation == talk, offers.c.id == key, offers.c.member == member))
    values = {"conversation": talk, "id": key, "member": member, "kind": kind.value, "target": target, "at": now}
    c.execute(offers.insert().values(**values))


def _check_own(c: Connection, member: MemberId, talk: ConversationId, target: str) -> None:
    author = c.execute(
        select(sent.c.member).where(sent.c.conversation == talk, sent.c.id == target)
    ).scalar_one_or_none()
    if author is None:
        raise Refusal("unknown_message")
    if author != member:
        raise Refusal("not_yours")


def _check_yes(row: Any, member: MemberId, kind: Offer) -> None:
    asker, asked = (msgspec.json.decode(one, type=Consents) for one in (row.asker_accepts, row.asked_accepts))
    mine, theirs = (asker, asked) if row.asker == member else (asked, asker)
    needed = NEEDS[kind].value
    both = (mine, theirs) if kind is Offer.CALL else (theirs,)
    if any(getattr(accepts, needed) is None for accepts in both):
        raise Refusal("no_consent", kind=needed)


def lose(c: Connection, seat: Seat, talk: ConversationId, now: int) -> Pair:
    """Note that somebody can no longer read, and from where on: the next message needs a new group."""
    row = reads.own(c, seat.member, talk)
    note(c, talk, seat.member, now)
    c.execute(update(conversation).where(conversation.c.id == talk).values(lost=True))
    return reads.pair_of(row)


def own_packages(c: Connection, seat: Seat, talk: ConversationId, now: int) -> Opened:
    """Give packages of one's own devices that are not in the group."""
    row = _agreed(c, seat.member, talk)
    if reads.leaf_of(c, talk, seat.device) is None:
        raise Refusal("stale_group")
    _check_opened(c, seat, now)
    inside = select(leaf.c.device).where(leaf.c.conversation == talk)
    wanted = select(device.c.ref, device.c.member).where(device.c.member == seat.member, device.c.ref.not_in(inside))
    handed = hand_out(c, c.execute(wanted).all(), now)
    terms = Terms("add", talk, reads.other_of(row, seat.member), bytes(row.group_id))
    return issue(c, seat, terms, handed, now)


def _check_opened(c: Connection, seat: Seat, now: int) -> None:
    """Refuse a device that asks for packages without end, and brings no commit: they are taken from others."""
    mine = (ticket.c.member == seat.member, ticket.c.device == seat.device, ticket.c.used.is_(False))
    of_groups = (ticket.c.purpose.in_(("add", "group")), ticket.c.until > now + TICKET_MS - HOUR)
    given = select(func.count(), func.min(ticket.c.until) - TICKET_MS).where(*mine, *of_groups)
    count, first = c.execute(given).one()
    check_hourly(count, first, now)


def open_group(c: Connection, seat: Seat, talk: ConversationId, now: int) -> Opened:
    """Give packages of every device of both for a new group in the place of a lost one."""
    row = _agreed(c, seat.member, talk)
    if not row.lost:
        raise Refusal("stale_group")
    _check_opened(c, seat, now)
    other = reads.other_of(row, seat.member)
    wanted = select(device.c.ref, device.c.member).where(
        device.c.member.in_((seat.member, other)), device.c.ref != seat.device
    )
    handed = hand_out(c, c.execute(wanted).all(), now)
    if not any(one.member == other for one in handed.packages):
        raise Refusal("not_available")
    return issue(c, seat, Terms("group", talk, other, os.urandom(16), bytes(row.group_id)), handed, now)


def fade(c: Connection, now: int) -> Faded:
    """Erase what has outlived its time."""
    changed = [*_unused_devices(c, now), *_missed_commits(c, now)]
    c.execute(delete(frame).where(frame.c.kind == FrameKind.MESSAGE.value, frame.c.at < now - SEALED_LIFE_MS))
    c.execute(delete(frame).where(frame.c.at < now - COMMIT_LIFE_MS))
    asked = and_(conversation.c.state == ConversationState.ASKED.value, conversation.c.since < now - REQUEST_LIFE_MS)
    requests = tuple(reads.pair_of(row) for row in c.execute(select(conversation).where(asked)).all())
    ended = and_(conversation.c.state == ConversationState.ENDED.value, conversation.c.since < now - COMMIT_LIFE_MS)
    c.execute(delete(conversation).where(or_(asked, ended)))
    _forget_marks(c, now)
    return Faded(requests, tuple(changed))


def _unused_devices(c: Connection, now: int) -> list[Pair]:
    unused = select(device.c.ref).where(device.c.seen < now - DEVICE_UNUSED_MS)
    touched: list[Pair] = []
    for ref in c.execute(unused).scalars().all():
        touched += touched_by(c, bytes(ref))
        forget_device(c, bytes(ref))
    return touched


def _missed_commits(c: Connection, now: int) -> list[Pair]:
    # A device that has not had a commit or Welcome when it goes can never follow again: it needs a new group.
    late = (
        select(leaf.c.conversation, leaf.c.device, leaf.c.member)
        .join(frame, and_(frame.c.conversation == leaf.c.conversation, frame.c.position > leaf.c.acked))
        .where(frame.c.kind != FrameKind.MESSAGE.value, frame.c.at < now - COMMIT_LIFE_MS)
        .distinct()
    )
    rows = c.execute(late).all()
    for row in rows:
        note_last(c, ConversationId(row.conversation), MemberId(row.member), bytes(row.device), now)
        c.execute(delete(leaf).where(leaf.c.conversation == row.conversation, leaf.c.device == row.device))
    talks = {row.conversation for row in rows}
    c.execute(update(conversation).where(conversation.c.id.in_(talks)).values(lost=True))
    return [reads.pair_of(row) for row in c.execute(select(conversation).where(conversation.c.id.in_(talks))).all()]


def _forget_marks(c: Connection, now: int) -> None:
    c.execute(delete(asking).where(asking.c.answer == "no", asking.c.at < now - REFUSED_MS))
    c.execute(delete(asking).where(asking.c.answer != "no", asking.c.at < now - DAY))
    c.execute(delete(sent).where(sent.c.at < now - SEALED_LIFE_MS))
    c.execute(delete(unheard).where(unheard.c.before > 0, unheard.c.at < now - COMMIT_LIFE_MS))
    c.execute(delete(offers).where(offers.c.at < now - OFFER_LIFE_MS))
    c.execute(delete(ticket).where(ticket.c.until < now - KEY_LIFE_MS))
    c.execute(delete(key_package).where(key_package.c.ends <= now))
    c.execute(delete(used_package).where(used_package.c.ends <= now))


def touched_by(c: Connection, ref: bytes) -> list[Pair]:
    """Return the conversations that a device is in."""
    inside = select(leaf.c.conversation).where(leaf.c.device == ref)
    return [reads.pair_of(row) for row in c.execute(select(conversation).where(conversation.c.id.in_(inside))).all()]


def drop(c: Connection, member: MemberId, ref: bytes) -> tuple[Pair, ...]:
    """Forget a device of a member; where it is in a group it must be removed."""
    if c.execute(select(device.c.ref).where(device.c.ref == ref, device.c.member == member)).first() is None:
        raise Refusal("unknown_device")
    touched = touched_by(c, ref)
    forget_device(c, ref)
    for one in touched:
        forget_held(c, one.conversation)
    return tuple(touched)


def left(c: Connection, member: MemberId, now: int, *, erase: bool) -> tuple[Pair, ...]:
    """End what somebody who leaves takes part in; requests go at once, and with ``erase`` their frames too."""
    theirs = or_(conversation.c.asker == member, conversation.c.asked == member)
    rows = c.execute(select(conversation).where(theirs)).all()
    waiting = [row.id for row in rows if row.state == ConversationState.ASKED.value]
    c.execute(delete(conversation).where(conversation.c.id.in_(waiting)))
    ended = {"state": ConversationState.ENDED.value, "since": now}
    c.execute(update(conversation).where(theirs, conversation.c.state != ended["state"]).values(**ended))
    c.execute(delete(leaf).where(leaf.c.member == member))
    if erase:
        c.execute(delete(frame).where(frame.c.member == member))
    for row in rows:
        forget_held(c, ConversationId(row.id))
    c.execute(delete(asking).where(or_(asking.c.asker == member, asking.c.asked == member)))
    c.execute(delete(ticket).where(or_(ticket.c.member == member, ticket.c.asked == member)))
    both_gone = [row.id for row in rows if reads.member_of(c, reads.other_of(row, member)) is None]
    c.execute(delete(conversation).where(conversation.c.id.in_(both_gone)))
    return tuple(reads.pair_of(row) for row in rows)
