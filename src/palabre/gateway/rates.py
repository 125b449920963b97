"""How fast one connection may ask: a bucket that refills."""

from dataclasses import dataclass

from palabre.kernel.limits import COMMANDS_BURST, COMMANDS_PER_SECOND


@dataclass(slots=True)
class Bucket:
    """Tokens for commands; none left means wait."""

    at: int  # milliseconds, of the last refill
    tokens: float = COMMANDS_BURST

    def take(self, now: int) -> int:
        """Take a token; return 0, or the milliseconds until the next one."""
        refill = max(0, now - self.at) * COMMANDS_PER_SECOND / 1000
        self.tokens = min(COMMANDS_BURST, self.tokens + refill)
        self.at = now
        if self.tokens >= 1:
            self.tokens -= 1
            return 0
        return int((1 - self.tokens) * 1000 / COMMANDS_PER_SECOND) + 1
