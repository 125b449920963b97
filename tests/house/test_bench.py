"""The measurements start, count and say what they found; what they found is for a quiet machine."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench import report, results
from bench.__main__ import IN_A_SCALE, PARTS
from bench.bars import Bar, drawn
from house.test_pages import ROOT


@pytest.fixture(scope="module")
def parts() -> dict[str, dict[str, object]]:
    """Run every part but those of the browser, as small as can be."""
    asked = [word for name in IN_A_SCALE["smoke"] for word in ("--part", name)]
    told = subprocess.run(
        [sys.executable, "-m", "bench", "--scale", "smoke", "--print", *asked],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    found: dict[str, dict[str, object]] = json.loads(told.stdout)
    return found


def test_every_part_measures_something(parts: dict[str, dict[str, object]]) -> None:
    """None is spoiled: no delivery missing, no message refused, nobody left outside."""
    assert sorted(parts) == sorted(IN_A_SCALE["smoke"])
    assert {name: part["spoiled"] for name, part in parts.items() if "spoiled" in part} == {}


def test_the_numbers_at_the_top_are_found(parts: dict[str, dict[str, object]]) -> None:
    """Each number that issue 3 names comes out of the parts, and is one."""
    found = results.headlines(parts)
    wanted = {name for name in results.HEADLINES if not name.startswith("lighthouse")}
    assert wanted <= found.keys()
    assert [name for name, value in found.items() if not isinstance(value, int | float)] == []


def test_a_run_becomes_tables_and_plots(parts: dict[str, dict[str, object]]) -> None:
    """Each part has a section; the page's reach is told for each number."""
    run = {
        **results.headlines(parts), "date": "", "commit": "", "cpu": "", "memory_gb": 1, "kernel": "", "python": "",
        "open_files": 1, "load_average_before": 0, "seconds": 1, "scale": "smoke", "parts": parts,
    }  # fmt: skip
    written = "\n".join(report.sections(run))
    assert written.count("### ") == len(parts) + 1
    assert written.count("reached") + written.count("not measured") >= len(report.REACH)
    assert {name for name, _ in report.plots(parts)} == {"fanout", "memory", "delays"}


def test_a_plot_tells_its_figures_in_words() -> None:
    """Whoever does not see the bars reads them."""
    drawing = drawn("Speed <fast>", "a second", [Bar("ours", 12_345, is_ours=True), Bar("other", 4.25)])
    assert "ours: 12,345 a second; other: 4.2 a second" in drawing
    assert "Speed &lt;fast&gt;" in drawing


def test_every_part_has_a_section_and_a_name_on_the_page() -> None:
    """What can be measured is named where people look for the command."""
    page = (ROOT / "docs" / "performance.md").read_text()
    assert set(report.SECTIONS) == set(PARTS)
    assert [name for name in PARTS if name not in page] == []


def test_no_quick_run_is_committed() -> None:
    """The committed figures, if any, are those of a full run."""
    told = subprocess.run(
        ["git", "show", f":{results.LATEST.relative_to(ROOT)}"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode != 0 or json.loads(told.stdout)["quick"] is False


def test_the_page_is_written_between_its_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words around the figures are kept; figures of an earlier run are replaced."""
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    monkeypatch.setattr(report, "PAGE", page)
    monkeypatch.setattr(report, "PLOTS", tmp_path / "plots")
    monkeypatch.setattr(report, "sections", lambda _run: iter(["new"]))
    report.write({"parts": {}})
    assert page.read_text() == f"before\n{report.BEGIN}\n\nnew\n\n{report.END}\nafter\n"
