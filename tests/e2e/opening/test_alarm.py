"""The operator's command, run for real: what it is given, and what becomes of one that does not end."""

import asyncio
import os
from pathlib import Path

import pytest

from e2e.opening.test_serving import listening
from palabre.alarm import CommandAlarm
from palabre.moderation.ringing import Danger
from palabre.settings import BadSetting

DANGER = Danger(2, 16)


def program(folder: Path, lines: str) -> str:
    """Write a program and return the setting that runs it."""
    file = folder / "call it"
    file.write_text(f"#!/bin/sh\n{lines}\n")
    file.chmod(0o755)
    return f'"{file}" "one word"'


def alarm_of(command: str, seconds: float = 30) -> CommandAlarm:
    """Return the alarm of a setting."""
    found = CommandAlarm.of(command)
    assert found is not None
    return CommandAlarm(found.words, seconds)


async def test_it_is_given_two_numbers_and_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many, and for how long; no setting of the server, nobody and no word."""
    monkeypatch.setenv("PALABRE_BACKUP_KEYS", "a secret")
    command = program(tmp_path, f'(echo "$1"; env) > "{tmp_path}/told"')
    assert await alarm_of(command).call(DANGER)
    told = (tmp_path / "told").read_text().splitlines()
    assert told[0] == "one word"
    mine = sorted(line for line in told if line.startswith("PALABRE"))
    assert mine == ["PALABRE_DANGER_CASES=2", "PALABRE_DANGER_MINUTES=16"]


async def test_no_shell_reads_the_setting(tmp_path: Path) -> None:
    """What a shell would obey is a word like others."""
    command = program(tmp_path, "exit 0") + f" '; touch {tmp_path}/made'"
    assert await alarm_of(command).call(DANGER)
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("status", [1, 7])
async def test_one_that_fails_has_called_nobody(tmp_path: Path, status: int) -> None:
    """It is tried again sooner."""
    assert not await alarm_of(program(tmp_path, f"exit {status}")).call(DANGER)


async def test_one_that_never_ends_is_stopped_with_all_it_started(tmp_path: Path) -> None:
    """The reading end of what they hold closes: none of them is left."""
    os.mkfifo(tmp_path / "line")
    command = program(tmp_path, f'exec > "{tmp_path}/line"; sleep 600 & sleep 600')
    line = await listening(tmp_path / "line")
    done = await alarm_of(command, 0.5).call(DANGER)
    assert (await asyncio.wait_for(line.read(), 30), done) == (b"", False)


@pytest.mark.parametrize(("command", "says"), [("/no/such program", "whole path"), ('"half', "close its quotes")])
def test_what_cannot_be_run_is_refused_at_start(command: str, says: str) -> None:
    """With the setting's name and the remedy, rather than on the night when it is needed."""
    with pytest.raises(BadSetting, match=f"PALABRE_ALARM_COMMAND.*{says}"):
        CommandAlarm.of(command)
