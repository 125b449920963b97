"""The fuzzed promises of the proof of age in the ordinary run: what is kept, and a short hunt of each."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from fuzz import age_targets
from fuzz.age_targets import HUNTED, TARGETS, kept, seeds

SECONDS = 4


def hunt(name: str, seconds: int = SECONDS) -> tuple[int, str]:
    """Hunt for a few seconds in a process of its own; return its status and all it said."""
    script = Path(age_targets.__file__).with_name("age_hunt.py")
    done = subprocess.run(
        [sys.executable, str(script), name, str(seconds)], capture_output=True, text=True, check=False, timeout=120
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("name", HUNTED)
def test_hunt(name: str) -> None:
    """A few seconds of octets guided by the code they reach break no promise."""
    status, said = hunt(name)
    runs = re.search(r"Done (\d+) runs", said)
    assert (status, re.findall(r"found: \w+", said)) == (0, [])
    assert runs is not None
    assert int(runs[1]) > len(seeds(name))


def test_hunt_finds() -> None:
    """A promise that a few octets in the right place break is seen broken, and the octets are told."""
    status, said = hunt("planted", 60)  # it ends as soon as it finds
    assert status != 0
    with pytest.raises(AssertionError):
        age_targets.planted(bytes.fromhex(re.findall(r"found: (\w+)", said)[0]))


@pytest.mark.parametrize("name", HUNTED)
def test_kept_inputs(name: str) -> None:
    """What reached new code once, and what once broke a promise, keeps it."""
    assert len(kept(name)) > 10
    for data in seeds(name):
        TARGETS[name](data)
