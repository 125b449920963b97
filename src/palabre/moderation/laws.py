"""Laws that a decision may rest on, with what each forbids in plain words (moderation section 7.1)."""

from functools import cache
from pathlib import Path

import msgspec
import yaml

from palabre.kernel.errors import Refusal

FOLDER = Path(__file__).parent / "templates"
CHILDREN = frozenset({"cp_227_22_1", "cp_227_22_2", "cp_227_23"})  # nothing of these is quoted (section 12)


class Law(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A law in one language: where it stands, and what it forbids."""

    reference: str
    act: str


@cache
def laws(lang: str) -> dict[str, Law]:
    """Return every law in a language, by its key."""
    return msgspec.convert(yaml.safe_load((FOLDER / lang / "laws.yaml").read_text()), dict[str, Law])


def known_law(key: str) -> None:
    """Refuse a law that no template has. Raises ``Refusal("unknown_law")``."""
    if key not in laws("fr"):
        raise Refusal("unknown_law", law=key)
