"""The console has words for whatever the server may name to it."""

import re

import pytest

from house.test_pages import TEXTS
from palabre.console.door import STATUS
from palabre.moderation.access import POWERS
from palabre.moderation.effects import PRIORITIES
from palabre.moderation.staff import Role

NAMED = {
    "codes": set(STATUS),
    "roles": {role.value for role in Role},
    "queues": set(POWERS),
    "kinds": {*PRIORITIES, "contest"},
}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_everything_named_has_its_words(lang: str) -> None:
    """Refusals, roles, queues and kinds of case, in both languages; nobody reads a code."""
    text = (TEXTS / f"console.{lang}.ts").read_text()
    said = {part: re.search(rf"^  {part}: \{{\n(.*?)^  \}}", text, re.MULTILINE | re.DOTALL) for part in NAMED}
    missing = {
        part: names - set(re.findall(r"^    (\w+):", found[1], re.MULTILINE)) if (found := said[part]) else names
        for part, names in NAMED.items()
    }
    assert {part: names for part, names in missing.items() if names} == {}
