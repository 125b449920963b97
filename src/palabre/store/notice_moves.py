"""What becomes of the notices of a case: sorted by its moderator, decided with it; each line of it in the ledger."""

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from palabre.moderation.casework import By
from palabre.moderation.ledger.model import Act
from palabre.moderation.policy.catalogue import category
from palabre.store.casework import held
from palabre.store.ledger import enter
from palabre.store.moves import Thing, move
from palabre.store.notice_schema import notice


def sort(c: Connection, case: str, by: By, code: str, now: int) -> None:
    """Set the category that the moderator finds; what each notifier chose stays (section 3, rule 3)."""
    held(c, case, by, now)
    found = category(code).code
    c.execute(update(notice).where(notice.c.case == case).values(category_final=found))
    enter(c, Act(by.ref, by.role, "case.sorted", "case", case, found), now)


def decided_notices(c: Connection, case: str, now: int, by: By, reason: str) -> None:
    """Let the notices of a decided case be decided; merged ones read it from the one that they joined."""
    linked = select(notice.c.id).where(notice.c.case == case, notice.c.state == "linked")
    for number in c.execute(linked).scalars().all():
        state = move(c, Thing("notice", number), "linked", "decided", now, by, reason)
        c.execute(update(notice).where(notice.c.id == number).values(state=state))
