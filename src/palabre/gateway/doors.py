"""How many connections the node holds, and how many of them one network may: an address is kept nowhere.

A network may hold twice as many as are still free: while the node is empty that is nearly all a school could want,
and the fuller it gets the less one network can take from the others. Whoever comes when there is no place is turned
away; those inside are not touched (reliability F-10).
"""

import hashlib
import os
import resource
from collections import Counter
from dataclasses import dataclass
from http import HTTPStatus
from random import SystemRandom

from palabre.gateway.handshake import Rejection
from palabre.kernel.limits import (
    CONNECTIONS,
    DESCRIPTORS_KEPT,
    NETWORK_LEAST,
    NETWORK_SHARE,
    RETRY_LEAST_S,
    RETRY_MOST_S,
)
from palabre.kernel.networks import network_of

_MARK_OCTETS = 8
_chance = SystemRandom()


def later(status: int) -> Rejection:
    """Refuse for now, with a delay of chance, so that those turned away together do not return together."""
    return Rejection.later(status, _chance.randint(RETRY_LEAST_S, RETRY_MOST_S))


def capacity() -> int:
    """Return how many connections this process may hold, having asked for as many descriptors as it may have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + DESCRIPTORS_KEPT
    given = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < given:
        resource.setrlimit(resource.RLIMIT_NOFILE, (given, hard))
    return given - min(DESCRIPTORS_KEPT, given // 2)


@dataclass(slots=True, eq=False)
class Place:
    """One connection's place; ``network`` is the mark of the network it counts for, empty for a trusted proxy's."""

    network: bytes = b""


class Doors:
    """Gives out ``most`` places; ``trusted`` proxies hold them for the networks behind them."""

    def __init__(self, most: int, trusted: frozenset[str] = frozenset()) -> None:
        self._most = most
        self._trusted = trusted
        self._key = os.urandom(16)  # of this process: a mark means nothing outside it
        self._inside = 0
        self._held: Counter[bytes] = Counter()

    def __len__(self) -> int:
        return self._inside

    def enter(self, peer: str) -> Place | Rejection:
        """Take a place for a connection just accepted, or say why there is none."""
        if self._inside >= self._most:
            return later(HTTPStatus.SERVICE_UNAVAILABLE)
        place = Place()
        if peer not in self._trusted and (rejection := self.count(place, peer)) is not None:
            return rejection
        self._inside += 1
        return place

    def count(self, place: Place, address: str) -> Rejection | None:
        """Count a place for the network of an address, unless it counts for one; return why that has too many."""
        if place.network:
            return None
        network = self._mark(address)
        if self._held[network] >= max(NETWORK_LEAST, NETWORK_SHARE * (self._most - self._inside)):
            return later(HTTPStatus.TOO_MANY_REQUESTS)
        place.network = network
        self._held[network] += 1
        return None

    def leave(self, place: Place) -> None:
        """Give a place back, once."""
        self._inside -= 1
        if place.network:
            self._held[place.network] -= 1
            if not self._held[place.network]:
                del self._held[place.network]

    def _mark(self, address: str) -> bytes:
        return hashlib.blake2b(network_of(address).encode(), key=self._key, digest_size=_MARK_OCTETS).digest()
