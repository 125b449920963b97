"""After a thousand proofs by every way, right and wrong: nothing of them stays, nothing left the machine (R4, R7)."""

import base64
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from palabre.dossier.rehearsal import rehearse
from palabre.dossier.search import leaks
from palabre.dossier.visitors import WAYS

OCTETS = bytes(range(100, 200))
PROOFS = 1_000


async def test_a_thousand_proofs_leave_nothing() -> None:
    """Databases with their write-ahead logs, debug log, metrics: no run of 12 octets of anything that was sent."""
    result = await rehearse(PROOFS)
    assert (result.leaks, result.attempts) == (dict.fromkeys(result.searched, 0), ())
    assert {"age.db", "age.db-wal-while-open", "chat.db", "log", "metrics"} <= set(result.searched)
    assert result.searched["age.db"] > 40_000  # the proofs were recorded as used: the search had something to search
    assert PROOFS // 4 <= result.admitted < PROOFS // 2


def test_every_way_is_played() -> None:
    """A way that is built and not played here would go unsearched."""
    assert [way.__name__ for way in WAYS] == ["by_wallet", "by_browser", "by_token"]


SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "as it is": bytes,
    "hex": lambda octets: octets.hex().encode(),
    "hex in capitals": lambda octets: octets.hex().upper().encode(),
    "base64": base64.b64encode,
    "base64url": base64.urlsafe_b64encode,
    "base64url without padding": lambda octets: base64.urlsafe_b64encode(octets).rstrip(b"="),
}


@pytest.mark.parametrize("before", range(5))
@pytest.mark.parametrize("after", range(3))
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_search_finds_each_spelling(spelling: str, before: int, after: int) -> None:
    """Twelve octets among others, wherever they start and end, are found in each spelling."""
    part = bytes(range(before)) + OCTETS[7:19] + bytes(range(after))
    assert leaks([OCTETS], b"INFO begins " + SPELLINGS[spelling](part) + b" ends\n") == 1


def test_the_search_finds_nothing_where_nothing_is() -> None:
    """Other words, filling and eleven octets of it are no leak."""
    assert leaks([OCTETS, bytes(100)], b"INFO a line of other words " + bytes(500) + OCTETS[:11]) == 0


def test_the_search_sees_into_a_database(tmp_path: Path) -> None:
    """A token written to a table is found in the file."""
    with sqlite3.connect(tmp_path / "x.db") as database:
        database.execute("CREATE TABLE kept (token BLOB)")
        database.execute("INSERT INTO kept VALUES (?)", (OCTETS,))
    database.close()
    assert leaks([OCTETS], (tmp_path / "x.db").read_bytes()) > 0


async def test_a_rehearsal_that_breaks_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be played is an error, never a clean result."""
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setattr("palabre.dossier.rehearsal.__name__", "palabre.dossier.nothing")
    with pytest.raises(RuntimeError, match="the rehearsal ended with 1"):
        await rehearse(1)


def test_a_date_is_nobodys() -> None:
    """The hour that a log and a proof share is no leak; figures without a date's signs, and words beside one, are."""
    assert leaks([b"at 2026-11-26T01:47:00Z"], b'{"time": "2026-11-26T01:47:12Z"}') == 0
    assert leaks([b"310215123456"], b"x310215123456x") == 1
    assert leaks([b"lea 2026-11-26T01"], b"lea 2026-11-26T09") > 0
