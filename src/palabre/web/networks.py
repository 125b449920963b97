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

KEY_OCTETS = 32
SPACING = SECOND / BEGINS_PER_SECOND
AHEAD = SPACING * (BEGINS_BURST - 1)


@dataclass
class NetworkBudget:
    """A budget for each network, refilled with time; the network unseen for longest is forgotten first."""

    clock: Clock
    entropy: Callable[[int], bytes]
    _day: int = -1
    _key: bytes = b""
    _due: dict[bytes, float] = field(default_factory=dict)  # when each network's budget is whole again

    def take(self, address: str) -> bool:
        """Take one from the budget of an address's network; false when none is left."""
        self._renew_key()
        now, network = self.clock.monotonic(), self._hashed(address)
        due = max(self._due.pop(network, 0), now)
        is_allowed = due - now <= AHEAD
        self._due[network] = due + SPACING if is_allowed else due
        if len(self._due) > NETWORKS:
            del self._due[next(iter(self._due))]
        return is_allowed

    def sweep(self) -> None:
        """Forget the networks whose budget is whole again, and yesterday's key."""
        self._renew_key()
        now = self.clock.monotonic()
        self._due = {network: due for network, due in self._due.items() if due > now}

    def _renew_key(self) -> None:
        day = self.clock.now() // DAY
        if day != self._day:
            self._day, self._key = day, self.entropy(KEY_OCTETS)
            self._due.clear()

    def _hashed(self, address: str) -> bytes:
        return hmac.digest(self._key, network_of(address).encode(), "sha256")
