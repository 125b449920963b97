"""Volunteer hosts named at the console: one technical administrator asks, another agrees, the ledger has both."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from palabre_client import Visit
from scenarios.authenticator import Authenticator
from scenarios.stage import Stage, staged
from scenarios.test_console import accepted, actions, filed, look, named, queue, refusal

PATH = "/console/api/volunteers"
COUNTER = {"rooms": ["comptoir"]}


@pytest_asyncio.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Give a whole server."""
    async with staged(tmp_path) as it:
        yield it


async def told(visit: Visit, ref: str) -> dict[str, Any]:
    """Return what somebody is told of a volunteer."""
    found: list[dict[str, Any]] = (await visit.get(PATH)).json()["volunteers"]
    return next(one for one in found if one["ref"] == ref)


async def agreed(stage: Stage) -> tuple[Visit, Visit, str, str]:
    """Let one ask for a volunteer and another agree; return both, the reference and the code."""
    one, other = await named(stage, "technical"), await named(stage, "technical")
    ref = (await one.post_json(PATH, COUNTER))["ref"]
    link = (await other.post_json(f"{PATH}/{ref}/agree", {}))["link"]
    assert link.startswith(f"{stage.origin}/console#invitation=")
    return one, other, ref, link.partition("=")[2]


async def test_a_volunteer_named_by_two_comes_in_and_sees_their_room_alone(stage: Stage) -> None:
    """The link makes a passkey; the queue holds what was said in their room, the text only."""
    one, _, ref, code = await agreed(stage)
    host = await accepted(stage, code, Authenticator(stage.origin))
    me = (await host.get("/console/api/me")).json()
    assert (me["ref"], me["roles"], me["rooms"], me["screens"]) == (ref, ["host"], ["comptoir"], ["own-rooms"])
    number = await filed(stage)
    assert await queue(host) == [number]
    assert (await look(host, number)).json()["right"] == "room_text"
    assert (await told(one, ref))["has_come"]


async def test_nothing_of_what_one_asks_holds_before_another_agrees(stage: Stage) -> None:
    """The one who asked cannot agree, nor can it be agreed twice; the operator's line invites nobody meanwhile."""
    one, other = await named(stage, "technical"), await named(stage, "technical")
    ref = (await one.post_json(PATH, COUNTER))["ref"]
    waiting = await told(other, ref)
    assert (waiting["awaited"], waiting["mine"], (await told(one, ref))["mine"]) == ("name", False, True)
    assert await refusal(one, f"{PATH}/{ref}/agree", {}) == (409, "same_person")
    status, _ = await stage.command("staff", "invite", ref)
    assert status == 2
    await other.post_json(f"{PATH}/{ref}/agree", {})
    assert await refusal(other, f"{PATH}/{ref}/agree", {}) == (409, "not_awaited")


async def test_a_withdrawal_takes_two_and_ends_the_session(stage: Stage) -> None:
    """Asked by one, nothing ends; agreed to by the other, the volunteer is out at once."""
    one, other, ref, code = await agreed(stage)
    host = await accepted(stage, code, Authenticator(stage.origin))
    await other.post_json(f"{PATH}/{ref}/withdraw", {})
    assert await refusal(other, f"{PATH}/{ref}/agree", {}) == (409, "same_person")
    assert (await host.get("/console/api/me")).status_code == 200
    assert await refusal(one, f"{PATH}/{ref}/withdraw", {}) == (409, "not_awaited")
    assert (await one.post_json(f"{PATH}/{ref}/agree", {}))["link"] == ""
    assert await refusal(host, "/console/api/me") == (401, "signed_out")
    assert (await told(one, ref))["suspended"] > 0
    assert [act for act in await actions(stage) if "asked" in act or "suspended" in act] == [
        "naming_asked", "withdrawal_asked", "staff_suspended",
    ]  # fmt: skip


async def test_what_was_asked_is_taken_back_or_declined(stage: Stage) -> None:
    """Whoever was only asked for is gone; a volunteer whose withdrawal is declined stays."""
    one, other, ref, _ = await agreed(stage)
    asked = (await one.post_json(PATH, COUNTER))["ref"]
    await one.post_json(f"{PATH}/{asked}/decline", {})
    assert [each["ref"] for each in (await one.get(PATH)).json()["volunteers"]] == [ref]
    await one.post_json(f"{PATH}/{ref}/withdraw", {})
    await other.post_json(f"{PATH}/{ref}/decline", {})
    assert (await told(one, ref))["awaited"] == ""
    assert await refusal(other, f"{PATH}/{ref}/decline", {}) == (409, "not_awaited")


async def test_what_somebody_suspended_has_asked_counts_no_more(stage: Stage) -> None:
    """A change needs two people who work here, when it is made."""
    one, other = await named(stage, "technical"), await named(stage, "technical")
    ref = (await one.post_json(PATH, COUNTER))["ref"]
    gone = (await one.get("/console/api/me")).json()["ref"]
    await stage.command("staff", "suspend", gone)
    assert await refusal(other, f"{PATH}/{ref}/agree", {}) == (409, "not_awaited")


async def test_a_volunteer_has_rooms_that_exist(stage: Stage) -> None:
    """None, or one that nobody knows: refused."""
    visit = await named(stage, "technical")
    assert await refusal(visit, PATH, {"rooms": []}) == (422, "rooms_needed")
    assert await refusal(visit, PATH, {"rooms": ["nowhere"]}) == (404, "unknown_room")


@pytest.mark.parametrize(
    "role", ["host", "moderator", "senior", "child_safety", "appeals", "legal", "policy", "auditor"]
)
async def test_nobody_else_changes_who_looks_after_rooms(stage: Stage, role: str) -> None:
    """The row "roles and settings": an auditor reads, all others do not know that it exists."""
    one, _, ref, _ = await agreed(stage)
    asked = (await one.post_json(PATH, COUNTER))["ref"]
    visit = await named(stage, role)
    found = await visit.get(PATH)
    assert found.status_code == (200 if role == "auditor" else 404)
    assert not found.json().get("acts", False)
    for path, body in (("", COUNTER), (f"/{ref}/withdraw", {}), (f"/{asked}/agree", {}), (f"/{asked}/decline", {})):
        assert await refusal(visit, PATH + path, body) == (404, "not_yours"), path
