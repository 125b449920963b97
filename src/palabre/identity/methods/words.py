"""Four words from a list of 2,048: 44 bits, kept as an Argon2id hash, tried five times an hour."""

import asyncio
import random
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

LISTS = Path(__file__).parents[1] / "words"  # the browser reads the same ones
COUNT = 4
LONGEST = 200  # characters of an answer; four words have at most forty
AT_ONCE = 2  # hashes take 64 MiB each


@cache
def word_list(lang: Literal["fr", "en"]) -> tuple[str, ...]:
    """Return the 2,048 words of a language."""
    return tuple((LISTS / f"{lang}.txt").read_text().split())


def draw(lang: Literal["fr", "en"], chance: random.Random) -> tuple[str, ...]:
    """Return four words drawn at random."""
    return tuple(chance.choices(word_list(lang), k=COUNT))


def folded(text: str) -> str:
    """Return words as they are compared: small letters without accents, one space between."""
    plain = unicodedata.normalize("NFD", text[:LONGEST].lower()).encode("ascii", "ignore").decode()
    return " ".join("".join(letter if letter.isalpha() else " " for letter in plain).split())


@dataclass
class WordHasher:
    """Hashes and compares on another thread, few at once; the cost is the same whoever asks."""

    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _nobody: str = ""

    async def hashed(self, text: str) -> str:
        """Return the hash of words, with its salt and cost."""
        async with self._turn:
            return await asyncio.to_thread(self.hasher.hash, folded(text))

    async def matches(self, text: str, known: str | None) -> bool:
        """Whether words are those of a hash; without a hash, no, after the same work."""
        if not self._nobody:
            self._nobody = await self.hashed("")
        async with self._turn:
            return await asyncio.to_thread(self._verify, folded(text), known or self._nobody) and known is not None

    def _verify(self, text: str, known: str) -> bool:
        try:
            return self.hasher.verify(known, text)
        except VerificationError:
            return False
