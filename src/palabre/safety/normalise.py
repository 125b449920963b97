"""One form for each text, and a skeleton for each name, so that look-alikes meet."""

import re
import unicodedata
from functools import cache

from palabre.kernel.errors import Refusal
from palabre.kernel.limits import COMBINING_MARKS, MESSAGE_CHARACTERS
from palabre.safety.tables import read_table

# Shown by no font or turning the line around: they hide words or names. Joiners of emoji and scripts stay.
HIDDEN = frozenset("\u061c\u180e\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\ufeff")
ISOLATES = frozenset("\u2066\u2067\u2068\u2069")
KEPT_CONTROLS = frozenset("\n\t")
BLANK_LINES = re.compile(r"\n{3,}")
MARKS = re.compile(r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")


def normalise_text(text: str, limit: int = MESSAGE_CHARACTERS) -> str:
    """Return the text as stored: NFC, plain line ends, trimmed; counted in code points.

    Raises ``Refusal``: control_characters, too_many_marks, too_long (``limit``), empty. Idempotent.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = BLANK_LINES.sub("\n\n", text).strip()
    if any(_is_hidden(character) for character in text):
        raise Refusal("control_characters")
    if any(len(run.group()) > COMBINING_MARKS for run in MARKS.finditer(text)):
        raise Refusal("too_many_marks", limit=COMBINING_MARKS)
    if len(text) > limit:
        raise Refusal("too_long", limit=limit, length=len(text))
    if not text:
        raise Refusal("empty")
    return text


def _is_hidden(character: str) -> bool:
    if character in HIDDEN or character in ISOLATES:
        return True
    return unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} and character not in KEPT_CONTROLS


def plain(text: str) -> str:
    """Return the text in lower case without accents, for patterns."""
    if text.isascii():
        return text.lower()
    return "".join(character for character in decomposed(text) if not unicodedata.combining(character))


def decomposed(text: str) -> str:
    """Return the text in lower case with its accents beside their letters."""
    if text.isascii():
        return text.lower()
    # Taken apart before and after: letters of mathematics have capitals that only their plain letter brings down.
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())


def skeleton(name: str) -> str:
    """Return what is left of a name once look-alike characters, accents, case and separators are gone."""
    bare = re.sub(r"[\s'’._-]+", "", plain(name))
    singles, pairs = _lookalikes()
    shown = "".join(singles.get(character, character) for character in bare)
    for pair, single in pairs:
        shown = shown.replace(pair, single)
    return shown


@cache
def _lookalikes() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    letters: dict[str, str] = read_table("lookalikes")["letters"]
    singles = {found: shown for found, shown in letters.items() if len(found) == 1}
    return singles, tuple((found, shown) for found, shown in letters.items() if len(found) > 1)
