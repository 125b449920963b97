"""Whether a device comes back under another name after a suspension: read from what is kept anyway."""

from sqlalchemy import select
from sqlalchemy.engine import Connection

from palabre.kernel.ids import MemberId
from palabre.moderation.model import CaseState, Kind
from palabre.store.moderation_schema import case, device_mark, restriction

RETURNED = "returned"  # the word of the rule's ``open_case``


def has_returned(c: Connection, mac: bytes, member: MemberId, now: int) -> bool:
    """Whether a mark stands for a suspension of somebody else that ran its time, and nobody has said otherwise."""
    suspension = select(restriction.c.case).join(device_mark, device_mark.c.restriction == restriction.c.id)
    over = (restriction.c.kind == Kind.SUSPEND.value, restriction.c.ends > 0, restriction.c.ends <= now)
    mine = (device_mark.c.mac == mac, device_mark.c.until > now, restriction.c.member != member)
    row = c.execute(suspension.where(*over, *mine)).first()
    if row is None:
        return False
    released = select(case.c.kind).where(case.c.state == CaseState.RELEASED.value)
    if c.execute(released.where(case.c.id == row.case)).first() is not None:
        return False
    heard = c.execute(released.where(case.c.subject == member)).scalars()
    return not any(RETURNED in kinds.split() for kinds in heard)
