"""Refusals: each has a stable code, an advice, and parameters for the sentence people read.

Families: ``Refusal`` > what a person may be told; everything else is a fault of ours.
Sentences live with the reader's language (frontend/src/text, web/texts), keyed by code.
"""

from collections.abc import Mapping
from enum import Enum


class Advice(Enum):
    """What a client does next."""

    NOW = "now"
    LATER = "later"
    NEVER = "never"


class Refusal(Exception):  # noqa: N818 - the vocabulary's word
    """Something asked for was certainly not done; the code says why."""

    def __init__(
        self,
        code: str,
        advice: Advice = Advice.NEVER,
        *,
        retry_after_ms: int = 0,
        **params: str | int,
    ) -> None:
        """Take the stable code, the advice and the parameters of the sentence."""
        super().__init__(code)
        self.code = code
        self.advice = advice
        self.retry_after_ms = retry_after_ms
        self.params = params
        self.sentence: Mapping[str, str] = {}
        self.help = ""

    def explained(self, sentence: Mapping[str, str], help_lines: str = "") -> "Refusal":
        """Return itself with the sentence of the rule that refused, in both languages, and its help lines."""
        self.sentence, self.help = sentence, help_lines
        return self


def busy() -> Refusal:
    """Refuse because too much waits to be written; a retry will pass."""
    return Refusal("busy", Advice.LATER, retry_after_ms=1_000)
