"""Trusted lists of who may issue proofs of age: what any format of them says (age assurance section 6).

A format is a ``ListLoader``; ETSI TS 119 612 (XML) is the one in use, TS 119 602 (JSON) can stand beside it.
"""

from dataclasses import dataclass, field
from typing import Protocol

from palabre.kernel.clock import SECOND

MOST_OCTETS = 5 * 1024 * 1024
STATUSES = (
    "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted",
    "http://ec.europa.eu/tools/lotl/av/TrstSvc/TrustedList/Svcstatus/granted",
)
SLACK = 60 * SECOND  # of clocks, for what begins


class BadList(Exception):  # noqa: N818 - says what the list is
    """The list cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class ListedService:
    """One certificate of one service that issues proofs of age, with its current status."""

    certificate: bytes  # DER
    provider: str
    country: str
    status: str  # a URI
    since: int  # milliseconds


@dataclass(frozen=True, slots=True)
class TrustedList:
    """A list as read, nothing judged yet; times in milliseconds."""

    scheme: str
    sequence: int
    issued: int
    next_update: int
    services: tuple[ListedService, ...] = field(default=())

    def granted(self, statuses: tuple[str, ...], now: int) -> tuple[ListedService, ...]:
        """Return the services whose status is one of ``statuses`` and has begun; an unknown status trusts nobody."""
        return tuple(one for one in self.services if one.status in statuses and one.since <= now + SLACK)


class ListLoader(Protocol):
    """Reads one format of list."""

    def read(self, octets: bytes) -> TrustedList:
        """Return the list. Raises ``BadList``, and nothing else, whatever the octets."""

    def verify(self, octets: bytes, signers: tuple[bytes, ...], now: int) -> str:
        """Return the SHA-256 of the certificate (of ``signers``, DER) that signed all of it. Raises ``BadList``."""
