"""What the gate stands on: anchors, a request that asks one thing, a demonstration on this machine only. E21, E23."""

import asyncio
import base64
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from e2e.gate.steps import Proof
from e2e.running import Running
from palabre.age.trust import read_anchors
from palabre.kernel.clock import DAY, MINUTE, ManualClock

Spoil = Callable[[Path], object]


def write_anchors(path: Path, running: Running, days: int = 30, status: str = "granted") -> None:
    """Write an anchors file that trusts the running test issuer."""
    until = datetime.fromtimestamp((running.node.clock.now() + days * DAY) / 1000, UTC)
    octets = running.issuer.root_certificate.public_bytes(Encoding.DER)
    row = {"certificate": base64.b64encode(octets).decode(), "status": status}
    path.write_text(json.dumps({"source": "a test", "next_update": until.isoformat(), "anchors": [row]}))


@pytest.fixture
def anchors(running: Running, tmp_path: Path) -> Path:
    """Let the running site read its anchors from a file, at each proof."""
    path = tmp_path / "anchors.json"
    write_anchors(path, running)
    running.anchors = lambda: read_anchors(path, running.node.clock.now())
    return path


async def enters(proof: Proof) -> bool:
    """Whether a right proof admits."""
    await proof.begin()
    return await proof.complete(await proof.answer(proof.right_form())) == 303


@pytest.mark.usefixtures("anchors")
async def test_e21_a_right_anchors_file_admits(proof: Proof) -> None:
    """With its issuer's anchor in the file, a right proof is admitted."""
    assert await enters(proof)


def put_a_folder(path: Path) -> None:
    """Put a folder where the file was."""
    path.unlink()
    path.mkdir()


SPOILT: dict[str, Spoil] = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_text(""),
    "no anchor": lambda path: path.write_text(json.dumps(json.loads(path.read_text()) | {"anchors": []})),
    "unreadable": put_a_folder,
    "not JSON": lambda path: path.write_bytes(b"\xff\xfe"),
    "another shape": lambda path: path.write_text("[]"),
    "no certificate": lambda path: path.write_text(path.read_text().replace("MII", "AAA", 1)),
    "no date": lambda path: path.write_text(path.read_text().replace("next_update", "next")),
    "withdrawn": lambda path: path.write_text(path.read_text().replace("granted", "withdrawn")),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
async def test_e21_without_sound_anchors_nobody_enters(proof: Proof, anchors: Path, spoil: Spoil) -> None:
    """A file that is missing, empty, unreadable or of no use refuses everybody, by name."""
    spoil(anchors)
    assert (await enters(proof), proof.refused("anchors")) == (False, 1)


async def test_e21_stale_anchors_refuse_everybody(proof: Proof, anchors: Path, clock: ManualClock) -> None:
    """From its next update on, a list admits nobody: no grace."""
    write_anchors(anchors, proof.running, days=1)
    clock.advance(DAY - MINUTE)
    before = await enters(proof)
    clock.advance(MINUTE)
    assert (before, await enters(proof), proof.refused("anchors")) == (True, False, 1)


async def test_e21_anchors_held_in_memory_grow_stale_too(proof: Proof, anchors: Path, clock: ManualClock) -> None:
    """A list read long ago is judged by its own date at each proof."""
    held = read_anchors(anchors, clock.now())
    proof.running.anchors = lambda: held
    clock.advance(30 * DAY)
    assert (await enters(proof), proof.refused("anchors")) == (False, 1)


async def run(program: str, **environment: str) -> tuple[int, str]:
    """Run a Python program; return its status and what it said on standard error."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, env={**os.environ, **environment}, stdout=pipe, stderr=pipe
    )
    async with asyncio.timeout(30):
        _, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, errors.decode()


WIDER = {
    "a second element": 'one["claims"].append({"path": ["eu.europa.ec.av.1", "age_over_21"]})',
    "another element": 'one["claims"][0]["path"][1] = "birth_date"',
    "a second credential": 'DCQL["credentials"].append(dict(one, id="pid"))',
    "values": 'one["claims"][0]["values"] = [True]',
    "to retain": 'one["claims"][0]["intent_to_retain"] = True',
    "several": 'one["multiple"] = True',
    "authorities": 'one["trusted_authorities"] = []',
    "another document": 'one["meta"]["doctype_value"] = "eu.europa.ec.eudi.pid.1"',
    "a second element of the browser": 'ITEMS["nameSpaces"]["eu.europa.ec.av.1"]["age_over_21"] = False',
    "to retain, of the browser": 'ITEMS["nameSpaces"]["eu.europa.ec.av.1"]["age_over_18"] = True',
    "another document of the browser": 'ITEMS["docType"] = "org.iso.18013.5.1.mDL"',
}


@pytest.mark.parametrize("change", WIDER.values(), ids=WIDER)
async def test_e23_a_process_that_would_ask_more_does_not_start(tmp_path: Path, change: str) -> None:
    """Whoever widens the request gets no server, and is told why."""
    program = (
        "from palabre.age.request import DCQL, ITEMS; from palabre.cli import main\n"
        f'one = DCQL["credentials"][0]; {change}\n'
        "raise SystemExit(main(['demo']))"
    )
    status, errors = await run(program, PALABRE_FOLDER=str(tmp_path), PALABRE_PORT="1")
    assert (status, errors) == (
        2,
        "palabre: the request may ask for age_over_18 of eu.europa.ec.av.1, and nothing else\n",
    )


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "chat.example"])
async def test_a_demonstration_listens_on_this_machine_only(tmp_path: Path, host: str) -> None:
    """What trusts a test wallet refuses any address that others could reach, and says what to do."""
    program = "from palabre.cli import main; raise SystemExit(main(['demo']))"
    status, errors = await run(program, PALABRE_FOLDER=str(tmp_path), PALABRE_HOST=host)
    assert (status, "loop" in errors or "127.0.0.1" in errors, "Traceback" in errors) == (2, True, False)


async def test_production_never_loads_the_test_wallet(tmp_path: Path) -> None:
    """`palabre serve` and `palabre check` know nothing of the demonstration's issuer, wallet and faults."""
    program = (
        "import sys; from palabre.cli import main\n"
        "main(['serve']); main(['check'])\n"
        "raise SystemExit(sum(name.startswith('palabre.demo') for name in sys.modules))"
    )
    status, errors = await run(program, PALABRE_FOLDER=str(tmp_path))
    assert (status, "not open to the public yet" in errors) == (0, True)
