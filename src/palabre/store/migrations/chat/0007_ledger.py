"""The ledger: entries, payloads, nodes and heads of its tree; triggers that refuse to change them."""

import sqlalchemy as sa
from alembic import op

revision = "chat_0007"
down_revision = "chat_0006"

# What may not be inserted, besides what may not be changed: an entry out of turn (a gap, a fork, a replacement, which
# SQLite carries out as a deletion without asking DELETE triggers), a payload for an old entry, a head or node anew.
REFUSED = {
    "ledger_entry": "NEW.n IS NOT (SELECT coalesce(max(n), 0) + 1 FROM ledger_entry) OR NEW.prev IS NOT "
    "coalesce((SELECT hash FROM ledger_entry ORDER BY n DESC LIMIT 1), zeroblob(32))",
    "ledger_payload": "NEW.n IS NOT (SELECT max(n) FROM ledger_entry) OR EXISTS (SELECT 1 FROM ledger_payload "
    "WHERE n = NEW.n)",
    "ledger_node": "EXISTS (SELECT 1 FROM ledger_node WHERE level = NEW.level AND position = NEW.position)",
    "ledger_head": "NEW.size <= (SELECT max(size) FROM ledger_head)",
}
KEPT = ("ledger_entry", "ledger_node", "ledger_head")  # a payload may be erased


def upgrade() -> None:
    _entries()
    _tree()
    if op.get_bind().dialect.name == "sqlite":  # elsewhere the program's user has INSERT and SELECT only
        _triggers()


def _entries() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        *(
            sa.Column(name, sa.String(length=128), nullable=False)
            for name in ("actor_ref", "role", "action", "object_type", "object_ref", "reason_code")
        ),
        *(
            sa.Column(name, sa.LargeBinary(length=32), nullable=False)
            for name in ("payload_commitment", "prev", "hash")
        ),
        sa.PrimaryKeyConstraint("n", name="pk_ledger_entry"),
    )
    op.create_index("ix_ledger_entry_object", "ledger_entry", ["object_type", "object_ref"], unique=False)
    op.create_table(
        "ledger_payload",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["n"], ["ledger_entry.n"], name="fk_ledger_payload_n"),
        sa.PrimaryKeyConstraint("n", name="pk_ledger_payload"),
    )


def _tree() -> None:
    op.create_table(
        "ledger_node",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("level", "position", name="pk_ledger_node"),
    )
    op.create_table(
        "ledger_head",
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_ledger_head"),
    )


def _triggers() -> None:
    for table, condition in REFUSED.items():
        _abort(f"{table}_insert", f"BEFORE INSERT ON {table} WHEN {condition}")
        _abort(f"{table}_update", f"BEFORE UPDATE ON {table}")
    for table in KEPT:
        _abort(f"{table}_delete", f"BEFORE DELETE ON {table}")


def _abort(name: str, when: str) -> None:
    op.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END")
