"""The log of a run: one line for each operation begun or ended, event received, fault, and line lost."""

import contextlib
import itertools
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Line = dict[str, Any]


@dataclass
class History:
    """What happened, in the order in which this process saw it; docs/reliability.md lists the kinds of lines."""

    clock: Callable[[], int] = time.monotonic_ns
    lines: list[Line] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def note(self, f: str, **fields: Any) -> Line:
        """Add a line: ``i`` counts them, ``t`` is nanoseconds of a clock that never goes back."""
        line = {"i": len(self.lines), "t": self.clock(), "f": f, **fields}
        self.lines.append(line)
        return line

    def number(self) -> int:
        """Return a number for a process, never given before."""
        return next(self._numbers)

    @contextlib.contextmanager
    def fault(self, name: str) -> Iterator[None]:
        """Note that a fault runs for as long as the block lasts."""
        self.note("fault", name=name, type="start")
        try:
            yield
        finally:
            self.note("fault", name=name, type="stop")

    def text(self) -> str:
        """Return the log as JSON lines."""
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in self.lines)


def read_lines(text: str) -> list[Line]:
    """Return the lines of a log that was written as text."""
    return [json.loads(line) for line in text.splitlines()]
