"""The gate's counts since the start, in a small file that an auditor may read: reasons and ways, never people.

Written anew each minute, so that ``palabre age dossier`` can tell it beside a live server; begun again at each start.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry

from palabre.kernel.clock import SECOND

NAME = "age-counters.json"
PREFIX = "palabre_age_"
SUFFIX = "_total"


@dataclass(frozen=True, slots=True)
class Tally:
    """Writes the counts of one process."""

    registry: CollectorRegistry
    path: Path
    started: int  # milliseconds

    def write(self, now: int) -> None:
        """Put the counts of this moment in place of the last ones."""
        content = {"since": _iso(self.started), "at": _iso(now), "counts": counts(self.registry)}
        beside = self.path.with_name(f".{self.path.name}.new")
        beside.write_text(json.dumps(content, indent=2))
        beside.replace(self.path)


def counts(registry: CollectorRegistry) -> dict[str, dict[str, float]]:
    """Return the gate's counters: name, then the label's value, then how many."""
    found: dict[str, dict[str, float]] = {}
    for metric in registry.collect():
        for sample in metric.samples:
            if sample.name.startswith(PREFIX) and sample.name.endswith(SUFFIX):
                name = sample.name.removeprefix(PREFIX).removesuffix(SUFFIX)
                found.setdefault(name, {})["".join(sample.labels.values())] = sample.value
    return found


def _iso(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds // SECOND, UTC).isoformat()
