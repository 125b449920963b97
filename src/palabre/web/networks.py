"""How often one network may begin a proof, counted without keeping an address.

What is counted is keyed by a hash under a key of the day, in memory only, beside no person
(safety engine section 5).
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field

from palabre.kernel.clock import DAY, SECOND, Clock
from palabre.kernel.limits import BEGINS_BURST, BEGINS_PER_SECOND, NETWORKS
from palabre.kernel.networks import network_of
from palabre.safety.rates import Rate, Rates

KEY_OCTETS = 32
RATE = Rate(BEGINS_BURST, SECOND / BEGINS_PER_SECOND)


@dataclass
class NetworkBudget:
    """A budget for each network, refilled with time; the network unseen for longest is forgotten first."""

    clock: Clock
    entropy: Callable[[int], bytes]
    _day: int = -1
    _key: bytes = b""
    _rates: Rates[bytes] = field(default_factory=lambda: Rates(RATE, NETWORKS))

    def take(self, address: str) -> bool:
        """Take one from the budget of an address's network; false when none is left."""
        return self._rates.take(self.hashed(address), self.clock.monotonic())

    def sweep(self) -> None:
        """Forget the networks whose budget is whole again, and yesterday's key."""
        self._renew_key()
        self._rates.sweep(self.clock.monotonic())

    def hashed(self, address: str) -> bytes:
        """Return an address's network under the key of the day, which nothing keeps."""
        self._renew_key()
        return hmac.digest(self._key, network_of(address).encode(), "sha256")

    def _renew_key(self) -> None:
        day = self.clock.now() // DAY
        if day != self._day:
            self._day, self._key = day, self.entropy(KEY_OCTETS)
            self._rates.due.clear()
