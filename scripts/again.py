"""Plays browser journeys that failed beside others once more, each of them alone: docs/decisions/0098.

    python scripts/again.py STATUS     # the exit code of the run before

Ends with 0 if each passes now, and says which were played twice; else with the status it was given.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

FAILED = Path(".pytest_cache/v/cache/lastfailed")
TESTS_FAILED = 1
JOURNEYS = "tests/browser/"
AT_MOST = 3


def journeys(failed: Sequence[str]) -> list[str]:
    """Return what may be played again: browser journeys alone, three at most; nothing when another test failed too."""
    if len(failed) > AT_MOST or not all(name.startswith(JOURNEYS) for name in failed):
        return []
    return sorted(failed)


def _main(status: int) -> int:
    names = journeys(list(json.loads(FAILED.read_text()))) if status == TESTS_FAILED and FAILED.exists() else []
    if not names:
        return status
    print("Failed beside others, played again alone:", *names, sep="\n  ", flush=True)
    again = [sys.executable, "-m", "pytest", "-q", "-n", "0", *names]
    passed = subprocess.run(again, check=False).returncode == 0  # noqa: S603 - names of our own tests
    return 0 if passed else status


if __name__ == "__main__":
    sys.exit(_main(int(sys.argv[1])))
