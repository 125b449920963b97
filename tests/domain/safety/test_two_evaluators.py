import random
from typing import Any

import cel
import celpy
import pytest
from celpy.adapter import json_to_cel

from palabre.safety.rulebook import Rulebook, load_rulebook
from palabre.safety.schema import SCHEMA
from palabre.safety.tables import shipped_rules

CODES = ("", "self_disclosed_minor", "other_disclosed_minor", "payment_asked", "age_asked", "contact_asked")


def context(chance: random.Random) -> dict[str, Any]:
    """Return a full context of random values, each of the kind that the schema gives it."""
    return {name: {one: _value(chance, field.zero) for one, field in fields.items()} for name, fields in SCHEMA.items()}


def _value(chance: random.Random, zero: Any) -> Any:
    if isinstance(zero, bool):
        return chance.random() < 0.5
    if isinstance(zero, int):
        return chance.choice((0, 1, 2, 3, 4, 5, 8, 10, 15, 17, 18, 20, 41, 60))
    return round(chance.random(), 2) if isinstance(zero, float) else chance.choice(CODES)


def differences(book: Rulebook, contexts: int, seed: int) -> tuple[list[str], int]:
    """Return where two evaluators of CEL disagree on the shipped rules, and how often a rule was true."""
    chance, environment = random.Random(seed), celpy.Environment()
    programs = [(rule, environment.program(environment.compile(rule.row.when))) for rule in book.rules]
    found, fired = [], 0
    for number in range(contexts):
        known = context(chance) | book.given
        ours, theirs = cel.Context(known), {name: json_to_cel(value) for name, value in known.items()}
        for rule, program in programs:
            truth = rule.program.execute(ours)
            fired += truth
            if bool(program.evaluate(theirs)) is not truth:
                found.append(f"{rule.id} in context {number}")
    return found, fired


def test_two_evaluators_of_the_language_agree_on_every_rule() -> None:
    """In random contexts each shipped rule is as true for an independent evaluator as for the one in use."""
    found, fired = differences(load_rulebook(shipped_rules()), 40, 1)
    assert found == []
    assert fired > 100


@pytest.mark.long
def test_two_evaluators_agree_in_two_thousand_contexts() -> None:
    """The same, at the size of AC-6."""
    assert differences(load_rulebook(shipped_rules()), 2_000, 2)[0] == []
