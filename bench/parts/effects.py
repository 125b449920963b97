"""A decision takes effect: how long until the last open line concerned has the measure, and is rid of it again."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from bench.crowd import Ticket
from bench.house import House
from bench.places import members_of
from bench.probes import visit_of
from bench.sealed import Device, Shelf, talking
from bench.sides import Json, Spoiled
from bench.site import Site
from bench.walk import Desk, Signed, accepted, found
from palabre.kernel.clock import DAY, SystemClock
from palabre.kernel.ids import MemberId
from palabre_client import Closed, Member, Visit

PEOPLE, EACH = 60, 5  # in one room: 300 open lines
ROUNDS = 12  # each of another subject
ROOM = "accueil"
PATIENCE_S = 10.0
PAUSE_S = 0.005  # between two tries to come back
Seen = Callable[[Json], bool]


class Line(Member):
    """A line that notes when the octets came of what is waited for: reading 300 lines must not count as waiting."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self.came_at = 0.0
        self.wanted: Seen = lambda _: False
        self.heard_at = 0.0
        self.told = asyncio.Event()

    async def connect(self) -> None:
        """Open the socket, and note from then on when it brings something."""
        await super().connect()
        socket = self.connection._socket  # noqa: SLF001 - the client has no use for times
        taken, loop = socket.data_received, asyncio.get_running_loop()

        def timed(data: bytes) -> None:
            self.came_at = time.time()
            loop.call_soon(taken, data)  # read once the octets of the other lines have their time

        socket.data_received = timed  # type: ignore[method-assign]  # of this one

    def wait_for(self, wanted: Seen) -> None:
        """Wait for a frame from now on."""
        self.told.clear()
        self.wanted = wanted

    def _note(self, frame: Json) -> None:
        if not self.told.is_set() and self.wanted(frame):
            self.heard_at = self.came_at
            self.told.set()


@dataclass
class Person:
    """Somebody in the room, on several lines."""

    ticket: Ticket
    member: MemberId
    lines: list[Line] = field(default_factory=list)
    device: Device | None = None

    async def come(self, site: Site) -> None:
        """Open every line, in the room."""
        self.lines = [Line(visit_of(site, self.ticket)) for _ in range(EACH)]
        for line in self.lines:
            await line.connect()
            await line.join(ROOM)
            if self.device is not None:
                await line.ask("device.begin", device=self.device.name)

    async def leave(self) -> None:
        """Close what is open."""
        for line in self.lines:
            await line.disconnect()
            await line.visit.close()


@dataclass(frozen=True)
class Crowd:
    """Everybody in the room, and who reports without being there."""

    site: Site
    desk: Desk
    people: Sequence[Person]
    witness: Sequence[Person]

    def others(self, than: Person) -> list[Line]:
        """Return the lines of everybody else."""
        return [line for one in self.people if one is not than for line in one.lines]

    def all(self) -> list[Line]:
        """Return every line."""
        return [line for one in self.people for line in one.lines]


@dataclass(frozen=True)
class Effect:
    """One kind of measure on one person: what is reported and wanted, who is concerned, what they hear."""

    what: str
    target: str
    wanted: Json
    concerned: Sequence[Line]
    hears: Seen
    hears_undone: Seen | None  # none: their lines are closed, and they may come back
    place: str = ""
    reporter: Person | None = None


async def measure(house: House) -> Json:
    """Impose and undo every effect on one person after the other, among the lines of all."""
    is_whole = house.scale.rooms > 100
    people, rounds = (PEOPLE, ROUNDS) if is_whole else (4, 1)
    async with house.stage(fresh=True) as stage, _crowd(stage.site, house.crowd, people) as crowd:
        times: dict[str, list[tuple[float, float, float, float]]] = {}
        for number in range(rounds):
            for name, make in EFFECTS.items():
                times.setdefault(name, []).append(await _once(crowd, number, make))
    every = [one for all_of in times.values() for one in all_of]
    rows = {name: _row(all_of) for name, all_of in times.items()}
    return {"lines": people * EACH, "rounds": rounds, **rows, "all": _row(every)}


@asynccontextmanager
async def _crowd(site: Site, tickets: Sequence[Ticket], count: int) -> AsyncIterator[Crowd]:
    members = members_of(site.folder, tickets[: 2 * count])
    everybody = [Person(ticket, member) for ticket, member in zip(tickets, members, strict=False)]
    people, witness = everybody[:count], everybody[count : 2 * count]
    async with Shelf.opened(site.folder, SystemClock()) as shelf:
        for person, device in zip(people, await talking(shelf, members[:count], count), strict=True):
            person.device = device
    async with AsyncExitStack() as stack:
        for person in everybody:
            stack.push_async_callback(person.leave)
        for person in people:
            await person.come(site)
        for person in witness:
            person.lines = [Line(visit_of(site, person.ticket))]
            await person.lines[0].connect()
        desk = await stack.enter_async_context(Desk.opened(site))
        yield Crowd(site, desk, people, witness)


async def _once(crowd: Crowd, number: int, make: "Make") -> tuple[float, float, float, float]:
    """Return milliseconds from sending and from acceptance to the last line, of the measure and of its undoing."""
    subject = crowd.people[number % len(crowd.people)]
    effect = await make(crowd, number, subject)
    case, wanted = await _reported(crowd, number, subject, effect)
    signed, last = await _heard(effect.concerned, effect.hears, crowd.desk.decide(case, wanted))
    back = crowd.desk.undo(signed.ref, subject.member)
    if effect.hears_undone is None:
        await asyncio.gather(*(line.disconnect() for line in subject.lines))
        undone, freed = await _came_back(crowd.site, subject, back)
    else:
        undone, freed = await _heard(effect.concerned, effect.hears_undone, back)
    times = [
        (at - since) * 1_000
        for act, at in ((signed, last), (undone, freed))
        for since in (act.sent, accepted(crowd.site, act))
    ]
    return times[0], times[1], times[2], times[3]


async def _reported(crowd: Crowd, number: int, subject: Person, effect: Effect) -> tuple[str, Json]:
    """Report what a measure is to be about; return the case, and the measure with its target."""
    reporter = effect.reporter or crowd.witness[number % len(crowd.witness)]
    category = "harassment" if effect.what == "message" else "impersonation"
    await reporter.lines[0].report(effect.what, effect.target, category, place=effect.place)
    case = found(crowd.site, 'SELECT "case" FROM case_work WHERE subject = ? AND waits = 1', subject.member)
    if effect.reporter is None:
        return case, effect.wanted
    notice = found(crowd.site, 'SELECT id FROM notice WHERE "case" = ?', case)
    return case, {**effect.wanted, "target": notice}


async def _heard(lines: Sequence[Line], wanted: Seen, act: Awaitable[Signed]) -> tuple[Signed, float]:
    """Do something; return it, and when the last line heard of it. Raises ``Spoiled`` when one does not."""
    for line in lines:
        line.wait_for(wanted)
    signed = await act
    try:
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.gather(*(line.told.wait() for line in lines))
    except TimeoutError:
        deaf = sum(not line.told.is_set() for line in lines)
        raise Spoiled(f"{deaf} of {len(lines)} lines did not hear of {signed.action}") from None
    return signed, max(line.heard_at for line in lines)


async def _came_back(site: Site, subject: Person, act: Awaitable[Signed]) -> tuple[Signed, float]:
    """Do something; return it, and when somebody whose lines were closed had one again, trying all the while."""
    doing = asyncio.ensure_future(act)
    line = Line(visit_of(site, subject.ticket))
    until = time.time() + PATIENCE_S
    while True:
        try:
            await line.connect()
        except Closed:
            if time.time() > until:
                raise Spoiled("somebody did not come back") from None
            await asyncio.sleep(PAUSE_S)
        else:
            break
    back = time.time()
    await line.disconnect()
    await line.visit.close()
    signed = await doing
    await subject.leave()
    await subject.come(site)
    return signed, back


async def _said(subject: Person, number: int, words: str) -> str:
    return str((await subject.lines[0].say(ROOM, f"{words} {number}"))["id"])


def _of(kind: str, message: str) -> Seen:
    """Return what recognises an event of a message."""
    return lambda frame: frame["t"] == kind and message in {_id_of(frame), str(frame.get("message"))}


def _id_of(frame: Json) -> str:
    message = frame.get("message")
    return str(message.get("id", "")) if isinstance(message, dict) else ""


def _is(kind: str) -> Seen:
    return lambda frame: frame["t"] == kind


def _on_message(means: str) -> "Make":
    async def make(crowd: Crowd, number: int, subject: Person) -> Effect:
        said = await _said(subject, number, f"la soupe de ce soir était bonne, {means}")
        wanted = {"means": means, "target": said}
        hears = _of("withheld" if means == "hide" else "deleted", said)
        return Effect("message", said, wanted, crowd.others(subject), hears, _of("shown_again", said), ROOM)

    return make


def _on_name(means: str) -> "Make":
    async def make(crowd: Crowd, number: int, subject: Person) -> Effect:
        await _said(subject, number, f"il pleut encore ce soir, {means}")
        wanted = {"means": means, "target": subject.member, "what": "pseudonym"}
        return Effect("pseudonym", subject.member, wanted, crowd.all(), _is("named"), _is("named"))

    return make


async def _on_card(_: Crowd, number: int, subject: Person) -> Effect:
    await subject.lines[0].ask("set_profile", words=f"J’aime les livres et la marche, {number}.")
    wanted = {"means": "hide", "target": subject.member, "what": "card"}
    return Effect("card", subject.member, wanted, subject.lines, _is("me"), _is("me"))


def _on_person(means: str, hears: str, undone: str | None) -> "Make":
    async def make(_: Crowd, number: int, subject: Person) -> Effect:
        wanted = {"means": means} if means == "terminate" else {"means": means, "lasts": DAY}
        concerned = (subject.lines, _is(hears), _is(undone) if undone else None)
        if means == "suspend_private":  # of somebody of whom nothing in a room is reported
            return Effect("pseudonym", subject.member, wanted, *concerned)
        said = await _said(subject, number, f"bonne soirée à vous, {means}")
        return Effect("message", said, wanted, *concerned, ROOM)

    return make


async def _on_pair(crowd: Crowd, number: int, subject: Person) -> Effect:
    other = crowd.people[(number + 1) % len(crowd.people)]
    wanted = {"means": "freeze_pair", "lasts": DAY}
    lines = [*subject.lines, *other.lines]
    is_changed = _is("conversation")
    return Effect("pseudonym", subject.member, wanted, lines, is_changed, is_changed, reporter=other)


Make = Callable[[Crowd, int, Person], Awaitable[Effect]]
EFFECTS: dict[str, Make] = {
    "hide": _on_message("hide"),
    "remove": _on_message("remove"),
    "hide_card": _on_card,
    "hide_name": _on_name("hide"),
    "remove_name": _on_name("remove"),
    "freeze_pair": _on_pair,
    "suspend_rooms": _on_person("suspend_rooms", "bound", "freed"),
    "suspend_private": _on_person("suspend_private", "bound", "freed"),
    "suspend": _on_person("suspend", "shut", None),
    "terminate": _on_person("terminate", "shut", None),
}


def _row(times: Sequence[tuple[float, float, float, float]]) -> Json:
    names = ("sent", "accepted", "undoing_sent", "undone")
    return {name: _spread([one[at] for one in times]) for at, name in enumerate(names)}


def _spread(times: Sequence[float]) -> Json:
    ordered = sorted(times)
    last = min(len(ordered) - 1, len(ordered) * 99 // 100)
    return {"p50_ms": round(ordered[len(ordered) // 2], 1), "p99_ms": round(ordered[last], 1)}
