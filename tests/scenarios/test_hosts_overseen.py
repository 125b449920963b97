"""Staff who may hide a message see what hosts did, and undo it; nobody else does."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from palabre.chat.model import Ruling
from palabre.store.ledger_schema import entry
from palabre_client import Member
from scenarios.stage import Stage, staged
from scenarios.test_console import named, refusal

PATH = "/console/api/hosts"


@pytest_asyncio.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Give a whole server."""
    async with staged(tmp_path) as it:
        yield it


async def asked_out(stage: Stage) -> tuple[Member, str, Member]:
    """Let a host ask Bo to leave; return Bo, the room and the host."""
    ada, bo = await stage.member("Ada"), await stage.member("Bo")
    place = (await ada.ask("open_room", name="Vannerie", purpose="Osier et patience"))["room"]["id"]
    await stage.node.rooms.approve(place, Ruling("", "program"))
    for member in (ada, bo):
        await member.join(place)
    await ada.ask("host_ask_out", place=place, member=bo.me["card"]["id"], reason="rude")
    return bo, place, ada


async def test_a_moderator_undoes_what_a_host_did(stage: Stage) -> None:
    """They see what, whom and why; after their word that they know nobody there, Bo may come back."""
    bo, place, _ = await asked_out(stage)
    visit = await named(stage, "moderator")
    (act,) = (await visit.get(PATH)).json()["acts"]
    seen: dict[str, Any] = {key: act[key] for key in ("means", "place", "room", "reason", "name", "state")}
    assert seen == {
        "means": "ask_out", "place": place, "room": "Vannerie", "reason": "rude", "name": "Bo", "state": "in_force",
    }  # fmt: skip
    undo, why = f"{PATH}/{act['decision']}/undo", {"reason": "too_hard", "apart": True}
    assert (await refusal(visit, undo, {"reason": "too_hard"}))[1] == "apart_needed"
    assert (await refusal(visit, undo, {"reason": "staff", "apart": True}))[1] == "bad_reason"
    await visit.post_json(undo, why)
    assert [one["state"] for one in (await visit.get(PATH)).json()["acts"]] == ["reversed"]
    await bo.join(place)
    assert (await refusal(visit, undo, why))[1] == "not_a_move"
    reasons = select(entry.c.reason_code).where(entry.c.action == "decision.reversed")
    assert await stage.node.chat_db.read(lambda c: c.execute(reasons).scalars().all()) == ["too_hard"]


async def test_a_host_who_is_staff_undoes_nothing_that_they_did(stage: Stage) -> None:
    """To whoever is the host themselves there is no such act, and no complaint on it to read."""
    bo, _, host = await asked_out(stage)
    moderator, reader = await named(stage, "moderator"), await named(stage, "appeals")
    (act,) = (await moderator.get(PATH)).json()["acts"]
    shown = (await bo.ask("standing"))["statements"][0]["id"]
    await bo.ask("complain", statement=shown, text="Je demande un autre regard.")
    (lodged,) = await stage.node.court.complaining.store.complaints_in(["lodged"], 10)
    for visit in (moderator, reader):
        visit.cookies |= host.visit.cookies
        await visit.post_json("/console/api/pseudonym", {})
    undoing = f"{PATH}/{act['decision']}/undo", {"reason": "too_hard", "apart": True}
    assert (await refusal(moderator, *undoing))[1] == "not_yours"
    assert (await refusal(reader, f"/console/api/complaints/{lodged.id}/take", {}))[1] == "not_yours"


@pytest.mark.parametrize("role", ["host", "appeals", "technical", "auditor"])
async def test_nobody_else_sees_or_undoes_what_hosts_did(stage: Stage, role: str) -> None:
    """The row "hide, warn, suspend 24 h" of the table of roles, and nobody beside it."""
    await asked_out(stage)
    (decision,) = await stage.node.court.decisions.in_force_by(["ask_out"])
    visit = await named(stage, role)
    assert (await refusal(visit, PATH))[1] == "not_yours"
    assert (await refusal(visit, f"{PATH}/{decision.id}/undo", {"reason": "too_hard", "apart": True}))[1] == "not_yours"
