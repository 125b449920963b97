"""Counts of the gate: reasons without people."""

import json
from pathlib import Path

from prometheus_client import CollectorRegistry

from palabre.age.counters import SHOWN_OVER, GateCounters
from palabre.age.reasons import REASONS, Refused
from palabre.age.tally import Tally


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


def test_the_tally_tells_what_the_counters_show(tmp_path: Path) -> None:
    """The file for an auditor holds reasons and ways with their numbers, and a way only beyond twenty people."""
    registry = CollectorRegistry()
    counters = GateCounters(registry)
    tally = Tally(registry, tmp_path / "counts.json", 1_795_000_000_000)
    for _ in range(SHOWN_OVER):
        counters.admitted("privacypass")
    counters.refused("spent")
    tally.write(1_795_000_060_000)
    hidden = json.loads((tmp_path / "counts.json").read_text())
    counters.admitted("privacypass")
    tally.write(1_795_000_120_000)
    shown = json.loads((tmp_path / "counts.json").read_text())
    assert (hidden["since"], hidden["counts"]["refused"]) == ("2026-11-18T11:06:40+00:00", {"spent": 1.0})
    assert (hidden["counts"].get("admitted", {}), shown["counts"]["admitted"]) == ({}, {"privacypass": 21.0})
