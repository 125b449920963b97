"""The ledger as staff read it: each what section 16 grants them, by pages, with the proof that a head includes it.

Nothing here alters an entry; opening a payload adds one, before it is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct

from palabre.kernel.clock import Clock
from palabre.kernel.errors import Refusal
from palabre.moderation.access import Scope, access_entry, access_ledger
from palabre.moderation.ledger.actions import ACTIONS
from palabre.moderation.ledger.model import Act, Entry
from palabre.moderation.ledger.notes import VerifierKey
from palabre.moderation.ledger.proofs import Proof, check_proof
from palabre.moderation.roles import Right
from palabre.moderation.staff import Staff

PAGE = 50  # entries
CASE = 16  # characters of a case's id
OPENED = "ledger_payload_opened"


class Asking(Struct, frozen=True):
    """Which entries are wanted, the newest first."""

    before: int = 0  # a number; 0: from the newest on
    act: str = ""
    case: str = ""  # with its notices, holds, decisions, complaints, evidence


class Read(Struct, frozen=True):
    """An entry, its hash, and whether its payload may be opened and is still there."""

    entry: Entry
    hash: str
    opens: bool


class LedgerReads(Protocol):
    """Reads the ledger; one method, one transaction."""

    async def page(self, scope: Scope, asking: Asking, limit: int) -> Sequence[tuple[Entry, bytes, bool]]:
        """Return entries of a scope with their hashes, and whether their payload is there; the newest first."""

    async def entry(self, number: int) -> Entry | None:
        """Return an entry."""

    async def proof(self, number: int) -> Proof | None:
        """Return the proof that the newest head includes an entry; nothing when no head does yet."""

    async def open_payload(self, number: int, act: Act, now: int) -> bytes | None:
        """Enter that a payload is opened, and return it; nothing, and no entry, when it is not there."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What somebody of the staff may read of the ledger."""

    store: LedgerReads
    key: VerifierKey
    clock: Clock

    async def page(self, staff: Staff, asking: Asking) -> tuple[list[Read], bool]:
        """Return entries that somebody may read, and whether older ones exist.

        Raises ``Refusal``: not_yours, bad_request for an act that does not exist.
        """
        scope = access_ledger(staff)
        if (asking.act and asking.act not in ACTIONS) or len(asking.case) > CASE or asking.before < 0:
            raise Refusal("bad_request")
        found = await self.store.page(scope, asking, PAGE + 1)
        return [_read(staff, *one) for one in found[:PAGE]], len(found) > PAGE

    async def proof(self, staff: Staff, number: int) -> Proof | None:
        """Return the proof of an entry, computed again and its signature checked; nothing until a head covers it.

        Raises ``Refusal("not_yours")``, ``BadNote`` for a ledger that does not hold.
        """
        access_entry(staff, await self._entry(number))
        proof = await self.store.proof(number)
        if proof is not None:
            check_proof(proof, self.key)
        return proof

    async def open(self, staff: Staff, number: int) -> bytes:
        """Return a payload, once the ledger holds who opened it. Raises ``Refusal``: not_yours, payload_gone."""
        grant = access_entry(staff, await self._entry(number))
        if grant.right is Right.BARE:
            raise Refusal("not_yours")
        act = Act(staff.ref, grant.role.value, OPENED, "ledger_entry", str(number), grant.right.value)
        payload = await self.store.open_payload(number, act, self.clock.now())
        if payload is None:
            raise Refusal("payload_gone")
        return payload

    async def _entry(self, number: int) -> Entry:
        found = await self.store.entry(number)
        if found is None:
            raise Refusal("not_yours")
        return found


def _read(staff: Staff, entry: Entry, digest: bytes, is_there: bool) -> Read:  # noqa: FBT001 - a row of the store
    grant = access_entry(staff, entry)
    return Read(entry, digest.hex(), is_there and grant.right is not Right.BARE)
