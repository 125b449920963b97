from collections import Counter
from collections.abc import Callable

import pytest

from history.broken import BROKEN
from history.odd import ODD
from history.story import Story, message
from palabre_client.history import RULES, check

Tell = Callable[[Story], None]


def told(tell: Tell) -> Story:
    """Return a story from its first line to its last."""
    tell(story := Story())
    return story


@pytest.mark.parametrize(("rule", "tell"), BROKEN, ids=[tell.__name__ for _, tell in BROKEN])
def test_a_broken_history_is_refused(rule: str, tell: Tell) -> None:
    """Each is refused for its rule, and for no other."""
    story = told(tell)
    assert {found.rule for found in check(story.lines, story.reads)} == {rule}


@pytest.mark.parametrize(("rule", "tell"), ODD, ids=[tell.__name__ for _, tell in ODD])
def test_an_odd_history_is_accepted(rule: str, tell: Tell) -> None:
    """Each is lawful, though it looks otherwise."""
    story = told(tell)
    assert [str(found) for found in check(story.lines, story.reads)] == []


@pytest.mark.parametrize("told_of", [BROKEN, ODD], ids=["broken", "odd"])
def test_every_rule_has_three_of_each(told_of: list[tuple[str, Tell]]) -> None:
    """No rule is judged by fewer than three broken and three odd histories."""
    counted = Counter(rule for rule, _ in told_of)
    assert {rule for rule in RULES if counted[rule] < 3} == set()


def test_a_violation_says_what_proves_it() -> None:
    """Rule, place, the lines, the fault that ran and the seed stand in what is printed."""
    story = Story()
    story.say("ada", "a1", 1)
    with story.history.fault("kill"):
        story.read("ada", 9)
    (found,) = check(story.lines)
    assert (found.rule, found.place, found.fault, found.seed) == ("R-5", "tea", "kill", 7)
    assert [line["i"] for line in found.lines] == [2, 4, 5]
    printed = str(found)
    assert [word for word in ("R-5", "tea", "fault: kill", "seed: 7", "key-a1") if word not in printed] == []


@pytest.mark.parametrize("tell", [tell for _, tell in BROKEN], ids=[tell.__name__ for _, tell in BROKEN])
def test_each_violation_quotes_one_to_three_lines(tell: Tell) -> None:
    """Nobody reads a whole history to believe it."""
    story = told(tell)
    assert {1 <= len(found.lines) <= 3 for found in check(story.lines, story.reads)} == {True}


def test_a_fault_that_has_ended_is_still_named() -> None:
    """What shows in the final read is put down to the last fault that ran."""
    story = Story()
    story.say("ada", "a1", 1)
    with story.history.fault("kill"):
        pass
    story.final()
    assert [found.fault for found in check(story.lines, story.reads)] == ["kill"]


def test_an_empty_history_breaks_nothing() -> None:
    """Nothing was promised."""
    assert check([]) == []


def test_a_history_is_not_changed_by_being_judged() -> None:
    """The function is pure: judged twice, the same."""
    story = Story()
    story.say("ada", "a1", 1)
    story.final(message("bo", "a1", 1))
    before = story.history.text()
    assert check(story.lines, story.reads) == check(story.lines, story.reads) != []
    assert story.history.text() == before
