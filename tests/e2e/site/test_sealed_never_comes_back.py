"""What is reported as suspected abuse material never leaves the server again, by any route, line, log or file (T16)."""

import json
from pathlib import Path

import httpx
import pytest
from starlette.routing import Mount, Route

from e2e.running import Running
from palabre_client import Member

WORDS = "une phrase neutre qui sera scellee"
ANSWER = "une autre à côté"


async def came(running: Running, name: str) -> Member:
    """Let somebody in and into the room."""
    member = await Member.enter(running.site_url, wallet=running.wallet_url, pseudonym=name, town="Limoges", age=41)
    await member.join("comptoir")
    return member


def paths(running: Running) -> list[str]:
    """Return every address that the site answers, with something in the place of each parameter."""
    routes = [one for one in running.node.application.routes if isinstance(one, Route)]
    assert not [one for one in running.node.application.routes if not isinstance(one, Route | Mount)]
    return sorted({route.path.replace("{", "").replace("}", "") for route in routes})


async def every_answer(running: Running, cookies: dict[str, str], code: str) -> str:
    """Return all that every address says to somebody, asked and posted to."""
    said = []
    async with httpx.AsyncClient(base_url=running.site_url, trust_env=False, timeout=20, cookies=cookies) as client:
        for path in paths(running):
            if path.startswith("/age/"):
                continue  # ends the visit; the gate cannot name a message
            said.append((await client.get(path)).text)
            if path in {"/suivi", "/signaler", "/en/report", "/en/follow-up"}:
                form = {
                    "code": code,
                    "act": "send",
                    "reason": "csam",
                    "where": "ici",
                    "words": "mot",
                    "good_faith": "yes",
                }
                said.append((await client.post(path, data=form, headers={"Origin": running.site_url})).text)
    return "\n".join(said)


async def every_line(member: Member) -> str:
    """Return all that a member is answered who asks for everything that holds words."""
    asked = [
        await member.ask("history", place="comptoir", before=1_000_000),
        await member.ask("search", place="comptoir", text="neutre"),
        await member.ask("join", place="comptoir", resume={"place": "comptoir", "epoch": "", "position": -1}),
        await member.ask("about", place="comptoir"),
        await member.ask("report.list"),
        (await member.visit.get("/api/me/data")).json(),
    ]
    return json.dumps(asked, ensure_ascii=False)


def holding(folder: Path) -> list[str]:
    """Return the files in which the words stand."""
    return [str(file) for file in folder.rglob("*") if file.is_file() and WORDS.encode() in file.read_bytes()]


async def test_t16_no_route_line_log_or_file_returns_what_is_sealed(
    running: Running, capfd: pytest.CaptureFixture[str]
) -> None:
    """T16: asked by its author, by whoever reported, by somebody else and by nobody, the words are in no answer."""
    ada, bo, eve = [await came(running, name) for name in ("Alizarine", "Borage", "Estragon")]
    ack = await ada.say("comptoir", WORDS)
    await eve.say("comptoir", ANSWER, reply=ack["id"])
    answer = await bo.report("message", ack["id"], "csam", place="comptoir")
    found = [await every_line(one) for one in (ada, bo, eve)]
    for cookies in (ada.visit.cookies, bo.visit.cookies, {}):
        found += [await every_answer(running, dict(cookies), answer["code"])]
    assert [WORDS in one for one in found] == [False] * len(found)
    assert holding(running.node.settings.folder) == []
    told = capfd.readouterr()
    assert WORDS not in told.out + told.err
    for one in (ada, bo, eve):
        await one.disconnect()
        await one.visit.close()
