"""How evidence is reached: through its case, by whoever has it; what is sealed is never reached at all."""

from typing import Protocol

from msgspec import Struct

from palabre.moderation.casework import By


class Piece(Struct, frozen=True):
    """A piece of evidence, unopened."""

    id: str
    case: str
    notice: str
    state: str
    captured: int
    digest: bytes  # of what is stored


class Sealed(Struct, frozen=True):
    """What ordinary moderators may know of something sealed (section 12, point 3)."""

    id: str
    case: str
    notice: str
    captured: int
    items: int  # how many
    key_id: str  # which offline key opens it
    digest: bytes  # of the sealed octets


class EvidenceStore(Protocol):
    """Evidence of cases; one method, one transaction."""

    async def pieces(self, case: str) -> list[Piece]:
        """Return what is kept for a case, without opening it."""

    async def seals(self, case: str) -> list[Sealed]:
        """Return what is sealed for a case: facts, never octets."""

    async def open(self, case: str, number: str, by: By, reason: str, now: int) -> bytes:
        """Return a snapshot; the ledger holds who opened it, and why.

        Raises ``Refusal``: not_leased by whoever does not have the case, unknown_evidence; ``Unreadable``.
        """

    async def destroy(self, number: str, by: By, reason: str, now: int) -> None:
        """Destroy the key of a piece. Raises ``Refusal``: unknown_evidence, not_a_move."""
