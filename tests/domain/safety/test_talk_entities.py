import pytest

from domain.safety.talk_rows import FAMILIES
from palabre.safety.entities.insult import find_insults
from palabre.safety.entities.talk import find_talk
from palabre.safety.model import Context, Entity
from palabre.safety.views import Views

REPLIES = {"refusal", "agreement", "insistence"}
SAID = 0.5  # less sure is ordinary talk
ROWS = [(family, text, found) for family, rows in FAMILIES.items() for text, found in rows]


def found_in(text: str) -> list[Entity]:
    """Return what both families find in a text."""
    views = Views(text)
    return [*find_talk(views, Context()), *find_insults(views, Context())]


def told(text: str) -> set[str]:
    """Return the classes told of a text, ``kind/value``."""
    return {f"{one.kind}/{one.value}" for one in found_in(text) if one.confidence >= SAID or one.value == "surprise"}


@pytest.mark.parametrize(("family", "text", "found"), [row for row in ROWS if row[2]])
def test_what_a_family_is_for_is_found(family: str, text: str, found: str) -> None:
    """Each example is found as its class, in French and in English."""
    assert found in told(text), family


@pytest.mark.parametrize(("family", "text"), [(family, text) for family, text, found in ROWS if not found])
def test_ordinary_talk_that_looks_like_it_is_left_alone(family: str, text: str) -> None:
    """The same words said of oneself, of a thing, in play, in quotation or against it are nothing of that family."""
    kinds = REPLIES if family == "refusal" else {family}
    assert {one for one in told(text) if one.split("/")[0] in kinds} == set()


def test_what_is_found_points_into_the_raw_text() -> None:
    """An explanation quotes what was sent, accents and capitals included."""
    text = "Dis, tu vis SEULE à Évreux ?"
    (found,) = [one for one in found_in(text) if one.kind == "probing"]
    assert text[found.start : found.end] == "tu vis SEULE"


def test_each_class_is_told_once() -> None:
    """Two questions of one class in a message are one, the surest."""
    found = found_in("tu vis seule ? vous vivez seul ? quelle rue ?")
    assert [f"{one.kind}/{one.value}" for one in found] == ["probing/lives_alone", "probing/place"]


def test_where_somebody_is_from_is_an_ordinary_question() -> None:
    """Too unsure for any rule, and only a personal question among the stages."""
    for text in ("t'habites où ?", "where do you live?"):
        assert [one.confidence < SAID for one in found_in(text) if one.kind == "probing"] == [True]


@pytest.mark.parametrize("word", ["femmes", "musulmans", "gays", "handicapés", "immigrants", "trans people", "women"])
def test_who_people_are_is_no_insult(word: str) -> None:
    """Words for groups never count by themselves."""
    assert told(word) == set()
    assert told(f"{word}, {word} !") == set()


def test_hatred_is_seen_through_slips_and_disguises() -> None:
    """Letters swapped, left out, set apart, or figures for letters change nothing."""
    for text in ("i want to klil all foreigners", "j'ai tant de hane pour les étrangers", "d3ath to all foreigners"):
        assert any(one.startswith("hate/") for one in told(text)), text
    assert any(one.startswith("hate/") for one in told("les étrangers méritent de m o u r i r"))
