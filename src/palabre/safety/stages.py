"""How far each side of a conversation went towards harm: the stages reached, never a word (safety engine section 7)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import msgspec

from palabre.safety.model import Entity
from palabre.safety.tables import read_table

MOST = 255  # messages of a side that are counted
SURE_REFUSAL = 0.8
ASKS = ("precise", "secrecy", "off_platform", "photo_gift", "meeting_threat")  # what somebody may refuse


class Stage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One stage."""

    name: str
    weight: float


class Scale(msgspec.Struct, frozen=True):
    """The stages in their order, and how a score is made of them: ``rules/tables/any/stages.yaml``."""

    stages: tuple[Stage, ...]
    reached: dict[str, str]
    sure: float
    jump: float
    jumps_within: int
    most_jumps: int
    insisted: float
    half: float
    one_stage: float

    def place(self, name: str) -> int:
        """Return the number of a stage."""
        return next(place for place, stage in enumerate(self.stages) if stage.name == name)

    def of(self, entity: Entity) -> int | None:
        """Return the stage that an entity belongs to, if any."""
        name = self.reached.get(f"{entity.kind}/{entity.value}") or self.reached.get(entity.kind)
        if name is None:
            return None
        return self.place(name if entity.confidence >= self.sure else "personal")


@dataclass(frozen=True, slots=True)
class Side:
    """What one of the two did: stages as bits, counts; ``last`` is what the last message asked."""

    seen: int = 0
    last: int = 0
    refused: int = 0  # asked, and refused by the other
    insisted: int = 0  # asked again after that
    messages: int = 0
    jumps: int = 0


@dataclass(frozen=True, slots=True)
class Course:
    """The state of a conversation of two: under 400 octets, no text and no name."""

    first: Side = Side()
    second: Side = Side()

    def side(self, *, is_first: bool) -> Side:
        """Return one side."""
        return self.first if is_first else self.second

    def after(self, entities: Iterable[Entity], *, is_first: bool) -> "Course":
        """Return the state after a message of one side in which these were found."""
        found = tuple(entities)
        author, other = self.side(is_first=is_first), self.side(is_first=not is_first)
        author = _said(author, found)
        if any(one.kind == "refusal" and one.value == "no" and one.confidence >= SURE_REFUSAL for one in found):
            other = replace(other, refused=other.refused | other.last & _asks())
        return Course(author, other) if is_first else Course(other, author)


def score(side: Side) -> float:
    """Return how far a side went, 0 to 1; one stage beyond first words never passes 0.4."""
    table = scale()
    reached = [stage for place, stage in enumerate(table.stages) if side.seen & 1 << place]
    total = sum(stage.weight for stage in reached) * (1 + table.jump * side.jumps)
    if side.insisted:
        total *= table.insisted
    squashed = total / (total + table.half)
    beyond = len([stage for stage in reached if stage.name != "contact"])
    return round(squashed if beyond > 1 else min(squashed, table.one_stage), 4)


@cache
def scale() -> Scale:
    """Return the shipped scale."""
    table: dict[str, Any] = read_table("any/stages")
    return msgspec.convert(table, Scale)


@cache
def _asks() -> int:
    return sum(1 << scale().place(name) for name in ASKS)


def _said(side: Side, found: tuple[Entity, ...]) -> Side:
    table = scale()
    places = sorted({place for one in found if (place := table.of(one)) is not None})
    asked = sum(1 << place for place in places)
    again = asked & side.refused
    if any(one.kind == "insistence" for one in found):
        again |= side.refused
    early = side.messages < table.jumps_within
    jumps = side.jumps + (_jumps(side.seen, places) if early else 0)
    return Side(
        seen=side.seen | asked | 1,
        last=asked or side.last,
        refused=side.refused,
        insisted=side.insisted | again,
        messages=min(side.messages + 1, MOST),
        jumps=min(jumps, table.most_jumps),
    )


def _jumps(seen: int, places: list[int]) -> int:
    """Return how many of these stages are new and neither the next one nor the one after it."""
    jumps = 0
    for place in places:
        highest = max(seen.bit_length() - 1, 0)
        if not seen & 1 << place and (place < highest or place > highest + 2):
            jumps += 1
        seen |= 1 << place
    return jumps
