"""Who is on the stage, what each has yet to hear, and how one waits for it."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from palabre_client import Closed, Member, Place
from palabre_client.history import History, Violation, check
from scenarios.devices import SealedDevice
from scenarios.stage import PATIENCE, Stage

Json = dict[str, Any]
NOTHING = {"stub", "returned", "withheld", "shown_again"}  # what takes a position and tells nobody anything


@dataclass
class Person:
    """One member of a conversation; events of a place are heard strictly in order, none passed over."""

    name: str
    member: Member
    place: str = ""
    cursors: dict[str, int] = field(default_factory=dict)  # events of each place already heard
    mine: set[str] = field(default_factory=set)  # ids of messages said
    acks: list[Json] = field(default_factory=list)
    page: Json = field(default_factory=dict)  # the last page of history or search asked for
    left: int = 0  # position at which the line was lost
    codes: list[str] = field(default_factory=list)  # of what they have reported
    lines: list[str] = field(default_factory=list)  # numbers of the last receipt

    @property
    def here(self) -> Place:
        """The place where they are now."""
        return self.member.places[self.place]

    @property
    def id(self) -> str:
        """Their member id."""
        return str(self.member.me["card"]["id"])

    @property
    def unheard(self) -> list[Json]:
        """Events of the place that others caused, not yet heard."""
        known = self.here.events[self.cursors.get(self.place, 0) :] if self.place in self.member.places else []
        return [event for event in known if event["t"] not in NOTHING and not self.is_own(event)]

    def is_own(self, event: Json) -> bool:
        """Whether they caused an event themselves."""
        match event["t"]:
            case "said":
                return bool(event["message"]["author"]["id"] == self.id)
            case "edited" | "deleted":
                return event["message"] in self.mine
            case "reacted":
                return bool(event["member"] == self.id)
            case "room_changed":
                return bool(self.here.room["host"] == self.id)
        return False

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something that a frame changes is so. Raises ``TimeoutError``."""
        async with asyncio.timeout(PATIENCE), self.member._changed:
            await self.member._changed.wait_for(holds)

    async def next_event(self) -> Json:
        """Hear the next event of the place. Raises ``TimeoutError``."""
        await self.until(lambda: bool(self.unheard))
        event = self.unheard[0]
        self.cursors[self.place] = self.here.events.index(event) + 1
        return event

    async def next_frame(self, **wanted: Any) -> Json:
        """Hear the next frame with these fields; others stay to be heard. Raises ``TimeoutError``."""
        return await self.member.hear(lambda frame: wanted.items() <= frame.items(), PATIENCE)

    async def fence(self) -> None:
        """Return once everything the server had to say so far has been heard."""
        await self.member.ask("rooms")
        if self.place in self.member.places:
            await self.member.join(self.place)


@dataclass
class Scene:
    """The stage, the people on it, and the names that the script gave to things."""

    stage: Stage
    people: dict[str, Person] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)  # text to id
    rooms: dict[str, str] = field(default_factory=dict)  # name to id, of rooms opened by the script
    gone: list[Person] = field(default_factory=list)
    devices: dict[str, SealedDevice] = field(default_factory=dict)  # name to device, of those who have one
    talks: dict[frozenset[str], str] = field(default_factory=dict)  # two names to their conversation
    history: History = field(default_factory=History)  # what everybody asked, was answered and heard

    async def come(self, name: str, pseudonym: str = "", **choices: Any) -> Person:
        """Bring somebody in by the real gate."""
        person = Person(name, await self.stage.member(pseudonym or name, history=self.history, **choices))
        if name in self.people:
            self.gone.append(self.people[name])
        self.people[name] = person
        return person

    def again(self, name: str) -> Person:
        """Put a further line of the same visit, not connected yet, in the place of somebody's last one."""
        self.gone.append(person := self.people[name])
        self.people[name] = Person(name, Member(person.member.visit, self.history))
        return self.people[name]

    def violations(self) -> list[Violation]:
        """Return what of everybody's history breaks a rule of docs/reliability.md."""
        return check(self.history.lines)

    async def enter(self, person: Person, place: str) -> None:
        """Put somebody in a room; what was said before is not to be heard."""
        joined = await person.member.join(self.room(place))
        person.place = joined.id
        person.cursors[joined.id] = len(joined.events)

    def room(self, name: str) -> str:
        """Return a room's id from the name a script gave it."""
        return self.rooms.get(name, name)

    def message(self, text: str) -> str:
        """Return a message's id from what it said."""
        return self.messages[text]

    async def fence(self) -> None:
        """Let everybody hear what there is to hear."""
        connected = [person for person in self.people.values() if not person.member.connection.closed.done()]
        for _ in range(2):  # the second round hears what the first caused
            await asyncio.gather(*(person.fence() for person in connected))

    async def part(self) -> None:
        """Let every line go."""
        for person in [*self.people.values(), *self.gone]:
            with contextlib.suppress(Closed):
                person.member.connection.drop()
            await person.member.visit.close()
