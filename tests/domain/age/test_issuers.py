"""Providers of tokens: pinned by hand, changed rarely, two keys at most."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from palabre.age.issuers import (
    CHANGES_EVERY,
    BadIssuers,
    TokenIssuers,
    TokenProvider,
    as_json,
    keys_of_directory,
    pin,
    read_issuers,
)
from palabre.demo.provider import Provider
from palabre.kernel.clock import SECOND

NAME, PAGE = "age.example", "https://age.example/"
PROVIDERS = [Provider(NAME) for _ in range(3)]
KEYS = [one.key for one in PROVIDERS]
NOW = 1_795_000_000_000
SEEN = TokenProvider(NAME, PAGE, (KEYS[0],), NOW)


def directory(*not_before: int, **more: Any) -> bytes:
    """Return a directory with one key for each moment (seconds) from which it counts."""
    rows = [
        json.loads(PROVIDERS[at].directory())["token-keys"][0] | {"not-before": moment} | more
        for at, moment in enumerate(not_before)
    ]
    return json.dumps({"issuer-request-uri": "/r", "token-keys": rows}).encode()


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """Names, pages, keys and days survive the file."""
    path = tmp_path / "token-issuers.json"
    written = TokenIssuers((SEEN, TokenProvider("b.example", "https://b.example/x", (KEYS[1], KEYS[2]), NOW)))
    path.write_text(as_json(written))
    read = read_issuers(path)
    assert as_json(read) == as_json(written)
    assert set(read.keys) == {key.id for key in KEYS}


def test_no_file_is_no_provider(tmp_path: Path) -> None:
    """Tokens are one way among others: without a file, nobody's count."""
    assert read_issuers(tmp_path / "nothing.json").providers == ()


SPOILT: dict[str, Callable[[str], str]] = {
    "not JSON": lambda text: text[:-20],
    "another shape": lambda _: "[]",
    "another fingerprint": lambda text: text.replace(KEYS[0].id.hex(), "00" * 32),
    "another key": lambda text: text.replace('"key": "MIIB', '"key": "MIIC'),
    "plain http": lambda text: text.replace("https://", "http://"),
    "no key": lambda text: json.dumps({"issuers": [json.loads(text)["issuers"][0] | {"keys": []}]}),
    "no name": lambda text: text.replace(NAME + '"', '"'),
    "no date": lambda text: text.replace("changed", "since"),
    "the same key twice": lambda text: json.dumps({"issuers": json.loads(text)["issuers"] * 2}),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_file_is_named(tmp_path: Path, name: str) -> None:
    """Whatever is wrong, the message names the file, and nobody's tokens count."""
    path = tmp_path / "token-issuers.json"
    path.write_text(SPOILT[name](as_json(TokenIssuers((SEEN,)))))
    with pytest.raises(BadIssuers, match=r"token-issuers\.json: "):
        read_issuers(path)


def test_a_folder_in_the_files_place_is_named(tmp_path: Path) -> None:
    """What cannot be read is an error, not an absence."""
    with pytest.raises(BadIssuers, match="directory"):
        read_issuers(tmp_path)


def test_live_keys_of_type_two_are_taken() -> None:
    """Keys that do not count yet, and those of other types, are left aside."""
    later = NOW // SECOND + 1
    assert keys_of_directory(NAME, directory(0, NOW // SECOND, later), NOW) == (KEYS[0], KEYS[1])


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"token-keys": [{}]}',
        b'{"token-keys": [{"token-type": 2, "not-before": Infinity}]}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_directory_is_refused(octets: bytes) -> None:
    """Octets of any other kind are a clear refusal."""
    with pytest.raises(BadIssuers):
        keys_of_directory(NAME, octets, NOW)


def test_more_than_two_live_keys_raise_an_alarm() -> None:
    """A provider with a key for each person could recognise them: nothing is pinned, and it is said."""
    with pytest.raises(BadIssuers, match="ALARM"):
        keys_of_directory(NAME, directory(0, 0, 0), NOW)
    with pytest.raises(BadIssuers, match="0 live keys"):
        keys_of_directory(NAME, directory(0, **{"token-type": 1}), NOW)


def test_keys_may_change_once_a_week() -> None:
    """A second change within seven days raises an alarm and changes nothing; after them, it is taken."""
    first = pin(TokenIssuers(), SEEN)
    soon = replace(SEEN, keys=(KEYS[1],), changed=NOW + CHANGES_EVERY - 1)
    with pytest.raises(BadIssuers, match="ALARM"):
        pin(first, soon)
    late = pin(first, replace(soon, changed=NOW + CHANGES_EVERY))
    assert [key.id for one in late.providers for key in one.keys] == [KEYS[1].id]


def test_the_same_keys_seen_again_are_no_change() -> None:
    """Looking every day does not move the day of the last change."""
    first = pin(TokenIssuers(), SEEN)
    again = pin(first, replace(SEEN, changed=NOW + 1))
    assert again.providers[0].changed == NOW


def test_another_provider_stands_beside_the_first() -> None:
    """Each has its own keys and its own week; none may hold a key of another."""
    other = TokenProvider("b.example", "https://b.example/", (KEYS[1],), NOW)
    both = pin(pin(TokenIssuers(), SEEN), other)
    assert [one.name for one in both.providers] == [NAME, "b.example"]
    with pytest.raises(BadIssuers, match="under two providers"):
        pin(both, replace(other, keys=(KEYS[0],), changed=NOW + CHANGES_EVERY))
