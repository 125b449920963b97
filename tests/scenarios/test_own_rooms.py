"""A volunteer looks after the rooms for which they were named: by the routes of the console, and nowhere else."""

from typing import Any

import pytest

from palabre.kernel.limits import HOST_ACTS_AN_HOUR
from palabre_client import Member
from scenarios.stage import Stage
from scenarios.test_console import actions, named, refusal

PATH = "/console/api/own-rooms"
ROOM = f"{PATH}/comptoir"
RUDE = {"reason": "rude", "apart": True}


async def talking(stage: Stage, *names: str) -> list[Member]:
    """Return members in the room of the volunteer."""
    members = [await stage.member(name) for name in names]
    for one in members:
        await one.join("comptoir")
    return members


def is_about(number: str) -> Any:
    """Return what tells frames that something covers, or shows again, a message."""
    return lambda one: one["t"] in {"covered", "shown_again"} and number in str(one)


async def test_a_volunteer_hides_in_their_room_with_a_reason_and_shows_again(stage: Stage) -> None:
    """Hidden for everybody, told to its author with who may be asked for another look, undone; all in the ledger."""
    ada, bo = await talking(stage, "Ada", "Bo")
    said = await bo.say("comptoir", "encore moi")
    host = await named(stage, "host")
    assert (await host.get(PATH)).json() == {"rooms": [{"id": "comptoir", "name": "Le comptoir"}]}
    (line,) = (await host.get(ROOM)).json()["said"]
    assert (line["name"], line["text"], line["state"]) == ("Bo", "encore moi", "said")
    assert set(line) == {"id", "at", "member", "name", "text", "state"}
    assert await refusal(host, f"{ROOM}/hide", {"message": said["id"], "reason": "rude"}) == (409, "apart_needed")
    await host.post_json(f"{ROOM}/hide", {"message": said["id"], **RUDE})
    await ada.hear(is_about(said["id"]))
    told = await bo.hear(lambda one: one["t"] == "informed")
    statement = await bo.ask("statement", statement=told["statement"])
    assert "encore moi" in str(statement["fr"])
    ref = (await host.get("/console/api/me")).json()["ref"]
    assert ref not in str(statement)
    assert (await host.get(ROOM)).json()["said"][0]["text"] == ""
    await host.post_json(f"{ROOM}/show", {"message": said["id"]})
    await ada.hear(is_about(said["id"]))
    await bo.ask("delete", place="comptoir", message=said["id"])
    assert (await host.get(ROOM)).json()["said"] == []
    found = await actions(stage)
    assert [one for one in found if one.startswith("decision.")] == [
        "decision.draft",
        "decision.in_force",
        "decision.reversed",
    ]
    for one in (ada, bo):
        await one.disconnect()


async def test_a_volunteer_asks_somebody_to_leave_and_lets_them_in(stage: Stage) -> None:
    """Whoever spoke there; told why, out for a day, and back when the volunteer says so."""
    bo, _ = await talking(stage, "Bo", "Cléo")
    await bo.say("comptoir", "encore moi")
    host, member = await named(stage, "host"), bo.me["card"]["id"]
    await host.post_json(f"{ROOM}/ask-out", {"member": member, **RUDE})
    await bo.hear(lambda one: one["t"] == "asked_out")
    ((out),) = (await host.get(ROOM)).json()["out"]
    assert (out["member"], out["name"], out["ends"] > stage.clock.now()) == (member, "Bo", True)
    await host.post_json(f"{ROOM}/let-in", {"member": member})
    await bo.hear(lambda one: one["t"] == "freed")
    await bo.join("comptoir")
    assert (await host.get(ROOM)).json()["out"] == []
    nobody = {"member": "0123456789abcdef", **RUDE}
    assert await refusal(host, f"{ROOM}/ask-out", nobody) == (404, "unknown_member")
    await bo.disconnect()


ACTS = (("hide", {"message": "one", **RUDE}), ("show", {"message": "one"}), ("ask-out", {"member": "one", **RUDE}),
        ("let-in", {"member": "one"}))  # fmt: skip


@pytest.mark.parametrize("role", ["host", "moderator", "senior", "child_safety", "appeals", "technical", "auditor"])
async def test_no_other_room_is_theirs_and_the_room_is_no_others(stage: Stage, role: str) -> None:
    """A room looked after by somebody else is as one that does not exist; who holds more has the queues for it."""
    visit = await named(stage, role)
    place = f"{PATH}/accueil" if role == "host" else ROOM
    assert await refusal(visit, place) == (404, "not_yours")
    for name, asked in ACTS:
        assert await refusal(visit, f"{place}/{name}", asked) == (404, "not_yours")


async def test_a_volunteer_acts_on_nobody_they_know_and_not_without_end(stage: Stage) -> None:
    """A friend's words are neither hidden nor shown again, nor is a friend let in; and thirty acts an hour are all."""
    bo, cleo = await talking(stage, "Bo", "Cléo")
    for one, other in ((cleo, bo), (bo, cleo)):
        await one.ask("friend.ask", member=other.me["card"]["id"])
    said = await bo.say("comptoir", "encore moi")
    friend, host, stranger = [await named(stage, "host") for _ in range(3)]
    friend.cookies |= cleo.visit.cookies
    await friend.post_json("/console/api/pseudonym", {})
    member, message = bo.me["card"]["id"], {"message": said["id"]}
    await host.post_json(f"{ROOM}/hide", {**message, **RUDE})
    await host.post_json(f"{ROOM}/ask-out", {"member": member, **RUDE})
    for name, asked in (("show", message), ("let-in", {"member": member})):
        assert await refusal(friend, f"{ROOM}/{name}", asked) == (404, "not_yours")
        assert await refusal(stranger, f"{ROOM}/{name}", asked) == (409, "apart_needed")
        await stranger.post_json(f"{ROOM}/{name}", {**asked, "apart": True})
    assert await refusal(friend, f"{ROOM}/hide", {**message, **RUDE}) == (404, "not_yours")
    for _ in range(HOST_ACTS_AN_HOUR - 2):
        await host.post_json(f"{ROOM}/hide", {"message": said["id"], **RUDE})
        await host.post_json(f"{ROOM}/show", {"message": said["id"]})
    assert await refusal(host, f"{ROOM}/hide", {"message": said["id"], **RUDE}) == (429, "host_pace")
    for one in (bo, cleo):
        await one.disconnect()
