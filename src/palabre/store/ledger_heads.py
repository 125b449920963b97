"""Heads of the ledger on SQL: signed over new entries, kept, and the proofs that people ask for."""

from dataclasses import dataclass

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from palabre.moderation.ledger import tree
from palabre.moderation.ledger.heads import Head
from palabre.moderation.ledger.model import RECEIPT
from palabre.moderation.ledger.notes import SignerKey
from palabre.moderation.ledger.proofs import Proof
from palabre.moderation.ledger.verify import TILE
from palabre.store.database import Database
from palabre.store.ledger import BROKEN, LedgerBroken, entry_of, fade
from palabre.store.ledger_schema import entry, head, node

TILE_SIZE = 1 << TILE


@dataclass(frozen=True, slots=True)
class SqlLedger:
    """The ledger as the public sees it: heads, and proofs of what they include."""

    database: Database

    async def sign(self, key: SignerKey, now: int) -> str | None:
        """Sign a head over the entries since the last one; return it, or nothing when there are none.

        Raises ``LedgerBroken`` when the ledger is known not to verify: two heads must never contradict each other.
        """
        return await self.database.write(lambda c: sign(c, key, now))

    async def fade(self, now: int) -> int | None:
        """Erase the payloads that have outlived their time; return the number of the entry that says so, if any."""
        return await self.database.write(lambda c: fade(c, now))

    async def stop(self, why: str) -> None:
        """Enter nothing more on this node, and sign nothing more."""
        await self.database.write(lambda c: c.info.__setitem__(BROKEN, why))

    async def contradiction(self, elsewhere: Head) -> str:
        """Return why a head that stands elsewhere cannot be of this ledger; nothing when it can."""

        def act(c: Connection) -> str:
            size = c.execute(select(func.max(entry.c.n))).scalar() or 0
            if size < elsewhere.size:
                return f"entry {size + 1}: is missing, and so are all up to {elsewhere.size}, which a head covers"
            if tree.root(elsewhere.size, _Nodes(c)) != elsewhere.root:
                return f"head of {elsewhere.size} entries: is of other entries"
            return ""

        return await self.database.read(act)

    async def newest(self) -> str | None:
        """Return the newest head."""
        return await self.database.read(_newest)

    async def notes_after(self, size: int) -> list[str]:
        """Return the heads of more than ``size`` entries, in their order."""
        statement = select(head.c.note).where(head.c.size > size).order_by(head.c.size)
        return await self.database.read(lambda c: list(c.execute(statement).scalars()))

    async def proof(self, number: int) -> Proof | None:
        """Return the proof that the newest head includes an entry; nothing when no head does yet."""
        return await self.database.read(lambda c: _proof(c, number))

    async def proof_of_receipt(self, commitment: bytes) -> Proof | None:
        """Return the proof that the newest head includes the commitment of a receipt."""
        mine = (entry.c.object_type == RECEIPT, entry.c.object_ref == commitment.hex())

        def act(c: Connection) -> Proof | None:
            number = c.execute(select(entry.c.n).where(*mine).order_by(entry.c.n)).scalar()
            return _proof(c, number) if number else None

        return await self.database.read(act)

    async def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """Return the proof that a head of ``new`` entries continues one of ``old``. Raises ``IndexError``."""

        def act(c: Connection) -> tuple[bytes, ...]:
            newest = _newest(c)
            if newest is None or new > Head.peek(newest).size:
                raise IndexError(f"no head covers {new} entries")
            return tree.consistency(old, new, _Nodes(c))

        return await self.database.read(act)


def _newest(c: Connection) -> str | None:
    return c.execute(select(head.c.note).order_by(head.c.size.desc()).limit(1)).scalar()


def sign(c: Connection, key: SignerKey, now: int) -> str | None:
    """Sign a head in a transaction; see ``SqlLedger.sign``."""
    if BROKEN in c.info:
        raise LedgerBroken(c.info[BROKEN])
    size = c.execute(select(func.max(entry.c.n))).scalar() or 0
    if size <= (c.execute(select(func.max(head.c.size))).scalar() or 0):
        return None
    _keep_nodes(c, size)
    note = Head(key.name, size, tree.root(size, _Nodes(c)), now).signed(key)
    c.execute(insert(head).values(size=size, note=note))
    return note


def _keep_nodes(c: Connection, size: int) -> None:
    """Keep each whole subtree of ``TILE_SIZE`` entries and more, so that a proof reads few rows."""
    nodes = _Nodes(c)
    kept = c.execute(select(func.count()).select_from(node).where(node.c.level == TILE)).scalar_one()
    for tile in range(kept, size >> TILE):
        level, position = TILE, tile
        c.execute(insert(node).values(level=level, position=position, hash=nodes.computed(level, position)))
        while position & 1:
            level, position = level + 1, position >> 1
            c.execute(insert(node).values(level=level, position=position, hash=nodes.computed(level, position)))


def _proof(c: Connection, number: int) -> Proof | None:
    newest = _newest(c)
    row = c.execute(select(entry).where(entry.c.n == number)).one_or_none()
    if newest is None or row is None or number > (size := Head.peek(newest).size):
        return None
    path = tree.inclusion(number - 1, size, _Nodes(c))
    return Proof(entry_of(row), newest, tuple(step.hex() for step in path))


class _Nodes:
    """Whole subtrees: the large ones from their table, the small ones from the entries of their tile."""

    def __init__(self, c: Connection) -> None:
        self._c = c
        self._tiles: dict[int, list[bytes]] = {}

    def __call__(self, level: int, position: int) -> bytes:
        if level < TILE:
            return self.computed(level, position)
        mine = (node.c.level == level, node.c.position == position)
        return bytes(self._c.execute(select(node.c.hash).where(*mine)).scalar_one())

    def computed(self, level: int, position: int) -> bytes:
        """Return a subtree from its two halves, or from the entries."""
        if level > TILE:
            return tree.node_hash(self(level - 1, 2 * position), self(level - 1, 2 * position + 1))
        begin = position << level
        leaves = self._tile(begin >> TILE)
        offset = begin & (TILE_SIZE - 1)
        growing = tree.Growing()
        for leaf in leaves[offset : offset + (1 << level)]:
            growing.add(leaf)
        return growing.root()

    def _tile(self, tile: int) -> list[bytes]:
        if tile not in self._tiles:
            first = (tile << TILE) + 1
            mine = entry.c.n.between(first, first + TILE_SIZE - 1)
            found = self._c.execute(select(entry.c.hash).where(mine).order_by(entry.c.n)).scalars()
            self._tiles[tile] = [tree.leaf_hash(bytes(one)) for one in found]
        return self._tiles[tile]
