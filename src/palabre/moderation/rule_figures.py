"""What each rule of the safety engine did, and what it lacks to leave shadow (moderation section 6). Pure."""

from math import sqrt
from typing import Literal

from msgspec import Struct

from palabre.safety.rulebook import Review, Rule

FEWEST_JUDGED = 200
PRECISION = 0.95  # what the lower bound of the 95 % Wilson interval must reach
NORMAL = 1.96  # standard deviations that hold 95 % of a normal law
State = Literal["live", "shadow", "fallen", "off"]  # fallen: its file says live, people found it wrong too often


class Runs(Struct, frozen=True):
    """How often a rule matched of late, and what people found of events where it ran in shadow."""

    live: int = 0
    shadow: int = 0
    upheld: int = 0
    overturned: int = 0


class Lacks(Struct, frozen=True):
    """What keeps a rule in shadow; a second person is always needed besides."""

    judged: int = 0  # how many more a person must have judged
    bound: float | None = None  # its lower bound, while that is under ``PRECISION``; nothing while nobody has judged


class RuleLine(Struct, frozen=True):
    """A rule, as its readers see it."""

    id: str
    state: State
    pinned: bool  # it protects minors: figures alone never put it in shadow
    sentence: dict[str, str]
    runs: Runs
    upheld: int  # live, since the beginning
    overturned: int
    lacks: Lacks | None  # of a rule in shadow


def wilson(right: int, judged: int) -> float | None:
    """Return the lower bound of the 95 % Wilson interval of a share; nothing of nothing."""
    if not judged:
        return None
    share, z2 = right / judged, NORMAL**2
    spread = NORMAL * sqrt(share * (1 - share) / judged + z2 / (4 * judged**2))
    return (share + z2 / (2 * judged) - spread) / (1 + z2 / judged)


def lacks(right: int, judged: int) -> Lacks:
    """Return what so many judgements lack for a rule to go live."""
    bound = wilson(right, judged)
    return Lacks(max(0, FEWEST_JUDGED - judged), bound if bound is not None and bound < PRECISION else None)


def state_of(rule: Rule) -> State:
    """Return whether a rule acts, is only counted, fell back by its figures, or is off."""
    if rule.mode == "shadow":
        return "fallen" if rule.is_fallen else "shadow"
    return "live" if rule.mode == "enforce" else "off"


def line_of(rule: Rule, runs: Runs, review: Review) -> RuleLine:
    """Return a rule's line; only what people found while it ran in shadow counts for leaving it."""
    state = state_of(rule)
    tried = lacks(runs.upheld, runs.upheld + runs.overturned) if state in {"shadow", "fallen"} else None
    sentence = {"fr": rule.row.explain.fr, "en": rule.row.explain.en}
    return RuleLine(rule.id, state, rule.row.pinned, sentence, runs, review.upheld, review.overturned, tried)
