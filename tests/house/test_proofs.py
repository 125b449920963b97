"""The pages that say which tests show a promise name tests that exist, and every line of acceptance in scope."""

import re

import pytest

from house.test_pages import ROOT

LINES = {
    "docs/safety-proofs.md": [f"AC-{number}" for number in (2, 3, 5, 6, 7, 8, 9, 10, 14)],
    "docs/private-proofs.md": [f"1.{number}" for number in range(1, 7)] + [f"PC-{number}" for number in range(1, 11)],
}
NAMED = re.compile(r"`(tests/[\w/.]+\.(?:py|talk))(?:::(\w+))?`")
ROW = re.compile(r"^\| ([^|]+) \|", re.MULTILINE)


@pytest.mark.parametrize("page", LINES)
def test_every_test_that_a_page_names_exists(page: str) -> None:
    """A file that is gone, or a test renamed, is told with the page that still promises it."""
    named = NAMED.findall((ROOT / page).read_text())
    gone = [
        f"{page}: {file} {name}".strip()
        for file, name in named
        if not (ROOT / file).is_file() or (name and f"def {name}(" not in (ROOT / file).read_text())
    ]
    assert named
    assert gone == []


@pytest.mark.parametrize("page", LINES)
def test_every_line_has_a_row(page: str) -> None:
    """No line of acceptance is left without a test."""
    rows = {row.strip() for row in ROW.findall((ROOT / page).read_text())}
    assert [line for line in LINES[page] if line not in rows] == []
