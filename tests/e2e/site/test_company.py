"""Scripted company on a demonstration."""

import asyncio
import json
import random

from e2e.running import Running
from palabre.demo.company import SCRIPT, Company


async def test_scripted_company_enters_and_talks(running: Running) -> None:
    """Each of them enters by the real gate under a name that says what it is, and says something in a room."""
    async with await running.enter("Lavande", "Limoges", 41) as member:
        for place in json.loads(SCRIPT.read_text())["rooms"]:
            await member.join(place)
        company = Company(running.site_url, running.wallet_url, 3, random.Random(1))
        playing = asyncio.create_task(company.play())
        said = await member.hear(lambda frame: frame["t"] == "said", seconds=60)
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)
    assert said["message"]["author"]["name"].startswith("Figurant ")
