"""Misuse of reports at the console, on a whole server: ticked, warned of, suspended by two, contested, undone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from palabre.kernel.clock import DAY
from palabre.moderation.model import CaseState
from palabre_client import Member, Refused, Visit
from scenarios.stage import Stage
from scenarios.test_console import look, named, refusal

API = "/console/api"
WORDS = "Plusieurs de vos signalements ne montraient rien de contraire aux règles."
VIEW = "I looked at the reports one by one, and at what they point at."
NOTHING = {"outcome": "no_violation", "words": "Rien dans cette carte ne va contre une règle.", "unfounded": True}
ABOUT = {"outcome": "violation_terms", "basis": "honest", "words": WORDS}
LOOKED = {"gravity": "Each report took somebody's time.", "intention": "Not known."}


@dataclass
class Desk:
    """Bo reports Ada's card again and again; a moderator reads each."""

    stage: Stage
    ada: Member
    bo: Member
    moderator: Visit

    async def reported(self, category: str = "spam") -> None:
        """Let Bo report Ada's card."""
        await self.bo.report("card", self.ada.me["card"]["id"], category)

    async def case(self, kind: str) -> str:
        """Return the case of a kind that waits."""
        waiting = await self.stage.node.law.store.cases([CaseState.OPEN], 9)
        (found,) = [one.id for one in waiting if one.kind == kind]
        return found

    async def draft(self, number: str, asked: dict[str, Any]) -> dict[str, Any]:
        """Take a case and draft a decision on it."""
        await look(self.moderator, number)
        await self.moderator.post_json(f"{API}/cases/{number}/lease", {})
        return await self.moderator.post_json(f"{API}/cases/{number}/draft", asked)

    async def sign(self, drafted: dict[str, Any]) -> str:
        """Sign one's own draft; return what it is then."""
        signed = await self.moderator.post_json(f"{API}/decisions/{drafted['decision']}/sign", {})
        return str(signed["state"])

    async def unfounded(self, times: int) -> None:
        """Let so many reports be found manifestly unfounded."""
        for _ in range(times):
            await self.reported()
            assert await self.sign(await self.draft(await self.case("spam"), NOTHING)) == "in_force"

    async def warned(self) -> dict[str, Any]:
        """Let Bo be warned; return what Bo is told."""
        warning = {**ABOUT, "wanted": [{"means": "warning"}]}
        assert await self.sign(await self.draft(await self.case("misuse"), warning)) == "in_force"
        return await self.bo.hear(lambda one: one["t"] == "informed")

    async def seconded(self, decision: str, number: str) -> str:
        """Let a senior look, write and sign; return what the decision is then."""
        senior, path = await named(self.stage, "senior"), f"{API}/decisions/{decision}"
        await senior.post_json(f"{API}/cases/{number}/apart", {})
        facts = await senior.post_json(f"{path}/facts", {})
        assert WORDS not in str(facts)
        await senior.post_json(f"{path}/view", {"words": VIEW})
        return str((await senior.post_json(f"{path}/second", {}))["state"])


@pytest_asyncio.fixture
async def desk(stage: Stage) -> AsyncIterator[Desk]:
    """Give Ada, Bo and a moderator."""
    ada, bo = await stage.member("Ada"), await stage.member("Bo")
    yield Desk(stage, ada, bo, await named(stage, "moderator"))
    for one in (ada, bo):
        await one.disconnect()


def suspend(days: int, **more: Any) -> dict[str, Any]:
    """Return what asks that Bo's reports go unread."""
    return {**ABOUT, "wanted": [{"means": "suspend_reports", "lasts": days * DAY}], **LOOKED, **more}


async def test_three_unfounded_reports_bring_a_case_and_a_warning(desk: Desk) -> None:
    """Ticked when each is closed; the case has its numbers and no word of anybody; Bo reads the warning."""
    await desk.unfounded(3)
    number = await desk.case("misuse")
    seen = (await look(desk.moderator, number)).json()
    assert seen["signals"]["misuse"] == {"counted": 3, "sent": 3, "warnings": 0}
    told = await desk.warned()
    whole = await desk.bo.ask("statement", statement=told["statement"])
    assert WORDS in str(whole["fr"])
    await desk.reported()


async def test_a_suspension_is_proposed_signed_by_another_and_undone_by_a_complaint(desk: Desk) -> None:
    """Not before the warning is not heeded, not over thirty days, not without the look the law asks, not alone."""
    await desk.unfounded(3)
    number = await desk.case("misuse")
    await look(desk.moderator, number)
    await desk.moderator.post_json(f"{API}/cases/{number}/lease", {})
    path = f"{API}/cases/{number}/draft"
    assert await refusal(desk.moderator, path, suspend(7)) == (422, "not_warned")
    await desk.warned()
    await desk.unfounded(1)
    number = await desk.case("misuse")
    await look(desk.moderator, number)
    await desk.moderator.post_json(f"{API}/cases/{number}/lease", {})
    path = f"{API}/cases/{number}/draft"
    for asked, code in ((suspend(31), "too_long_a_time"), (suspend(7, gravity=" "), "not_assessed")):
        assert await refusal(desk.moderator, path, asked) == (422, code)
    drafted = await desk.draft(number, suspend(7))
    assert (drafted["needs_second"], await desk.sign(drafted)) == (True, "pending_second")
    await desk.bo.report("pseudonym", desk.ada.me["card"]["id"], "spam")
    assert await desk.seconded(drafted["decision"], number) == "in_force"
    told = await desk.bo.hear(lambda one: one["t"] == "informed")
    with pytest.raises(Refused) as unread:
        await desk.reported("harassment")
    assert unread.value.code == "reports_unread"
    for category in ("danger_life", "minor_present"):
        await desk.reported(category)
    await desk.bo.ask("complain", statement=told["statement"], text="Je voulais aider.")
    await undone(desk.stage, drafted["decision"])
    await desk.reported("harassment")


async def undone(stage: Stage, decision: str) -> None:
    """Let a reader who took no part reverse a decision at the console."""
    (complaint,) = await stage.node.court.complaints.complaints_on(decision)
    reader, path = await named(stage, "appeals"), f"{API}/complaints/{complaint.id}"
    await reader.post_json(f"{path}/apart", {})
    await reader.post_json(f"{path}/take", {})
    await reader.post_json(f"{path}/opinion", {"words": VIEW})
    answer = {"verdict": "reversed", "reasons": "Vos signalements montraient quelque chose."}
    assert await refusal(reader, f"{path}/answer", {**answer, "unfounded": True}) == (422, "not_unfounded")
    await reader.post_json(f"{path}/answer", answer)


async def test_no_other_case_brings_a_suspension_of_reports(desk: Desk) -> None:
    """Nor is anything but a report set aside called unfounded."""
    await desk.reported()
    number = await desk.case("spam")
    await look(desk.moderator, number)
    await desk.moderator.post_json(f"{API}/cases/{number}/lease", {})
    path = f"{API}/cases/{number}/draft"
    assert await refusal(desk.moderator, path, suspend(7)) == (422, "no_target")
    advice = {**ABOUT, "wanted": [{"means": "advice"}], "unfounded": True}
    assert await refusal(desk.moderator, path, advice) == (422, "not_unfounded")
