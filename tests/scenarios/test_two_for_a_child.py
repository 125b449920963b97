"""What protects a child is lifted by two people: at the console, in whatever queue, and by command."""

from palabre.moderation.model import CaseState
from scenarios.stage import Stage
from scenarios.test_console import filed, look, named

API = "/console/api"
WORDS = "Rien de ce qui a été vu ne va contre une règle."


async def test_t7_no_command_lifts_what_protects_a_child_once_staff_can_sign_in(stage: Stage) -> None:
    """T7: until then an operator is all there is; afterwards two people do it, and the rest is still theirs."""
    first, second, other = [await filed(stage, kind) for kind in ("minor_doubt", "minor_disclosure", "hate")]
    assert (await stage.command("cases", "release", first))[0] == 0
    await named(stage, "moderator")
    status, said = await stage.command("cases", "release", second)
    assert (status, "two people" in said) == (1, True)
    assert (await stage.command("cases", "release", other))[0] == 0
    waiting = await stage.node.law.store.cases([CaseState.OPEN], 9)
    assert [one.id for one in waiting] == [second]
    assert (await stage.command("cases", "uphold", second))[0] == 0


async def test_t7_a_case_handed_to_another_queue_keeps_its_second_person(stage: Stage) -> None:
    """T7: an officer sends it elsewhere; a moderator there who finds no breach still ends no freeze alone."""
    number = await filed(stage, "minor_doubt")
    officer = await named(stage, "child_safety")
    await look(officer, number)
    await officer.post_json(f"{API}/cases/{number}/lease", {})
    await officer.post_json(f"{API}/cases/{number}/requeue", {"queue": "hygiene", "reason": "wrong_queue"})
    moderator = await named(stage, "moderator")
    await look(moderator, number)
    await moderator.post_json(f"{API}/cases/{number}/lease", {})
    drafted = await moderator.post_json(f"{API}/cases/{number}/draft", {"outcome": "no_violation", "words": WORDS})
    assert drafted["needs_second"]
    signed = await moderator.post_json(f"{API}/decisions/{drafted['decision']}/sign", {})
    assert signed == {"state": "pending_second"}
    assert [one.id for one in await stage.node.law.store.cases([CaseState.OPEN], 9)] == [number]
