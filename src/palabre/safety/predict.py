"""Says of development rows what rooms would decide, by the same engine and rulebook (``palabre safety predict``)."""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from palabre.kernel.clock import SECOND
from palabre.safety.dialogue import judge_dialogue
from palabre.safety.engine import SafetyEngine
from palabre.safety.facts import MINORITY, Scene, found
from palabre.safety.model import EventType, Observation

SetName = Literal["age", "contact", "payment", "link", "dialogue", "ordinary", "hate"]
FOUND_AT = 0.6  # confidence from which a thing counts as said
RISKY = 0.5
ENTITY_LABELS = {
    "contact": {"contact": "contact_exchange"},
    "payment": {"payment": "payment_scam", "price_offer": "price_offer"},
    "hate": {"hate": "hateful"},  # an insult at one person is none
}


class Turn(msgspec.Struct, frozen=True):
    """One message of a row; ``from`` is other, self, A or B."""

    text: str
    whose: str = msgspec.field(name="from")


class Row(msgspec.Struct, frozen=True):
    """A row of the development schema; what else it holds is not read."""

    id: str
    text: str
    context: tuple[Turn, ...] = ()
    turns: tuple[Turn, ...] = ()
    subject: str = "A"


class BadRow(Exception):  # noqa: N818 - a state of the file
    """A line is no row; the message names its number and what is wrong."""


def read_rows(lines: Sequence[bytes]) -> list[Row]:
    """Return the rows of JSON Lines, blank ones left out. Raises ``BadRow``."""
    rows = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                rows.append(msgspec.json.decode(line, type=Row))
            except msgspec.DecodeError as error:
                raise BadRow(f"line {number}: {error}") from error
    return rows


def predict(name: SetName, row: Row, engine: SafetyEngine, now: int) -> dict[str, str | int]:
    """Return the id and label of a row, for dialogues with the turn of the first decision too."""
    if name == "dialogue":
        return _dialogue(row)
    return {"id": row.id, "label": _label(name, _judged(row, engine, now))}


def _judged(row: Row, engine: SafetyEngine, now: int) -> Scene:
    """Return the scene of a row's text in a room of two, after its context, a second between messages."""
    for place, turn in enumerate(row.context):
        at = now - (len(row.context) - place) * SECOND
        engine.check(_said(row, turn.whose, turn.text, "self" if turn.whose == "other" else "other"), at)
    scene = engine.scene(_said(row, "self", row.text, "other"), now)
    engine.talk.places.pop(row.id, None)
    return scene


def _said(row: Row, whose: str, text: str, to: str) -> Observation:
    return Observation(row.id, EventType.MESSAGE_ROOM, f"{row.id}/{whose}", text, row.id, (f"{row.id}/{to}",))


def _label(name: SetName, scene: Scene) -> str:
    if name == "age":
        return "minor_disclosure" if _is_minor(scene) else "none"
    if name == "link":
        return "malicious_link_trick" if _is_trick(scene) else "none"
    if name == "ordinary":
        return _anything(scene)
    surest = ((kind, found(kind, scene.entities)["confidence"]) for kind in ENTITY_LABELS[name])
    kind, confidence = max(surest, key=lambda one: float(one[1]))
    return ENTITY_LABELS[name][kind] if float(confidence) >= FOUND_AT else "none"


def _anything(scene: Scene) -> str:
    """Return the label of the first sensitive thing found in an ordinary message, which should be none."""
    if _is_minor(scene):
        return "minor_disclosure"
    for name in ("contact", "payment"):
        if (label := _label(name, scene)) != "none":
            return label
    return "malicious_link_trick" if _is_trick(scene) else "none"


def _is_minor(scene: Scene) -> bool:
    said = found("age_self", scene.entities)
    return bool(said["present"]) and int(said["value"]) < MINORITY and float(said["confidence"]) >= FOUND_AT


def _is_trick(scene: Scene) -> bool:
    return float(found("link", scene.entities)["confidence"]) >= RISKY


def _dialogue(row: Row) -> dict[str, str | int]:
    label, turn = judge_dialogue([(turn.whose, turn.text) for turn in row.turns], row.subject)
    return {"id": row.id, "label": label, "turn": turn}


def summary(labels: Mapping[str, str]) -> dict[str, int]:
    """Return how many rows have each label."""
    counts: dict[str, int] = {}
    for label in labels.values():
        counts[label] = counts.get(label, 0) + 1
    return dict(sorted(counts.items()))
