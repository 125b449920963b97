"""What safety remembers of people and of pairs: counts, moments, digests; never a word (section 5)."""

import struct
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from palabre.kernel.clock import DAY, SECOND
from palabre.safety.stages import Course
from palabre.safety.windows import Rings

PEOPLE = 100_000  # remembered; the one silent longest goes first
PAIRS = 300_000
REFUSED_FOR = 30 * DAY
SLICE = 20_000  # pairs looked at between two turns of the loop
SAID = 24  # last messages of a person, by moment and digest
SAID_ROW = struct.Struct(">II")  # seconds, digest
RARE = 32  # last scores of public messages


START = Course()  # shared by pairs that have reached nothing


class Counted(IntEnum):
    """What is counted of a person over windows."""

    SENT = 0  # requests to write
    ACCEPTED = 1
    REFUSED = 2
    IGNORED = 3
    BLOCKED = 4  # by how many others; once for each
    OFFPLATFORM = 5
    PAYMENT = 6
    LINK = 7  # refused ones
    AGE_ASKED = 8  # age questions among the first two messages to somebody
    WARNED = 9
    MINORS_TOLD = 10  # how many told them that they are minors
    REPORTED = 11  # by how many others; once for each
    PERSISTED = 12  # conversations gone on with after a refusal


class Person:
    """What is remembered of one member."""

    __slots__ = ("rare", "rings", "said")

    def __init__(self) -> None:
        self.rings: Rings | None = None
        self.said = b""
        self.rare = b""

    def add(self, what: Counted, now: int) -> None:
        """Count one event."""
        if self.rings is None:
            self.rings = Rings(len(Counted))
        self.rings.add(what, now)

    def total(self, what: Counted, window: str, now: int) -> int:
        """Return how many a window holds."""
        return self.rings.total(what, window, now) if self.rings else 0

    def say(self, now: int, digest: int) -> None:
        """Remember that something was said, by a digest."""
        row = SAID_ROW.pack(now // SECOND & 0xFFFFFFFF, digest)
        self.said = self.said[-SAID_ROW.size * (SAID - 1) :] + row

    def said_within(self, window: int, now: int, digest: int | None = None) -> int:
        """Return how many messages a window holds, of one digest or of all."""
        oldest, rows = (now - window) // SECOND, SAID_ROW.iter_unpack(self.said)
        if digest is None:
            return sum([at > oldest for at, _ in rows])
        is_among = digest.to_bytes(4, "big") in self.said  # nearly never: then no row need be read
        return sum([at > oldest and one == digest for at, one in rows]) if is_among else 0

    def score(self, value: float) -> None:
        """Remember the rare-class score of a public message, in steps of 1/64 up to 4."""
        self.rare = self.rare[-(RARE - 1) :] + bytes([max(0, min(255, round(value * 64)))])

    def scores(self) -> list[float]:
        """Return the last scores, oldest first."""
        return [one / 64 for one in self.rare]


@dataclass(slots=True)
class Pair:
    """What is remembered of two people who wrote to each other, or wished to; ``first`` is the lesser key."""

    is_open: bool = False
    is_frozen: bool = False
    asked_by_first: bool = False
    accepted_at: int = 0
    refused_at: int = 0  # the last time, of either
    refused_first: int = 0  # requests of the first that the second refused
    refused_second: int = 0
    blocked: int = 0  # 1 by the first, 2 by the second, 3 by both
    reported: int = 0  # likewise
    disclosed: int = 0  # who said that they are a minor, likewise
    disclosed_at: int = 0
    attempts: int = 0  # of the other, since then
    from_first: int = 0
    from_second: int = 0
    asked_leave: int = 0  # how often one asked to leave for another service
    age_asked: int = 0  # whose first messages asked an age, likewise
    course: Course = START  # stages of each side

    def refusals_standing(self, bit: int, now: int) -> int:
        """Return how often somebody (by their side's bit) was refused by the other, while it holds: thirty days."""
        refused = self.refused_first if bit == 1 else self.refused_second
        return refused if now - self.refused_at < REFUSED_FOR else 0


@dataclass
class Register:
    """People and pairs remembered, bounded: those silent longest are forgotten first."""

    people: OrderedDict[str, Person] = field(default_factory=OrderedDict)
    pairs: OrderedDict[tuple[str, str], Pair] = field(default_factory=OrderedDict)
    gone: set[str] = field(default_factory=set)  # left, and their pairs not yet forgotten
    changed_people: set[str] = field(default_factory=set)  # since they were last kept
    changed_pairs: set[tuple[str, str]] = field(default_factory=set)

    def person(self, subject: str) -> Person:
        """Return what is remembered of a member, for reading: nothing is kept of somebody unknown."""
        return self.people.get(subject) or Person()

    def pair(self, one: str, other: str) -> Pair:
        """Return what is remembered of two, for reading."""
        return self.pairs.get(key_of(one, other)) or Pair()

    def kept_person(self, subject: str) -> Person:
        """Return what is remembered of a member, to be changed."""
        person = self.people.get(subject)
        self.changed_people.add(subject)
        if person is None:
            person = self.people[subject] = Person()
            if len(self.people) > PEOPLE:
                self.changed_people.add(self.people.popitem(last=False)[0])
        else:
            self.people.move_to_end(subject)
        return person

    def kept_pair(self, one: str, other: str) -> Pair:
        """Return what is remembered of two, to be changed."""
        key = key_of(one, other)
        pair = self.pairs.get(key)
        self.changed_pairs.add(key)
        if pair is None:
            pair = self.pairs[key] = Pair()
            if len(self.pairs) > PAIRS:
                self.changed_pairs.add(self.pairs.popitem(last=False)[0])
        else:
            self.pairs.move_to_end(key)
        return pair

    def forget(self, subject: str) -> None:
        """Forget a member who left; their pairs go with the next ``sweep``."""
        self.people.pop(subject, None)
        self.changed_people.add(subject)
        self.gone.add(subject)

    def sweep(self) -> Iterator[None]:
        """Forget the pairs of those who left, a slice between two yields, so that nobody waits for it."""
        if not self.gone:
            return
        gone, self.gone = self.gone, set()
        for place, key in enumerate(list(self.pairs)):
            if key[0] in gone or key[1] in gone:
                self.pairs.pop(key, None)
                self.changed_pairs.add(key)
            if place % SLICE == SLICE - 1:
                yield


def key_of(one: str, other: str) -> tuple[str, str]:
    """Return the key of a pair, the same from both sides."""
    return (one, other) if one < other else (other, one)


def side(one: str, other: str) -> int:
    """Return the bit of ``one`` in what a pair remembers of each."""
    return 1 if one < other else 2
