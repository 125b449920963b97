"""Migrations that carry over what was there: played from the version before, on rows as that version wrote them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine

from palabre.store.database import migrate

HOLD = """INSERT INTO hold (id, "case", kind, state, begins, ends, subject, other, restriction, ref, told, whole)
          VALUES (?, 'case', ?, ?, 1, 0, ?, ?, '', '', 0, x'7b7d')"""
TALK = """INSERT INTO conversation
          VALUES (?, ?, ?, ?, x'01', x'02', 'open', x'', 0, 0, 0, 0, 1, '', x'', x'', 1)"""


@pytest.fixture
def before(tmp_path: Path) -> Iterator[Connection]:
    """Give a database as it stood before pairs had a table of their own."""
    with create_engine(f"sqlite:///{tmp_path / 'chat.db'}").connect() as connection:
        migrate(connection, "chat", "chat_0010")
        yield connection


def decided(c: Connection, number: str, means: str) -> None:
    """Insert a decision that imposes one thing."""
    c.exec_driver_sql("INSERT INTO decision VALUES (?, 'case', 'bo', 'in_force', 1, 0, x'7b7d')", (f"of-{number}",))
    c.exec_driver_sql("INSERT INTO imposed VALUES (?, ?, ?, 0, 'applied')", (number, f"of-{number}", means))


def pairs(c: Connection) -> set[tuple[str, str, str]]:
    """Return who is kept apart, and why, once the database is of today."""
    migrate(c, "chat")
    return {tuple(row) for row in c.exec_driver_sql("SELECT one, other, cause FROM frozen_pair")}


@pytest.mark.parametrize(("subject", "other"), [("ada", "bo"), ("bo", "ada")])
@pytest.mark.parametrize("state", ["active", "confirmed"])
def test_pairs_that_a_hold_parted_are_parted_still(before: Connection, subject: str, other: str, state: str) -> None:
    """In force or confirmed, whichever of the two it is about: once, in the order of their ids."""
    before.exec_driver_sql(HOLD, ("h1", "freeze_contact", state, subject, other))
    assert pairs(before) == {("ada", "bo", "h1")}


def test_what_a_hold_parts_no_more_or_never_did_is_left_alone(before: Connection) -> None:
    """Lifted, run out, about one person alone, or a hold of another kind."""
    for number, kind, state, other in (
        ("h1", "freeze_contact", "lifted", "bo"), ("h2", "freeze_contact", "expired", "bo"),
        ("h3", "freeze_contact", "active", ""), ("h4", "hide", "active", "bo"),
    ):  # fmt: skip
        before.exec_driver_sql(HOLD, (number, kind, state, "ada", other))
    assert pairs(before) == set()


def test_pairs_that_a_decision_parted_are_parted_still(before: Connection) -> None:
    """Of each conversation that it froze, the two; a suspension froze conversations and parts nobody."""
    for number, means in (("d1", "freeze_pair"), ("d2", "suspend")):
        decided(before, number, means)
    for number, asker, asked, cause in (("t1", "bo", "ada", "d1"), ("t2", "ada", "cleo", "d2")):
        before.exec_driver_sql(TALK, (number, f"{asker} {asked}", asker, asked))
        before.exec_driver_sql("INSERT INTO frozen VALUES (?, ?)", (number, cause))
    assert pairs(before) == {("ada", "bo", "d1")}
