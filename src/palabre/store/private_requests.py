"""Requests to talk, each act in one transaction."""

import os
from dataclasses import dataclass

import msgspec
from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from palabre.identity.model import Member
from palabre.kernel.clock import DAY
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import ConversationId, MemberId, new_id, new_secret
from palabre.kernel.limits import REFUSED_MS, TICKET_MS
from palabre.private.model import Choices, Consents, ConversationState, FrameKind, Vanishing
from palabre.private.ports import Asker, Founding, Kept, Opened, Pair, Seat, Standing, Waiting
from palabre.store import private_reads as reads
from palabre.store.identity import member_table
from palabre.store.moderation_schema import is_gone
from palabre.store.parted import are_parted
from palabre.store.private_delivery import Entry, add_leaves, earlier, owners_of, put, tell, use_ticket
from palabre.store.private_devices import Handed, choices_of, hand_out, reachable, reference_of
from palabre.store.private_reads import pair_key
from palabre.store.private_schema import asking, conversation, device, ticket
from palabre.store.ties_schema import friendship

GROUP_OCTETS = 16
NOBODY = Choices()


def asker_of(c: Connection, member: MemberId, now: int) -> Asker:
    """Return what a quota looks at."""
    arrived = c.execute(select(member_table.c.arrived).where(member_table.c.id == member)).scalar_one_or_none() or 0
    waiting = select(func.count()).select_from(conversation).where(
        conversation.c.asker == member, conversation.c.state == ConversationState.ASKED.value
    )  # fmt: skip
    tickets = select(func.count()).select_from(ticket).where(
        ticket.c.member == member, ticket.c.purpose == "contact", ticket.c.used.is_(False), ticket.c.until > now
    )  # fmt: skip
    answers = select(asking.c.at, asking.c.answer).where(asking.c.asker == member, asking.c.at > now - DAY)
    count = c.execute(waiting).scalar_one() + c.execute(tickets).scalar_one()
    return Asker(arrived, count, tuple((row.at, row.answer) for row in c.execute(answers)))


def standing_of(c: Connection, asker: MemberId, asked: MemberId, now: int) -> Standing:
    """Return what stands between two people; the same reads whatever they find."""
    found = reads.member_of(c, asked)
    arrived = c.execute(select(member_table.c.arrived).where(member_table.c.id == asker)).scalar_one_or_none()
    apart, is_held = reads.are_apart(c, asker, asked), are_parted(c, asker, asked)
    refused = c.execute(
        select(asking.c.at).where(asking.c.asker == asker, asking.c.asked == asked, asking.c.answer == "no")
    ).scalar_one_or_none()
    known = c.execute(select(conversation.c.id).where(conversation.c.pair == pair_key(asker, asked))).first()
    friends = c.execute(
        select(friendship.c.since).where(
            friendship.c.yes.is_(True),
            or_(
                and_(friendship.c.asker == asker, friendship.c.asked == asked),
                and_(friendship.c.asker == asked, friendship.c.asked == asker),
            ),
        )
    ).first()
    return Standing(
        asked=msgspec.json.decode(found.profile, type=Member).profile if found and not is_gone(c, asked) else None,
        arrived=arrived or 0,
        is_blocked=apart or is_held,
        is_refused=refused is not None and now - refused < REFUSED_MS,
        is_known=known is not None,
        is_friend=friends is not None,
        is_reachable=reachable(c, asked, now),
        choices=choices_of(c, asked),
    )


def open_contact(c: Connection, seat: Seat, asked: MemberId, now: int) -> Opened:
    """Give a ticket and key packages of every device but one's own."""
    wanted = select(device.c.ref, device.c.member).where(
        device.c.member.in_((seat.member, asked)), device.c.ref != seat.device
    )
    handed = hand_out(c, c.execute(wanted).all(), now)
    if not any(one.member == asked for one in handed.packages):
        raise Refusal("not_available")
    terms = Terms("contact", ConversationId(new_id()), asked, os.urandom(GROUP_OCTETS))
    return issue(c, seat, terms, handed, now)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a ticket is for: which group, with whom, in the place of which."""

    purpose: str
    conversation: ConversationId
    asked: MemberId
    group: bytes
    base: bytes = bytes(GROUP_OCTETS)


def issue(c: Connection, seat: Seat, terms: Terms, handed: Handed, now: int) -> Opened:
    """Write a ticket for packages handed out."""
    secret = new_secret()
    c.execute(
        insert(ticket).values(
            id=secret, purpose=terms.purpose, conversation=terms.conversation, group_id=terms.group,
            member=seat.member, device=seat.device, asked=terms.asked, base=terms.base, used=False,
            packages=msgspec.json.encode(handed.owners), until=now + TICKET_MS,
        )
    )  # fmt: skip
    return Opened(secret, terms.conversation, terms.group, handed.packages, now + TICKET_MS, handed.low)


def request(c: Connection, seat: Seat, secret: str, key: str, brought: Founding, now: int) -> Kept:
    """Store a request whole: conversation, leaves, Welcome, text."""
    given = use_ticket(c, seat, secret, "contact", now)
    talk = ConversationId(given.conversation)
    if found := earlier(c, seat, talk, key, brought.sealed.octets):
        return found
    if given.used:
        raise Refusal("unknown_ticket")
    asked = MemberId(given.asked)
    apart = reads.are_apart(c, seat.member, asked) or are_parted(c, seat.member, asked)
    if apart or reads.member_of(c, asked) is None or is_gone(c, asked):
        raise Refusal("not_available")
    if c.execute(select(conversation.c.id).where(conversation.c.pair == pair_key(seat.member, asked))).first():
        raise Refusal("not_available")
    envelope = brought.sealed.envelope
    if envelope.group_id != bytes(given.group_id) or envelope.epoch != 1:
        raise Refusal("bad_frame_sealed", reason="group or epoch")
    _found(c, seat, talk, asked, envelope.group_id, now)
    identity = reference_of(c, seat.member) + seat.device
    add_leaves(c, talk, [(seat.member, identity), *owners_of(given, brought.welcome.references)], 1)
    put(c, talk, Entry(FrameKind.WELCOME, "", seat.member, identity, welcome=brought.welcome.octets), now)
    kept = put(c, talk, Entry(FrameKind.MESSAGE, key, seat.member, identity, brought.sealed), now)
    c.execute(update(ticket).where(ticket.c.id == secret).values(used=True, until=now + DAY))
    c.execute(delete(asking).where(asking.c.asker == seat.member, asking.c.asked == asked))
    c.execute(insert(asking).values(asker=seat.member, asked=asked, at=now, answer=""))
    return kept


def _found(c: Connection, seat: Seat, talk: ConversationId, asked: MemberId, group: bytes, now: int) -> None:
    none = msgspec.json.encode(Consents())
    c.execute(
        insert(conversation).values(
            id=talk, pair=pair_key(seat.member, asked), asker=seat.member, asked=asked,
            asker_ref=reference_of(c, seat.member), asked_ref=reference_of(c, asked),
            state=ConversationState.ASKED.value,
            group_id=group, epoch=1, head=0, seq=0, lost=False, frozen=False, vanishing=Vanishing.OFF.value,
            asker_accepts=none, asked_accepts=none, since=now,
        )
    )  # fmt: skip


def waiting_for(c: Connection, member: MemberId) -> tuple[Waiting, ...]:
    """Return the requests that wait for a member, newest first; of nobody blocked or kept apart since."""
    rows = c.execute(
        select(conversation.c.id, conversation.c.since, member_table.c.profile, member_table.c.arrived)
        .join(member_table, member_table.c.id == conversation.c.asker)
        .where(conversation.c.asked == member, conversation.c.state == ConversationState.ASKED.value)
        .order_by(conversation.c.since.desc(), conversation.c.id)
    ).all()
    found = []
    for row in rows:
        profile = msgspec.json.decode(row.profile, type=Member).profile
        asker = profile.card.id
        if not reads.are_apart(c, member, asker) and not are_parted(c, member, asker):
            wrote = _wrote(c, asker, row.since)
            found.append(Waiting(ConversationId(row.id), profile, row.arrived, row.since, wrote))
    return tuple(found)


def asked_by(c: Connection, asker: MemberId, asked: MemberId) -> tuple[ConversationId, ...]:
    """Return the requests of one person to another that wait, also where blocks or moderation keep them apart."""
    both = (conversation.c.asker == asker, conversation.c.asked == asked)
    waiting = select(conversation.c.id).where(*both, conversation.c.state == ConversationState.ASKED.value)
    return tuple(ConversationId(one) for one in c.execute(waiting).scalars())


def _wrote(c: Connection, asker: MemberId, at: int) -> int:
    statement = select(func.count()).select_from(asking).where(asking.c.asker == asker, asking.c.at > at - DAY)
    return c.execute(statement).scalar_one()


def answer(c: Connection, member: MemberId, wanted: ConversationId, now: int, *, yes: bool) -> Pair:
    """Accept, which opens the conversation, or refuse, which leaves nothing of it but the refusal.

    Raises ``Refusal``: unknown_conversation, not_available.
    """
    row = reads.own(c, member, wanted)
    if row.asked != member or row.state != ConversationState.ASKED.value:
        raise Refusal("unknown_conversation")
    if yes and are_parted(c, MemberId(row.asker), member):
        raise Refusal("not_available")
    whose = (asking.c.asker == row.asker, asking.c.asked == member)
    c.execute(update(asking).where(*whose).values(answer="yes" if yes else "no", at=asking.c.at if yes else now))
    if yes:
        opened = {"state": ConversationState.OPEN.value, "since": now}
        c.execute(update(conversation).where(conversation.c.id == wanted).values(**opened))
        tell(c, wanted, row.head, now)
    else:
        c.execute(delete(conversation).where(conversation.c.id == wanted))
    return reads.pair_of(row)


def unanswered(c: Connection, after: int, upto: int) -> list[tuple[MemberId, MemberId]]:
    """Return who asked whom between two moments, the later one included, and has no answer."""
    between = (asking.c.at > after, asking.c.at <= upto, asking.c.answer == "")
    rows = c.execute(select(asking.c.asker, asking.c.asked).where(*between).order_by(asking.c.at, asking.c.asker))
    return [(MemberId(asker), MemberId(asked)) for asker, asked in rows]
