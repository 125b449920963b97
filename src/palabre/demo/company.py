"""Harmless scripted company for a demonstration: marked as such, entering by the real gate."""

import asyncio
import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from palabre_client import Closed, EntryRefused, Member, Refused

SCRIPT = Path(__file__).parent / "data" / "company.json"
PAUSE_SECONDS = (4.0, 20.0)  # between two lines of one person
ENTERING_AT_ONCE = 4  # a proof takes the test wallet a moment


class NotADemonstration(Exception):  # noqa: N818 - says why it stops
    """Simulated company goes to demonstration servers only."""


@dataclass(frozen=True)
class Company:
    """A number of scripted people on one demonstration server."""

    origin: str
    wallet: str
    people: int
    chance: random.Random

    async def play(self) -> None:
        """Enter everybody, then talk until cancelled. Raises ``NotADemonstration``."""
        await self._check_demonstration()
        script = json.loads(SCRIPT.read_text())
        gate = asyncio.Semaphore(ENTERING_AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for number in range(self.people):
                group.create_task(self._live(number, script, gate))

    async def _check_demonstration(self) -> None:
        try:
            async with httpx.AsyncClient(trust_env=False) as http:
                page = await http.get(self.origin + "/")
        except (httpx.HTTPError, httpx.InvalidURL):
            raise NotADemonstration(f"nothing answers at {self.origin}; start it with `palabre demo`") from None
        if 'data-demo="yes"' not in page.text:
            raise NotADemonstration(f"{self.origin} is not in demonstration mode")

    async def _live(self, number: int, script: dict[str, Any], gate: asyncio.Semaphore) -> None:
        async with gate:
            member = await self._enter(number, script)
        if member is None:
            return
        async with member:
            await member.ask("set_profile", words=script["words"])
            await self._talk(member, script)

    async def _enter(self, number: int, script: dict[str, Any]) -> Member | None:
        name = script["names"][number % len(script["names"])]
        rank = number // len(script["names"])
        pseudonym = f"{script['mark']} {name}" + (f" {rank + 1}" if rank else "")
        try:
            return await Member.enter(
                self.origin,
                wallet=self.wallet,
                pseudonym=pseudonym[:20].strip(),
                town=self.chance.choice(script["towns"]),
                age=self.chance.randint(19, 78),
            )
        except EntryRefused as refused:
            print(f"{pseudonym}: {refused.code or refused.status}")
            return None

    async def _talk(self, member: Member, script: dict[str, Any]) -> None:
        place = self.chance.choice(list(script["rooms"]))
        lines = script["rooms"][place]
        joined = await member.join(place)
        at = self.chance.randrange(len(lines))
        while True:
            await asyncio.sleep(self.chance.uniform(*PAUSE_SECONDS) * max(1, self.people / 10))
            try:
                await member.say(joined.id, lines[at % len(lines)])
            except Refused:
                pass  # a rule or a slow room: this line is skipped
            except Closed:
                return
            at += 1
