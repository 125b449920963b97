"""The shape of the code: sizes, names, migrations, fragments."""

import ast
import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, create_engine

from house.test_pages import ROOT, tracked
from palabre.store import (
    age,
    casework_schema,
    chat_schema,
    covers_schema,
    decisions_schema,
    identity,
    ledger_schema,
    moderation_schema,
    notice_schema,
    private_schema,
    schema,
    staff_schema,
    ties_schema,
)
from palabre.store.database import migrate

FILE_LINES = 500
FUNCTION_LINES = 60
BANNED = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "tools"}
MARKS = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
WRITTEN = ("*.py", "*.ts", "*.svelte", "*.css", "*.html")
GENERATED = {ROOT / "frontend" / "src" / "protocol" / "types.ts"}


def test_no_file_is_too_long_to_read() -> None:
    """Five hundred lines at most; what is generated is read by nobody."""
    long = {file.name: len(file.read_text().splitlines()) for file in tracked(*WRITTEN) if file not in GENERATED}
    assert {name: lines for name, lines in long.items() if lines > FILE_LINES} == {}


def test_no_function_is_too_long_to_read() -> None:
    """Sixty lines at most, docstring included; the exhaustive matches over commands are allowed their cases."""
    found = {}
    for file in tracked("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    found[f"{file.relative_to(ROOT)}:{node.name}"] = lines
    matches = {"src/palabre/gateway/commands.py:run", "src/palabre/gateway/private_commands.py:run"}
    assert set(found) - matches == set()


def test_no_module_is_a_drawer() -> None:
    """Names say what is inside."""
    assert [file for file in tracked("*.py", "*.ts", "*.svelte") if BANNED & {file.stem, file.parent.name}] == []


def test_nothing_is_left_for_later() -> None:
    """No task hidden in a comment, no test skipped or expected to fail."""
    me = Path(__file__)
    texts = {file: file.read_text() for file in tracked(*WRITTEN) if file != me}
    assert [str(file) for file, text in texts.items() if MARKS.search(text)] == []
    skips = re.compile(r"pytest\.mark\.(?:skip|xfail)|\b(?:it|test|describe)\.(?:skip|only|todo)\b")
    assert [str(file) for file, text in texts.items() if skips.search(text)] == []


def test_every_test_states_its_promise() -> None:
    """Each test function has a docstring: one sentence."""
    silent = []
    for file in tracked("tests/**/test_*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or not node.name.startswith("test_"):
                continue
            silent += [] if ast.get_docstring(node) else [f"{file.name}:{node.name}"]
    assert silent == []


# What orders cases by how long they took no reflection reads; tests/ports/test_figure_store.py reads its plans.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index ix_case_work_")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index 'ix_case_work_")
@pytest.mark.parametrize(
    ("history", "metadata"), [("chat", schema.metadata), ("age", age.metadata)], ids=["chat", "age"]
)
def test_migrations_make_the_tables_that_the_code_knows(history: str, metadata: MetaData) -> None:
    """A new file and the metadata agree on every table, column, index and key."""
    known = {
        identity.member_table, chat_schema.room, private_schema.frame, ties_schema.block, moderation_schema.case,
        ledger_schema.entry, notice_schema.notice, casework_schema.work, decisions_schema.decision,
    }  # fmt: skip
    known |= {staff_schema.staff_table, covers_schema.cover}
    assert known <= set(schema.metadata.tables.values())
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        migrate(connection, history)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


@pytest.mark.parametrize("history", ["chat", "age"])
def test_migrating_twice_changes_nothing(history: str) -> None:
    """A start on an up-to-date file runs no migration."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        migrate(connection, history)
        before = connection.exec_driver_sql("SELECT sql FROM sqlite_master ORDER BY name").all()
        migrate(connection, history)
        assert connection.exec_driver_sql("SELECT sql FROM sqlite_master ORDER BY name").all() == before
    engine.dispose()


def test_each_change_has_a_fragment_that_people_understand() -> None:
    """``changes/area-words.md``: a sentence or two, ended by a full stop."""
    fragments = tracked("changes/*.md")
    assert fragments != []
    assert [file.name for file in fragments if not re.fullmatch(r"[a-z]+(?:-[a-z0-9]+)+\.md", file.name)] == []
    assert [file.name for file in fragments if not re.fullmatch(r"[A-Z].+\.\n", file.read_text(), re.DOTALL)] == []


def test_nobody_of_a_browser_test_takes_anothers_name() -> None:
    """One site serves every test of a worker: a pseudonym stands in one test alone."""
    named = [
        name for file in tracked("tests/browser/*.py") for name in re.findall(r'\.member\("(\w+)"', file.read_text())
    ]
    assert sorted(name for name in set(named) if named.count(name) > 1) == []
