"""Evidence on SQL: opened through a case alone, each opening in the ledger. Implements ``EvidenceStore``.

Of what is sealed, only facts are read here: no statement of this program selects its octets.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Connection

from palabre.kernel.errors import Refusal
from palabre.moderation.casework import By
from palabre.moderation.evidence import Locked, Vault
from palabre.moderation.evidence_ports import Piece, Sealed
from palabre.moderation.ledger.model import Act
from palabre.store.casework import held
from palabre.store.database import Database
from palabre.store.ledger import enter
from palabre.store.notice_evidence import destroy_key
from palabre.store.notice_schema import evidence, evidence_key, seal

FACTS = (evidence.c.id, evidence.c.case, evidence.c.notice, evidence.c.state, evidence.c.captured, evidence.c.digest)
SEALED_FACTS = (seal.c.id, seal.c.case, seal.c.notice, seal.c.captured, seal.c["items"], seal.c.key_id, seal.c.digest)


@dataclass(frozen=True, slots=True)
class SqlEvidenceStore:
    """One database, and the vault that unwraps keys; each method is one transaction."""

    database: Database
    vault: Vault

    async def pieces(self, case: str) -> list[Piece]:
        """Return what is kept for a case, without opening it."""
        statement = select(*FACTS).where(evidence.c.case == case).order_by(evidence.c.captured, evidence.c.id)
        return await self.database.read(lambda c: [Piece(*row) for row in c.execute(statement)])

    async def seals(self, case: str) -> list[Sealed]:
        """Return what is sealed for a case: facts, never octets."""
        statement = select(*SEALED_FACTS).where(seal.c.case == case).order_by(seal.c.captured, seal.c.id)
        return await self.database.read(lambda c: [Sealed(*row) for row in c.execute(statement)])

    async def open(self, case: str, number: str, by: By, reason: str, now: int) -> bytes:
        """Open a piece for whoever has its case; the ledger says so before they read."""

        def act(c: Connection) -> Locked:
            held(c, case, by, now)
            row = c.execute(select(evidence).where(evidence.c.id == number, evidence.c.case == case)).one_or_none()
            key = select(evidence_key.c.wrapped).where(evidence_key.c.evidence == number)
            wrapped = c.execute(key).scalar_one_or_none() if row else None
            if row is None or wrapped is None:
                raise Refusal("unknown_evidence")
            enter(c, Act(by.ref, by.role, "evidence.opened", "evidence", number, reason, {"case": case}), now)
            return Locked(bytes(row.octets), bytes(wrapped), bytes(row.plain_digest), bytes(row.digest))

        return self.vault.open(number, await self.database.write(act))

    async def destroy(self, number: str, by: By, reason: str, now: int) -> None:
        """Destroy the key of a piece: what is left of it is noise, in copies of the database too."""
        await self.database.write(lambda c: destroy_key(c, number, now, by, reason))
        await self.database.checkpoint()
