"""Rows written for these tests: tricks with the reason that must be given, ordinary links, and words that are none."""

import json
from pathlib import Path

VECTORS = Path(__file__).parents[3] / "vectors" / "links"
_READ = json.loads((VECTORS / "rows.json").read_text())
TRICKS: list[tuple[str, str]] = [(text, reason) for text, reason in _READ["tricks"]]
ORDINARY: list[str] = _READ["ordinary"]
WORDS: list[str] = _READ["words"]
