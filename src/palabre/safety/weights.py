"""Says how much a text leans towards each kind, by weights learned from rows (decision 0113).

A text is read as its pieces: runs of so many characters, one to three words, and two words that stand so many apart.
Each piece falls into one of many buckets, and each bucket that is met, however often, adds a whole number for every
kind; what the grammar and the phrases found adds its own.
Whole numbers throughout: any engine that reads the same two files comes to the same sums.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from math import log

import msgspec
import numpy as np
from numpy.typing import NDArray

from palabre.safety.tables import read_octets, read_table

LINK = re.compile(r"https?://\S+")  # its words are no speech, and links are judged by rules of their own
NUMBER, TOKEN = re.compile(r"[0-9]+"), re.compile(r"[A-Za-z]+|[^\w\s]", re.ASCII)
SPACE = 32
AGES = "F" * 8 + "M" * 10 + "H" + "T" * 11 + "A" * 70  # by number
SHORT = {said: kind for number, kind in enumerate(AGES) for said in (str(number), f"{number:02}")}
MULTIPLIER, SALT = 0x02000193, 0x9E3779B1
APART, FINISH = np.uint32(0x85EBCA77), np.uint32(0xC2B2AE3D)
LONGEST = 6_000  # characters whose places and powers are worked out once
WINDOW, STEP = 160, 80  # characters summed together: what is said is not thinned by what stands around it


Numbers = NDArray[np.uint32]  # modulo 2^32
Places = NDArray[np.intp]
Sums = NDArray[np.int32]


class Step(msgspec.Struct, frozen=True, array_like=True):
    """From this sum on, so sure."""

    at: int
    confidence: float


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind: what every text begins with, and what a sum says."""

    name: str
    bias: int
    unit: int  # of the sums, by which the odds grow e times
    steps: tuple[Step, ...]
    doubt: int  # below it, what tables found for certain is probable, and what they found otherwise only to be asked
    deny: int  # below it, what tables found for certain is only to be asked as well

    def confidence(self, total: int) -> float:
        """Return how sure a sum is, 0 when it says nothing."""
        return max((step.confidence for step in self.steps if total >= step.at), default=0.0)


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What goes with the octets: ``rules/tables/any/weights.yaml``."""

    version: int
    rows: str  # digest of what was learned from
    buckets: int
    sizes: tuple[int, ...]  # of runs of characters
    words: int  # together at most
    apart: tuple[int, ...]  # places between two words that are looked at together
    heads: tuple[Head, ...]
    signs: dict[str, tuple[int, ...]]


class Pieces:
    """Where the pieces of a text fall: polynomial hashes modulo 2^32, each from the prefixes that it lies between."""

    def __init__(self, buckets: int, sizes: Iterable[int], words: int, apart: Iterable[int]) -> None:
        self.words, self.apart, self.shift = words, tuple(apart), np.uint32(33 - buckets.bit_length())
        lengths = np.array(tuple(sizes), np.intp)
        self.many = len(lengths)
        self.begins = np.repeat(np.arange(LONGEST), self.many)
        self.ends = (np.arange(LONGEST)[:, None] + lengths).ravel()
        self.salts = np.tile((lengths * SALT & 0xFFFFFFFF).astype(np.uint32), LONGEST)
        self.powers = _powers(MULTIPLIER)
        self.inverse = _powers(pow(MULTIPLIER, -1, 1 << 32))
        self.phrases = lru_cache(WINDOW)(self._phrases)

    def of(self, shown: str) -> tuple[Numbers, Places]:
        """Return the bucket of each piece of a text, and the character at which it begins; what is too long is cut."""
        codes = np.frombuffer(f"\0{shown[: LONGEST - 1]}".encode("utf-32-le"), np.uint32)
        length = len(codes) - 1
        runs = length * self.many
        prefix = np.add.accumulate(codes * self.powers[: length + 1], dtype=np.uint32)  # of nothing first
        spaces = (codes == SPACE).nonzero()[0] - 1
        firsts, lasts, left, right = self.phrases(len(spaces) - 1)
        begins = np.concatenate((self.begins[:runs], spaces.take(firsts)))
        ends = np.concatenate((np.minimum(self.ends[:runs], length), spaces.take(lasts)))
        hashed = (prefix.take(ends) - prefix.take(begins)) * self.inverse.take(begins)
        hashed[:runs] += self.salts[:runs]
        apart = left + runs
        pairs = hashed.take(apart) * APART + hashed.take(right + runs)
        # The highest bits of a product depend on all of the factors'.
        buckets = np.concatenate((hashed, pairs)) * FINISH >> self.shift
        return buckets, np.concatenate((begins, begins.take(apart)))

    def _phrases(self, words: int) -> tuple[Places, Places, Places, Places]:
        """Return the spaces before and after words together, single ones first, and which words stand apart."""
        together = [(np.arange(words + 1 - count), count) for count in range(1, min(self.words, words) + 1)]
        apart = [(np.arange(words - count), count) for count in self.apart if count < words]
        return *_pairs(together), *_pairs(apart)


class Weights:
    """The weights of every kind, and the sums that they give a text."""

    def __init__(self, header: Header, octets: bytes) -> None:
        self.header = header
        self.pieces = Pieces(header.buckets, header.sizes, header.words, header.apart)
        table = np.frombuffer(octets, np.int8).reshape(header.buckets, len(header.heads))
        self.table = table.astype(np.float32)  # whole numbers still, far below 2^24: a product of matrices adds them
        self.ones = np.ones(WINDOW * (len(header.sizes) + header.words + len(header.apart)), np.float32)
        self.bias = np.array([head.bias for head in header.heads], np.int32)
        self.units = np.array([head.unit for head in header.heads], np.int32)
        self.signs = header.signs

    def sums(self, shown: str) -> list[int]:
        """Return the sum of each kind for what ``shown_as`` gives; of a long text the greatest of its windows."""
        buckets, begins = self.pieces.of(shown)
        total = self._sum(buckets) if len(shown) <= WINDOW else self._greatest(buckets, begins, len(shown))
        sums: list[int] = (total + self.bias).tolist()
        return sums

    def _sum(self, buckets: Numbers) -> Sums:
        """Return what buckets add, each of them once: what is said again and again says no more."""
        ordered = np.sort(buckets)
        is_last = np.append(ordered[1:] != ordered[:-1], True)
        met = ordered.compress(is_last)
        total: Sums = (self.ones[: len(met)] @ self.table.take(met, 0)).astype(np.int32)
        return total

    def _greatest(self, buckets: Numbers, begins: Places, length: int) -> Sums:
        """Return the greatest sum of each kind over windows of a text, each half over the one before.

        Less what so many tries would come to by chance: the odds of each are divided among them.
        """
        order = np.argsort(begins, kind="stable")
        places, along = begins.take(order), buckets.take(order)
        firsts = np.array(windows(length))
        sides = zip(places.searchsorted(firsts).tolist(), places.searchsorted(firsts + WINDOW).tolist(), strict=True)
        greatest: Sums = np.max([self._sum(along[first:last]) for first, last in sides], 0)
        return greatest - (self.units * log(len(firsts))).astype(np.int32)

    def with_signs(self, sums: list[int], signs: Iterable[str]) -> list[int]:
        """Return sums with what the grammar and the phrases found."""
        told = [self.signs[sign] for sign in signs if sign in self.signs]
        return [sum(some) for some in zip(sums, *told, strict=True)] if told else sums


def windows(length: int) -> range:
    """Return where the windows of a text of so many characters begin, each half over the one before."""
    return range(0, max(1, length - STEP), STEP)


def shown_as(text: str, asked: str = "") -> str:
    """Return a text as weights read it: words and signs apart, numbers by what they may be, and what was just asked."""
    said = LINK.sub(" L ", text) if "://" in text else text
    return f" {asked}^ {' '.join(TOKEN.findall(NUMBER.sub(_number, said)))} $ "


@cache
def load_weights(name: str = "weights") -> Weights:
    """Load weights of ``rules/tables/any``: a header, and as many octets as buckets and kinds ask for."""
    return Weights(msgspec.convert(read_table(f"any/{name}"), Header), read_octets(f"any/{name}.int8"))


def _number(match: re.Match[str]) -> str:
    """Return one capital for a number: M an age under 18, H 18, F fewer, T the twenties, A older, Y and Z births."""
    figures = match[0]
    kind = SHORT.get(figures)
    if kind is not None:
        return kind
    if len(figures) != 4:
        return "N"
    return "Y" if "2009" <= figures <= "2020" else "Z" if "1930" <= figures <= "2008" else "N"


def _pairs(runs: list[tuple[Places, int]]) -> tuple[Places, Places]:
    """Return places, and those so many after them."""
    first = np.concatenate([places for places, _ in runs] or [np.arange(0)])
    return first, np.concatenate([places + count for places, count in runs] or [np.arange(0)])


def _powers(base: int) -> Numbers:
    powers = np.full(LONGEST, base, np.uint32)
    powers[0] = 1
    accumulated: Numbers = np.multiply.accumulate(powers, dtype=np.uint32)
    return accumulated
