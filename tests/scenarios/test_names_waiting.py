"""A pseudonym that a rule holds at the door waits for a person; its bearer is here meanwhile under a stand-in."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from palabre.kernel.clock import HOUR, MINUTE
from palabre_client import EntryRefused, Member, Refused, Visit
from scenarios.measures import rules_ask
from scenarios.scene import Scene
from scenarios.stage import Stage, staged
from scenarios.test_console import actions, named, refusal

PATH = "/console/api/names"
NAME = "Chardon bleu"
STAND_IN = re.compile(r"Incognito [0-9a-f]{4}")
APART = {"apart": True}


@pytest_asyncio.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Give a whole server where a rule holds one name."""
    async with staged(tmp_path) as it:
        await rules_ask(Scene(it), "hold_name", NAME)
        yield it


async def came(stage: Stage) -> tuple[Member, str]:
    """Let somebody come in under the name that is held; return them and how others see them."""
    member = await stage.member(NAME)
    await member.join("comptoir")
    shown: str = member.me["card"]["name"]
    assert STAND_IN.fullmatch(shown), shown
    assert member.me["name_covered"] == "held"
    return member, shown


async def waiting(visit: Visit) -> list[dict[str, Any]]:
    """Return the names that wait, as somebody is told."""
    found: list[dict[str, Any]] = (await visit.get(PATH)).json()["names"]
    return found


async def shown_as(member: Member, covered: str) -> str:
    """Wait until somebody is told how their own name stands; return the name."""
    told = await member.hear(lambda frame: frame["t"] == "me" and frame["me"]["name_covered"] == covered)
    name: str = told["me"]["card"]["name"]
    return name


async def test_a_name_approved_is_given_to_its_bearer(stage: Stage) -> None:
    """Others read a stand-in until then, and the name afterwards; who approved it is in the ledger."""
    other = await stage.member("Nigelle")
    await other.join("comptoir")
    bearer, shown = await came(stage)
    await bearer.say("comptoir", "bonsoir")
    (said,) = (await other.ask("history", place="comptoir", before=1_000_000))["messages"]
    assert (said["text"], said["author"]["name"]) == ("bonsoir", shown)
    visit = await named(stage, "moderator")
    (one,) = await waiting(visit)
    assert (one["name"], one["points"], one["step"]) == (NAME, 0, "advice")
    assert (await refusal(visit, f"{PATH}/{one['id']}/approve", {}))[1] == "apart_needed"
    await visit.post_json(f"{PATH}/{one['id']}/approve", APART)
    assert await shown_as(bearer, "") == NAME
    assert await waiting(visit) == []
    assert await refusal(visit, f"{PATH}/{one['id']}/approve", APART) == (404, "unknown_name")
    assert (await actions(stage)).count("name_approved") == 1


async def test_a_name_refused_is_removed_with_its_reason(stage: Stage) -> None:
    """A statement that they can contest says why; they choose another before they speak again."""
    bearer, _ = await came(stage)
    visit = await named(stage, "senior")
    (one,) = await waiting(visit)
    assert (await refusal(visit, f"{PATH}/{one['id']}/refuse", {"reason": "ugly", **APART}))[1] == "bad_reason"
    await visit.post_json(f"{PATH}/{one['id']}/refuse", {"reason": "names_somebody", **APART})
    await shown_as(bearer, "removed")
    assert await waiting(visit) == []
    with pytest.raises(Refused, match="choose_name"):
        await bearer.say("comptoir", "bonsoir")
    (told,) = await stage.node.court.decisions.statements_of(bearer.me["card"]["id"])
    said = "\n".join(line.text for line in told.fr.lines)
    for words in ("désigne quelqu’un de réel", NAME, "Une règle automatique"):
        assert words in said
    assert told.informed > 0
    await bearer.ask("set_profile", pseudonym="Nigelle bleue")
    await bearer.say("comptoir", "me voici")


async def test_a_name_that_nobody_reads_is_given_after_three_days(stage: Stage) -> None:
    """No rule alone refuses a name for good; whoever chose another meanwhile keeps that one."""
    bearer, _ = await came(stage)
    stage.clock.advance(72 * HOUR - 2 * MINUTE)
    await stage.node.court.sweep()
    visit = await named(stage, "moderator")
    assert [one["name"] for one in await waiting(visit)] == [NAME]
    stage.clock.advance(2 * MINUTE)
    await stage.node.court.sweep()
    assert await waiting(visit) == []
    member = await stage.node.members.find(bearer.me["card"]["id"])
    assert member is not None
    assert (member.profile.card.name, member.profile.name_covered) == (NAME, "")


async def test_whoever_chooses_another_name_waits_no_more(stage: Stage) -> None:
    """The name that was held is in no list any more; it cannot be taken by renaming oneself either."""
    bearer, _ = await came(stage)
    await bearer.ask("set_profile", pseudonym="Nigelle bleue")
    assert await waiting(await named(stage, "moderator")) == []
    with pytest.raises(Refused, match="refused"):
        await bearer.ask("set_profile", pseudonym=NAME)


async def test_the_form_says_that_a_name_will_wait(stage: Stage) -> None:
    """Before coming in; nobody else can take it while it waits."""
    visit = Visit.open(stage.origin, stage.wallet)
    await visit.prove_age()
    answer = await visit.post_json("/api/entry/pseudonym", {"pseudonym": NAME})
    assert (answer["pseudonym"], answer["waits"]) == (NAME, True)
    await came(stage)
    with pytest.raises(EntryRefused, match="pseudonym_taken"):
        await visit.post_json("/api/entry/pseudonym", {"pseudonym": NAME})


async def test_a_room_whose_name_is_held_waits_as_every_room_does(stage: Stage) -> None:
    """A person reads it anyway before anybody else."""
    host = await stage.member("Nigelle")
    opened = await host.ask("open_room", name=NAME, purpose="Plantes sauvages", theme="talk")
    assert opened["room"]["state"] == "waiting"


@pytest.mark.parametrize("role", ["host", "child_safety", "appeals", "legal", "policy", "technical", "auditor"])
async def test_nobody_else_decides_a_name(stage: Stage, role: str) -> None:
    """As rooms that wait: an auditor reads, all others do not know that it exists."""
    bearer, _ = await came(stage)
    visit = await named(stage, role)
    assert (await visit.get(PATH)).status_code == (200 if role == "auditor" else 404)
    number = bearer.me["card"]["id"]
    assert await refusal(visit, f"{PATH}/{number}/approve", APART) == (404, "not_yours")
    assert await refusal(visit, f"{PATH}/{number}/refuse", {"reason": "hurts", **APART}) == (404, "not_yours")
