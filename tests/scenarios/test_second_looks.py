"""Second looks without the first opinion (moderation sections 17.9 and 20), on a whole server."""

from typing import Any

import pytest

from palabre.bench import looking_again
from palabre.kernel.clock import DAY, HOUR
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import new_id
from palabre.moderation.staff import Staff
from palabre.store.second_looks import SqlSecondLooks
from palabre_client import Visit
from scenarios.stage import Stage
from scenarios.test_console import actions, look, named, queue, refusal
from scenarios.test_console_walk import API, VIEW, WORDS, Walk, walk
from scenarios.test_never_twice import opened, signed

PATH = f"{API}/second-looks"


async def drawn(stage: Stage) -> None:
    """Let the week end, and its decisions be drawn."""
    stage.clock.advance(7 * DAY + 3 * HOUR)
    await looking_again(stage.node.staffroom, stage.node.hearing, stage.node.court).draw()


async def waiting(visit: Visit) -> list[dict[str, Any]]:
    """Return what somebody may look at again."""
    found: list[dict[str, Any]] = (await visit.get(PATH)).json()["waiting"]
    return found


async def somebody(stage: Stage, visit: Visit) -> Staff:
    """Return who is signed in, for when their session has ended."""
    found = await stage.node.staffroom.store.member_of_staff((await visit.get(f"{API}/me")).json()["ref"])
    assert found is not None
    return found


async def decided(stage: Stage, **changes: Any) -> tuple[Walk, str]:
    """Let Ada report Bo, and a moderator decide; return the walk, and the decision once it is drawn."""
    on = await walk(stage)
    author = await named(stage, "moderator")
    await opened(author, on.case)
    await signed(on, author, **changes)
    (decision,) = await stage.node.court.decisions.decisions_on(on.case)
    await drawn(stage)
    return on, decision.id


async def facts(visit: Visit, on: Walk, number: str) -> dict[str, Any]:
    """Say that one knows nobody there, and read the facts."""
    await visit.post_json(f"{API}/cases/{on.case}/apart", {})
    found: dict[str, Any] = await visit.post_json(f"{PATH}/{number}/facts", {})
    return found


async def test_a_second_look_has_the_facts_and_nothing_of_the_first_opinion(stage: Stage) -> None:
    """The item and what was reported: not what was found, imposed or written, nor by whom; the ledger has the view."""
    on, number = await decided(stage)
    other = await named(stage, "senior")
    ((line),) = await waiting(other)
    assert (line["decision"], line["case"], "outcome" in line) == (number, on.case, False)
    told = await facts(other, on, number)
    assert (told["quote"], [one["category"] for one in told["said"]]) == ("encore moi", ["harassment"])
    assert [one for one in (WORDS, "violation", "respect", "advice", on.ada.me["card"]["id"]) if one in str(told)] == []
    assert (await actions(stage))[-1] == "case_viewed"
    await on.done()


async def test_whoever_took_part_or_knows_the_words_is_offered_no_second_look(stage: Stage) -> None:
    """Not its author, not who leased the case, not who read the same words elsewhere, not a role without the queue."""
    on = await walk(stage)
    author, leased, reader = [await named(stage, role) for role in ("moderator", "moderator", "senior")]
    await opened(leased, on.case)
    await leased.post_json(f"{on.path}/hand-over", {})
    await opened(author, on.case)
    await signed(on, author)
    said = await on.bo.say("comptoir", "Encore moi")
    await on.ada.report("message", said["id"], "hate", place="comptoir")
    (other,) = await queue(reader)
    await opened(reader, other)
    (decision,) = await stage.node.court.decisions.decisions_on(on.case)
    staff = [await somebody(stage, one) for one in (author, leased, reader)]
    await drawn(stage)
    again = looking_again(stage.node.staffroom, stage.node.hearing, stage.node.court)
    for one in staff:
        assert await again.waiting(one) == []
    for one in staff[:2]:
        with pytest.raises(Refusal, match="took_part"):
            await again.facts(one, decision.id)
    assert await refusal(await named(stage, "appeals"), f"{PATH}/{decision.id}/facts", {}) == (404, "not_yours")
    assert [one["decision"] for one in await waiting(await named(stage, "moderator"))] == [decision.id]
    await on.done()


async def test_two_who_find_the_same_leave_the_case_closed(stage: Stage) -> None:
    """Given once, with words; nobody is told whether the first found the same."""
    on, number = await decided(stage)
    other = await named(stage, "senior")
    await facts(other, on, number)
    finding = {"outcome": "violation_terms", "words": VIEW}
    assert await refusal(other, f"{PATH}/{number}/give", {**finding, "words": "court"}) == (422, "words_short")
    assert await other.post_json(f"{PATH}/{number}/give", finding) == {}
    assert await refusal(other, f"{PATH}/{number}/give", finding) == (404, "not_yours")
    assert (await waiting(other), await queue(await named(stage, "senior"))) == ([], [])
    await on.done()


async def differed(stage: Stage) -> tuple[Walk, str, Visit]:
    """Let a second reader find no breach where one was decided; return the walk, the decision, and that reader."""
    on, number = await decided(stage)
    other = await named(stage, "senior")
    await facts(other, on, number)
    await other.post_json(f"{PATH}/{number}/give", {"outcome": "no_violation", "words": VIEW})
    return on, number, other


async def test_two_who_differ_let_a_third_person_look(stage: Stage) -> None:
    """The case waits again, for neither of the two; the decision holds until another takes its place."""
    on, _, other = await differed(stage)
    third = await named(stage, "senior")
    assert (await queue(other), await queue(third)) == ([], [on.case])
    assert await refusal(other, f"{on.path}/lease", {}) == (409, "took_part")
    case = (await look(third, on.case)).json()
    assert (case["state"], case["stands"]) == ("reopened", True)
    await third.post_json(f"{on.path}/lease", {})
    drafted = await on.draft(third, outcome="no_violation", basis="", wanted=[])
    await third.post_json(f"{API}/decisions/{drafted['decision']}/sign", {})
    states = [one.state.value for one in await stage.node.court.decisions.decisions_on(on.case)]
    assert (states, await queue(third)) == (["replaced", "in_force"], [])
    assert [one for one in await actions(stage) if one.startswith("second_look")] == [
        "second_look_drawn", "second_look_given",
    ]  # fmt: skip
    await on.done()


async def test_a_third_person_may_leave_the_decision_as_it_is(stage: Stage) -> None:
    """Nothing is imposed anew; without a decision that stands there is nothing to leave."""
    on, number, _ = await differed(stage)
    third = await named(stage, "senior")
    await look(third, on.case)
    assert await refusal(third, f"{on.path}/stand", {}) == (409, "not_leased")
    await third.post_json(f"{on.path}/lease", {})
    await third.post_json(f"{on.path}/stand", {})
    (decision,) = await stage.node.court.decisions.decisions_on(on.case)
    assert (decision.id, decision.state.value, await queue(third)) == (number, "in_force", [])
    await on.done()


async def test_a_week_is_drawn_once_and_what_is_sealed_never(stage: Stage) -> None:
    """Asked again it draws nothing more; of suspected abuse material nobody sees any fact."""
    on, number = await decided(stage)
    for _ in range(2):
        await looking_again(stage.node.staffroom, stage.node.hearing, stage.node.court).draw()
    looks = await SqlSecondLooks(stage.node.chat_db).since(0)
    assert [(one.decision, one.why.value, one.done) for one in looks] == [(number, "sample", 0)]
    cleo, dan = await stage.member("Cleo"), await stage.member("Dan")  # a week later the visits of before are over
    for member in (cleo, dan):
        await member.join("comptoir")
    said = await cleo.say("comptoir", f"neutre {new_id()}")
    await dan.report("message", said["id"], "csam", place="comptoir")
    officer, other = await named(stage, "child_safety"), await named(stage, "child_safety")
    (case,) = await queue(officer)
    await look(officer, case)
    await officer.post_json(f"{API}/cases/{case}/lease", {})
    asked = {"outcome": "no_violation", "words": WORDS, "wanted": []}
    drafted = await officer.post_json(f"{API}/cases/{case}/draft", asked)
    await officer.post_json(f"{API}/decisions/{drafted['decision']}/sign", {})
    await look(other, case)
    await other.post_json(f"{API}/decisions/{drafted['decision']}/facts", {})
    await other.post_json(f"{API}/decisions/{drafted['decision']}/view", {"words": VIEW})
    await other.post_json(f"{API}/decisions/{drafted['decision']}/second", {})
    await drawn(stage)
    assert len(await SqlSecondLooks(stage.node.chat_db).since(0)) == 1
    for member in (cleo, dan):
        await member.disconnect()
    await on.done()


async def test_the_figures_count_second_looks_and_are_nobodys(stage: Stage) -> None:
    """Drawn and given; of what one person decided no share is told."""
    await (await differed(stage))[0].done()
    told = (await (await named(stage, "auditor")).get(f"{API}/figures")).json()["second_looks"]
    assert told == {"drawn": 1, "read": 1, "confirmed": None, "kappa": None}
