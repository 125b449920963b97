"""Tables of moderation. They name members without leaning on their rows: a case outlives whoever it is about."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table, Text, select
from sqlalchemy.engine import Connection

from palabre.kernel.ids import MemberId
from palabre.moderation.model import Kind
from palabre.store.schema import metadata

case = Table(
    "moderation_case",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("priority", String(2), nullable=False),
    Column("opened", BigInteger, nullable=False),
    Column("subject", String(16), nullable=False, index=True),
    Column("message", String(16), nullable=False, index=True),  # held until this is decided, or empty
    Column("rule", Text, nullable=False),
    Column("state", String(8), nullable=False, index=True),
    Column("decided", BigInteger, nullable=False),
    Column("whole", LargeBinary, nullable=False),  # JSON of the case as it was opened
    Column("words", Text, nullable=False),  # sent again by their author
)
restriction = Table(
    "restriction",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("member", String(16), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("case", String(16), nullable=False, index=True),
    Column("ends", BigInteger, nullable=False),  # 0: no date
    Column("lifted", Boolean, nullable=False),
    Column("whole", LargeBinary, nullable=False),  # JSON
)
frozen = Table(
    "frozen",
    metadata,
    Column("conversation", ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True),
    Column("cause", String(16), primary_key=True, index=True),  # a case, or a restriction without one
)
frozen_pair = Table(
    "frozen_pair",
    metadata,
    Column("one", String(16), primary_key=True),  # the two in the order of their ids
    Column("other", String(16), primary_key=True),
    Column("cause", String(16), primary_key=True, index=True),  # something a decision imposed, or a hold
)
device_mark = Table(
    "device_mark",
    metadata,
    Column("mac", LargeBinary(32), primary_key=True),
    Column("restriction", ForeignKey("restriction.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("until", BigInteger, nullable=False, index=True),
)
age_answer = Table(
    "age_answer",
    metadata,
    Column("member", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("adult_at", BigInteger, nullable=False),
    Column("contradictions", Integer, nullable=False),
)
rule_review = Table(
    "rule_review",
    metadata,
    Column("rule", String(200), primary_key=True),
    Column("upheld", Integer, nullable=False),
    Column("overturned", Integer, nullable=False),
)
# Members who appear to others as gone.
GONE = select(restriction.c.member).where(
    restriction.c.kind == Kind.ISOLATED.value, restriction.c.lifted.is_(False)
)  # fmt: skip


def is_gone(c: Connection, member: MemberId) -> bool:
    """Whether a member appears to others as gone."""
    return c.execute(GONE.where(restriction.c.member == member)).first() is not None
