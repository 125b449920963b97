"""The rare-class pattern: mostly ordinary talk, with a few telling messages (safety engine section 7).

A message's score says how much more it is like messages of the stages than like ordinary ones; a person's is the
skewness of the last of them. It only opens a review.
"""

from collections.abc import Sequence

FEWEST = 10  # scored messages before anything is said of somebody
TELLING, AT_LEAST = 0.5, 3  # one message alone, or noise, is no pattern
ORDINARY = -5.0  # odds, on a logarithmic scale, up to which a message is ordinary


def telling(odds: float) -> float:
    """Return the score of a message by its odds of going before harm: nothing for what is ordinary."""
    return max(0.0, odds - ORDINARY)


def skewness(scores: Sequence[float]) -> float:
    """Return the skewness of a person's last scores, 0 with fewer than ten or without three telling ones."""
    if len(scores) < FEWEST or sorted(scores)[-AT_LEAST] < TELLING:
        return 0.0
    mean = sum(scores) / len(scores)
    variance = sum((one - mean) ** 2 for one in scores) / len(scores)
    if variance < 1e-9:
        return 0.0
    return float(sum((one - mean) ** 3 for one in scores) / len(scores) / variance**1.5)
