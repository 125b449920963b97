"""Staff: who works here, invitations, passkeys, sessions, time at the console, what was done with a case."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "chat_0008"
down_revision = "chat_0007"


def upgrade() -> None:
    op.create_table(
        "staff",
        sa.Column("ref", sa.String(length=9), nullable=False),
        sa.Column("whole", sa.LargeBinary(), nullable=False),
        sa.Column("suspended", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name="pk_staff"),
    )
    _proofs()
    _time()
    for table, column in (
        ("invitation", "staff"), ("invitation", "until"), ("passkey", "staff"), ("session", "staff"),
        ("session", "began"), ("shift", "used"), ("pseudonym", "member"), ("seen", "at"), ("said", "at"),
    ):  # fmt: skip
        op.create_index(f"ix_staff_{table}_{column}", f"staff_{table}", [column], unique=False)


def _proofs() -> None:
    _create(
        "invitation", ["code"],
        sa.Column("code", sa.LargeBinary(length=32), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
    )  # fmt: skip
    _create(
        "passkey", ["credential"],
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("signs", sa.BigInteger(), nullable=False),
    )  # fmt: skip
    _create(
        "session", ["digest"],
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("began", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
    )  # fmt: skip


def _time() -> None:
    _create(
        "shift", ["staff"],
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("whole", sa.LargeBinary(), nullable=False),
    )  # fmt: skip
    _create(
        "pseudonym", ["staff", "member"],
        sa.Column("member", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["member.id"], name="fk_staff_pseudonym_member", ondelete="CASCADE"),
    )  # fmt: skip
    _create(
        "seen", ["staff", "case"],
        sa.Column("case", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
    )  # fmt: skip
    _create(
        "said", ["staff", "case", "what"],
        sa.Column("case", sa.String(length=16), nullable=False),
        sa.Column("what", sa.String(length=8), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )  # fmt: skip


def _create(name: str, key: list[str], *columns: SchemaItem) -> None:
    """Make a table that belongs to one person of the staff."""
    table = f"staff_{name}"
    op.create_table(
        table,
        sa.Column("staff", sa.String(length=9), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["staff"], ["staff.ref"], name=f"fk_{table}_staff", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"),
    )
