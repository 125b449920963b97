"""Runs the operator's command when a danger calls: no shell, no secret, no name, never two at a time, and bounded."""

import asyncio
import os
import shlex
import shutil
import signal
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

import structlog

from palabre.kernel.limits import ALARM_RUN_S
from palabre.moderation.ringing import Danger
from palabre.settings import BadSetting

log = structlog.get_logger(__name__)
KEPT = ("PATH", "LANG", "TZ", "HOME")  # of the server's own environment: what a program needs to start, no setting


@dataclass(frozen=True, slots=True)
class CommandAlarm:
    """Calls by a program of the operator: what it does with the two numbers is theirs."""

    words: tuple[str, ...]
    seconds: float = ALARM_RUN_S

    @classmethod
    def of(cls, command: str) -> Self | None:
        """Return the alarm of a setting, None for an empty one. Raises ``BadSetting`` for what cannot be run."""
        try:
            words = tuple(shlex.split(command))
        except ValueError as error:
            raise BadSetting(f"PALABRE_ALARM_COMMAND cannot be read ({error}): close its quotes") from None
        if not words:
            return None
        if shutil.which(words[0]) is None:
            raise BadSetting(
                f"PALABRE_ALARM_COMMAND: {words[0]!r} is no program that can be run: give its whole path, and make it "
                "executable"
            )
        return cls(words)

    async def call(self, danger: Danger) -> bool:
        """Run the command to its end; false when it failed, or was stopped for taking too long."""
        told = {"PALABRE_DANGER_CASES": str(danger.cases), "PALABRE_DANGER_MINUTES": str(danger.minutes)}
        environment = {name: os.environ[name] for name in KEPT if name in os.environ}
        nothing = asyncio.subprocess.DEVNULL
        try:
            process = await asyncio.create_subprocess_exec(
                *self.words, env=environment | told, stdin=nothing, stdout=nothing, stderr=nothing,
                start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            log.error("the alarm command cannot be run", error=type(error).__name__)  # noqa: TRY400 - a traceback adds nothing
            return False
        return await self._ended(process)

    async def _ended(self, process: asyncio.subprocess.Process) -> bool:
        try:
            async with asyncio.timeout(self.seconds):
                status = await process.wait()
        except TimeoutError:
            log.error("the alarm command took too long", seconds=self.seconds)  # noqa: TRY400 - as above
            status = -1
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):  # with all that it started
                    os.killpg(process.pid, signal.SIGKILL)
                await process.wait()
        if status > 0:
            log.error("the alarm command failed", status=status)
        return status == 0
