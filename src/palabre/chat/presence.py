"""Who is here, in this node's memory: counts, pages of people, differences for what is on screen.

Pure: no input, output or clock. A connection is an opaque key; a member with several is here once.
"""

import bisect
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from msgspec.structs import replace

from palabre.chat.model import Person
from palabre.identity.model import Card
from palabre.identity.ties import Apart
from palabre.kernel.ids import MemberId, PlaceId
from palabre.kernel.limits import AWAY_AFTER_MS, MENTIONS, PEOPLE_PAGE
from palabre.safety.normalise import plain

NOBODY = MemberId("")
Row = tuple[bool, str, MemberId]  # hosts first, then by name


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed of the people page that a connection shows."""

    connection: int
    place: PlaceId
    total: int
    here: tuple[Person, ...]
    gone: tuple[MemberId, ...]


@dataclass(slots=True)
class _Watch:
    place: PlaceId
    offset: int
    filter: str
    shown: dict[MemberId, Person]


@dataclass(slots=True)
class _Somebody:
    card: Card
    away: str | None = None
    away_chosen: bool = False
    active: int = 0
    connections: int = 0
    places: Counter[PlaceId] = field(default_factory=Counter)  # connections in each place
    rows: dict[PlaceId, Row] = field(default_factory=dict)  # where it stands in each list, to find it again


@dataclass
class Presence:
    """Everybody connected to this node; those apart are in none of each other's lists."""

    apart: Apart = field(default_factory=Apart)
    people: dict[MemberId, _Somebody] = field(default_factory=dict)
    connections: dict[int, tuple[MemberId, set[PlaceId]]] = field(default_factory=dict)
    hosts: dict[PlaceId, MemberId | None] = field(default_factory=dict)
    _sorted: dict[PlaceId, list[Row]] = field(default_factory=lambda: defaultdict(list))
    _watches: dict[int, _Watch] = field(default_factory=dict)
    _told: dict[PlaceId, int] = field(default_factory=dict)
    _moved: set[PlaceId] = field(default_factory=set)

    def connect(self, connection: int, card: Card, now: int) -> None:
        """Note a connection of a member."""
        self.connections[connection] = (card.id, set())
        somebody = self.people.setdefault(card.id, _Somebody(card))
        somebody.active = now
        somebody.connections += 1

    def enter(self, connection: int, place: PlaceId, host: MemberId | None) -> bool:
        """Note a connection in a place; true when its member was not there yet."""
        member, places = self.connections[connection]
        if place in places:
            return False
        places.add(place)
        self.hosts[place] = host
        somebody = self.people[member]
        somebody.places[place] += 1
        if somebody.places[place] == 1:
            self._insert(place, somebody)
            return True
        return False

    def leave(self, connection: int, place: PlaceId) -> None:
        """Note that a connection left a place; harmless when it was not there."""
        member, places = self.connections[connection]
        if place not in places:
            return
        places.remove(place)
        somebody = self.people[member]
        somebody.places[place] -= 1
        if somebody.places[place] == 0:
            del somebody.places[place]
            self._take_out(place, somebody)
        watch = self._watches.get(connection)
        if watch is not None and watch.place == place:
            del self._watches[connection]

    def disconnect(self, connection: int) -> None:
        """Forget a connection, and its member with the last one."""
        if connection not in self.connections:
            return
        member, places = self.connections[connection]
        for place in list(places):
            self.leave(connection, place)
        self._watches.pop(connection, None)
        del self.connections[connection]
        self.people[member].connections -= 1
        if self.people[member].connections == 0:
            del self.people[member]

    def is_here(self, member: MemberId, place: PlaceId) -> bool:
        """Whether a member is in a place."""
        somebody = self.people.get(member)
        return somebody is not None and place in somebody.places

    def is_connected(self, member: MemberId) -> bool:
        """Whether a member is connected at all."""
        return member in self.people

    def places_of(self, member: MemberId) -> set[PlaceId]:
        """Return the places where a member is."""
        somebody = self.people.get(member)
        return set(somebody.places) if somebody else set()

    def count(self, place: PlaceId) -> int:
        """How many members are in a place."""
        return len(self._sorted.get(place, ()))

    def changed_counts(self) -> dict[PlaceId, int]:
        """Return counts that differ from those last returned."""
        now = {place: len(rows) for place, rows in self._sorted.items()}
        changed = {place: count for place, count in now.items() if self._told.get(place, 0) != count}
        self._told = now
        return changed

    def page(
        self, place: PlaceId, offset: int, wanted: str, viewer: MemberId = NOBODY
    ) -> tuple[int, tuple[Person, ...]]:
        """Return how many people fit the filter, and a page of them; without a filter the number is everybody's."""
        rows = self._sorted.get(place, [])
        total = len(rows)
        if hidden := self.apart.from_whom(viewer):
            rows = [row for row in rows if row[2] not in hidden]
        if key := plain(wanted.strip()):
            rows = [row for row in rows if key in plain(self.people[row[2]].card.name)]
        shown = rows[offset : offset + PEOPLE_PAGE]
        return len(rows) if key else total, tuple(self._person(place, member) for _, _, member in shown)

    def watch(self, connection: int, place: PlaceId, offset: int, wanted: str) -> None:
        """Tell this connection, from now on, what changes of this page."""
        _, people = self.page(place, offset, wanted, self.connections[connection][0])
        self._watches[connection] = _Watch(place, offset, wanted, {person.id: person for person in people})

    def unwatch(self, connection: int) -> None:
        """Stop telling a connection."""
        self._watches.pop(connection, None)

    def differences(self) -> list[Difference]:
        """Return what changed of each page shown, once."""
        moved, self._moved = self._moved, set()
        found = []
        for connection, watch in self._watches.items():
            if watch.place in moved and (difference := self._difference(connection, watch)):
                found.append(difference)
        return found

    def set_away(self, member: MemberId, note: str | None, *, chosen: bool = True) -> None:
        """Mark a member away with a note, or back with ``None``."""
        somebody = self.people.get(member)
        if somebody is not None and somebody.away != note:
            somebody.away, somebody.away_chosen = note, chosen and note is not None
            self._moved.update(somebody.places)

    def active(self, member: MemberId, now: int) -> None:
        """Note that a member did something; whoever was away by silence is back."""
        somebody = self.people.get(member)
        if somebody is None:
            return
        somebody.active = now
        if somebody.away is not None and not somebody.away_chosen:
            self.set_away(member, None)

    def sweep_away(self, now: int) -> None:
        """Mark away those silent for ten minutes."""
        for member, somebody in self.people.items():
            if somebody.away is None and now - somebody.active >= AWAY_AFTER_MS:
                self.set_away(member, "", chosen=False)

    def update(self, card: Card) -> None:
        """Show a member's new card."""
        somebody = self.people.get(card.id)
        if somebody is None:
            return
        for place in somebody.places:
            self._take_out(place, somebody)
        somebody.card = card
        for place in somebody.places:
            self._insert(place, somebody)

    def look_again(self, *members: MemberId) -> None:
        """Note that who sees whom has changed for some members: pages where they are will be compared again."""
        for member in members:
            self._moved.update(self.places_of(member))

    def mentioned(self, place: PlaceId, text: str, author: MemberId) -> tuple[MemberId, ...]:
        """Return members present whose ``@pseudonym`` stands in a text, at most ten; the longest name wins."""
        if "@" not in text:
            return ()
        low, found = plain(text), []
        hidden = self.apart.from_whom(author)
        here = [self.people[row[2]].card for row in self._sorted.get(place, []) if row[2] not in hidden]
        for card in sorted(here, key=lambda card: -len(card.name)):
            low, times = re.subn(rf"@{re.escape(plain(card.name))}(?!\w)", " ", low)
            if times:
                found.append(card.id)
        return tuple(found[:MENTIONS])

    def _difference(self, connection: int, watch: _Watch) -> Difference | None:
        viewer = self.connections[connection][0]
        total, people = self.page(watch.place, watch.offset, watch.filter, viewer)
        now = {person.id: person for person in people}
        here = tuple(person for person in people if watch.shown.get(person.id) != person)
        gone = tuple(member for member in watch.shown if member not in now)
        watch.shown = now
        return Difference(connection, watch.place, total, here, gone)

    def _insert(self, place: PlaceId, somebody: _Somebody) -> None:
        card = somebody.card
        row = (self.hosts.get(place) != card.id, plain(card.name), card.id)
        somebody.rows[place] = row
        bisect.insort(self._sorted[place], row)
        self._moved.add(place)

    def _take_out(self, place: PlaceId, somebody: _Somebody) -> None:
        rows = self._sorted[place]
        del rows[bisect.bisect_left(rows, somebody.rows.pop(place))]
        self._moved.add(place)

    def _person(self, place: PlaceId, member: MemberId) -> Person:
        somebody = self.people[member]
        card = somebody.card
        person = Person(card.id, card.name, card.colour, card.age, card.town, somebody.away)
        return replace(person, host=True) if self.hosts.get(place) == member else person
