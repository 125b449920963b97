"""The console has words for whatever the server may name to it."""

import ast
import re
from collections.abc import Iterator

import pytest

from house.test_pages import ROOT, TEXTS, tracked
from palabre.chat.model import ROOM_REASONS
from palabre.console.door import STATUS, refused
from palabre.kernel.errors import Refusal
from palabre.moderation.access import POWERS
from palabre.moderation.christening import Reason
from palabre.moderation.effects import PRIORITIES
from palabre.moderation.ledger.actions import ACTIONS
from palabre.moderation.misuse import Misuse
from palabre.moderation.overseeing import UNDO_REASONS
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


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_act_of_the_ledger_has_its_words(lang: str) -> None:
    """As has every reason for which a room or a name is refused, or a host's act undone."""
    text = (TEXTS / f"console.screens.{lang}.ts").read_text()
    assert said_in(text, "acts") == ACTIONS
    assert said_in(text, "reasons") == set(ROOM_REASONS)
    assert said_in(text[text.index("  names: {") :], "reasons") == {one.value for one in Reason}
    hosts = (TEXTS / f"console.hosts.{lang}.ts").read_text()
    assert said_in(hosts, "undoing") == set(UNDO_REASONS)
    assert said_in(text, "misuses") == {one.value for one in Misuse}
    theirs = (ROOT / f"frontend/src/features/standing/words.{lang}.ts").read_text()
    assert said_in(theirs, "roomReasons") == set(ROOM_REASONS)


def said_in(text: str, part: str) -> set[str]:
    """Return the names of a part of a catalogue."""
    found = re.search(rf"^( +){part}: \{{\n(.*?)^\1\}}", text, re.MULTILINE | re.DOTALL)
    assert found is not None, part
    keys = re.findall(rf'^{found[1]}  (?:"([\w.]+)"|(\w+)):', found[2], re.MULTILINE)
    return {quoted or plain for quoted, plain in keys}


def test_whatever_is_entered_in_the_ledger_is_an_act_that_it_knows() -> None:
    """Every act written out in the program stands in the list, which has the words."""
    written = {name for file in tracked("src/palabre/**/*.py") for name in entered(ast.parse(file.read_text()))}
    assert len(written) > 20
    moved = {name for name in written if f"complaint.{name}" in ACTIONS}  # entered as the move that it is
    assert written - moved - ACTIONS == set()


def entered(tree: ast.Module) -> Iterator[str]:
    """Yield the acts that a module writes out: third of an ``Act``, first of a look, of a complaint's change."""
    places = {"Act": 2, "looked": 0, "_change": 2, "_own": 1}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        at = places.get(name, len(node.args)) - sum(isinstance(one, ast.Starred) for one in node.args[:1])
        for one in node.args[at : at + 1]:
            if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value:
                yield one.value


def test_a_refusal_that_the_console_does_not_name_is_answered_all_the_same() -> None:
    """What is refused further in, for a reason that only another way in knows, is no fault of the server."""
    assert refused(Refusal("unknown_staff")).status_code == 422
