"""The rare-class pattern: mostly ordinary talk, with a few telling messages (safety engine section 7).

A message's score is how much nearer it is to example phrases of the stages than to ordinary ones; a person's is the
skewness of the last of them. It only opens a review.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from struct import Struct
from typing import Any, Protocol

from ahocorasick_rs import AhoCorasick

from palabre.safety.tables import languages, read_table
from palabre.safety.views import Views

FEWEST = 10  # scored messages before anything is said of somebody
TELLING, AT_LEAST = 0.5, 3  # one message alone, or noise, is no pattern
SIZES = (3, 4, 5)  # characters of a piece
READ = 80  # characters of a message that are looked at
NEIGHBOURS = 5
FLOOR = 0.1  # likeness that is chance
RARE_SHARE, FEW = 0.08, 2  # of the phrases: a piece in more of them tells nothing
SHARE = Struct("<Hd")  # of a piece: which phrase has it, and what it adds


class Embedder(Protocol):
    """What says how near a text is to each example phrase; an operator may bring a model of their own."""

    def likeness(self, text: str) -> Sequence[float]:
        """Return the likeness of a text, without accents and in lower case, to each phrase in order, 0 to 1."""
        ...  # pragma: no cover - a shape, not code


@dataclass(frozen=True, slots=True)
class Examples:
    """The example phrases of every language: those of stages first, then ordinary ones."""

    phrases: tuple[str, ...]
    stages: tuple[str, ...]  # of the telling ones

    @property
    def telling(self) -> int:
        """How many phrases are of stages."""
        return len(self.stages)


class Grams:
    """Likeness by the character pieces that two texts share, weighed by how few phrases have them: their angle."""

    def __init__(self, phrases: Iterable[str]) -> None:
        pieces = [_pieces(phrase) for phrase in phrases]
        self.phrases = len(pieces)
        spread = Counter(piece for some in pieces for piece in some)
        most = max(FEW, self.phrases * RARE_SHARE)
        rarity = {piece: _rarity(found, self.phrases) for piece, found in spread.items() if found <= most}
        self.unknown = _rarity(0, self.phrases) ** 2
        known = _shared(pieces, rarity, self.unknown)
        self.finder, self.known = AhoCorasick(list(known)), list(known.values())

    def likeness(self, text: str) -> list[float]:
        """Return the likeness of a text to each phrase, 0 to 1."""
        shown, found = _shown(text), [0.0] * self.phrases
        length = _different(shown) * self.unknown
        for piece in {piece for piece, _, _ in self.finder.find_matches_as_indexes(shown, overlapping=True)}:
            known, shares = self.known[piece]
            length += known
            for phrase, share in SHARE.iter_unpack(shares):
                found[phrase] += share
        root = math.sqrt(length) or 1.0
        return [one / root for one in found]


def telling(plain: str, embedder: Embedder | None = None) -> float:
    """Return the score of a message by its plain view: the log-ratio of its likeness to both sets, at least 0."""
    return likened(plain, embedder)[1]


def likened(plain: str, embedder: Embedder | None = None) -> tuple[str, float]:
    """Return the stage whose phrase a message is nearest to, and its score; of equals the first, none for nothing."""
    known = examples()
    likeness = (embedder or shipped_embedder()).likeness(plain)
    staged, ordinary = (sorted(some, reverse=True) for some in (likeness[: known.telling], likeness[known.telling :]))
    if not staged[0]:
        return "", 0.0
    return known.stages[likeness.index(staged[0])], max(0.0, math.log(_near(staged) / _near(ordinary)))


def skewness(scores: Sequence[float]) -> float:
    """Return the skewness of a person's last scores, 0 with fewer than ten or without three telling ones."""
    if len(scores) < FEWEST or sorted(scores)[-AT_LEAST] < TELLING:
        return 0.0
    mean = sum(scores) / len(scores)
    variance = sum((one - mean) ** 2 for one in scores) / len(scores)
    if variance < 1e-9:
        return 0.0
    return float(sum((one - mean) ** 3 for one in scores) / len(scores) / variance**1.5)


@cache
def examples() -> Examples:
    """Return the shipped example phrases."""
    staged: list[tuple[str, str]] = []
    ordinary: list[str] = []
    for language in languages():
        table = read_table(f"{language}/examples")
        staged += [(stage, phrase) for stage, phrases in sorted(table["stages"].items()) for phrase in phrases]
        ordinary += table["ordinary"]
    phrases = (*(phrase for _, phrase in staged), *ordinary)
    return Examples(tuple(Views(phrase).plain.text for phrase in phrases), tuple(stage for stage, _ in staged))


def _near(ranked: Sequence[float]) -> float:
    return sum(ranked[:NEIGHBOURS]) / NEIGHBOURS + FLOOR


@cache
def shipped_embedder() -> Embedder:
    """Return the likeness to the shipped phrases by shared pieces."""
    return Grams(examples().phrases)


def _rarity(found: int, phrases: int) -> float:
    return math.log((1 + phrases) / (1 + found)) + 1


def _shown(text: str) -> str:
    return f" {' '.join(text[:READ].split())} "


def _pieces(text: str) -> set[str]:
    shown = _shown(text)
    return {shown[at : at + size] for size in SIZES for at in range(len(shown) - size + 1)}


def _different(shown: str) -> int:
    """Return how many pieces a text has, each once: a longer one comes again only where a shorter one does."""
    count, again = 0, list(range(len(shown)))
    for size in SIZES:
        again = [at for at in again if at + size <= len(shown) and shown.find(shown[at : at + size]) < at]
        count += max(0, len(shown) - size + 1) - len(again)
    return count


def _shared(pieces: list[set[str]], rarity: Mapping[str, float], unknown: float) -> dict[str, tuple[float, bytes]]:
    """Return by piece what it changes of a text's squared length, and what it adds to which phrases.

    Packed, and of equals one object is kept: what every message looks through is small, and lies close together.
    """
    shares: dict[str, bytes] = defaultdict(bytes)
    for phrase, some in enumerate(pieces):
        weights = {piece: rarity[piece] for piece in sorted(some) if piece in rarity}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        for piece, weight in weights.items():
            shares[piece] += SHARE.pack(phrase, weight * (weight / length))
    one_of: dict[Any, Any] = {}
    known = {piece: (rarity[piece] * rarity[piece] - unknown, some) for piece, some in shares.items()}
    return {piece: one_of.setdefault(some, some) for piece, some in known.items()}
