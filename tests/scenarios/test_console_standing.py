"""Beside a case at the console: how the person stands, and whom its reader knows."""

from palabre.kernel.clock import DAY
from palabre.kernel.ids import MemberId
from palabre.moderation.casework import By
from palabre.moderation.complaints import Followed, Party, Right
from palabre.moderation.misuse import Misuse, MisuseEvent
from scenarios.stage import Stage
from scenarios.test_console import look, named, refusal
from scenarios.test_console_walk import API, walk


async def test_both_counters_of_misuse_stand_beside_a_case(stage: Stage) -> None:
    """What was manifestly illegal, what was manifestly unfounded, over twelve months; a warning is neither."""
    on, now = await walk(stage), stage.clock.now()
    bo, by = MemberId(on.bo.me["card"]["id"]), By("A-1", "senior")
    counted = [(Misuse.ILLEGAL_CONTENT, now), (Misuse.UNFOUNDED_NOTICE, now), (Misuse.UNFOUNDED_COMPLAINT, now - DAY),
               (Misuse.UNFOUNDED_NOTICE, now - 366 * DAY)]  # fmt: skip
    for number, (misuse, at) in enumerate(counted):
        await stage.node.court.misuse.count(MisuseEvent(bo, misuse, at), by, now, str(number))
    await stage.node.court.misuse.count(MisuseEvent(bo, Misuse.UNFOUNDED_NOTICE, now, warning=True), by, now, "warning")
    past = (await look(await named(stage, "moderator"), on.case)).json()["past"]
    assert (past["illegal"], past["unfounded"]) == (1, 2)
    await on.done()


async def test_nobody_reads_the_complaint_of_whom_they_know(stage: Stage) -> None:
    """Ada contests that nothing was decided; a reader who is her friend in the chat finds no such complaint."""
    on = await walk(stage)
    cleo = await stage.member("Cléo")
    for one, other in ((cleo, on.ada), (on.ada, cleo)):
        await one.ask("friend.ask", member=other.me["card"]["id"])
    moderator = await on.taken("moderator")
    drafted = await on.draft(moderator, outcome="no_violation", basis="")
    await moderator.post_json(f"{API}/decisions/{drafted['decision']}/sign", {})
    court = stage.node.court.complaining
    (mine,) = await stage.node.hearing.notices.of_case(on.case)
    right = Right(drafted["decision"], Party.NOTIFIER, stage.clock.now(), mine.reporter, mine.id, Followed.REFUSED)
    lodged = await court.lodge(right, "Ce n’est pas une plaisanterie.")
    path = f"{API}/complaints/{lodged.id}"
    friend, stranger = await named(stage, "appeals"), await named(stage, "appeals")
    for visit, member in ((friend, cleo), (stranger, await stage.member("Dora"))):
        visit.cookies |= member.visit.cookies
        await visit.post_json(f"{API}/pseudonym", {})
    assert await refusal(friend, f"{path}/take", {}) == (404, "not_yours")
    assert (await stranger.post_json(f"{path}/take", {}))["state"] == "assigned"
    await on.done()
