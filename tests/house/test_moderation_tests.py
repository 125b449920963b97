"""docs/moderation-tests.md says which tests show each line of moderation section 23: no more, no fewer."""

import re

from house.test_pages import ROOT, tracked

PAGE = ROOT / "docs" / "moderation-tests.md"
NAMED = re.compile(r"^\s*(?:async )?def test_t(\d+)_(\w+)\(", re.MULTILINE)
ROW = re.compile(r"^\| T(\d+) \|.*\|(.*)\|$", re.MULTILINE)
ARTICLE = re.compile(r"^\| (\d[\d, ]*) \|.*\| (in scope|later)[^|]*\|$", re.MULTILINE)
LISTED = re.compile(r"`(tests/[\w/]+\.(?:py|talk))`")


def written() -> dict[int, set[str]]:
    """Return the files that hold tests named after each line of the section."""
    found: dict[int, set[str]] = {}
    for file in tracked("*.py"):
        for number, _ in NAMED.findall(file.read_text()):
            found.setdefault(int(number), set()).add(str(file.relative_to(ROOT)))
    return found


def listed() -> dict[int, set[str]]:
    """Return the files that the page names for each line."""
    return {int(number): set(LISTED.findall(files)) for number, files in ROW.findall(PAGE.read_text())}


def test_every_named_test_is_listed() -> None:
    """A test named after a line stands on the page, in that line's row: what is missing says what to write there."""
    missing = [
        f"add `{file}` to the row T{number} of docs/moderation-tests.md"
        for number, files in sorted(written().items())
        for file in sorted(files - listed().get(number, set()))
        if number in listed()
    ]
    rows = [f"add a row T{number} to docs/moderation-tests.md" for number in written() if number not in listed()]
    assert missing + rows == []


def test_every_listed_test_exists() -> None:
    """Nothing on the page promises a test that is not there."""
    there = written()
    gone = [
        f"T{number}: {file} has no test_t{number}_"
        for number, files in listed().items()
        for file in files - there.get(number, set())
    ]
    assert gone == []


def test_t1_every_article_in_scope_has_a_test_of_its_name() -> None:
    """T1: the rows of section 1, as the page repeats them: each in scope is in the name of a test."""
    names = [name for file in tracked("*.py") for number, name in NAMED.findall(file.read_text()) if number == "1"]
    rows = ARTICLE.findall(PAGE.read_text())
    wanted = ["dsa_" + "_".join(re.findall(r"\d+", articles)) for articles, scope in rows if scope == "in scope"]
    assert len(rows) == 16
    assert [one for one in wanted if not any(name.startswith(one + "_") for name in names)] == []
