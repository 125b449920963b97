"""The ledger as an operator and an auditor use it, and what no code may do to it."""

import ast
import asyncio
import json
import re
from pathlib import Path

import msgspec
import pytest

from house.test_commands import palabre
from house.test_pages import ROOT, tracked
from palabre.kernel.clock import ManualClock
from palabre.ledger import Ledger
from palabre.moderation.ledger.model import Act
from palabre.moderation.ledger.proofs import Receipt
from palabre.store import ledger as store
from palabre.store.database import Database
from palabre.store.ledger import commit_receipt, enter

ACT = Act("staff-1", "moderator", "view", "case", "case-1", payload={"words": "a word"})
MINE = Receipt("k5wfvnhatqbzc4jyxe2d7gmr3u", "ab" * 32, "07" * 32)
TABLES = "ledger_entry|ledger_head|ledger_node|ledger_payload"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder as a node leaves it: three entries under a head, one a receipt, and a fourth."""
    made = tmp_path_factory.mktemp("node")
    asyncio.run(_fill(made))
    return made


async def _fill(folder: Path) -> None:
    database = await Database.open(folder / "chat.db", "chat")
    keeper = Ledger.made(database, folder, "https://chat.example", "", ManualClock())
    await database.write(lambda c: enter(c, ACT, 1))
    await database.write(lambda c: commit_receipt(c, MINE.commitment(), 2))
    await database.write(lambda c: enter(c, ACT, 3))
    await keeper.sign()
    await database.write(lambda c: enter(c, ACT, 4))
    await database.close()


def test_verify_says_that_all_holds_and_what_waits_for_a_head(folder: Path, tmp_path: Path) -> None:
    """Off line, of any folder, with the key of the second place or one that was noted."""
    said = palabre(tmp_path, "ledger", "verify", "--folder", str(folder))
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout == "4 entries, 2 heads, 0 payloads erased: all holds.\nThe last 1 are under no head yet.\n"
    key, head = palabre(tmp_path, "ledger", "head", "--folder", str(folder)).stdout.split("\n", 1)
    assert head.startswith("chat.example/ledger\n3\n")
    noted = key.removeprefix("key: ")
    assert palabre(tmp_path, "ledger", "verify", "--key", noted, "--folder", str(folder)).returncode == 0
    said = palabre(tmp_path, "ledger", "verify", "--key", noted[:-2] + "AA", "--folder", str(folder))
    assert (said.returncode, said.stdout) == (1, "")


def test_an_exported_ledger_verifies_elsewhere(folder: Path, tmp_path: Path) -> None:
    """Without words unless asked; one byte changed is named, exit 1."""
    said = palabre(tmp_path, "ledger", "export", "plain.jsonl", "--folder", str(folder))
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")
    assert "a word" not in (tmp_path / "plain.jsonl").read_text()
    assert palabre(tmp_path, "ledger", "verify", "plain.jsonl").stdout.startswith("4 entries, 1 heads, 3 payloads")
    said = palabre(tmp_path, "ledger", "export", "--payloads", "--folder", str(folder))
    (tmp_path / "whole.jsonl").write_text(said.stdout.replace('"a word"', '"a wort"', 1))
    broken = palabre(tmp_path, "ledger", "verify", "whole.jsonl")
    assert broken.returncode == 1
    assert broken.stderr == "palabre: entry 1: has a payload that is not the one it was entered with\n"


def test_a_person_checks_a_receipt_with_the_public_key_alone(folder: Path, tmp_path: Path) -> None:
    """The proof is a file; it holds for the receipt and for no other."""
    proof = tmp_path / "proof.json"
    proof.write_text(palabre(tmp_path, "ledger", "proof", "2", "--folder", str(folder)).stdout)
    key = palabre(tmp_path, "ledger", "head", "--folder", str(folder)).stdout.splitlines()[0].removeprefix("key: ")
    (tmp_path / "mine.json").write_bytes(msgspec.json.encode(MINE))
    (tmp_path / "other.json").write_bytes(msgspec.json.encode(msgspec.structs.replace(MINE, code="other")))
    asked = ("ledger", "check", "proof.json", "--key", key, "--receipt")
    said = palabre(tmp_path, *asked, "mine.json")
    assert said.stdout == "entry 2 is in the head of 3 entries of chat.example/ledger\n"
    assert palabre(tmp_path, *asked, "other.json").returncode == 1
    proof.write_text(json.dumps({**json.loads(proof.read_text()), "path": []}))
    assert "does not lead from the entry" in palabre(tmp_path, *asked, "mine.json").stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("verify",), "chat.db: cannot be opened"),
        (("proof", "1"), "chat.db: cannot be opened"),
        (("verify", "nowhere.jsonl"), "nowhere.jsonl: No such file"),
        (("verify", "--key", "x"), "a key reads name+id+base64"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    """No ledger, no file, no key: no traceback, and nothing is made."""
    said = palabre(tmp_path, "ledger", *words)
    assert said.returncode in {1, 2}
    assert says in said.stderr
    assert said.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_no_code_path_changes_or_removes_an_entry() -> None:
    """Section 21 rule 10: the tables are written to by insertion alone; a payload alone can be deleted."""
    found = []
    for file in tracked("src/**/*.py"):
        if "migrations" in file.parts:
            continue
        text = file.read_text()
        if re.search(rf"(?i)\b(?:update|delete\s+from|replace\s+into|drop|alter)\b[^\n]*(?:{TABLES})", text):
            found.append(f"{file.name}: words of SQL")
        if "ledger_schema" in text:
            found += [f"{file.name}: {call}" for call in _calls(text) if call not in {"select", "insert"}]
    assert found == ["ledger.py: delete(payload)"] * 2  # one of an act, those of three years ago


def test_no_migration_loosens_the_ledger() -> None:
    """One migration makes the tables and their triggers; those after it name them to add an index, and no more."""
    naming = {
        (file.name, line)
        for file in tracked("src/palabre/store/migrations/chat/*.py")
        for line in file.read_text().splitlines()
        if re.search(rf"{TABLES}|DROP TRIGGER|recursive_triggers", line) and file.name != "0007_ledger.py"
    }
    adds = re.compile(r'    op\.create_index\("ix_ledger_entry_\w+", "ledger_entry", \["\w+"\], unique=False\)')
    assert {(name, line) for name, line in naming if not adds.fullmatch(line)} == set()
    assert {name for name, _ in naming} == {"0017_seen.py"}


def test_the_store_offers_to_add_and_to_read() -> None:
    """What others may call: what adds, or erases payloads by an act that stands in it, and what reads."""
    public = {
        node.name
        for node in ast.parse(Path(str(store.__file__)).read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    adding, reading = (
        {"enter", "commit_receipt", "erase_payload", "fade"},
        {"entries", "entries_of", "payload_of", "entry_of"},
    )
    assert public == adding | reading


def test_the_page_for_auditors_shows_what_the_program_writes(folder: Path, tmp_path: Path) -> None:
    """Names of fields, formats and commands on docs/ledger.md are those of the code."""
    page = (ROOT / "docs" / "ledger.md").read_text()
    lines = palabre(tmp_path, "ledger", "export", "--payloads", "--folder", str(folder)).stdout.splitlines()
    names = {name for line in lines for name in _names(json.loads(line))} - {"words"}
    assert [name for name in sorted(names) if f"`{name}`" not in page] == []
    assert [act for act in ("verify", "head", "export", "proof", "check") if f"palabre ledger {act}" not in page] == []


def _names(value: object) -> set[str]:
    if not isinstance(value, dict):
        return set()
    return set(value) | {name for inner in value.values() for name in _names(inner)}


def _calls(text: str) -> list[str]:
    """Return what is called on tables of the ledger by SQLAlchemy: ``select`` and ``insert``, else the whole call."""
    calls = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in {"update", "delete", "text", "exec_driver_sql"}:
            calls.append(ast.unparse(node))
        elif name in {"select", "insert"}:
            calls.append(name)
    return calls
