"""Transitions: allowed by the state tables, and each in the ledger with its actor, reason and previous state."""

from typing import NamedTuple

from sqlalchemy.engine import Connection

from palabre.moderation.casework import PROGRAM, By
from palabre.moderation.ledger.model import Act
from palabre.moderation.states import MACHINES, moved
from palabre.store.ledger import enter


class Thing(NamedTuple):
    """What moves: a machine of ``moderation.states``, and the id of the row."""

    machine: str
    ref: str


def begin(c: Connection, thing: Thing, now: int, by: By = PROGRAM, reason: str = "") -> str:
    """Enter in the ledger that a thing begins; return its first state."""
    first = MACHINES[thing.machine].begins
    enter(c, Act(by.ref, by.role, f"{thing.machine}.{first}", thing.machine, thing.ref, reason), now)
    return first


def move(c: Connection, thing: Thing, before: str, after: str, now: int, by: By = PROGRAM, reason: str = "") -> str:
    """Enter a transition in the ledger; return the new state. Raises ``Refusal("not_a_move")``: nothing is done."""
    moved(thing.machine, before, after)
    act = Act(by.ref, by.role, f"{thing.machine}.{after}", thing.machine, thing.ref, reason, {"before": before})
    enter(c, act, now)
    return after
