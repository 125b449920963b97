from collections import defaultdict
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from palabre.chat.model import Person
from palabre.chat.presence import Presence
from palabre.chat.watches import Difference
from palabre.identity.model import Card
from palabre.kernel.ids import MemberId, PlaceId
from palabre.kernel.limits import AWAY_AFTER_MS, MENTIONS

TEA, CAKE = PlaceId("tea"), PlaceId("cake")
NAMES = ["Ada", "Bo", "Éloïse", "zoé", "Ada Lovelace", "Lav", "Lavande"]


def card(name: str) -> Card:
    """Return the card of somebody."""
    return Card(MemberId(f"id-{name}"), name, 1)


def room_of(*names: str) -> Presence:
    """Return a room with these people, one connection each, none of them host."""
    presence = Presence()
    for number, name in enumerate(names):
        presence.connect(number, card(name), 0)
        presence.enter(number, TEA, None)
    return presence


class TestPage:
    """Pages of people."""

    def test_the_host_comes_first_then_names_whatever_their_accents(self) -> None:
        """Order is by name as people read it."""
        presence = Presence()
        for number, name in enumerate(NAMES):
            presence.connect(number, card(name), 0)
            presence.enter(number, TEA, MemberId("id-zoé"))
        total, people = presence.page(TEA, 0, "")
        names = ["zoé", "Ada", "Ada Lovelace", "Bo", "Éloïse", "Lav", "Lavande"]
        assert (total, [person.name for person in people]) == (7, names)
        assert people[0] == Person(MemberId("id-zoé"), "zoé", 1, host=True)

    def test_a_filter_ignores_case_and_accents(self) -> None:
        """Éloïse is found by "elo"; an odd filter finds nobody and breaks nothing."""
        presence = room_of(*NAMES)
        found = {wanted: [one.name for one in presence.page(TEA, 0, wanted)[1]] for wanted in ("ELO", "ada", "%", "(")}
        assert found == {"ELO": ["Éloïse"], "ada": ["Ada", "Ada Lovelace"], "%": [], "(": []}

    def test_pages_hold_fifty(self) -> None:
        """Every person stands on exactly one page."""
        presence = room_of(*(f"P{number:03}" for number in range(120)))
        pages = [presence.page(TEA, offset, "") for offset in (0, 50, 100, 150)]
        assert [(total, len(people)) for total, people in pages] == [(120, 50), (120, 50), (120, 20), (120, 0)]
        assert len({person.id for _, people in pages for person in people}) == 120


class TestMentions:
    """Who is named in a text."""

    def test_the_longest_name_wins_and_a_longer_word_is_nobody(self) -> None:
        """@Lavande is not @Lav; @Ada Lovelace is not @Ada; @Bobine is not @Bo."""
        presence = room_of(*NAMES)
        for text, named in {
            "@lavande": ["Lavande"], "@Lav, @LAVANDE": ["Lavande", "Lav"], "@Ada Lovelace": ["Ada Lovelace"],
            "@ada": ["Ada"], "@Bobine": [], "@eloise": ["Éloïse"], "Bo": [], "a@Bo.": ["Bo"], "": [],
        }.items():  # fmt: skip
            assert [one for one, _ in presence.mentioned(TEA, text, MemberId("author"))] == [
                f"id-{name}" for name in named
            ], text

    def test_only_people_of_the_room_and_ten_at_most(self) -> None:
        """A text cannot ring everybody."""
        presence = room_of(*(f"Pat{number:02}" for number in range(30)))
        text = " ".join(f"@Pat{number:02}" for number in range(30))
        assert len(presence.mentioned(TEA, text, MemberId("author"))) == MENTIONS
        assert presence.mentioned(CAKE, text, MemberId("author")) == ()


class TestAway:
    """Being away."""

    def test_silence_marks_away_and_an_act_brings_back(self) -> None:
        """After ten minutes, not before; whoever chose to be away stays so until they say."""
        presence = room_of("Ada", "Bo")
        presence.set_away(MemberId("id-Bo"), "je dîne")
        assert not presence.sweep_away(AWAY_AFTER_MS - 1, 9)
        assert [person.away for person in presence.page(TEA, 0, "")[1]] == [None, "je dîne"]
        assert not presence.sweep_away(AWAY_AFTER_MS, 9)
        assert [person.away for person in presence.page(TEA, 0, "")[1]] == ["", "je dîne"]
        for name in ("Ada", "Bo"):
            presence.active(MemberId(f"id-{name}"), AWAY_AFTER_MS)
        assert [person.away for person in presence.page(TEA, 0, "")[1]] == [None, "je dîne"]

    def test_the_silent_are_marked_a_slice_at_a_time(self) -> None:
        """Five hundred who fell silent together are marked over several turns, each once."""
        presence = room_of(*(f"P{number:03}" for number in range(25)))
        assert [presence.sweep_away(AWAY_AFTER_MS, 10) for _ in range(3)] == [True, True, False]
        assert {person.away for person in presence.page(TEA, 0, "")[1]} == {""}

    def test_whoever_acts_in_time_is_not_marked(self) -> None:
        """The order of silence is the order of last acts, whoever came first."""
        presence = room_of("Ada", "Bo", "Cleo")
        presence.active(MemberId("id-Ada"), 5)
        assert not presence.sweep_away(AWAY_AFTER_MS + 4, 9)
        assert [person.away for person in presence.page(TEA, 0, "")[1]] == [None, "", ""]

    def test_acts_of_people_who_left_are_harmless(self) -> None:
        """Late acts change nothing."""
        presence = Presence()
        presence.active(MemberId("nobody"), 1)
        presence.set_away(MemberId("nobody"), "x")
        presence.update(card("nobody"))
        presence.disconnect(1)
        assert presence == Presence()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["connect", "enter", "leave", "disconnect", "away", "rename", "look", "tell"]),
        st.integers(0, 9),  # connection
        st.sampled_from([TEA, CAKE]),
    ),
    max_size=60,
)
LOOKERS = {90: "", 91: "", 92: "a", 93: "lav"}  # connections that only look, and what they look for


@dataclass
class Screen:
    """What a page shows that was asked for once, and told of differences since."""

    total: int
    people: dict[MemberId, Person]

    def take(self, difference: Difference) -> None:
        """Change as a page does."""
        self.total = difference.total
        self.people = {key: person for key, person in self.people.items() if key not in difference.gone}
        self.people |= {person.id: person for person in difference.here}


@given(STEPS)
@settings(max_examples=200, deadline=None)
def test_presence_is_what_a_plain_list_of_connections_says(steps: list[tuple[str, int, PlaceId]]) -> None:
    """Counts, pages and differences follow any walk of ten connections of four members; nothing is left over."""
    presence, screens = Presence(), dict[int, Screen]()
    inside: dict[int, set[PlaceId]] = {}
    for looker in LOOKERS:
        presence.connect(looker, card("Watcher"), 0)
        presence.enter(looker, TEA, None)
    for act, connection, place in steps:
        if act == "look":
            _look(presence, screens, 90 + connection % 4)
        elif act == "tell":
            _tell(presence, screens)
        else:
            _step(presence, inside, act, connection, place)
        people = defaultdict(set)
        for key, places in inside.items():
            for one in places:
                people[one].add(key % 4)
        assert presence.count(CAKE) == len(people[CAKE])
        assert presence.count(TEA) == len(people[TEA]) + 1
    _tell(presence, screens)
    for looker, screen in screens.items():
        total, shown = presence.page(TEA, 0, LOOKERS[looker])
        assert (screen.total, screen.people) == (total, {person.id: person for person in shown})
    for connection in [*inside, *LOOKERS]:
        presence.disconnect(connection)
    presence.changed_counts()
    assert presence == Presence(hosts=presence.hosts)


def _look(presence: Presence, screens: dict[int, Screen], looker: int) -> None:
    total, people = presence.watch(looker, TEA, 0, LOOKERS[looker])
    screens[looker] = Screen(total, {person.id: person for person in people})


def _tell(presence: Presence, screens: dict[int, Screen]) -> None:
    for difference in presence.differences():
        for looker in difference.connections:
            screens[looker].take(difference)


def _step(presence: Presence, inside: dict[int, set[PlaceId]], act: str, connection: int, place: PlaceId) -> None:
    member = card(NAMES[connection % 4])
    if act == "connect" and connection not in inside:
        inside[connection] = set()
        presence.connect(connection, member, 0)
    elif connection in inside and act == "enter":
        inside[connection].add(place)
        presence.enter(connection, place, None)
    elif connection in inside and act == "leave":
        inside[connection].discard(place)
        presence.leave(connection, place)
    elif connection in inside and act == "disconnect":
        del inside[connection]
        presence.disconnect(connection)
    elif act == "away":
        presence.set_away(member.id, str(connection) if place == TEA else None)
    elif act == "rename":
        presence.update(Card(member.id, f"{connection}{member.name}", 2))


class TestTelling:
    """Who is told what of the pages on screen."""

    def test_those_who_look_at_the_same_page_are_told_together(self) -> None:
        """One difference for a hundred who were shown the same, another for who came later."""
        presence = room_of("Ada", "Bo")
        for key in range(10, 110):
            presence.connect(key, card(f"Looker{key}"), 0)
            presence.watch(key, TEA, 0, "")
        presence.set_away(MemberId("id-Bo"), "je dîne")
        presence.connect(110, card("Late"), 0)
        presence.watch(110, TEA, 0, "")
        (told,) = presence.differences()
        assert (sorted(told.connections), [person.name for person in told.here]) == ([*range(10, 110)], ["Bo"])
        presence.set_away(MemberId("id-Bo"), None)
        (told,) = presence.differences()
        assert sorted(told.connections) == [*range(10, 111)]

    def test_a_page_that_is_as_it_was_is_told_to_nobody(self) -> None:
        """Came and went between two turns, or is not among those looked for."""
        presence = room_of("Ada", "Bo")
        presence.watch(0, TEA, 0, "")
        presence.watch(1, TEA, 0, "zo")
        presence.connect(2, card("Cleo"), 0)
        presence.enter(2, TEA, None)
        presence.leave(2, TEA)
        assert list(presence.differences()) == []

    def test_counts_are_told_when_they_differ(self) -> None:
        """Each change once, an emptied room too; who came and went is no change."""
        presence = room_of("Ada", "Bo")
        assert presence.changed_counts() == {TEA: 2}
        presence.leave(0, TEA)
        presence.enter(0, TEA, None)
        assert presence.changed_counts() == {}
        presence.disconnect(0)
        presence.disconnect(1)
        assert (presence.changed_counts(), presence.changed_counts()) == ({TEA: 0}, {})


def test_a_block_changes_the_pages_on_screen() -> None:
    """Each of the two loses the other from the page they look at, a third sees no change; taken back, both return."""
    here = Presence()
    ada, bo, cleo = [MemberId(name) for name in ("ada", "bo", "cleo")]
    for connection, member in ((1, ada), (2, bo), (3, cleo)):
        here.connect(connection, Card(member, member.title(), 1), 0)
        here.enter(connection, PlaceId("screen"), None)
    for connection in (1, 2, 3):
        here.watch(connection, PlaceId("screen"), 0, "")
    list(here.differences())
    for on, gone, back in ((True, {(1, bo), (2, ada)}, set()), (False, set(), {(1, bo), (2, ada)})):
        here.apart.note(ada, bo, on=on)
        here.look_again(ada, bo)
        told = list(here.differences())
        assert {(one, member) for change in told for one in change.connections for member in change.gone} == gone
        assert {(one, person.id) for change in told for one in change.connections for person in change.here} == back
