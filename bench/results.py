"""Results: one file of the last run, with the numbers that a reader looks for first at its top."""

import json
from typing import Any

from bench.machine import ROOT

FOLDER = ROOT / "bench" / "results"
LATEST = FOLDER / "latest.json"
Json = dict[str, Any]
# Name at the top of the file, and where the parts have it.
HEADLINES: dict[str, tuple[str, ...]] = {
    "fanout_1000_plain_ratio": ("fanout", "plain", "palabre", "ratio"),
    "fanout_1000_busy_ratio": ("fanout", "busy", "palabre", "ratio"),
    "c_baseline_per_cpu_s": ("fanout", "plain", "c", "per_cpu_s"),
    "idle_kb_per_connection": ("idle", "palabre", "kb_per_connection"),
    "delivery_p99_ms": ("delivery", "palabre", "delivery_p99_ms"),
    "ack_p99_ms": ("delivery", "palabre", "ack_p99_ms"),
    "commit_rows_per_cpu_s": ("commit", "rows_per_cpu_s"),
    "lighthouse_performance": ("page", "lighthouse", "entry", "performance"),
    "lighthouse_accessibility": ("page", "lighthouse", "entry", "accessibility"),
}


def headlines(parts: Json) -> Json:
    """Return the numbers at the top; one whose part was not run is left out."""
    found = {name: at(parts, path) for name, path in HEADLINES.items()}
    return {name: value for name, value in found.items() if value is not None}


def save(run: Json, parts: Json) -> None:
    """Write a run; parts that this one left out keep what an earlier run of the same scale on this machine found."""
    FOLDER.mkdir(exist_ok=True)
    LATEST.write_text(json.dumps({**headlines(parts), **run, "parts": parts}, indent=1, ensure_ascii=False) + "\n")


def load() -> Json:
    """Return the last run, or nothing."""
    return dict(json.loads(LATEST.read_text())) if LATEST.exists() else {}


def at(parts: Any, path: tuple[str, ...]) -> Any:
    """Return what stands at a path of the parts, or nothing."""
    for name in path:
        if not isinstance(parts, dict) or name not in parts:
            return None
        parts = parts[name]
    return parts
