"""R-11: after every crash the chain verifies from its first line, holds what was acknowledged, and has no fork."""

import asyncio
import os
import sys
from pathlib import Path

from palabre.kernel.clock import ManualClock
from palabre.ledger import Ledger
from palabre.store.database import Database
from palabre.store.ledger_offline import opened, verify_database

TESTS = Path(__file__).parents[1]
CLERK = """
import asyncio, sys
from pathlib import Path
from palabre.kernel.clock import ManualClock
from palabre.ledger import Ledger
from palabre.moderation.ledger.model import Act
from palabre.store.database import Database
from palabre.store.ledger import enter

async def work():
    folder, name = Path(sys.argv[1]), sys.argv[2]
    database = await Database.open(folder / "chat.db", "chat")
    keeper = Ledger.made(database, folder, "https://chat.example", "", ManualClock())
    async def one(number):
        act = Act(name, "moderator", "decide", "case", str(number), payload={"count": number})
        print(await database.write(lambda c: enter(c, act, number)), name, number, flush=True)
    for start in range(0, 10_000, 5):
        await asyncio.gather(*(one(start + n) for n in range(5)))
        if name == "node":
            await keeper.sign()

asyncio.run(work())
"""


async def test_r11_the_ledger_is_whole_after_every_kill(tmp_path: Path) -> None:
    """A node and a command enter side by side and are killed, again and again: nothing acknowledged is lost."""
    database = await Database.open(tmp_path / "chat.db", "chat")
    key = Ledger.made(database, tmp_path, "https://chat.example", "", ManualClock()).key
    await database.close()
    acked: list[list[str]] = []
    for _ in range(3):
        acked += await _until_killed(tmp_path, "node", "command")
        with opened(tmp_path / "chat.db") as file:
            found = verify_database(file, [], key.verifier)
            kept = {str(entry.n): [entry.actor_ref, entry.object_ref] for entry, *_ in file.lines()}
        assert [one for one in acked if kept[one[0]] != one[1:]] == []
        assert found.covered > 0
        assert found.entries >= len({one[0] for one in acked}) == len(acked)


async def _until_killed(folder: Path, *names: str) -> list[list[str]]:
    """Let clerks work until each has had forty entries acknowledged, kill them, return what was acknowledged."""
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    clerks = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", CLERK, str(folder), name, stdout=asyncio.subprocess.PIPE, env=environment
        )
        for name in names
    ]
    outs = [clerk.stdout for clerk in clerks if clerk.stdout is not None]
    lines = [await out.readline() for out in outs for _ in range(40)]
    for clerk in clerks:
        clerk.kill()
    lines += [line for out in outs for line in (await out.read()).splitlines(keepends=True) if line.endswith(b"\n")]
    for clerk in clerks:
        await clerk.wait()
    return [line.decode().split() for line in lines]
