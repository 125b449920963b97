"""What a pseudonym may be, and free ones to offer."""

import json
import random
import re
import unicodedata
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any, Literal

from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, digest
from palabre.kernel.limits import PSEUDONYM_LONGEST, PSEUDONYM_SHORTEST
from palabre.safety.normalise import skeleton

NAMES = Path(__file__).parent / "data" / "names.json"
SEPARATORS = frozenset(" -'._")
DOUBLED = re.compile(r"[ \-'._]{2,}")
OFFERED = 3
STAND_IN = "Incognito"  # the same word in French and in English
MARKED = 4  # characters that tell one from another
# Scripts whose letters Unicode names begin with the script's own name.
SCRIPTS = re.compile(
    r"^(LATIN|GREEK|CYRILLIC|ARABIC|HEBREW|ARMENIAN|GEORGIAN|HIRAGANA|KATAKANA|HANGUL|CJK|DEVANAGARI|THAI)\b"
)
ONE_HAND = frozenset({"HIRAGANA", "KATAKANA", "CJK"})  # Japanese writes with three


def check_pseudonym(text: str) -> str:
    """Return the pseudonym as kept (NFC, trimmed, one kind of apostrophe).

    Raises ``Refusal``: pseudonym_short, pseudonym_long (``limit``), pseudonym_characters, pseudonym_scripts.
    """
    name = unicodedata.normalize("NFC", text).strip().replace("’", "'")
    if len(name) < PSEUDONYM_SHORTEST:
        raise Refusal("pseudonym_short", limit=PSEUDONYM_SHORTEST)
    if len(name) > PSEUDONYM_LONGEST:
        raise Refusal("pseudonym_long", limit=PSEUDONYM_LONGEST)
    letters = [character for character in name if unicodedata.category(character)[0] == "L"]
    allowed = all(_is_allowed(character) for character in name)
    if not allowed or not letters or DOUBLED.search(name) or name[0] in SEPARATORS or name[-1] in SEPARATORS - {"."}:
        raise Refusal("pseudonym_characters")
    if len({_script(letter) for letter in letters}) > 1:
        raise Refusal("pseudonym_scripts")
    return name


def _is_allowed(character: str) -> bool:
    # Letters beyond the basic plane exist to look like others; combining marks that NFC left stack up.
    is_letter = unicodedata.category(character)[0] == "L" and ord(character) < 0x10000
    return is_letter or character in "0123456789" or character in SEPARATORS


def _script(letter: str) -> str:
    found = SCRIPTS.match(unicodedata.name(letter, ""))
    if not found:
        raise Refusal("pseudonym_characters")
    return "CJK" if found[1] in ONE_HAND else found[1]


@cache
def _names() -> dict[str, Any]:
    names: dict[str, Any] = json.loads(NAMES.read_text())
    return names


@cache
def reserved_skeletons() -> frozenset[str]:
    """Return the skeletons of names nobody may take."""
    return frozenset(skeleton(name) for name in _names()["reserved"])


def is_reserved(name: str) -> bool:
    """Whether a name is, or begins as, one that would be mistaken for the house's."""
    own = skeleton(name)
    house = ("palabre", "moderat", "admin")
    stands_in = own.startswith(skeleton(STAND_IN)) and len(own) == len(skeleton(STAND_IN)) + MARKED
    return stands_in or own in reserved_skeletons() or any(own.startswith(skeleton(word)) for word in house)


def stand_in(member: MemberId) -> str:
    """Return what stands in the place of a pseudonym that is covered: always the same for one member."""
    return f"{STAND_IN} {digest(member).hex()[:MARKED]}"


def suggestions(lang: Literal["fr", "en"], taken: Collection[str], chance: random.Random) -> list[str]:
    """Return three free pseudonyms; ``taken`` holds skeletons."""
    words, ends = _names()[lang]["words"], _names()[lang]["ends"]
    every = [f"{word} {end}" for word in words for end in ends]
    free = [name for name in every if len(name) <= PSEUDONYM_LONGEST and skeleton(name) not in taken]
    return chance.sample(free, min(OFFERED, len(free)))
