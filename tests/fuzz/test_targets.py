"""The fuzzed promises, in the ordinary run: what is kept, what costs most, and a short hunt of each."""

import random
import re
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz import targets
from fuzz.targets import HANG_S, TARGETS, kept, longest, seeds
from palabre.gateway.decoding import command_of
from palabre.gateway.protocol import AnyCommand
from palabre.gateway.websocket import Parser
from palabre.kernel.limits import FRAME_OCTETS

HUNTED = ["parser", "decoder"]
SECONDS = 5
ALLOCATED = 64 << 20


def hunt(name: str) -> tuple[int, str]:
    """Hunt for a few seconds in a process of its own; return its status and all it said."""
    script = Path(targets.__file__).with_name("hunt.py")
    done = subprocess.run(
        [sys.executable, str(script), name, str(SECONDS)], capture_output=True, text=True, check=False, timeout=60
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("name", HUNTED)
def test_hunt(name: str) -> None:
    """Five seconds of octets guided by the code they reach break no promise."""
    status, said = hunt(name)
    runs = re.search(r"Done (\d+) runs", said)

    assert (status, re.findall(r"found: \w+", said)) == (0, [])
    assert runs is not None
    assert int(runs[1]) > len(seeds(name))


def test_hunt_finds() -> None:
    """A promise that one octet in the right place breaks is seen broken, and the octets are told."""
    status, said = hunt("planted")

    assert status != 0
    with pytest.raises(AssertionError):
        targets.planted(bytes.fromhex(re.findall(r"found: (\w+)", said)[0]))


@pytest.mark.parametrize("name", HUNTED)
def test_kept_inputs(name: str) -> None:
    """What reached new code once, and what once broke a promise, keeps it."""
    assert len(kept(name)) > 10
    for data in seeds(name):
        TARGETS[name](data)


@pytest.mark.parametrize(("name", "data"), list(longest()))
def test_nothing_hangs(name: str, data: bytes) -> None:
    """The 64 KiB that cost most take less than a tenth of a second of the processor, and little memory."""
    act = Parser().feed if name == "parser" else targets.outcome
    began = time.thread_time()
    act(data)
    taken = time.thread_time() - began
    tracemalloc.start()
    act(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(data) <= FRAME_OCTETS
    assert taken < HANG_S
    assert peak < ALLOCATED


ODD = [
    None,
    True,
    -1,
    0,
    2**31,
    2**31 + 1,
    2**64,
    1.5,
    "",
    "tea",
    "\ud7ff",
    "x" * 201,
    [],
    ["talk"],
    {},
    {"t": "rooms"},
]
KINDS = [kind.__struct_config__.tag for kind in AnyCommand.__args__]
NAMES = sorted({name for kind in AnyCommand.__args__ for name in targets.fields_of(kind)} | {"n", "t", "x"})


@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(NAMES), st.sampled_from(ODD)), st.randoms())
def test_any_shape_is_a_command_or_refused(kind: str, changes: dict[str, object], chance: random.Random) -> None:
    """A command with any of its fields changed, left out or added keeps the decoder's promise."""
    fields = {name: targets.filled(name) for name in NAMES if chance.random() < 0.7}
    targets.decoder(msgspec.json.encode({"n": 7} | fields | {"t": kind} | changes))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(), st.lists))
def test_fields_nobody_knows_are_ignored(value: object) -> None:
    """Whatever stands in a field that no command has changes nothing."""
    data = msgspec.json.encode({"t": "rooms", "n": 7, "later": value})

    assert command_of(data) == command_of(b'{"t":"rooms","n":7}')
