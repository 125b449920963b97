"""What hides a message of a room: holds of reports, decisions in force. It is shown again once nothing does."""

import msgspec
from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Connection

from palabre.kernel.ids import MessageId
from palabre.moderation.decisions import ON_CONTENT, Decision, DecisionState
from palabre.moderation.holds import HIDES, Hold
from palabre.moderation.model import CaseState
from palabre.moderation.notices import ItemKind
from palabre.store.casework_schema import hold
from palabre.store.chat_schema import message
from palabre.store.decisions_schema import decision, imposed
from palabre.store.moderation_schema import case as case_table

hold_decoder, decision_decoder = msgspec.json.Decoder(Hold), msgspec.json.Decoder(Decision)
BINDING = ("due", "applied")  # states of what a decision imposes
EXCEPT_NOTHING = ""


def is_hidden_still(
    c: Connection, number: MessageId, now: int, *, hold: str = EXCEPT_NOTHING, case: str = EXCEPT_NOTHING
) -> bool:
    """Whether something hides a message: a hold in force or confirmed, a decision; but for one hold, or one case."""
    return _by_hold(c, number, hold, case) or _by_decision(c, number, now, case)


def _by_hold(c: Connection, number: MessageId, besides: str, case: str) -> bool:
    upheld = select(case_table.c.id).where(case_table.c.state == CaseState.UPHELD.value)
    confirmed = and_(hold.c.state == "confirmed", hold.c.ref.endswith(f" {number}", autoescape=True))
    stands = or_(hold.c.state == "active", and_(confirmed, hold.c.case.in_(upheld)))
    hides = hold.c.kind.in_([kind.value for kind in HIDES])
    others = (hold.c.id != besides, hold.c.case != case) if case else (hold.c.id != besides,)
    rows = c.execute(select(hold.c.whole).where(stands, hides, *others)).scalars()
    return any(item.ref == number for whole in rows for item in hold_decoder.decode(whole).items)


def _by_decision(c: Connection, number: MessageId, now: int, case: str) -> bool:
    author = select(message.c.author).where(message.c.id == number).scalar_subquery()
    lasts = or_(imposed.c.ends == 0, imposed.c.ends > now)
    binds = (imposed.c.means.in_([one.value for one in ON_CONTENT]), imposed.c.state.in_(BINDING), lasts)
    stands = (decision.c.subject == author, decision.c.state == DecisionState.IN_FORCE.value, decision.c.case != case)
    rows = c.execute(select(imposed.c.id, decision.c.whole).join(decision).where(*binds, *stands))
    found = (
        one for row in rows for one in decision_decoder.decode(row.whole).imposed if one.id == row.id
    )  # fmt: skip
    return any(one.target == number and one.what is ItemKind.MESSAGE for one in found)
