"""Counts of the gate: reasons without people; the path only once over twenty (R5, R8)."""

from collections import Counter

from prometheus_client import CollectorRegistry
from prometheus_client import Counter as Metric

SHOWN_OVER = 20


class GateCounters:
    """Counts admissions by path and refusals by reason."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Register the metrics."""
        self._refused = Metric("palabre_age_refused", "Proofs refused", ["reason"], registry=registry)
        self._admitted = Metric("palabre_age_admitted", "Proofs admitted", ["path"], registry=registry)
        self._hidden: Counter[str] = Counter()

    def refused(self, reason: str) -> None:
        """Count a refusal."""
        self._refused.labels(reason).inc()

    def admitted(self, path: str) -> None:
        """Count an admission; a path shows only once more than twenty people took it."""
        self._hidden[path] += 1
        if self._hidden[path] > SHOWN_OVER:
            self._admitted.labels(path).inc(self._hidden[path] if self._hidden[path] == SHOWN_OVER + 1 else 1)
