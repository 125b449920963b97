"""Providers whose tokens count: a local file, with each key pinned by its SHA-256 (age assurance section 10.2).

A key of its own for one person would mark that person: a directory that lists many keys, or changes often, is
refused and said aloud (RFC 9576 section 6.2).
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from palabre.age.published import PUBLISHED_KEYS
from palabre.age.verifiers.privacypass import BadKey, TokenKey
from palabre.kernel.clock import DAY, SECOND

LIVE_KEYS = 2  # of one provider: the current one, and the next or the last while it changes
CHANGES_EVERY = 7 * DAY
TYPE_2 = 2


class BadIssuers(Exception):  # noqa: N818 - a state of the file
    """The file of providers, or a directory to pin from, cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class TokenProvider:
    """One provider: its name as challenges say it, its page for people, its keys, the day they last changed."""

    name: str
    page: str
    keys: tuple[TokenKey, ...]
    changed: int  # milliseconds


@dataclass(frozen=True, slots=True)
class TokenIssuers:
    """Everybody whose tokens count."""

    providers: tuple[TokenProvider, ...] = ()
    allows_published: bool = False  # vectors only
    keys: Mapping[bytes, TokenKey] = field(init=False)

    def __post_init__(self) -> None:
        """Refuse a key whose private half anybody can read in a specification, and one key under two names."""
        found = {key.id: key for provider in self.providers for key in provider.keys}
        if len(found) != sum(len(one.keys) for one in self.providers):
            raise BadIssuers("one key stands under two providers: keep it under the one who holds it")
        if not self.allows_published and any(key.hex() in PUBLISHED_KEYS for key in found):
            raise BadIssuers("a key is a published test key: remove it")
        object.__setattr__(self, "keys", found)


def read_issuers(path: Path) -> TokenIssuers:
    """Read the file of providers, JSON: see docs/age.md; no file, no provider. Raises ``BadIssuers``."""
    try:
        rows = json.loads(path.read_text())["issuers"]
        return TokenIssuers(tuple(_provider(row) for row in rows))
    except FileNotFoundError:
        return TokenIssuers()
    except OSError as error:
        raise BadIssuers(f"{path}: {error.strerror}") from error
    except (BadIssuers, BadKey) as error:
        raise BadIssuers(f"{path}: {error}") from error
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise BadIssuers(f"{path}: {error!r}; see docs/age.md for its form") from error


def _provider(row: Mapping[str, Any]) -> TokenProvider:
    name, page = str(row["name"]), str(row["page"])
    if not name.isascii() or not name or not page.startswith("https://"):
        raise BadIssuers(f"{name!r} needs an ASCII host name and a page that starts with https://")
    keys = tuple(_pinned(name, key) for key in row["keys"])
    if not 1 <= len(keys) <= LIVE_KEYS:
        raise BadIssuers(f"{name} has {len(keys)} keys: one is right, {LIVE_KEYS} while it changes")
    return TokenProvider(name, page, keys, int(datetime.fromisoformat(row["changed"]).timestamp() * 1000))


def _pinned(name: str, row: Mapping[str, Any]) -> TokenKey:
    key = TokenKey.read(name, base64.urlsafe_b64decode(str(row["key"])))
    if key.id.hex() != row["sha256"]:
        raise BadIssuers(f"a key of {name} has the SHA-256 {key.id.hex()}, not the one pinned")
    return key


def keys_of_directory(name: str, directory: bytes, now: int) -> tuple[TokenKey, ...]:
    """Return the live keys of an issuer directory (RFC 9578 section 4).

    Raises ``BadIssuers`` when it has none, or so many that a key could mark a person.
    """
    try:
        rows = [row for row in json.loads(directory)["token-keys"] if row["token-type"] == TYPE_2]
        live = [row for row in rows if int(row.get("not-before", 0)) * SECOND <= now]
        keys = tuple(TokenKey.read(name, base64.urlsafe_b64decode(str(row["token-key"]))) for row in live)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise BadIssuers(f"no issuer directory: {error!r}") from error
    if not 1 <= len(keys) <= LIVE_KEYS:
        raise BadIssuers(
            f"ALARM: {name} lists {len(keys)} live keys of type 2, where {LIVE_KEYS} at most are honest: a key of one's"
            " own would mark a person; nothing was changed"
        )
    return keys


def pin(issuers: TokenIssuers, seen: TokenProvider) -> TokenIssuers:
    """Return the providers with one's keys as just seen (``changed`` holds the moment).

    Raises ``BadIssuers`` when they change for the second time within a week.
    """
    known = {one.name: one for one in issuers.providers}
    before = known.get(seen.name)
    if before and {key.id for key in before.keys} == {key.id for key in seen.keys}:
        seen = TokenProvider(seen.name, seen.page, before.keys, before.changed)
    elif before and seen.changed - before.changed < CHANGES_EVERY:
        raise BadIssuers(
            f"ALARM: the keys of {seen.name} change for the second time within a week, which could mark people;"
            " nothing was changed"
        )
    return TokenIssuers(tuple((known | {seen.name: seen}).values()))


def as_json(issuers: TokenIssuers) -> str:
    """Return what ``read_issuers`` reads."""
    return json.dumps({"issuers": [_row(one) for one in issuers.providers]}, indent=2, ensure_ascii=False) + "\n"


def _row(provider: TokenProvider) -> dict[str, Any]:
    keys = [{"key": base64.urlsafe_b64encode(key.spki).decode(), "sha256": key.id.hex()} for key in provider.keys]
    changed = datetime.fromtimestamp(provider.changed / 1000, UTC).isoformat()
    return {"name": provider.name, "page": provider.page, "changed": changed, "keys": keys}
