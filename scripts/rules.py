"""Writes docs/rules.md from the rulebook and its schema: the rules shipped, what a rule may speak of, what it may do.

``--write`` writes the page; ``--check`` exits 1 when it differs from the code.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from palabre.safety.model import Effect, EventType
from palabre.safety.rulebook import Rule, load_rulebook
from palabre.safety.rulefile import UNITS
from palabre.safety.schema import ENTITIES, SCHEMA
from palabre.safety.tables import shipped_rules
from palabre.safety.verdicts import EFFECTS

PAGE = Path(__file__).parents[1] / "docs" / "rules.md"
INTRO = """# Rules: what is shipped, what a rule may say

For whoever runs a site and changes its rules. Made from `rules/` and from the schema by `make types`; a test holds this
page to them. How to write a rule, try it in shadow and read its figures: [safety.md](safety.md).
"""
TAKES = {"nothing": "", "duration": "a duration: 10s, 15m, 24h", "word": "a word"}


def page() -> str:
    """Return the whole page."""
    parts = [INTRO, _section("The rules shipped", "| Rule | Judges | Does | Mode |", _rules())]
    parts.append(_section("Events", "| Event |", (f"| `{event.value}` |" for event in EventType)))
    parts.append(_section("What a rule may speak of", "| Variable | When there is nothing | Means |", _variables()))
    parts.append(_section("Entities", "| Entity, as `needs` names it | Means |", _entities()))
    parts.append(_section("Effects", "| Effect | Family | The event is then | Takes |", _effects()))
    return "\n".join(parts)


def _section(title: str, head: str, rows: Iterator[str]) -> str:
    line = "|" + " --- |" * (head.count("|") - 1)
    return f"## {title}\n\n{head}\n{line}\n" + "\n".join(rows) + "\n"


def _rules() -> Iterator[str]:
    for rule in load_rulebook(shipped_rules()).rules:
        events = ", ".join(f"`{event.value}`" for event in rule.row.on)
        yield f"| `{rule.id}` | {events} | {', '.join(map(_said, rule.effects))} | {_mode(rule)} |"


def _mode(rule: Rule) -> str:
    return f"{rule.mode}, pinned" if rule.row.pinned else rule.mode


def _said(effect: Effect) -> str:
    if not isinstance(effect.value, int):
        return f"`{effect.name}: {effect.value}`" if effect.value else f"`{effect.name}`"
    unit = next(unit for unit in ("h", "m", "s", "ms") if effect.value % UNITS[unit] == 0)
    return f"`{effect.name}: {effect.value // UNITS[unit]}{unit}`"


def _variables() -> Iterator[str]:
    for name, fields in SCHEMA.items():
        if name not in ENTITIES:
            yield from (f"| `{name}.{one}` | `{field.zero!r}` | {field.meaning} |" for one, field in fields.items())
    for one, field in SCHEMA["contact"].items():
        yield f"| `(entity).{one}` | `{field.zero!r}` | {field.meaning} |"


def _entities() -> Iterator[str]:
    yield from (f"| `{kind}` | {meaning} |" for kind, meaning in ENTITIES.items())


def _effects() -> Iterator[str]:
    for name, kind in EFFECTS.items():
        yield f"| `{name}` | {kind.family} | {kind.outcome.value} | {TAKES[kind.takes]} |"


def main(arguments: list[str]) -> int:
    """Write or check the page."""
    wanted = page()
    if arguments == ["--write"]:
        PAGE.write_text(wanted)
        return 0
    if arguments == ["--check"]:
        if PAGE.read_text() == wanted:
            return 0
        sys.stderr.write("docs/rules.md differs from the rulebook: run make types\n")
        return 1
    sys.stderr.write(f"{__doc__}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
