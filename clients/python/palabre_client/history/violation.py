"""A rule broken, with what proves it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from palabre_client.history.log import Line

LONGEST = 400  # characters of a line that is quoted


@dataclass(frozen=True)
class Violation:
    """Which rule, where, why in words, and the two or three lines that prove it."""

    rule: str
    place: str
    words: str
    lines: tuple[Line, ...]
    fault: str = ""  # the one that ran when it showed, or the last before
    seed: int | None = None

    def __str__(self) -> str:
        where = f"{self.rule} broken in {self.place}: {self.words}"
        told = [f"fault: {self.fault or 'none'}; seed: {self.seed}"]
        return "\n  ".join([where, *told, *(_quoted(line) for line in self.lines)])


def _quoted(line: Line) -> str:
    written = json.dumps(line, ensure_ascii=False)
    return written if len(written) <= LONGEST else written[:LONGEST] + "…"


def placed(found: Violation, history: Sequence[Line]) -> Violation:
    """Return a violation with the fault that ran, or had run last, when it showed, and the seed of the run."""
    seed = next((line["seed"] for line in history if line["f"] == "run"), None)
    shown = max((line["i"] for line in found.lines if "i" in line), default=-1)
    is_final = any(line["f"] == "final" for line in found.lines)
    until = history if is_final else history[: shown + 1]
    faults = [line["name"] for line in until if line["f"] == "fault" and line["type"] == "start"]
    return Violation(found.rule, found.place, found.words, found.lines, faults[-1] if faults else "", seed)
