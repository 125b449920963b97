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
    Bound("second", "age", "fr", 0.87, 6),
    Bound("second", "age", "en", 0.90, 3),
    Bound("second", "payment", "fr", 0.77, 1),
    Bound("second", "payment", "en", 0.80, 3),
    Bound("second", "contact", "fr", 0.85, 1),
    Bound("second", "contact", "en", 0.87, 1),
    Bound("second", "link", "und", 0.94, 0),
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


def counted(engine: SafetyEngine, bound: Bound) -> Counter[tuple[bool, bool]]:
    """Count the rows of a bound by what they are and what is found: (to be found, found)."""
    lines = (SETS / bound.folder / f"{bound.kind}.jsonl").read_bytes().splitlines()
    rows = [msgspec.json.decode(line, type=Labelled) for line in lines]
    wanted = FOUND[bound.kind]
    return Counter(
        (row.label == wanted, predict(bound.kind, row, engine, AS_OF)["label"] == wanted)
        for row in rows
        if row.lang == bound.lang
    )


@pytest.mark.parametrize("bound", BOUNDS, ids=lambda one: f"{one.folder}-{one.kind}-{one.lang}")
def test_rows_never_shown_are_read_as_far_as_the_page_says(bound: Bound, engine: SafetyEngine) -> None:
    """In each set and language as much is found, and as little wrongly, as `docs/safety.md` tells (issue 6, Reach)."""
    count = counted(engine, bound)
    missed, hit = count[True, False], count[True, True]
    assert hit / (hit + missed) >= bound.recall, f"{missed} missed"
    assert count[False, True] <= bound.wrong
