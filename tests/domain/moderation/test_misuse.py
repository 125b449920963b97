"""Nobody is suspended for misuse without a warning, a look at the whole, and two people (DSA 23)."""

import pytest
from msgspec.structs import replace

from palabre.kernel.clock import DAY
from palabre.kernel.errors import Refusal
from palabre.moderation.misuse import (
    FREQUENT,
    LONGEST,
    ROLLING,
    Assessment,
    Counter,
    Misuse,
    MisuseEvent,
    Suspension,
    check_suspension,
    counted,
    is_heard,
)
from palabre.moderation.model import Priority
from palabre.moderation.policy.catalogue import categories, category
from palabre.moderation.queues import Queue

NOW = 1_795_000_000_000
LOOKED = Assessment(4, 0.8, "Others were kept waiting.", "Not known.")
ASKED = Suspension("bo", Counter.HANDLING, NOW, NOW + LONGEST, LOOKED, "m-1", "m-2")


def event(days_ago: int, misuse: Misuse = Misuse.UNFOUNDED_NOTICE, *, warning: bool = False) -> MisuseEvent:
    """Return an event of so many days ago."""
    return MisuseEvent("bo", misuse, NOW - days_ago * DAY, warning)


EVENTS = (event(300), event(200), event(100, warning=True), event(50, Misuse.UNFOUNDED_COMPLAINT), event(1))


def refusal(asked: Suspension = ASKED, events: tuple[MisuseEvent, ...] = EVENTS) -> str:
    """Return the code of a refusal, or nothing."""
    try:
        check_suspension(asked, events, NOW)
    except Refusal as refused:
        return refused.code
    return ""


def test_two_counters_roll_over_twelve_months() -> None:
    """What is older than a year is forgotten, to the millisecond; content and handling are counted apart."""
    events = (*EVENTS, event(10, Misuse.ILLEGAL_CONTENT), MisuseEvent("bo", Misuse.UNFOUNDED_NOTICE, NOW - ROLLING))
    assert (counted(events, Counter.HANDLING, NOW), counted(events, Counter.CONTENT, NOW)) == (4, 1)
    assert counted(events, Counter.HANDLING, NOW - 1) == 5 - 0
    assert counted(events, Counter.HANDLING, NOW + 2 * ROLLING) == 0


def test_a_suspension_that_holds_to_the_law_passes() -> None:
    """Frequent, warned before, looked at whole, thirty days at most, signed by two."""
    assert refusal() == ""


@pytest.mark.parametrize(
    ("events", "code"),
    [((event(3), event(100, warning=True)), "not_frequent"), ((event(3), event(2), event(1)), "not_warned"),
     ((event(3), event(2), event(2), event(1, warning=True)), "not_warned")],
)  # fmt: skip
def test_a_warning_comes_first_and_misuse_goes_on_after_it(events: tuple[MisuseEvent, ...], code: str) -> None:
    """A warning given last has had no chance to be heard."""
    assert refusal(events=events) == code


@pytest.mark.parametrize(
    ("change", "code"),
    [({"assessment": replace(LOOKED, gravity=" ")}, "not_assessed"),
     ({"assessment": replace(LOOKED, intention="")}, "not_assessed"),
     ({"assessment": replace(LOOKED, share=0.0)}, "not_assessed"),
     ({"assessment": replace(LOOKED, items=FREQUENT - 1)}, "not_assessed"),
     ({"ends": NOW + LONGEST + 1}, "too_long_a_time"), ({"ends": NOW}, "too_long_a_time"),
     ({"second": ""}, "needs_second"), ({"second": "m-1"}, "same_person")],
)  # fmt: skip
def test_what_the_law_asks_is_not_left_out(change: dict[str, object], code: str) -> None:
    """23(3): number, share, gravity, intention; a reasonable length; four eyes."""
    assert refusal(replace(ASKED, **change)) == code


def test_a_danger_is_always_heard() -> None:
    """Whoever may not be read any more is read of a danger, or of a child; and again once it ends."""
    heard = {code for code in categories() if is_heard(category(code), [ASKED], NOW)}
    assert heard == {
        code for code, one in categories().items() if one.priority is Priority.P0 or one.queue is Queue.CHILD_SAFETY
    }
    assert is_heard(category("spam"), [ASKED], ASKED.ends)
    assert is_heard(category("spam"), [replace(ASKED, counter=Counter.CONTENT)], NOW)
