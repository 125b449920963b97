"""What a test of losses needs: a line that loses answers, words that stand on the page, what a device holds."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Page, WebSocketRoute, expect

from browser.stage import say
from browser.test_private import go
from palabre.kernel.clock import SECOND
from scenarios.stage import Stage

Json = dict[str, Any]


@dataclass
class Line:
    """The line of every page of a context: keeps what leaves, and loses some answers together with the line."""

    context: BrowserContext
    sent: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # id to the frames sent under it
    asked: dict[str, str] = field(default_factory=dict)  # the number of a command on its line, to its type
    lost: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # of each type of command
    loses: Callable[[str], bool] = lambda _: False  # whether the answer of a command of this type is lost

    async def laid(self) -> "Line":
        """Put this line between the pages to come and the server."""
        await self.context.route_web_socket("**/socket", self._open)
        return self

    def _open(self, page: WebSocketRoute) -> None:
        server, number = page.connect_to_server(), len(self.asked)

        def leaves(message: str | bytes) -> None:
            frame = json.loads(message)
            self.asked[f"{number} {frame['n']}"] = frame["t"]
            if frame["t"] in {"private.send", "private.commit"}:
                self.sent[frame["id"]].add(frame["frame"])
            server.send(message)

        async def comes(message: str | bytes) -> None:
            frame = json.loads(message)
            kind = self.asked.get(f"{number} {frame.get('n')}", "")
            if frame["t"] == "stored" and self.loses(kind):
                self.lost[kind] += 1
                await page.close(code=4000)  # no answer, and no line: whether it was done, nobody knows
                await server.close()
            else:
                page.send(message)

        page.on_message(leaves)
        server.on_message(comes)


async def write(stage: Stage, page: Page, text: str) -> None:
    """Say something and see it stand on the page, sent or leaving: from then on it may not be lost."""
    stage.clock.advance(SECOND)  # of the server, so that nobody writes too fast
    await say(page, text)
    await expect(page.get_by_text(text, exact=True).first).to_be_visible()


async def held(page: Page, path: Path) -> list[Json]:
    """Return everything said that a page's device holds, in order, from the file that anybody may take away."""
    await go(page, "Moi")
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="Télécharger mes données").click()
    await (await coming.value).save_as(path)
    file = await asyncio.to_thread(path.read_text)
    entries: list[Json] = json.loads(file)["device"]["conversations"]
    return sorted(entries, key=lambda entry: int(entry["order"]))


def texts(entries: list[Json], start: str) -> list[str]:
    """Return the texts that begin so; a row that nobody wrote is an error of ours."""
    assert {entry["kind"] for entry in entries} == {"message"}, [entry["kind"] for entry in entries]
    return [entry["text"] for entry in entries if entry["text"].startswith(start)]
