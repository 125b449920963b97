"""Judges an observation: signals, then rules, then one verdict that says why.

Synchronous, without input, output or clock of its own; what it remembers changes after the verdict, so the same
observations give the same verdicts, byte for byte (safety engine section 2).
"""

from dataclasses import dataclass, field
from pathlib import Path

from palabre.safety.model import Observation, Outcome, Verdict
from palabre.safety.rulebook import Rule, Rulebook, load_rulebook
from palabre.safety.signals import Memory, Signals, likeness, measure


@dataclass
class SafetyEngine:
    """The rulebook in force, and what is remembered of recent talk."""

    folder: Path
    rulebook: Rulebook
    memory: Memory = field(default_factory=Memory)

    @classmethod
    def load(cls, folder: Path) -> "SafetyEngine":
        """Load the rules of a folder. Raises ``BadRules``."""
        return cls(folder, load_rulebook(folder))

    def reload(self) -> None:
        """Put the folder's rules in force, in one assignment. Raises ``BadRules`` and keeps the former ones."""
        self.rulebook = load_rulebook(self.folder)

    def check(self, observation: Observation, now: int) -> Verdict:
        """Return the verdict on an observation at a time (milliseconds)."""
        same = likeness(observation.text)
        signals = measure(observation, self.memory, now, same)
        rulebook = self.rulebook
        firing = [rule for rule in rulebook.by_event[observation.type.value] if rule.fires(signals)]
        verdict = _merged(rulebook, firing, signals)
        self.memory.note(observation, now, same)
        return verdict


def _merged(rulebook: Rulebook, firing: list[Rule], signals: Signals) -> Verdict:
    enforced = [rule for rule in firing if rule.mode == "enforce"]
    shadow = tuple(rule.id for rule in firing if rule.mode == "shadow")
    if not enforced:
        return Verdict(policy_version=rulebook.version, shadow=shadow, signals=signals)
    deciding = max(enforced, key=lambda rule: (rule.outcome.strength, rule.priority))
    return Verdict(
        outcome=max((rule.outcome for rule in enforced), key=lambda one: one.strength, default=Outcome.ALLOW),
        rule=deciding.id,
        sentence=deciding.explain,
        help=deciding.help,
        retry_after_ms=max(rule.wait_ms for rule in enforced),
        policy_version=rulebook.version,
        fired=tuple(rule.id for rule in enforced),
        shadow=shadow,
        signals=signals,
    )
