"""What the house decided about one person, and what they said of it and reported: for that person alone."""

from dataclasses import dataclass
from typing import Any

import msgspec

from palabre.kernel.ids import MemberId
from palabre.moderation.complaining import Complaining
from palabre.moderation.complaints import Complaint
from palabre.moderation.desk import Desk
from palabre.moderation.restrictions import Standings
from palabre.moderation.statements import Statement


@dataclass(frozen=True, slots=True)
class MyDecisions:
    """Reads statements, restrictions, complaints and notices; never who reported, nor whom one's notices are about."""

    complaining: Complaining
    standings: Standings
    desk: Desk

    async def of(self, member: MemberId) -> dict[str, Any]:
        """Return what is kept of a member by moderation, as JSON values."""
        store = self.complaining.deciding.store
        return {
            "points_until": await self.complaining.deciding.points(member),
            "decisions": [await self._decision(one) for one in await store.statements_of(member)],
            "restrictions": [
                {"kind": one.kind.value, "why": dict(one.sentence), "begins": one.begins, "ends": one.ends,
                 "contested": one.contested}
                for one in self.standings.held(member)
            ],
            "notices": await self._notices(member),
        }  # fmt: skip

    async def _decision(self, statement: Statement) -> dict[str, Any]:
        decision = await self.complaining.deciding.store.decision(statement.decision)
        complaint = await self.complaining.of_right(await self.complaining.right_of(statement))
        return {
            "statement": statement.id, "told": statement.informed, "state": decision.state.value if decision else "",
            "fr": msgspec.to_builtins(statement.fr), "en": msgspec.to_builtins(statement.en),
            "complaint": _complaint(complaint) if complaint else None,
        }  # fmt: skip

    async def _notices(self, member: MemberId) -> list[dict[str, Any]]:
        return [
            {"number": one.notice.id, "sent": one.notice.received_at, "reason": one.notice.reason_code,
             "words": one.notice.explanation, "law": one.notice.law_cited, "state": one.state}
            for one in await self.desk.mine(member)
        ]  # fmt: skip


def _complaint(one: Complaint) -> dict[str, Any]:
    return {
        "lodged": one.lodged, "words": one.words, "question": one.question, "answer": one.answer,
        "state": one.state.value, "verdict": one.verdict.value if one.verdict else None, "reasons": one.reasons,
        "advice": one.advice,
    }  # fmt: skip
