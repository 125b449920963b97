"""Pages of people that are on somebody's screen: whoever looks at the same page is told the same, found once.

Pure. A page is a place, an offset, a filter and whom it hides; its watchers differ only in what they were last shown.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from palabre.chat.model import Person
from palabre.kernel.ids import MemberId, PlaceId

Page = tuple[PlaceId, int, str, MemberId]  # place, offset, plain filter; who looks, when others would see more
Look = Callable[[PlaceId, int, str, MemberId], tuple[int, tuple[Person, ...]]]


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed of a page, for every connection that was last shown the same of it."""

    connections: tuple[int, ...]
    place: PlaceId
    total: int
    here: tuple[Person, ...]
    gone: tuple[MemberId, ...]


@dataclass(slots=True, eq=False)
class _Shown:
    total: int
    people: tuple[Person, ...]
    watchers: set[int]

    def difference(self, place: PlaceId, total: int, people: tuple[Person, ...]) -> Difference | None:
        """Return what somebody must be told who was shown this and should see that."""
        if (total, people) == (self.total, self.people):
            return None
        before = {person.id: person for person in self.people}
        now = {person.id for person in people}
        here = tuple(person for person in people if before.get(person.id) != person)
        return Difference(tuple(self.watchers), place, total, here, tuple(one for one in before if one not in now))


@dataclass
class Watches:
    """Who looks at which page of people on this node."""

    _groups: dict[Page, list[_Shown]] = field(default_factory=dict)
    _by_place: dict[PlaceId, set[Page]] = field(default_factory=lambda: defaultdict(set))
    _by_connection: dict[int, tuple[Page, _Shown]] = field(default_factory=dict)
    _moved: dict[PlaceId, set[str]] = field(default_factory=lambda: defaultdict(set))  # plain names, by place

    def watch(self, connection: int, page: Page, total: int, people: tuple[Person, ...]) -> None:
        """Tell a connection, from now on, what changes of a page that it was just shown."""
        self.unwatch(connection)
        group = self._groups.setdefault(page, [])
        self._by_place[page[0]].add(page)
        if not group or (group[-1].total, group[-1].people) != (total, people):
            group.append(_Shown(total, people, set()))
        group[-1].watchers.add(connection)
        self._by_connection[connection] = (page, group[-1])

    def look_as(self, connection: int, viewer: MemberId) -> None:
        """Look at the same page as somebody else; the next difference tells what that changes."""
        if connection not in self._by_connection:
            return
        (place, offset, wanted, _), shown = self._by_connection[connection]
        self.watch(connection, (place, offset, wanted, viewer), shown.total, shown.people)
        self._moved[place].add(wanted)

    def unwatch(self, connection: int, place: PlaceId | None = None) -> None:
        """Stop telling a connection, or only if it looks at a place."""
        if connection not in self._by_connection or place not in {None, self._by_connection[connection][0][0]}:
            return
        page, shown = self._by_connection.pop(connection)
        shown.watchers.discard(connection)
        if not shown.watchers:
            self._groups[page].remove(shown)
        if not self._groups[page]:
            del self._groups[page]
            self._by_place[page[0]].discard(page)
        if not self._by_place[page[0]]:
            del self._by_place[page[0]]
            self._moved.pop(page[0], None)

    def move(self, place: PlaceId, name: str) -> None:
        """Note that somebody of this plain name came, went or changed in a place."""
        if place in self._by_place:
            self._moved[place].add(name)

    def differences(self, look: Look) -> Iterator[Difference]:
        """Find what changed of each page shown, once; others may act between one and the next."""
        moved, self._moved = self._moved, defaultdict(set)
        for place, names in moved.items():
            for page in list(self._by_place.get(place, ())):
                if page in self._groups and any(page[2] in name for name in names):
                    yield from self._refresh(page, look)

    def _refresh(self, page: Page, look: Look) -> list[Difference]:
        total, people = look(*page)
        group = self._groups[page]
        found = [shown.difference(page[0], total, people) for shown in group]
        together = _Shown(total, people, set().union(*(shown.watchers for shown in group)))
        self._groups[page] = [together]
        self._by_connection |= dict.fromkeys(together.watchers, (page, together))
        return [one for one in found if one is not None]
