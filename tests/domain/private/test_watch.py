from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from palabre.kernel.clock import MINUTE
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.safety.model import Observation, Verdict
from palabre.safety.people import Counted
from privately import House, refused

KNOWN = {"minutes_here", "declared_age", "returned", "recipient_isolated", "age_confirmed", "age_contradictions"}


def counted(house: House, who: str, what: Counted) -> int:
    """Return what safety counts of somebody over a day."""
    return house.safety.register.person(who).total(what, "24h", house.clock.now())


async def test_who_asks_many_who_do_not_want_to_is_slowed(house: House) -> None:
    """After a handful of refusals within minutes the next request is refused with a sentence about oneself."""
    ada = await house.person("Ada")
    others = [MemberId(f"other-{number}") for number in range(6)]
    for other in others[:5]:
        house.watch.asked(ada.id, other)
        house.watch.answered(other, ada.id, yes=False)
    with pytest.raises(Refusal, match="refused") as told:
        house.watch.asked(ada.id, others[5])
    assert told.value.sentence["en"].startswith("You are asking to write to many people")
    assert told.value.retry_after_ms == 15 * MINUTE


async def test_a_second_request_after_a_no_looks_like_any_other_refusal(house: House) -> None:
    """Whoever was refused and asks again is told what everybody is told, and safety counts it."""
    ada, bo = await house.person("Ada"), await house.person("Bo")
    talk = await house.ask(ada, bo)
    await house.requests.answer(bo.id, talk.id, yes=False)
    with refused("not_available"):
        await house.ask(ada, bo)
    assert (counted(house, ada.id, Counted.REFUSED), counted(house, ada.id, Counted.PERSISTED)) == (1, 1)


async def test_a_request_left_a_day_without_answer_is_noticed_once(house: House) -> None:
    """Looked for minute after minute: neither before its day is over nor twice, and not one that was answered."""
    ada, bo, cy = await house.person("Ada"), await house.person("Bo"), await house.person("Cy")
    await house.ask(ada, bo)
    answered = await house.ask(ada, cy)
    await house.requests.answer(cy.id, answered.id, yes=True)
    asked = house.clock.now()
    for upto in range(asked - 2 * MINUTE, asked + 3 * MINUTE, MINUTE):
        await house.requests.notice_ignored(upto - MINUTE, upto)
    assert counted(house, ada.id, Counted.IGNORED) == 1


async def test_a_judge_that_fails_lets_no_first_contact_pass(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing unjudged passes: the request waits until judging works again."""
    ada, bo = await house.person("Ada"), await house.person("Bo")

    def broken(_: Observation, __: int) -> Verdict:
        raise ZeroDivisionError

    monkeypatch.setattr(house.safety, "check", broken)
    with refused("judging_paused"):
        await house.ask(ada, bo)
    monkeypatch.undo()
    assert await house.requests.counts(bo.id) == (0, 0)
    await house.ask(ada, bo)


async def test_what_is_done_stays_done_when_judging_fails(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer, a block, a day of silence: nobody is told of the failure; it is counted by type, without a name."""
    ada, bo, cy = await house.person("Ada"), await house.person("Bo"), await house.person("Cy")
    talk = await house.ask(ada, bo)
    missed: list[str] = []
    house.requests = replace(house.requests, watch=replace(house.watch, missed=missed.append))

    def broken(_: Observation, __: int) -> Verdict:
        raise ZeroDivisionError

    monkeypatch.setattr(house.safety, "check", broken)
    with capture_logs() as logged:
        await house.requests.answer(bo.id, talk.id, yes=True)
        house.requests.watch.blocked(bo.id, cy.id)
        house.requests.watch.ignored(cy.id, ada.id)
    assert [one.id for one in await house.delivery.conversations(ada.seat)] == [talk.id]
    assert missed == ["contact.accepted", "member.blocked", "contact.ignored"]
    assert {(one["event"], one["error"]) for one in logged} == {("not judged", "ZeroDivisionError")}
    assert not any(name in str(logged) for name in (ada.id, bo.id, cy.id))


async def test_safety_never_sees_what_is_written_in_private(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a request, its answer and a talk, safety is shown who and when: no text."""
    seen: list[Any] = []
    check = house.safety.check

    def seeing(one: Observation, now: int) -> Verdict:
        seen.append(one)
        return check(one, now)

    monkeypatch.setattr(house.safety, "check", seeing)
    ada, bo = await house.person("Ada"), await house.person("Bo")
    talk = await house.ask(ada, bo)
    await house.requests.answer(bo.id, talk.id, yes=True)
    await house.say(ada, talk)
    house.watch.blocked(bo.id, ada.id)
    assert len(seen) >= 3
    assert {one.text for one in seen} == {""}
    assert all(one.facts.keys() <= KNOWN for one in seen)
