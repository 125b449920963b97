"""What the auditor's file says in its own words, French and English side by side (``words.json``)."""

import json
from functools import cache
from pathlib import Path
from typing import Any

Said = dict[str, Any]  # {"fr": …, "en": …}


@cache
def words() -> dict[str, Any]:
    """Return titles, what is received, what never is, and the limits."""
    found: dict[str, Any] = json.loads((Path(__file__).parent / "words.json").read_text())
    return found


def titles(lang: str) -> dict[str, str]:
    """Return the titles of a language."""
    return {name: said[lang] for name, said in words()["titles"].items()}
