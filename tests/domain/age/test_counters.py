"""Counts of the gate: reasons without people."""

from prometheus_client import CollectorRegistry

from palabre.age.counters import SHOWN_OVER, GateCounters
from palabre.age.reasons import REASONS, Refused


def test_a_path_shows_once_more_than_twenty_people_took_it() -> None:
    """Twenty admissions show nothing; the next shows them all, and each one after counts as one (R5)."""
    registry = CollectorRegistry()
    counters = GateCounters(registry)
    shown = []
    for _ in range(SHOWN_OVER + 2):
        counters.admitted("openid4vp")
        shown.append(registry.get_sample_value("palabre_age_admitted_total", {"path": "openid4vp"}))
    assert shown == [None] * 20 + [21, 22]


def test_every_reason_counts_by_its_name() -> None:
    """A refusal names one of the known reasons, so a label never holds what somebody sent."""
    registry = CollectorRegistry()
    counters = GateCounters(registry)
    for reason in REASONS:
        counters.refused(Refused(reason).reason)
    values = {reason: registry.get_sample_value("palabre_age_refused_total", {"reason": reason}) for reason in REASONS}
    assert values == dict.fromkeys(REASONS, 1)
