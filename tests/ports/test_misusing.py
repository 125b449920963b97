"""Misuse of reports and complaints on a real store: counted by readers, warned of, suspended by two, undone."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from palabre.kernel.clock import DAY, ManualClock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, new_id
from palabre.moderation import codes
from palabre.moderation.complaining import Answer
from palabre.moderation.complaints import Verdict
from palabre.moderation.deciding import Wanted
from palabre.moderation.decisions import Decision, DecisionState, Means, Outcome
from palabre.moderation.evidence import Vault
from palabre.moderation.misuse import KIND, LONGEST
from palabre.moderation.model import Case, CaseState, Kind, Priority, Restriction
from palabre.moderation.notice_ports import Intake
from palabre.moderation.notices import Channel, Draft, Item, ItemKind, checked, notice_of
from palabre.moderation.policy.catalogue import category
from palabre.store.notice_evidence import Safe
from palabre.store.notices import SqlNoticeStore
from ports.court import AUTHOR, READER, SECOND, VIEW, Court, court
from ports.samples import ADA, BO, NOW

REASONS = "Rien dans votre demande ne change ce qui a été décidé."
WORDS = "Trois de vos signalements ne montraient rien de contraire aux règles."
GOOD_FAITH = {"basis": "honest", "category": KIND, "subject": BO.id}


async def refused(doing: Awaitable[None]) -> Refusal | None:
    """Return how something is refused, if it is."""
    try:
        await doing
    except Refusal as refusal:
        return refusal
    return None


@dataclass
class Desk:
    """Bo reports Ada; readers decide."""

    court: Court
    notices: SqlNoticeStore

    async def reported(self, by: MemberId = BO.id, channel: Channel = Channel.IN_APP) -> str:
        """Let somebody report Ada's card; return the case."""
        item = Item(ItemKind.CARD, ADA.id)
        draft = checked(Draft(channel, "spam", (item,), "rien", good_faith=True, reporter=by))
        code, now = codes.new_code(), self.court.clock.now()
        intake = Intake(notice_of(draft, new_id(), now), codes.kept(code), codes.commitment(code))
        return (await self.notices.take(intake, now)).notice.case

    async def unfounded(self, times: int = 1) -> list[Decision]:
        """Let Bo report so often, and a reader find each manifestly unfounded."""
        return [await self.closed(await self.reported()) for _ in range(times)]

    async def closed(self, case: str, *, unfounded: bool = True) -> Decision:
        """Close a case of Ada's as no breach."""
        none = {"outcome": Outcome.NO_VIOLATION, "basis": "", "wanted": (), "subject": ADA.id}
        decision, _ = await self.court.decided(case=case, unfounded=unfounded, **none)
        return decision

    async def waiting(self) -> list[Case]:
        """Return the cases of misuse that wait."""
        return [one for one in await self.court.moderation.cases([CaseState.OPEN], 9) if one.kind == KIND]

    async def warned(self) -> Decision:
        """Let Bo be warned on the case that waits."""
        (case,) = await self.waiting()
        decision, _ = await self.court.decided(Wanted(Means.WARNING), case=case.id, words=WORDS, **GOOD_FAITH)
        self.court.clock.advance(DAY)
        return decision

    async def suspended(self, lasts: int = LONGEST) -> Decision:
        """Let Bo's reports go unread, signed by two."""
        (case,) = await self.waiting()
        looked = await self.court.misusing.assessed(BO.id, lasts, "Others waited.", "Not known.")
        decision, _ = await self.court.decided(
            Wanted(Means.SUSPEND_REPORTS, lasts), case=case.id, words=WORDS, assessment=looked, **GOOD_FAITH
        )
        return decision

    async def hears(self, reason: str = "spam") -> bool:
        """Whether what Bo reports is read; if not, Bo is told for how long."""
        found = await refused(self.court.misusing.check_heard(BO.id, category(reason)))
        return found is None or (found.code, found.retry_after_ms > 0) != ("reports_unread", True)


@pytest_asyncio.fixture
async def desk(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Desk]:
    """Give everything on one file, where deciding closes the case and looks at whoever reported."""
    clock.at = NOW
    async with court(tmp_path, clock) as held:

        async def close(decision: Decision) -> None:
            state = CaseState.RELEASED if decision.outcome is Outcome.NO_VIOLATION else CaseState.UPHELD
            await held.moderation.decide(decision.case, state, held.clock.now())
            if decision.unfounded:
                await held.misusing.notices_counted(decision.case)

        object.__setattr__(held.deciding, "close_case", close)
        yield Desk(held, SqlNoticeStore(held.store.database, Safe(Vault(bytes(32)), None)))


async def test_the_third_in_twelve_months_opens_a_case_about_a_warning(desk: Desk) -> None:
    """Two open nothing, nor what a reader only set aside; one case waits, with its numbers; a person decides it."""
    await desk.unfounded(2)
    await desk.closed(await desk.reported(), unfounded=False)
    assert await desk.waiting() == []
    await desk.unfounded(2)
    (case,) = await desk.waiting()
    assert (case.subject, case.priority, dict(case.signals[KIND])) == (
        BO.id,
        Priority.P3,
        {"counted": 3, "sent": 4, "warnings": 0},
    )


async def test_two_looks_at_once_open_one_case(desk: Desk) -> None:
    """Two readers set a report aside in the same moment; one case about a warning waits."""
    await desk.unfounded(2)
    cases = [await desk.reported() for _ in range(2)]
    await asyncio.gather(*(desk.closed(one) for one in cases))
    assert len(await desk.waiting()) == 1


async def test_what_is_older_than_a_year_counts_no_more(desk: Desk) -> None:
    """A year and a day after the first two, the third is the first."""
    await desk.unfounded(2)
    desk.court.clock.advance(366 * DAY)
    await desk.unfounded()
    assert (await desk.waiting(), (await desk.court.misusing.numbers(BO.id)).counted) == ([], 1)


async def test_a_suspension_needs_a_warning_that_was_not_heeded(desk: Desk) -> None:
    """Three, a warning, a fourth: in this order, or nothing; what the law asks to be looked at is said."""
    await desk.unfounded(3)
    with pytest.raises(Refusal, match="not_warned"):
        await desk.suspended()
    warning = await desk.warned()
    assert (await desk.court.store.statement_on(warning.id) is not None, await desk.waiting()) == (True, [])
    with pytest.raises(Refusal, match="not_warned"):
        await desk.court.misusing.assessed(BO.id, DAY, "Others waited.", "Not known.")
    await desk.unfounded()
    for lasts, gravity, code in ((LONGEST + 1, "some", "too_long_a_time"), (DAY, " ", "not_assessed")):
        with pytest.raises(Refusal, match=code):
            await desk.court.misusing.assessed(BO.id, lasts, gravity, "Not known.")
    decision = await desk.suspended()
    assert (decision.second, decision.assessment and decision.assessment.items) == (SECOND.ref, 4)


async def test_t7_a_suspension_for_misuse_takes_two(desk: Desk) -> None:
    """T7: proposed by one it changes nothing; never the same person twice."""
    await desk.unfounded(3)
    await desk.warned()
    await desk.unfounded()
    (case,) = await desk.waiting()
    looked = await desk.court.misusing.assessed(BO.id, DAY, "Others waited.", "Not known.")
    decision = await desk.court.proposed(
        Wanted(Means.SUSPEND_REPORTS, DAY), case=case.id, words=WORDS, assessment=looked, **GOOD_FAITH
    )
    assert (decision.state, await desk.hears()) == (DecisionState.PENDING_SECOND, True)
    with pytest.raises(Refusal, match="same_person"):
        await desk.court.deciding.view(AUTHOR, decision.id, VIEW)
    await desk.court.deciding.view(SECOND, decision.id, VIEW)
    await desk.court.deciding.sign(SECOND, decision.id)
    assert not await desk.hears()


async def test_a_suspension_ends_by_its_date_and_a_danger_is_read_all_the_while(desk: Desk) -> None:
    """P0 and child safety are always taken; other people's reports as before; at its date all are read again."""
    await desk.unfounded(3)
    await desk.warned()
    await desk.unfounded()
    await desk.suspended(7 * DAY)
    heard = {one: await desk.hears(one) for one in ("spam", "harassment", "danger_life", "minor_present", "csam")}
    assert heard == {"spam": False, "harassment": False, "danger_life": True, "minor_present": True, "csam": True}
    await desk.court.misusing.check_heard(ADA.id, category("spam"))
    desk.court.clock.advance(7 * DAY)
    await desk.court.deciding.sweep()
    assert await desk.hears()


async def test_a_suspension_is_undone_by_a_complaint(desk: Desk) -> None:
    """Contested like any other decision; reversed, the next report is read."""
    await desk.unfounded(3)
    await desk.warned()
    await desk.unfounded()
    decision = await desk.suspended()
    statement = await desk.court.store.statement_on(decision.id)
    assert statement is not None
    complaining = desk.court.complaining
    lodged = await complaining.lodge(await complaining.right_of(statement), "Je voulais aider.")
    await complaining.take(READER, lodged.id)
    await complaining.write_opinion(READER, lodged.id, VIEW)
    await complaining.decide(READER, lodged.id, Answer(Verdict.REVERSED, REASONS))
    assert await desk.hears()


async def test_a_reversed_answer_or_warning_counts_for_nothing(desk: Desk) -> None:
    """What was called unfounded was not; a warning undone was never given."""
    *_, third = await desk.unfounded(3)
    warning = await desk.warned()
    assert (await desk.court.misusing.numbers(BO.id)).warnings == 1
    await desk.court.deciding.reverse(warning.id, READER, "complaint")
    await desk.court.deciding.reverse(third.id, READER, "complaint")
    found = await desk.court.misusing.numbers(BO.id)
    assert (found.counted, found.warnings) == (2, 0)


async def test_a_warning_stands_for_its_year_though_its_point_goes_sooner(desk: Desk) -> None:
    """The decision runs out with its point after 90 days; that one was warned is true for twelve months."""
    await desk.unfounded(3)
    warning = await desk.warned()
    desk.court.clock.advance(100 * DAY)
    await desk.court.deciding.sweep()
    found = await desk.court.store.decision(warning.id)
    assert found is not None
    assert (found.state, (await desk.court.misusing.numbers(BO.id)).warnings) == (DecisionState.EXPIRED, 1)


async def test_unfounded_complaints_count_beside_reports(desk: Desk) -> None:
    """Found so by their reader, with a decision that stands, and with no other answer."""
    await desk.unfounded(2)
    decision, statement = await desk.court.decided()
    complaining = desk.court.complaining
    lodged = await complaining.lodge(await complaining.right_of(statement), "Non.")
    await complaining.take(READER, lodged.id)
    await complaining.write_opinion(READER, lodged.id, VIEW)
    with pytest.raises(Refusal, match="not_unfounded"):
        await complaining.decide(READER, lodged.id, Answer(Verdict.REVERSED, REASONS, unfounded=True))
    assert await desk.waiting() == []
    await complaining.decide(READER, lodged.id, Answer(Verdict.UPHELD, REASONS, unfounded=True))
    found = await desk.court.store.decision(decision.id)
    assert found is not None
    assert (found.state, [one.subject for one in await desk.waiting()]) == (DecisionState.IN_FORCE, [BO.id])


async def test_unfounded_is_said_of_nothing_but_a_report_set_aside(desk: Desk) -> None:
    """A breach was found, or too little is known: nobody is counted for it."""
    for outcome in (Outcome.VIOLATION_TERMS, Outcome.NOT_ENOUGH_INFORMATION):
        with pytest.raises(Refusal, match="not_unfounded"):
            await desk.court.decided(case=await desk.reported(), outcome=outcome, unfounded=True)


async def test_whoever_reports_without_account_is_never_counted(desk: Desk) -> None:
    """Nothing links two of their reports, and nothing is made to."""
    for _ in range(4):
        await desk.closed(await desk.reported(MemberId(""), Channel.PUBLIC_FORM))
    rows = await desk.court.store.database.read(lambda c: c.exec_driver_sql("SELECT * FROM misuse_event").all())
    assert (rows, await desk.waiting()) == ([], [])


async def test_the_suspension_binds_nothing_else(desk: Desk) -> None:
    """Whose reports go unread writes, asks and reads as before."""
    await desk.unfounded(3)
    await desk.warned()
    await desk.unfounded()
    await desk.suspended()
    bound: list[Restriction] = await desk.court.moderation.binding_of(BO.id, desk.court.clock.now())
    assert (bound, desk.court.standings.of(BO.id, *Kind)) == ([], None)
