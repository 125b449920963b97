"""What tables found is weighed against the whole of a text, and what only the whole says is found (decision 0113)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.safety.engine import SafetyEngine
from palabre.safety.entities import extract
from palabre.safety.entities.weighed import ASK, CERTAIN, CUE, PROBABLE, weigh
from palabre.safety.model import Context, Entity, EventType, Observation
from palabre.safety.tables import shipped_rules
from palabre.safety.views import Views

NOTHING = Context()


def weighed(text: str, *found: Entity) -> list[Entity]:
    """Return what weights make of a text and of what was found in it."""
    return list(weigh(Views(text), NOTHING, found))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("payment", "could you cover my bus fare, i'll get it back to you friday"),
        ("age_self", "my year 8 form tutor took my phone off me"),
    ],
)
def test_what_no_row_says_is_found_by_the_whole_and_never_for_certain(kind: str, text: str) -> None:
    """A demand and an age told by the way: likely enough to refuse or to ask, not to isolate."""
    assert not [one for one in extract(Views(text)) if one.kind == kind]
    (found,) = [one for one in weighed(text) if one.kind == kind]
    assert PROBABLE <= found.confidence < CERTAIN
    assert found.cues == (CUE,)


@pytest.mark.parametrize(
    "text", ["ça fait 15 ans que je fume", "im 15 minutes away", "il pleut, on a 15 élèves absents"]
)
def test_what_a_row_found_against_the_whole_is_only_to_be_asked(text: str) -> None:
    """A row that misreads an honest sentence is not believed: nothing is held for it."""
    (found,) = weighed(text, Entity("age_self", 15, text.index("15"), text.index("15") + 2, confidence=0.7))
    assert found.confidence == ASK


@pytest.mark.parametrize("text", ["j'ai 15 ans", "im 14 and bored", "f15 lyon", "je suis en 4e"])
def test_what_a_row_found_with_the_whole_stays_as_it_was(text: str) -> None:
    """Plain statements keep their rows' certainty."""
    found = extract(Views(text))
    assert [one for one in weighed(text, *found) if one.kind == "age_self"] == [
        one for one in found if one.kind == "age_self"
    ]


def test_the_number_that_may_be_an_age_is_the_age() -> None:
    """Where weights alone speak, the last number under 18 is quoted; without one the age is 17, of the whole text."""
    (found,) = [one for one in weighed("my year 8 form tutor took my phone off me") if one.kind == "age_self"]
    assert (found.value, found.start, found.end) == (8, 8, 9)


@pytest.mark.parametrize("kind", [EventType.MEMBER_JOINED, EventType.PROFILE_CHANGED, EventType.ROOM_NAMED])
def test_names_and_cards_are_read_by_rows_alone(kind: EventType) -> None:
    """Weights were learned from messages: of a name they say nothing."""
    engine = SafetyEngine.load(shipped_rules())
    text = "could you cover my bus fare, i'll get it back to you friday"
    assert not any(CUE in one.cues for one in engine.scene(Observation("a", kind, "m", text), 0).entities)


@pytest.mark.parametrize(
    "text",
    [
        "p4-1",
        "k 12",
        "🌳" * 2_000,
        "e" * 1_999,
        "ha" * 900,
        "Il fait doux ce soir. " * 80,
        "une phrase assez longue pour remplir plusieurs lignes " * 30,
        "marmelade-de-sureau-4711",
        "mot-Ada-0-623347347957",
        "https://fr.wikipedia.org/wiki/%C3%89cole",
        "le programme est sur https://exemple.fr/soir-15",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17",
        "{ } [ ] ( ) < > / * - + = ; : , .",
        "Ω≈√∫≤≥÷ ∑®†¥øπ",
    ],
)
def test_what_no_row_is_like_is_of_no_kind(text: str) -> None:
    """Floods, names, links, lists and signs lean to nothing, however long or often repeated."""
    assert not weighed(text)


LETTERS = st.characters(categories=["L", "S", "P", "N"])


@given(word=st.text(LETTERS, min_size=1, max_size=3), times=st.integers(20, 400))
def test_saying_it_again_says_no_more(word: str, times: int) -> None:
    """A piece counts once in a window: forty times the same lean as far as four hundred times."""
    before, after = (weighed(f"{word} " * number) for number in (40, 40 + times))
    assert {one.kind for one in after} <= {one.kind for one in before}


@given(text=st.text(max_size=200), asked=st.sampled_from(["", "age", "majority", "minority", "hour"]))
def test_weights_alone_are_never_certain(text: str, asked: str) -> None:
    """Whatever is written, after whatever question: nobody is isolated by weights, and places lie in the text."""
    context = Context((asked,) if asked else ())
    found = [one for one in weigh(Views(text), context, extract(Views(text), context)) if CUE in one.cues]
    assert all(PROBABLE <= one.confidence < CERTAIN and 0 <= one.start <= one.end <= len(text) for one in found)
