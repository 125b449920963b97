"""Keeps the ledger of a node: looks at the whole of it at start, signs a head every hour, and puts it in two places."""

import asyncio
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import structlog

from palabre.gateway.rounds import every
from palabre.kernel.clock import HOUR, Clock
from palabre.moderation.ledger.heads import Head
from palabre.moderation.ledger.notes import SignerKey
from palabre.moderation.ledger.verify import Broken, Verified
from palabre.store.database import Database
from palabre.store.ledger_files import KEY, BadLedger, SecondPlace, signer_of
from palabre.store.ledger_heads import SqlLedger
from palabre.store.ledger_offline import opened, verify_database

log = structlog.get_logger(__name__)
PAUSE_S = 0.002  # after each thousand entries: whoever talks goes first


class Stopping(Exception):  # noqa: N818 - says why the look ended
    """The node stops before the whole ledger was looked at."""


@dataclass(frozen=True)
class Ledger:
    """What a node does with the ledger by itself."""

    store: SqlLedger
    file: Path
    key: SignerKey
    second: SecondPlace
    clock: Clock

    @classmethod
    def made(cls, database: Database, folder: Path, origin: str, second: str, clock: Clock) -> Self:
        """Take the chat's database and its folder; the key is made on first use. Raises ``BadLedger``."""
        host = origin.rsplit("://", maxsplit=1)[-1].replace("+", "-")
        key = signer_of(folder / KEY, f"{host}/ledger")
        return cls(SqlLedger(database), folder / "chat.db", key, SecondPlace.at(second, folder), clock)

    async def run(self) -> None:
        """Look at the whole ledger, then tend it now and every hour."""
        at_once = asyncio.Event()
        at_once.set()
        if await self.look():
            await every(HOUR, self.tend, at_once)

    async def look(self) -> bool:
        """Verify the whole, beside whoever talks; one that does not hold is added to no more (reliability F-16)."""
        stopping = threading.Event()
        try:
            found = await asyncio.to_thread(self._verified, stopping)
        except (Broken, BadLedger) as error:
            await self._stop(str(error))
            return False
        finally:
            stopping.set()
        log.info("the ledger verifies", entries=found.entries, heads=found.heads)
        return True

    def _verified(self, stopping: threading.Event) -> Verified:
        def pause() -> None:
            if stopping.wait(PAUSE_S):
                raise Stopping

        elsewhere = self._elsewhere()
        with opened(self.file, pause) as file:
            return verify_database(file, elsewhere, self.key.verifier)

    async def _stop(self, why: str) -> None:
        log.critical("the ledger does not verify", found=why, remedy="see docs/ledger.md")
        await self.store.stop(why)

    def _elsewhere(self) -> list[str]:
        try:
            return self.second.notes()
        except OSError as error:  # a disk that is away says nothing of the ledger
            log.error("the second place of the ledger's heads cannot be read", error=type(error).__name__)  # noqa: TRY400 - the remedy is not in a traceback
            return []

    async def tend(self) -> None:
        """Erase old payloads, then sign."""
        await self.store.fade(self.clock.now())
        await self.sign()

    async def sign(self) -> None:
        """Sign a head over new entries; put every head that the second place lacks there, the oldest first.

        Signs nothing that would contradict a head which already stands there: that would be two ledgers.
        """
        notes = await asyncio.to_thread(self._elsewhere)
        last = Head.peek(notes[-1]) if notes else None
        if last and (why := await self.store.contradiction(last)):
            await self._stop(why)
            return
        await self.store.sign(self.key, self.clock.now())
        if missing := await self.store.notes_after(last.size if last else 0):
            await asyncio.to_thread(self.second.add, self.key.verifier, missing)
