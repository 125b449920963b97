"""Who is here, in this node's memory: counts, pages of people, who is away, who is named in a text.

Pure: no input, output or clock. A connection is an opaque key; a member with several is here once.
Nothing here looks at everybody, but for a filter, which looks at the names of one place.
"""

import bisect
from collections import Counter, OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

from msgspec.structs import replace

from palabre.chat.model import Person
from palabre.chat.watches import Difference, Watches
from palabre.identity.model import Card
from palabre.identity.ties import Apart
from palabre.kernel.ids import MemberId, PlaceId
from palabre.kernel.limits import AWAY_AFTER_MS, MENTIONS, PEOPLE_PAGE, PSEUDONYM_LONGEST
from palabre.safety.normalise import plain

NOBODY = MemberId("")
Row = tuple[bool, str, MemberId]  # hosts first, then by plain name
NAME_LONGEST = 18 * PSEUDONYM_LONGEST  # plain: the longest decomposition of one character (Unicode NFKD) is eighteen


@dataclass(slots=True)
class _Somebody:
    card: Card
    plain: str  # their name, as it is looked for
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
    _sorted: dict[PlaceId, list[Row]] = field(default_factory=dict)
    _named: dict[str, MemberId] = field(default_factory=dict)  # by plain name: no two present share one
    _silent: OrderedDict[MemberId, None] = field(default_factory=OrderedDict)  # not away; silent for longest first
    _watches: Watches = field(default_factory=Watches)
    _told: dict[PlaceId, int] = field(default_factory=dict)
    _counted: set[PlaceId] = field(default_factory=set)  # places whose count may differ from the one told

    def connect(self, connection: int, card: Card, now: int) -> None:
        """Note a connection of a member."""
        self.connections[connection] = (card.id, set())
        if card.id not in self.people:
            self.people[card.id] = _Somebody(card, plain(card.name))
            self._name(self.people[card.id])
        self.people[card.id].connections += 1
        self.people[card.id].active = now
        self._heard(card.id)

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
        self._watches.unwatch(connection, place)

    def disconnect(self, connection: int) -> None:
        """Forget a connection, and its member with the last one."""
        if connection not in self.connections:
            return
        member, places = self.connections[connection]
        for place in list(places):
            self.leave(connection, place)
        self._watches.unwatch(connection)
        del self.connections[connection]
        self.people[member].connections -= 1
        if self.people[member].connections == 0:
            self._unname(self.people.pop(member))
            self._silent.pop(member, None)

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
        moved, self._counted = self._counted, set()
        changed = {place: self.count(place) for place in moved if self.count(place) != self._told.get(place, 0)}
        self._told = {place: count for place, count in (self._told | changed).items() if count}
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
            rows = [row for row in rows if key in row[1]]
        shown = rows[offset : offset + PEOPLE_PAGE]
        return len(rows) if key else total, tuple(self._person(place, member) for _, _, member in shown)

    def watch(self, connection: int, place: PlaceId, offset: int, wanted: str) -> tuple[int, tuple[Person, ...]]:
        """Return a page as ``page`` does, and tell this connection, from now on, what changes of it."""
        viewer = self._viewer(self.connections[connection][0])
        total, people = self.page(place, offset, wanted, viewer)
        self._watches.watch(connection, (place, offset, plain(wanted.strip()), viewer), total, people)
        return total, people

    def unwatch(self, connection: int) -> None:
        """Stop telling a connection."""
        self._watches.unwatch(connection)

    def differences(self) -> Iterator[Difference]:
        """Find what changed of each page shown, once; others may act between one and the next."""
        return self._watches.differences(self.page)

    def set_away(self, member: MemberId, note: str | None, *, chosen: bool = True) -> None:
        """Mark a member away with a note, or back with ``None``."""
        somebody = self.people.get(member)
        if somebody is None or somebody.away == note:
            return
        somebody.away, somebody.away_chosen = note, chosen and note is not None
        if note is None:
            self._heard(member)
        for place in somebody.places:
            self._watches.move(place, somebody.plain)

    def active(self, member: MemberId, now: int) -> None:
        """Note that a member did something; whoever was away by silence is back."""
        somebody = self.people.get(member)
        if somebody is None:
            return
        somebody.active = now
        if somebody.away is None:
            self._heard(member)
        elif not somebody.away_chosen:
            self.set_away(member, None)

    def sweep_away(self, now: int, most: int) -> bool:
        """Mark away those silent for ten minutes, so many at most; whether some are left."""
        for _ in range(most):
            member = next(iter(self._silent), None)
            if member is None or now - self.people[member].active < AWAY_AFTER_MS:
                return False
            del self._silent[member]
            if self.people[member].away is None:
                self.set_away(member, "", chosen=False)
        return True

    def update(self, card: Card) -> None:
        """Show a member's new card."""
        somebody = self.people.get(card.id)
        if somebody is None:
            return
        for place in somebody.places:
            self._take_out(place, somebody)
        self._unname(somebody)
        somebody.card, somebody.plain = card, plain(card.name)
        self._name(somebody)
        for place in somebody.places:
            self._insert(place, somebody)

    def look_again(self, *members: MemberId) -> None:
        """Show the lists on the screens of some members anew: whom they may see has changed."""
        for connection, (member, _) in self.connections.items():
            if member in members:
                self._watches.look_as(connection, self._viewer(member))

    def mentioned(self, place: PlaceId, text: str, author: MemberId) -> tuple[tuple[MemberId, str], ...]:
        """Return members present whose ``@pseudonym`` stands in a text, with it, at most ten; the longest name wins."""
        if "@" not in text:
            return ()
        hidden = self.apart.from_whom(author)
        _, *called = plain(text).split("@")  # no name holds one
        members = {member for part in called if (member := self._called(place, part)) and member not in hidden}
        named = [self.people[member] for member in members]
        longest_first = sorted(named, key=lambda one: (-len(one.card.name), one.plain))
        return tuple((somebody.card.id, somebody.card.name) for somebody in longest_first[:MENTIONS])

    def _viewer(self, member: MemberId) -> MemberId:
        """Return as whom a member looks at lists: nobody in particular, unless they are apart from somebody."""
        return member if self.apart.from_whom(member) else NOBODY

    def _called(self, place: PlaceId, part: str) -> MemberId | None:
        """Return who of a place is named by the beginning of a text that follows an ``@``."""
        for end in range(min(len(part), NAME_LONGEST), 0, -1):
            is_inside_word = end < len(part) and (part[end].isalnum() or part[end] == "_")
            member = None if is_inside_word else self._named.get(part[:end])
            if member is not None and self.is_here(member, place):
                return member
        return None

    def _name(self, somebody: _Somebody) -> None:
        self._named[somebody.plain] = somebody.card.id

    def _unname(self, somebody: _Somebody) -> None:
        if self._named.get(somebody.plain) == somebody.card.id:
            del self._named[somebody.plain]

    def _heard(self, member: MemberId) -> None:
        self._silent[member] = None
        self._silent.move_to_end(member)

    def _insert(self, place: PlaceId, somebody: _Somebody) -> None:
        row = (self.hosts.get(place) != somebody.card.id, somebody.plain, somebody.card.id)
        somebody.rows[place] = row
        bisect.insort(self._sorted.setdefault(place, []), row)
        self._move(place, somebody)

    def _take_out(self, place: PlaceId, somebody: _Somebody) -> None:
        rows = self._sorted[place]
        del rows[bisect.bisect_left(rows, somebody.rows.pop(place))]
        if not rows:
            del self._sorted[place]
        self._move(place, somebody)

    def _move(self, place: PlaceId, somebody: _Somebody) -> None:
        self._counted.add(place)
        self._watches.move(place, somebody.plain)

    def _person(self, place: PlaceId, member: MemberId) -> Person:
        somebody = self.people[member]
        card = somebody.card
        person = Person(card.id, card.name, card.colour, card.age, card.town, somebody.away)
        return replace(person, host=True) if self.hosts.get(place) == member else person
