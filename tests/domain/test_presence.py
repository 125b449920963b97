from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from palabre.chat.model import Person
from palabre.chat.presence import Presence
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
            assert list(presence.mentioned(TEA, text, MemberId("author"))) == [f"id-{name}" for name in named], text

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
        presence.sweep_away(AWAY_AFTER_MS - 1)
        assert [person.away for person in presence.page(TEA, 0, "")[1]] == [None, "je dîne"]
        presence.sweep_away(AWAY_AFTER_MS)
        assert [person.away for person in presence.page(TEA, 0, "")[1]] == ["", "je dîne"]
        for name in ("Ada", "Bo"):
            presence.active(MemberId(f"id-{name}"), AWAY_AFTER_MS)
        assert [person.away for person in presence.page(TEA, 0, "")[1]] == [None, "je dîne"]

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
        st.sampled_from(["connect", "enter", "leave", "disconnect", "away", "rename"]),
        st.integers(0, 9),  # connection
        st.sampled_from([TEA, CAKE]),
    ),
    max_size=60,
)


@given(STEPS)
@settings(max_examples=200, deadline=None)
def test_presence_is_what_a_plain_list_of_connections_says(steps: list[tuple[str, int, PlaceId]]) -> None:
    """Counts, pages and differences follow any walk of ten connections of four members; nothing is left over."""
    presence = Presence()
    inside: dict[int, set[PlaceId]] = {}
    shown: dict[MemberId, Person] = {}
    presence.connect(99, card("Watcher"), 0)
    presence.enter(99, TEA, None)
    presence.watch(99, TEA, 0, "")
    shown = {person.id: person for person in presence.page(TEA, 0, "")[1]}
    for act, connection, place in steps:
        _step(presence, inside, act, connection, place)
        people = defaultdict(set)
        for key, places in inside.items():
            for one in places:
                people[one].add(key % 4)
        assert presence.count(CAKE) == len(people[CAKE])
        assert presence.count(TEA) == len(people[TEA]) + 1
        for difference in presence.differences():
            shown = {key: person for key, person in shown.items() if key not in difference.gone}
            shown |= {person.id: person for person in difference.here}
        assert shown == {person.id: person for person in presence.page(TEA, 0, "")[1]}
    for connection in [*inside, 99]:
        presence.disconnect(connection)
    assert (presence.people, presence.connections, presence._watches) == ({}, {}, {})
    assert [rows for rows in presence._sorted.values() if rows] == []


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
