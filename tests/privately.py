"""Private conversations without sockets: the real use cases on a real store, with a clock that the test moves."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import sealing
from palabre.bus.memory import MemoryBus
from palabre.chat.company import Company
from palabre.chat.presence import Presence
from palabre.identity.model import AgeShown, Card, Member, Profile, TownShown
from palabre.identity.nearness import Nearness
from palabre.identity.ties import Apart, Ties
from palabre.identity.towns import load_towns
from palabre.kernel.clock import SECOND, ManualClock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import ConversationId, MemberId, digest
from palabre.private.agreements import Agreements
from palabre.private.delivery import Delivery
from palabre.private.devices import Devices
from palabre.private.model import Conversation
from palabre.private.ports import Kept, Opened, Received, Report, Seat
from palabre.private.receipts import Receipts
from palabre.private.requests import Requests
from palabre.private.watch import Watch
from palabre.safety.engine import SafetyEngine
from palabre.safety.tables import shipped_rules
from palabre.store.daykeys import FileDayKeys
from ports.adapters import SHELVES, Shelves


@dataclass
class Kiosk:
    """Takes reports and keeps them, as moderation will."""

    taken: list[Report] = field(default_factory=list)

    async def take(self, report: Report) -> Received:
        """Keep a report."""
        self.taken.append(report)
        return Received(f"report-{len(self.taken)}", "", report.category)


@dataclass
class Someone:
    """A member on one device."""

    profile: Profile
    seat: Seat
    identity: bytes

    @property
    def id(self) -> MemberId:
        """Their member id."""
        return self.profile.card.id


@dataclass
class Talk:
    """A conversation of a test: its group moves with its commits."""

    id: ConversationId
    group: bytes
    epoch: int = 1


class House:
    """Everything private, put together as the composition root does."""

    def __init__(self, folder: Path, clock: ManualClock, shelves: Shelves) -> None:
        """Take the stores of one adapter."""
        self.clock, self.bus, self.database = clock, MemoryBus(), shelves.database
        self.members, self.store, self.chat = shelves.members, shelves.private, shelves.chat
        self.towns, self.presence, self.kiosk = load_towns(), Presence(), Kiosk()
        self.ties = Ties(shelves.ties, Apart(), self.clock)
        self.receipts = Receipts(FileDayKeys(folder / "receipts.keys"))
        company = Company(self.chat, self.presence)
        self.devices = Devices(self.store, self.bus, self.clock)
        self.safety = SafetyEngine.load(shipped_rules())
        self.watch = Watch(self.safety, self.clock)
        self.requests = Requests(self.store, company, Nearness(self.towns), self.bus, self.clock, self.watch)
        self.delivery = Delivery(self.store, self.receipts, self.bus, self.clock)
        self.agreements = Agreements(self.store, self.receipts, self.kiosk, self.clock)

    @classmethod
    @contextlib.asynccontextmanager
    async def opened(cls, folder: Path, adapter: str = "sqlite") -> AsyncIterator["House"]:
        """Open a house of its own on one adapter of the stores."""
        clock = ManualClock()
        async with SHELVES[adapter](folder, clock) as shelves:
            yield cls(folder, clock, shelves)

    async def person(self, name: str, *, packages: int = 3, last: bool = True, **changed: Any) -> Someone:
        """Let somebody in, with a device and its key packages."""
        town = self.towns.named("Limoges")
        assert town is not None
        card = Card(MemberId(f"member-{name.lower()}"[:16]), name, 1, "41", "Limoges", since=self.clock.now())
        profile = replace(Profile(card, town.id, town.name, TownShown.TOWN, 41, AgeShown.AGE), **changed)
        await self.members.add(Member(profile), name.lower(), digest(name), self.clock.now())
        return await self.device(profile, packages=packages, last=last)

    async def device(self, profile: Profile, *, packages: int = 3, last: bool = True) -> Someone:
        """Begin another device of somebody."""
        begun = await self.devices.begin(profile.card.id, None)
        someone = Someone(profile, Seat(profile.card.id, begun.identity[16:]), begun.identity)
        made = [self.package(someone.identity).octets for _ in range(packages)]
        final = self.package(someone.identity, last_resort=True).octets if last else None
        await self.devices.give(someone.seat, someone.identity, made, final)
        return someone

    def package(self, identity: bytes, **changed: Any) -> sealing.Package:
        """Return a key package valid now."""
        return sealing.package(identity, self.clock.now() // SECOND - 60, **changed)

    async def ticket(self, by: Someone, other: Someone) -> Opened:
        """Open a contact."""
        return await self.requests.open(by.seat, by.profile, other.id)

    async def ask(self, by: Someone, other: Someone, ticket: Opened | None = None, **changed: Any) -> Talk:
        """Ask somebody to talk."""
        opened = ticket or await self.ticket(by, other)
        talk = Talk(opened.conversation, opened.group)
        await self.bring(by, opened, **changed)
        return talk

    async def bring(
        self, by: Someone, opened: Opened, *, padded: int = 256, key: str = "", references: Any = None,
        frame: bytes = b"",
    ) -> Kept:  # fmt: skip
        """Bring what a ticket is for."""
        named = references if references is not None else [
            sealing.reference_of(one.package) for one in opened.packages
        ]  # fmt: skip
        sent = frame or sealing.message(opened.group, 1, bytes(32), padded=padded)
        return await self.requests.request(
            by.seat, opened.ticket, key or sealing.message_id(), sealing.welcome(named), sent
        )

    async def talk(self, by: Someone, other: Someone) -> Talk:
        """Let two people talk."""
        talk = await self.ask(by, other)
        await self.requests.answer(other.id, talk.id, yes=True)
        return talk

    async def say(self, by: Someone, talk: Talk, payload: bytes = b"words", key: str = "") -> sealing.Note:
        """Send a message; return what its receivers' devices will hold of it."""
        fk, commitment = sealing.franked(payload)
        note = sealing.Note(key or sealing.message_id(), payload, fk)
        frame = sealing.message(talk.group, talk.epoch, commitment)
        await self.delivery.send(by.seat, talk.id, note.id, frame)
        return note

    async def commit(self, by: Someone, talk: Talk, **brought: Any) -> Kept:
        """Send a commit of the talk's epoch, and move on."""
        frame = sealing.commit(talk.group, talk.epoch)
        kept = await self.delivery.commit(
            by.seat, talk.id, sealing.message_id(), frame, brought.get("welcome"), brought.get("removed", ())
        )
        talk.epoch = kept.epoch
        return kept

    async def seen(self, by: Someone, talk: Talk) -> Conversation:
        """Return a conversation as somebody sees it."""
        return await self.delivery.conversation(by.seat, talk.id)

    async def hold(self, by: Someone, talk: Talk) -> list[str]:
        """Fetch everything, say that it is held; return the ids of messages from others."""
        after = (await self.seen(by, talk)).acked
        ids: list[str] = []
        while True:
            given = await self.delivery.after(by.seat, talk.id, after)
            ids += [one.id for one in given.items if one.kind == "message" and one.frame]
            after = given.upto
            if not given.more:
                await self.delivery.ack(by.seat, talk.id, after)
                return ids

    async def frames(self) -> int:
        """Return how many frames the server holds."""
        return await self.database.read(lambda c: int(c.exec_driver_sql("SELECT count(*) FROM frame").scalar_one()))


@contextlib.contextmanager
def refused(code: str, **params: object) -> Any:
    """Expect a refusal by its code, and these parameters."""
    with pytest.raises(Refusal) as met:
        yield
    assert met.value.code == code
    assert {name: met.value.params.get(name) for name in params} == params
