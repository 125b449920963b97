"""Tables of staff: who works here, what proves it, their time, what they did with a case. No name stands in any."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Table

from palabre.store.schema import metadata

REF = String(9)


def _whose(*, primary_key: bool = False, index: bool = False) -> Column[str]:
    key = ForeignKey("staff.ref", ondelete="CASCADE")
    return Column("staff", key, primary_key=primary_key, nullable=False, index=index)


staff_table = Table(
    "staff",
    metadata,
    Column("ref", REF, primary_key=True),
    Column("whole", LargeBinary, nullable=False),  # JSON
    Column("suspended", BigInteger, nullable=False),  # since when; 0: they are not
)
invitation_table = Table(
    "staff_invitation",
    metadata,
    Column("code", LargeBinary(32), primary_key=True),  # its digest
    _whose(index=True),
    Column("until", BigInteger, nullable=False, index=True),
)
staff_passkey = Table(
    "staff_passkey",
    metadata,
    Column("credential", LargeBinary, primary_key=True),
    _whose(index=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("signs", BigInteger, nullable=False),
)
staff_session = Table(
    "staff_session",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    _whose(index=True),
    Column("began", BigInteger, nullable=False, index=True),
    Column("seen", BigInteger, nullable=False),
)
shift_table = Table(
    "staff_shift",
    metadata,
    _whose(primary_key=True),
    Column("used", BigInteger, nullable=False, index=True),  # of the duty switch; 0: it is off
    Column("whole", LargeBinary, nullable=False),  # JSON
)
pseudonym_table = Table(
    "staff_pseudonym",
    metadata,
    _whose(primary_key=True),
    Column("member", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True),
)
seen_table = Table(
    "staff_seen",
    metadata,
    _whose(primary_key=True),
    Column("case", String(16), primary_key=True),
    Column("at", BigInteger, nullable=False, index=True),
    Column("units", Integer, nullable=False),  # tenths
)
said_table = Table(
    "staff_said",
    metadata,
    _whose(primary_key=True),
    Column("case", String(16), primary_key=True),
    Column("what", String(8), primary_key=True),  # "apart" or "handed"
    Column("at", BigInteger, nullable=False, index=True),
)
shown_table = Table(
    "staff_shown",
    metadata,
    _whose(primary_key=True),
    Column("digest", LargeBinary(32), primary_key=True),  # keyed: the words cannot be found again from it
    Column("case", String(16), nullable=False),
    Column("piece", String(16), nullable=False),  # of evidence; empty of what a decision quotes
    Column("at", BigInteger, nullable=False, index=True),
)
