"""Finds and reads the tables that this engine and the browser's both use: data, not code."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

PACKED = Path(__file__).parents[1] / "_rules"  # in an installed wheel
CHECKOUT = Path(__file__).parents[3] / "rules"


def shipped_rules() -> Path:
    """Return the folder of the shipped rulebook."""
    return PACKED if PACKED.is_dir() else CHECKOUT


@cache
def read_table(name: str) -> dict[str, Any]:
    """Read a table of ``rules/tables``."""
    table: dict[str, Any] = yaml.safe_load((shipped_rules() / "tables" / f"{name}.yaml").read_text())
    return table
