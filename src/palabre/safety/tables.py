"""Finds and reads the tables that this engine and the browser's both use: data, not code."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

PACKED = Path(__file__).parents[1] / "_rules"  # in an installed wheel
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster where it is
CHECKOUT = Path(__file__).parents[3] / "rules"


def shipped_rules() -> Path:
    """Return the folder of the shipped rulebook."""
    return PACKED if PACKED.is_dir() else CHECKOUT


@cache
def read_table(name: str, *, missing_ok: bool = False) -> dict[str, Any]:
    """Read a table of ``rules/tables``: ``any/views``; an empty one where it may be missing and is."""
    file = shipped_rules() / "tables" / f"{name}.yaml"
    if missing_ok and not file.exists():
        return {}
    table: dict[str, Any] = yaml.load(file.read_text(), Loader=LOADER)  # noqa: S506 - both are safe loaders
    return table


def read_octets(name: str) -> bytes:
    """Read a table of octets of ``rules/tables``: ``any/weights.int8``."""
    return (shipped_rules() / "tables" / name).read_bytes()


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that the tables speak, one folder each; ``any`` belongs to none."""
    folders = (shipped_rules() / "tables").iterdir()
    return tuple(sorted(folder.name for folder in folders if folder.is_dir() and folder.name != "any"))
