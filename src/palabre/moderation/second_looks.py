"""Second looks without the first opinion: how quality is measured (moderation sections 17.9 and 20). Pure.

Of each week's decisions a twentieth, and at least fifty when there are that many, is drawn by a keyed hash that no
author can foresee. Another person reads the facts and says what they find; where the two differ, the case waits again.
"""

import hmac
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from msgspec import Struct

from palabre.kernel.clock import HOUR
from palabre.kernel.errors import Refusal
from palabre.moderation.decisions import Decision, Outcome, Source
from palabre.moderation.figures import FEWEST_PEOPLE
from palabre.moderation.parisian import local

SHARE = 0.05
AT_LEAST = 50  # a week
VIEW_SHORTEST = 30  # characters: a look without words is no look
SETTLED = 2 * HOUR  # after its end a week holds every decision signed in it: a text is shown for an hour
WEEKS = 4  # drawn for after a stop; older ones are left


class Why(StrEnum):
    """Why a decision is looked at again; the figures count what was drawn by chance alone."""

    SAMPLE = "sample"
    COMPLAINT = "complaint"  # it was overturned: the case was sent to quality (section 8)


class SecondLook(Struct, frozen=True):
    """A decision that another person looks at, or has looked at, without what was made of it."""

    decision: str
    case: str
    drawn: int
    why: Why
    first: Outcome
    author: str  # reference of staff; counted, never told
    reader: str = ""
    found: Outcome | None = None
    words: str = ""
    done: int = 0

    @property
    def agrees(self) -> bool:
        """Whether both found the same."""
        return self.found is self.first


class Agreement(Struct, frozen=True):
    """How second looks agreed with the first, over those drawn by chance; ``None`` where it would be few people's."""

    drawn: int
    read: int
    confirmed: float | None  # share, 0 to 1
    kappa: float | None  # Cohen's: agreement beyond what chance would give


def week_before(now: int) -> tuple[int, int]:
    """Return when the last whole week began and ended: from Monday to Monday, in Paris."""
    today = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    return _moment(monday - timedelta(days=7)), _moment(monday)


def drawn(numbers: Collection[str], key: bytes) -> tuple[str, ...]:
    """Return which decisions of a week are looked at again: those whose keyed hashes come first."""
    count = min(len(numbers), max(ceil(len(numbers) * SHARE), AT_LEAST))
    ranked = sorted(numbers, key=lambda one: hmac.digest(key, b"palabre second look\0" + one.encode(), "sha256"))
    return tuple(ranked[:count])


def is_drawable(decision: Decision) -> bool:
    """Whether a decision is one that the staff made of a case."""
    return decision.source is not Source.HOST and bool(decision.author)


def check_free(reader: str, look: SecondLook, decision: Decision, took_part: Collection[str]) -> None:
    """Refuse whoever took part. Raises ``Refusal("took_part")``."""
    if reader in {look.author, decision.author, decision.second, *took_part}:
        raise Refusal("took_part")


def check_words(words: str) -> None:
    """Refuse a look without words. Raises ``Refusal("words_short")``."""
    if len(words.strip()) < VIEW_SHORTEST:
        raise Refusal("words_short", limit=VIEW_SHORTEST)


def agreement_of(looks: Sequence[SecondLook]) -> Agreement:
    """Return the figures; of what fewer than three people decided, only the counts are told."""
    sample = [one for one in looks if one.why is Why.SAMPLE]
    read = [one for one in sample if one.found is not None]
    if len({one.author for one in read}) < FEWEST_PEOPLE:
        return Agreement(len(sample), len(read), None, None)
    return Agreement(len(sample), len(read), sum(one.agrees for one in read) / len(read), kappa(read))


def kappa(read: Sequence[SecondLook]) -> float | None:
    """Return Cohen's kappa; ``None`` when everybody always found one and the same thing."""
    count = len(read)
    observed = sum(one.agrees for one in read) / count
    by_chance = sum(
        sum(one.first is outcome for one in read) * sum(one.found is outcome for one in read) for outcome in Outcome
    ) / count**2  # fmt: skip
    return None if by_chance == 1 else (observed - by_chance) / (1 - by_chance)


def _moment(at: datetime) -> int:
    return int(at.timestamp() * 1_000)
