"""F-1: the process is killed at random, in the middle of words; all twenty seeds are played by `make rehearse-kill`."""

from pathlib import Path

import pytest

from kill.mutants import MUTANTS
from kill.run import Plan, play


@pytest.mark.parametrize("seed", [1, 2])
async def test_nothing_acknowledged_is_lost_doubled_or_moved(seed: int, tmp_path: Path) -> None:
    """Twenty seconds of ten lines talking while the server is killed and comes back: R-1 to R-5, R-8 and R-9 hold."""
    outcome = await play(Plan(seed), tmp_path)
    print(outcome)  # noqa: T201 - shown with a failure
    assert (list(map(str, outcome.violations)), outcome.why_invalid) == ([], [])
    assert "failed" not in outcome.said


async def test_a_server_that_forgets_its_keys_is_caught(tmp_path: Path) -> None:
    """The run can fail: three seconds of lines cut while they speak show words said twice."""
    cuts = frozenset({"is_cut"})
    outcome = await play(Plan(1, seconds=3, members=3, mutant="no_key_check", acts=cuts), tmp_path)
    assert outcome.rules & MUTANTS["no_key_check"].caught_by
