"""Measures facts that rules speak of: ages stated, repeats, floods."""

import re
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from typing import Any

from palabre.kernel.clock import MINUTE, SECOND
from palabre.safety.model import EventType, Observation, Value
from palabre.safety.normalise import plain
from palabre.safety.tables import read_table

PEOPLE = 100_000  # members remembered; the one silent longest goes first
REMEMBERED = 32  # messages a member
SAME_WINDOW = 10 * MINUTE
FLOOD_WINDOW = 10 * SECOND
TALK = frozenset({EventType.MESSAGE_ROOM, EventType.MESSAGE_EDITED})
NOT_LETTERS, RUNS = re.compile(r"[^a-z0-9]+"), re.compile(r"(.)\1+")
Signals = dict[str, dict[str, Value]]


@dataclass(slots=True)
class Recent:
    """What is remembered of one member: when, and a digest of what; never text."""

    said: deque[tuple[int, bytes]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))


@dataclass
class Memory:
    """Recent facts of members, bounded."""

    people: OrderedDict[str, Recent] = field(default_factory=OrderedDict)

    def recent(self, subject: str) -> Recent:
        """Return what is remembered of a member; reading changes nothing."""
        return self.people.get(subject) or Recent()

    def note(self, observation: Observation, now: int, same: bytes) -> None:
        """Remember a message by its ``likeness``, after its verdict, so that a replay judges alike."""
        if observation.type is not EventType.MESSAGE_ROOM:
            return
        recent = self.people.setdefault(observation.subject, Recent())
        self.people.move_to_end(observation.subject)
        recent.said.append((now, same))
        if len(self.people) > PEOPLE:
            self.people.popitem(last=False)


def likeness(text: str) -> bytes:
    """Return a digest that near-same texts share: letters and figures only, runs shortened."""
    kept = RUNS.sub(r"\1", NOT_LETTERS.sub("", plain(text))) or text
    return blake2b(kept.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def measure(observation: Observation, memory: Memory, now: int, same: bytes) -> Signals:
    """Return every signal of an observation whose ``likeness`` is ``same``; an absent one has its zero."""
    recent = memory.recent(observation.subject).said
    return {
        "event": {"type": observation.type.value, "length": len(observation.text)},
        "sender": {
            "same_10m": sum(now - at < SAME_WINDOW and digest == same for at, digest in recent),
            "messages_10s": sum(now - at < FLOOD_WINDOW for at, _ in recent),
        },
        "age_self": _stated(observation.text) if observation.type in TALK else _none(),
        "age_named": _none() if observation.type in TALK else _named(observation.text),
    }


def _none() -> dict[str, Value]:
    return {"value": 0, "confidence": 0.0, "present": False}


def _found(age: int, confidence: float) -> dict[str, Value]:
    return {"value": age, "confidence": confidence, "present": True}


def _stated(text: str) -> dict[str, Value]:
    patterns = _patterns()
    shown = _with_figures(plain(text).replace("’", "'"))
    for pattern in patterns["said"]:
        for match in pattern.finditer(shown):
            age = int(match["age"])
            around = shown[max(0, match.start() - 40) : match.end() + 24]
            if 5 <= age < 18 and not any(veto.search(around) for veto in patterns["not_said"]):
                return _found(age, 0.95)
    return _none()


def _named(text: str) -> dict[str, Value]:
    shown = _with_figures(plain(text))
    for pattern in _patterns()["named"]:
        if match := pattern.search(shown):
            return _found(int(match["age"]), 0.9)
    return _none()


def _with_figures(text: str) -> str:
    words, numbers = _words()
    return words.sub(lambda match: numbers[match.group()], text)


@cache
def _words() -> tuple[re.Pattern[str], dict[str, str]]:
    numbers = {word: str(value) for word, value in read_table("age")["numbers"].items()}
    longest_first = sorted(numbers, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(longest_first) + r")\b"), numbers


@cache
def _patterns() -> dict[str, list[re.Pattern[str]]]:
    table: dict[str, Any] = read_table("age")
    return {kind: [re.compile(one) for one in table[kind]] for kind in ("said", "not_said", "named")}
