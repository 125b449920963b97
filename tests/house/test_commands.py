"""What an operator types, as a process of its own."""

import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from palabre.cli import INTERRUPTED
from scenarios.stage import staged

BELOW_CHANCE = range(12_000, 32_000, 3)
"""Ports that the system gives to nobody by itself (its own start at 32,768): only a program that asks has them."""

UNMET = (
    "PALABRE_ALARM_COMMAND",
    "nobody is staff",
    "no key to seal with",
    "PALABRE_ORIGIN",
    "trust anchors",
    "legal notice",
    "no copy could be made",
    "heads have no second place",
)


AT_A_TERMINAL = """
import signal, sys
from palabre.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # even where tests run with it ignored
sys.exit(main(["demo"]))
"""


def environment_of(**settings: str) -> dict[str, str]:
    """Return an environment with these settings and no other of ours."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PALABRE_")}
    return clean | {f"PALABRE_{name.upper()}": value for name, value in settings.items()}


def palabre(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command and return what it said."""
    return subprocess.run(
        [sys.executable, "-m", "palabre", *words], env=environment_of(**settings), capture_output=True, text=True,
        cwd=folder, timeout=60, check=False,
    )  # fmt: skip


@contextmanager
def three_in_a_row() -> Iterator[list[socket.socket]]:
    """Hold three neighbouring ports that nobody else holds nor is given meanwhile."""
    for first in random.sample(BELOW_CHANCE, len(BELOW_CHANCE)):
        with ExitStack() as held, suppress(OSError):
            three = [held.enter_context(socket.create_server(("127.0.0.1", first + step))) for step in range(3)]
            held.pop_all()
            break
    else:
        pytest.fail("no three neighbouring ports are free")
    with ExitStack() as held:
        yield [held.enter_context(port) for port in three]


def test_serve_refuses_and_says_why(tmp_path: Path) -> None:
    """Every reason is listed, nothing listens, nothing is written."""
    said = palabre(tmp_path, "serve")
    assert (said.returncode, said.stdout) == (2, "")
    assert [reason for reason in UNMET if reason not in said.stderr] == []
    assert list(tmp_path.iterdir()) == []


def test_serve_refuses_even_when_everything_it_can_check_is_there(tmp_path: Path) -> None:
    """No setting opens a house where nobody watches over."""
    given = {"origin": "https://chat.example", "operator_name": "Ada", "operator_contact": "ada@chat.example"}
    said = palabre(tmp_path, "serve", **given)
    assert said.returncode == 2
    assert "nobody is staff" in said.stderr
    assert "PALABRE_ORIGIN" not in said.stderr


def test_check_says_the_same_to_standard_output(tmp_path: Path) -> None:
    """Exit 1 while something is missing, one line each."""
    said = palabre(tmp_path, "check")
    assert (said.returncode, said.stderr) == (1, "")
    assert [len([line for line in said.stdout.splitlines() if reason in line]) for reason in UNMET] == [1] * len(UNMET)


def test_a_bad_list_is_named_by_check_and_stops_the_demonstration(tmp_path: Path) -> None:
    """File and line, before anything starts."""
    (tmp_path / "link-lists").mkdir()
    (tmp_path / "link-lists" / "mine.hosts").write_text("piege.example\nco.uk\n")
    assert "mine.hosts:2: 'co.uk' would refuse every site under it" in palabre(tmp_path, "check").stdout
    said = palabre(tmp_path, "demo", port=str(random.choice(BELOW_CHANCE)))
    assert (said.returncode, "mine.hosts:2:" in said.stderr) == (2, True)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "chat.example"])
def test_a_demonstration_stays_on_this_machine(tmp_path: Path, host: str) -> None:
    """It trusts a test wallet, so it listens to no other address."""
    said = palabre(tmp_path, "demo", host=host)
    assert said.returncode == 2
    assert f"refuses to listen on {host}" in said.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_demonstration_ends_at_a_key_without_a_traceback(tmp_path: Path) -> None:
    """Ctrl+C, as the last of its first lines says: it stops in order and leaves the terminal clean."""
    with three_in_a_row() as held:
        port = held[0].getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", AT_A_TERMINAL], env=environment_of(port=str(port)), cwd=tmp_path, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert any("Ctrl+C" in line for line in process.stdout)
        httpx.get(f"http://localhost:{port}/healthz", timeout=30).raise_for_status()
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1]
    finally:
        process.kill()
    assert (process.returncode, "Traceback" in said) == (INTERRUPTED, False)


def test_a_bad_setting_stops_every_command(tmp_path: Path) -> None:
    """One line that names it, no traceback."""
    for words in (["demo"], ["serve"], ["check"], ["rooms", "list"]):
        said = palabre(tmp_path, *words, port="eighty")
        assert (said.returncode, said.stdout) == (2, "")
        assert said.stderr == "palabre: PALABRE_PORT='eighty' is not a whole number\n"


def test_a_room_that_does_not_wait_is_not_approved(tmp_path: Path) -> None:
    """An unknown id is told, with where to look."""
    said = palabre(tmp_path, "rooms", "approve", "nothing")
    assert said.returncode == 1
    assert "no room 'nothing' waits" in said.stderr


async def test_company_refuses_a_server_that_is_no_demonstration(tmp_path: Path) -> None:
    """Scripted people go nowhere else, and the command says so."""
    async with staged(tmp_path / "site", is_demo=False) as stage:
        status, said = await stage.command("simulate", "--people", "1", "--origin", stage.origin)
    assert (status, said) == (2, f"palabre: {stage.origin} is not in demonstration mode\n")


def test_company_that_finds_nobody_says_so(tmp_path: Path) -> None:
    """No server at the address: a sentence, no traceback."""
    said = palabre(tmp_path, "simulate", "--people", "1", "--origin", "http://localhost:9")
    assert said.returncode == 2
    assert "Traceback" not in said.stderr
    assert "http://localhost:9" in said.stderr


@pytest.mark.parametrize("shift", [0, 1, 2])
def test_a_port_already_taken_is_told_before_anything_starts(tmp_path: Path, shift: int) -> None:
    """Any of the three ports held by another program: a sentence with the way out, nothing begun."""
    with three_in_a_row() as held:
        port = held[0].getsockname()[1]
        for other in held[:shift] + held[shift + 1 :]:
            other.close()
        said = palabre(tmp_path, "demo", port=str(port))
    assert (said.returncode, said.stdout) == (2, "")
    assert f"cannot listen on port {port + shift} of 127.0.0.1" in said.stderr
    assert f"PALABRE_PORT={port + shift + 100} make run" in said.stderr
    assert "Traceback" not in said.stderr
