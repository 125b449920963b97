"""What may be played twice before a run is called failed."""

import pytest

from scripts.again import AT_MOST, journeys

JOURNEY = "tests/browser/test_talk.py::test_two_people_hear_each_other"


def test_a_journey_that_failed_is_played_again() -> None:
    """A browser journey alone may have been late by the machine."""
    assert journeys([JOURNEY]) == [JOURNEY]


@pytest.mark.parametrize(
    "failed",
    [[], [JOURNEY, "tests/domain/test_rooms.py::test_a_room"], [f"{JOURNEY}[{n}]" for n in range(AT_MOST + 1)]],
)
def test_anything_else_stays_failed(failed: list[str]) -> None:
    """Another test among them, more journeys than chance explains, or none: nothing is played again."""
    assert journeys(failed) == []
