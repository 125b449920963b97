"""The store of private conversations on SQL: implements ``private.ports.PrivateStore``."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import update
from sqlalchemy.engine import Connection

from palabre.kernel.ids import ConversationId, MemberId
from palabre.private.model import Choices, ConsentKind, Conversation, Device, Offer, Vanishing
from palabre.private.ports import (
    Asker,
    Begun,
    Commit,
    Faded,
    Founding,
    Kept,
    Offered,
    Opened,
    Pair,
    Relation,
    SealedFrame,
    Seat,
    Standing,
    Stock,
    Stretch,
    Waiting,
    WelcomeFrame,
)
from palabre.store import private_delivery as delivery
from palabre.store import private_devices as devices
from palabre.store import private_life as life
from palabre.store import private_reads as reads
from palabre.store import private_requests as requests
from palabre.store.database import Database
from palabre.store.private_schema import person


@dataclass(frozen=True, slots=True)
class SqlPrivateStore:
    """One database; each method is one transaction."""

    database: Database

    async def begin(self, member: MemberId, device: bytes | None, now: int) -> Begun:
        """Begin a device, or make one."""
        return await self.database.write(lambda c: devices.begin(c, member, device, now))

    async def devices(self, member: MemberId) -> tuple[Device, ...]:
        """Return a member's devices."""
        return await self.database.read(lambda c: devices.devices_of(c, member))

    async def drop(self, member: MemberId, device: bytes) -> tuple[Pair, ...]:
        """Forget a device."""
        return await self.database.write(lambda c: life.drop(c, member, device))

    async def stock(self, device: bytes, now: int) -> Stock:
        """Return what is held for a device."""
        return await self.database.read(lambda c: devices.stock_of(c, device, now))

    async def give(self, device: bytes, packages: Sequence[Offered], now: int) -> Stock:
        """Keep key packages."""
        return await self.database.write(lambda c: devices.give(c, device, packages, now))

    async def choices(self, member: MemberId) -> Choices:
        """Return a member's choices."""
        return await self.database.read(lambda c: devices.choices_of(c, member))

    async def choose(self, member: MemberId, choices: Choices) -> None:
        """Replace a member's choices."""

        def act(c: Connection) -> None:
            devices.reference_of(c, member)
            c.execute(update(person).where(person.c.member == member).values(choices=msgspec.json.encode(choices)))

        await self.database.write(act)

    async def asker(self, member: MemberId, now: int) -> Asker:
        """Return what a quota looks at."""
        return await self.database.read(lambda c: requests.asker_of(c, member, now))

    async def standing(self, asker: MemberId, asked: MemberId, now: int) -> Standing:
        """Return what stands between two people."""
        return await self.database.read(lambda c: requests.standing_of(c, asker, asked, now))

    async def open_contact(self, seat: Seat, asked: MemberId, now: int) -> Opened:
        """Give a ticket and key packages."""
        return await self.database.write(lambda c: requests.open_contact(c, seat, asked, now))

    async def request(self, seat: Seat, ticket: str, key: str, frames: Founding, now: int) -> Kept:
        """Store a request whole."""
        return await self.database.write(lambda c: requests.request(c, seat, ticket, key, frames, now))

    async def waiting(self, member: MemberId) -> tuple[Waiting, ...]:
        """Return every request that waits for a member."""
        return await self.database.read(lambda c: requests.waiting_for(c, member))

    async def asked_by(self, asker: MemberId, asked: MemberId) -> tuple[ConversationId, ...]:
        """Return the requests of one person to another that wait, shown or not."""
        return await self.database.read(lambda c: requests.asked_by(c, asker, asked))

    async def answer(self, member: MemberId, conversation: ConversationId, now: int, *, yes: bool) -> Pair:
        """Answer a request."""
        return await self.database.write(lambda c: requests.answer(c, member, conversation, now, yes=yes))

    async def unanswered(self, after: int, upto: int) -> list[tuple[MemberId, MemberId]]:
        """Return who asked whom between two moments, and has no answer."""
        return await self.database.read(lambda c: requests.unanswered(c, after, upto))

    async def conversations(self, seat: Seat) -> tuple[Conversation, ...]:
        """Return a member's conversations as a device sees them."""
        return await self.database.read(lambda c: reads.conversations_of(c, seat))

    async def conversation(self, seat: Seat, conversation: ConversationId) -> Conversation:
        """Return one conversation."""
        return await self.database.read(lambda c: reads.seen(c, reads.own(c, seat.member, conversation), seat))

    async def pair(self, member: MemberId, conversation: ConversationId) -> Pair:
        """Return the two people."""
        return self.database.glance(lambda c: reads.pair_of(reads.own(c, member, conversation)))

    async def relation(self, member: MemberId, conversation: ConversationId) -> Relation:
        """Return what stands between the two."""
        return self.database.glance(lambda c: reads.relation(c, member, conversation))

    async def send(self, seat: Seat, conversation: ConversationId, key: str, sealed: SealedFrame, now: int) -> Kept:
        """Store a message."""
        return await self.database.write(lambda c: delivery.send(c, seat, conversation, key, sealed, now))

    async def commit(self, seat: Seat, conversation: ConversationId, key: str, commit: Commit, now: int) -> Kept:
        """Store a commit, if nobody was first."""
        return await self.database.write(lambda c: delivery.commit(c, seat, conversation, key, commit, now))

    async def ack(self, seat: Seat, conversation: ConversationId, order: int) -> None:
        """Note what a device holds."""
        await self.database.write(lambda c: delivery.ack(c, seat, conversation, order))

    async def frames(self, seat: Seat, conversation: ConversationId, after: int) -> Stretch:
        """Return frames after an order."""
        if few := self.database.glance(lambda c: reads.few(c, seat, conversation, after)):
            return few
        return await self.database.read(
            lambda c: reads.stretch(c, seat, reads.own(c, seat.member, conversation), after)
        )

    async def own_packages(self, seat: Seat, conversation: ConversationId, now: int) -> Opened:
        """Give packages of one's own devices that are missing."""
        return await self.database.write(lambda c: life.own_packages(c, seat, conversation, now))

    async def lose(self, seat: Seat, conversation: ConversationId, now: int) -> Pair:
        """Note that the state is lost."""
        return await self.database.write(lambda c: life.lose(c, seat, conversation, now))

    async def open_group(self, seat: Seat, conversation: ConversationId, now: int) -> Opened:
        """Give packages for a new group."""
        return await self.database.write(lambda c: life.open_group(c, seat, conversation, now))

    async def found_group(self, seat: Seat, ticket: str, key: str, welcome: WelcomeFrame, now: int) -> Kept:
        """Put a new group in force."""
        return await self.database.write(lambda c: delivery.found_group(c, seat, ticket, key, welcome, now))

    async def consent(
        self, member: MemberId, conversation: ConversationId, kind: ConsentKind, given_at: int | None
    ) -> Pair:
        """Record what somebody accepts."""
        return await self.database.write(lambda c: life.consent(c, member, conversation, kind, given_at))

    async def vanish(self, member: MemberId, conversation: ConversationId, after: Vanishing) -> Pair:
        """Record how long messages stay."""
        return await self.database.write(lambda c: life.vanish(c, member, conversation, after))

    async def offer(
        self, member: MemberId, conversation: ConversationId, key: str, offer: Offer, target: str, now: int
    ) -> None:
        """Announce a sealed kind."""
        await self.database.write(lambda c: life.announce(c, member, conversation, key, offer, target, now))

    async def fade(self, now: int) -> Faded:
        """Erase what has outlived its time."""
        return await self.database.write(lambda c: life.fade(c, now))

    async def left(self, member: MemberId, now: int, *, erase: bool) -> tuple[Pair, ...]:
        """End the conversations of somebody who leaves."""
        return await self.database.write(lambda c: life.left(c, member, now, erase=erase))
