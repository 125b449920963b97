"""The wheel: what an operator installs, with Python alone."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from house.test_pages import ROOT

CARRIED = (
    "palabre/web/static/.vite/manifest.json",  # the built front end
    "palabre/web/static/.vite/console.json",  # and the console's
    "palabre/_rules/minor_said.yaml",
    "palabre/_rules/tables/any/age.yaml",
    "palabre/identity/data/towns.tsv.xz",
    "palabre/store/migrations/chat/0001_rooms.py",
    "palabre/web/templates/home.html",
    "palabre_client/member.py",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """Build the wheel from the front end as it stands built."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, env={**os.environ, "PALABRE_SKIP_FRONTEND": "1"}, check=True, capture_output=True,
    )  # fmt: skip
    with zipfile.ZipFile(next(folder.glob("palabre-*.whl"))) as opened:
        yield opened


def test_the_wheel_carries_what_the_product_needs(wheel: zipfile.ZipFile) -> None:
    """Front end, rules, towns, migrations, pages and the client: installing needs neither Node nor a checkout."""
    assert set(CARRIED) - set(wheel.namelist()) == set()
    assert [name for name in wheel.namelist() if name.startswith("palabre/web/static/assets/chat-")] != []


def test_the_installed_wheel_finds_all_it_carries(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    """Unpacked elsewhere and away from the checkout, it loads its rules, its towns and its assets."""
    wheel.extractall(tmp_path / "site")
    asked = (
        "import palabre; from palabre.safety.engine import SafetyEngine;"
        "from palabre.safety.tables import shipped_rules;"
        "from palabre.identity.towns import load_towns; SafetyEngine.load(shipped_rules());"
        "print(palabre.__file__, load_towns().named('Limoges').name)"
    )
    said = subprocess.run(
        [sys.executable, "-c", asked], cwd=tmp_path, env={"PYTHONPATH": str(tmp_path / "site")},
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert said.stdout.split() == [str(tmp_path / "site" / "palabre" / "__init__.py"), "Limoges"]
