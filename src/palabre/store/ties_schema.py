"""Tables of what members are to one another."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, LargeBinary, String, Table

from palabre.store.schema import metadata


def _whose(name: str, *, index: bool = False) -> Column[str]:
    return Column(name, String(16), ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=index)


block = Table("block", metadata, _whose("member"), _whose("other", index=True))
ignored = Table("ignored", metadata, _whose("member"), _whose("other", index=True))
friendship = Table(
    "friendship",
    metadata,
    _whose("asker"),
    _whose("asked", index=True),
    Column("yes", Boolean, nullable=False),
    Column("since", BigInteger, nullable=False),  # by the day
)
note = Table(
    "note", metadata, _whose("member"), _whose("other", index=True), Column("sealed", LargeBinary, nullable=False)
)
