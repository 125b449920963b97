"""Reads conversation scripts and plays them: one sentence a line, each understood by one function of ``sentences``.

A line may end with what it must meet: ``: refused, CODE``, ``: refused by rule ID`` or ``: closed, CODE``.
Texts stand in double quotes with JSON escapes; ``"a" × 100`` repeats, ``+`` joins. ``/…/`` is a pattern.
"""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from palabre_client import Closed, EntryRefused, Refused

QUOTED = r'"(?:[^"\\]|\\.)*"(?: × \d+)?'
TEXT = rf"{QUOTED}(?: \+ {QUOTED})*"
PART = re.compile(r'("(?:[^"\\]|\\.)*")(?: × (\d+))?')
WORD = re.compile(r"\{(\w+)\}")
END = re.compile(r": (?:refused, (?P<code>\w+)|refused by rule (?P<rule>[\w.]+)|closed, (?P<close>\d+))$")


def read_text(written: str) -> str:
    """Return the text of an expression of quoted parts."""
    return "".join(json.loads(quoted) * int(times or 1) for quoted, times in PART.findall(written))


def read_pattern(written: str) -> re.Pattern[str]:
    """Return a pattern: between slashes as it is, else the text itself."""
    if written.startswith("/"):
        return re.compile(written[1:-1], re.DOTALL)
    return re.compile(re.escape(read_text(written)))


def read_list(written: str) -> list[str]:
    """Return the names of "Ada, Bo and Cleo"."""
    return re.split(r", | and ", written)


KINDS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "name": (r"[A-Z]\w*", str),
    "other": (r"[A-Z]\w*", str),
    "names": (r"[A-Z]\w*(?:, [A-Z]\w*)*(?: and [A-Z]\w*)?", read_list),
    "text": (TEXT, read_text),
    "new": (TEXT, read_text),
    "pattern": (rf"{TEXT}|/.*/", read_pattern),
    "texts": (rf"{TEXT}(?:, {TEXT})*|nothing", lambda found: [read_text(one) for one in re.findall(TEXT, found)]),
    "number": (r"\d+", int),
    "unit": (r"seconds?|minutes?|hours?", lambda unit: unit.rstrip("s")),
    "switch": (r"on|off", lambda switch: switch == "on"),
    "emoji": (r"\S+", str),
    "field": (r"\w+", str),
    "rest": (r".*", str),
}
Act = Callable[..., Awaitable[None]]


@dataclass(frozen=True)
class Sentence:
    """A form of sentence and what it does."""

    shape: re.Pattern[str]
    act: Act

    def match(self, line: str) -> dict[str, Any] | None:
        """Return the words of a line of this form, read; nothing when it has another form."""
        found = self.shape.fullmatch(line)
        return found and {kind: KINDS[kind][1](words) for kind, words in found.groupdict().items()}


SENTENCES: list[Sentence] = []


def sentence(form: str) -> Callable[[Act], Act]:
    """Register a form: words in braces are kinds of ``KINDS``."""
    pattern = "".join(
        f"(?P<{part}>{KINDS[part][0]})" if number % 2 else re.escape(part)
        for number, part in enumerate(WORD.split(form))
    )

    def register(act: Act) -> Act:
        SENTENCES.append(Sentence(re.compile(pattern), act))
        return act

    return register


@dataclass(frozen=True)
class Line:
    """One line of a script."""

    file: str
    number: int
    words: str

    async def play(self, scene: object) -> None:
        """Do what the line says; a failure names the line. Raises ``AssertionError``."""
        end = END.search(self.words)
        words = self.words[: end.start()] if end else self.words
        for form in SENTENCES:
            if (found := form.match(words)) is not None:
                await self._act(form.act(scene, **found), end)
                return
        raise AssertionError(f"{self}: no sentence has this form")

    async def _act(self, doing: Awaitable[None], end: re.Match[str] | None) -> None:
        met = ""
        try:
            await doing
        except (Refused, EntryRefused) as refused:
            params = refused.frame["params"] if isinstance(refused, Refused) else refused.answer
            is_by_rule = end is not None and end["rule"] is not None
            met = f": refused by rule {params.get('rule')}" if is_by_rule else f": refused, {refused.code}"
        except Closed as closed:
            met = f": closed, {closed.code}"
        except (AssertionError, TimeoutError, KeyError) as error:
            raise AssertionError(f"{self}\n{type(error).__name__}: {error}") from error
        wanted = end.group() if end else ""
        assert met == wanted, f"{self}\nwanted {wanted or 'no refusal'}, met {met or 'no refusal'}"

    def __str__(self) -> str:
        return f"{self.file}:{self.number}: {self.words}"


@dataclass(frozen=True)
class Script:
    """A promise and the conversation that shows it."""

    promise: str
    lines: tuple[Line, ...]

    @classmethod
    def read(cls, file: Path) -> "Script":
        """Read a ``.talk`` file: its first line is a comment, the promise; other comments and blanks are skipped."""
        first, *rest = file.read_text().splitlines()
        assert first.startswith("# "), f"{file.name}: the first line states the promise, after “# ”"
        lines = [Line(file.name, number, words.strip()) for number, words in enumerate(rest, 2)]
        return cls(first[2:], tuple(line for line in lines if line.words and not line.words.startswith("#")))

    async def play(self, scene: object) -> None:
        """Play every line in order."""
        for line in self.lines:
            await line.play(scene)
