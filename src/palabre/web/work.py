"""A little work asked of whoever enters, and more where many come from: no puzzle, nothing to see or to solve by hand.

The work is ALTCHA's: find the number that, put after a salt, hashes to what is given (safety engine section 14).
What grows it is counted by network under a key of the day, in memory, beside no person.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from altcha import v1 as altcha

from palabre.kernel.clock import MINUTE, SECOND, Clock
from palabre.kernel.errors import Advice, Refusal, busy
from palabre.safety.rates import Rate, Rates

LIFE = 10 * MINUTE  # of a challenge: as long as it takes to fill in a form calmly
WINDOW = 10 * MINUTE  # in which arrivals of a network are counted
MOST_TIMES = 64  # the work never grows beyond so many times the first
USED = 100_000  # solutions remembered until their challenge ends
NETWORKS = 100_000  # counted at once
LONGEST = 1_024  # characters of a solution
SALT_OCTETS = 12  # with what follows it, one block of SHA-256


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """How much work is asked: ``first`` is the largest number tried, the mean half of it.

    ``free`` arrivals of a network in ten minutes cost no more; each further ``free`` adds ``growth`` times the first.
    """

    first: int = 100_000
    free: int = 20
    growth: int = 2


DEMO = WorkLimits(first=500, free=1_000_000)


@dataclass
class EntryWork:
    """Gives challenges and takes their solutions, each once."""

    limits: WorkLimits
    clock: Clock
    key: bytes
    network_of: Callable[[str], bytes]  # an address's network, under the key of the day
    _arrivals: Rates[bytes] = field(init=False)
    _used: OrderedDict[str, int] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        """Start with no arrivals."""
        most = self.limits.free * MOST_TIMES
        self._arrivals = Rates(Rate(most, WINDOW / self.limits.free), NETWORKS)

    def challenge(self, address: str) -> dict[str, Any]:
        """Return work for an address, grown by what its network asked before: algorithm, challenge, salt, and so on."""
        ends = datetime.fromtimestamp((self.clock.now() + LIFE) / SECOND, UTC)
        made = altcha.create_challenge(
            algorithm="SHA-256",
            max_number=self.largest(address),
            salt_length=SALT_OCTETS,
            hmac_key=self.key,
            salt="",
            number=None,
            expires=ends,
            params=None,
        )
        self._arrivals.take(self.network_of(address), self.clock.monotonic())
        return dict(made.to_dict())

    def largest(self, address: str) -> int:
        """Return the largest number that the next challenge of an address may hide."""
        ahead = self._arrivals.ahead(self.network_of(address), self.clock.monotonic())
        excess = max(0.0, ahead / self.limits.free - 1)
        return round(self.limits.first * min(float(MOST_TIMES), 1 + self.limits.growth * excess))

    def accept(self, solution: str) -> None:
        """Take a solution. Raises ``Refusal``: work_needed (none, wrong, used, or too late), busy."""
        try:
            payload = altcha.Payload.from_base64(solution[:LONGEST]) if solution else None
            _, ends, _ = payload.parse_salt() if payload else ("", None, {})
            is_right = payload is not None and altcha.verify_solution(payload, self.key, check_expires=False)[0]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise needed("wrong") from None
        if payload is None or not is_right or ends is None:
            raise needed("wrong" if solution else "none")
        if ends * SECOND <= self.clock.now():
            raise needed("late")
        if payload.signature in self._used:
            raise needed("used")
        if len(self._used) >= USED:
            raise busy()
        self._used[payload.signature] = round(ends * SECOND)

    def sweep(self) -> None:
        """Forget solutions whose challenge has ended, and networks that are quiet again."""
        now = self.clock.now()
        self._used = OrderedDict((signature, ends) for signature, ends in self._used.items() if ends > now)
        self._arrivals.sweep(self.clock.monotonic())


def needed(why: str) -> Refusal:
    """Return the refusal that asks for work; its answer carries a challenge."""
    return Refusal("work_needed", Advice.LATER, why=why)
