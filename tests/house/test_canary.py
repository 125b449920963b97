"""The type check of components does see mistakes: some pairs of versions silently report nothing."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

FRONTEND = Path(__file__).parents[2] / "frontend"
COMPONENT = """<script lang="ts">
  import type { Person } from "../src/protocol/types";
  let { person }: { person: Person } = $props();
</script>

<p>{person.FIELD}</p>
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder beside the sources, where the compiler finds what it needs; gone afterwards."""
    place = FRONTEND / f".canary-{os.getpid()}"
    place.mkdir()
    (place / "tsconfig.json").write_text('{"extends": "../tsconfig.json", "include": ["./*"]}')
    yield place
    shutil.rmtree(place)


@pytest.mark.parametrize(("name", "status"), [("name", 0), ("phone", 1)])
def test_a_field_that_does_not_exist_is_seen(folder: Path, name: str, status: int) -> None:
    """A right field passes, a wrong one fails."""
    (folder / "Canary.svelte").write_text(COMPONENT.replace("FIELD", name))
    check = FRONTEND / "node_modules/svelte-check/bin/svelte-check"
    done = subprocess.run(
        [str(FRONTEND.parent / ".venv/bin/node"), str(check), "--workspace", str(folder), "--tsconfig",
         str(folder / "tsconfig.json")],
        cwd=FRONTEND, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == status, done.stdout
    assert ("'phone' does not exist" in done.stdout) == bool(status)
