"""The XML form of the trusted list behind the port: reads it, verifies its signature, on one and the same tree."""

from typing import Any

from palabre.age import ts119612, xades
from palabre.age.lists import TrustedList


class XmlList:
    """Implements ``age.lists.ListLoader``."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._parsed: tuple[bytes, Any] | None = None

    def read(self, octets: bytes) -> TrustedList:
        """Return the list. Raises ``BadList``."""
        return ts119612.read(self._root(octets))

    def verify(self, octets: bytes, signers: tuple[bytes, ...], now: int) -> str:
        """Return the SHA-256 of the pinned certificate that signed all of it. Raises ``BadList``."""
        return xades.verify(self._root(octets), signers, now)

    def _root(self, octets: bytes) -> Any:
        # One tree for both: what is verified is what is read.
        if self._parsed is None or self._parsed[0] != octets:
            self._parsed = (octets, ts119612.parse(octets))
        return self._parsed[1]
