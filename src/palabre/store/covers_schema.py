"""The table of covers. It names members and rooms without leaning on their rows: the case outlives them."""

from sqlalchemy import Column, LargeBinary, String, Table

from palabre.store.schema import metadata

cover = Table(
    "cover",
    metadata,
    Column("kind", String(12), primary_key=True),
    Column("ref", String(24), primary_key=True),  # of a member or a room
    Column("cause", String(16), primary_key=True, index=True),  # a hold, or a restriction of a decision
    Column("case", String(16), nullable=False, index=True),  # with whose evidence what is kept goes
    Column("manner", String(8), nullable=False),  # held or removed
    Column("kept", LargeBinary, nullable=False),  # JSON of the words covered; empty once they have faded
)
