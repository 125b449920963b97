"""What the detectors find in rows written before their tables were opened: ``tests/vectors/first_look``."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from palabre.safety.engine import SafetyEngine
from palabre.safety.predict import Row, SetName, predict
from palabre.safety.tables import shipped_rules
from palabre.safety_cli import AS_OF

SETS = Path(__file__).parents[1] / "vectors" / "first_look"
QUIET = {"none", "none_after_disclosure"}
FOUND: dict[str, str] = {
    "age": "minor_disclosure",
    "payment": "payment_scam",
    "contact": "contact_exchange",
    "link": "malicious_link_trick",
}


class Labelled(Row, frozen=True):
    """A row of the development schema with what a reader says of it."""

    label: str = ""
    lang: str = ""


class Bound(NamedTuple):
    """The least share found of what is to be found in a language of a set, and the most rows wrongly found."""

    folder: str
    kind: SetName
    lang: str
    recall: float
    wrong: int


BOUNDS = [
    Bound("first", "age", "fr", 0.97, 2),
    Bound("first", "age", "en", 0.97, 2),
    Bound("first", "payment", "fr", 0.95, 1),
    Bound("first", "payment", "en", 0.95, 1),
    Bound("first", "contact", "fr", 0.94, 1),
    Bound("first", "contact", "en", 0.93, 1),
    Bound("first", "link", "und", 0.97, 0),
    Bound("second", "age", "fr", 0.94, 3),
    Bound("second", "age", "en", 0.94, 2),
    Bound("second", "payment", "fr", 0.97, 1),
    Bound("second", "payment", "en", 0.97, 3),
    Bound("second", "contact", "fr", 0.97, 1),
    Bound("second", "contact", "en", 0.97, 1),
    Bound("second", "link", "und", 0.94, 0),
    Bound("fourth", "age", "fr", 0.87, 3),
    Bound("fourth", "age", "en", 0.93, 1),
    Bound("fourth", "payment", "fr", 0.95, 1),
    Bound("fourth", "payment", "en", 0.89, 2),
    Bound("fourth", "contact", "fr", 0.92, 1),
    Bound("fourth", "contact", "en", 0.95, 1),
    Bound("fourth", "link", "und", 0.95, 0),
    Bound("fifth", "age", "fr", 0.94, 1),
    Bound("fifth", "age", "en", 0.95, 1),
    Bound("fifth", "payment", "fr", 0.92, 2),
    Bound("fifth", "payment", "en", 0.96, 2),
    Bound("fifth", "contact", "fr", 0.87, 1),
    Bound("fifth", "contact", "en", 0.89, 1),
    Bound("fifth", "link", "und", 0.97, 0),
    Bound("seventh", "age", "fr", 0.73, 60),
    Bound("seventh", "age", "en", 0.69, 10),
    Bound("third", "age", "fr", 0.94, 1),
    Bound("third", "age", "en", 0.94, 1),
    Bound("third", "payment", "fr", 0.95, 1),
    Bound("third", "payment", "en", 0.95, 1),
    Bound("third", "contact", "fr", 0.92, 1),
    Bound("third", "contact", "en", 0.92, 1),
]


@pytest.fixture(scope="module")
def engine() -> SafetyEngine:
    """Load the engine with the shipped rules."""
    return SafetyEngine.load(shipped_rules())


def rows(folder: str, kind: SetName) -> list[Labelled]:
    """Return the rows of a set."""
    lines = (SETS / folder / f"{kind}.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Labelled) for line in lines]


def counted(engine: SafetyEngine, bound: Bound) -> Counter[tuple[bool, bool]]:
    """Count the rows of a bound by what they are and what is found: (to be found, found)."""
    wanted = FOUND[bound.kind]
    return Counter(
        (row.label == wanted, predict(bound.kind, row, engine, AS_OF)["label"] == wanted)
        for row in rows(bound.folder, bound.kind)
        if row.lang == bound.lang
    )


def labels(engine: SafetyEngine, folder: str, kind: SetName) -> list[tuple[str, str]]:
    """Return of each row of a set what it is and what is said of it."""
    return [(row.label, str(predict(kind, row, engine, AS_OF)["label"])) for row in rows(folder, kind)]


@pytest.mark.parametrize("bound", BOUNDS, ids=lambda one: f"{one.folder}-{one.kind}-{one.lang}")
def test_rows_never_shown_are_read_as_far_as_the_page_says(bound: Bound, engine: SafetyEngine) -> None:
    """In each set and language as much is found, and as little wrongly, as `docs/safety.md` tells (issue 6, Reach)."""
    count = counted(engine, bound)
    missed, hit = count[True, False], count[True, True]
    assert hit / (hit + missed) >= bound.recall, f"{missed} missed"
    assert count[False, True] <= bound.wrong


def test_conversations_never_shown_are_judged_as_far_as_the_page_says(engine: SafetyEngine) -> None:
    """Any harm against none: F1 .85 at least; who goes on after being told is always found (issue 6, Reach)."""
    judged = labels(engine, "fifth", "dialogue")
    count = Counter((label not in QUIET, said not in QUIET) for label, said in judged)
    assert 2 * count[True, True] / (2 * count[True, True] + count[True, False] + count[False, True]) >= 0.85
    assert all(said == label for label, said in judged if label == "continues_after_disclosure")


@pytest.mark.parametrize(("folder", "minors", "others"), [("fifth", 1, 3), ("sixth", 2, 6)])
def test_ordinary_talk_never_shown_is_left_alone(engine: SafetyEngine, folder: str, minors: int, others: int) -> None:
    """Small talk, odd forms, long stories and pasted lists: a few at most are taken for anything."""
    said = Counter(label for _, label in labels(engine, folder, "ordinary"))
    assert said["minor_disclosure"] <= minors
    assert said.total() - said["none"] - said["minor_disclosure"] <= others


def test_counter_speech_never_shown_is_no_hate(engine: SafetyEngine) -> None:
    """Denouncing, quoting, naming a group kindly, swearing at things: .75 was aimed at (issue 6, Reach)."""
    said = Counter(said for label, said in labels(engine, "sixth", "hate") if label == "none")
    assert said["none"] >= 0.95 * said.total()
