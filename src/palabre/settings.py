"""Every setting, read once, checked, frozen; docs/run.md lists them (a test compares)."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from ipaddress import ip_address
from pathlib import Path


class BadSetting(Exception):  # noqa: N818 - it names the setting at fault
    """A setting has a value that cannot be used; the message says which, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may choose; each is the environment variable ``PALABRE_`` + its name in capitals."""

    host: str = "127.0.0.1"  # address listened on
    port: int = 8000  # port of the pages and the socket
    origin: str = ""  # public origin, "https://chat.example"; empty in a demonstration
    folder: Path = Path("var")  # databases and keys
    anchors: Path = Path("anchors.json")  # trust anchors of the proof of age
    trusted_list: str = ""  # where the list of providers is: an https address to fetch, or a file to watch
    trusted_list_hours: int = 6  # between two looks at it, 1 to 168
    list_signers: Path = Path("list-signers.pem")  # the list publisher's certificates
    list_statuses: str = ""  # URIs of the statuses that count, separated by spaces; empty: "granted"
    token_issuers: Path = Path("token-issuers.json")  # providers whose tokens count
    link_lists: Path = Path("link-lists")  # folder of lists of dangerous addresses
    ledger_heads: str = ""  # second place of the ledger's heads, a file or a folder; empty: beside the database
    retention_hours: int = 24  # life of words said in rooms, 1 to 24
    room_audience: int = 500  # people in a room before its twin opens
    trusted_proxies: str = ""  # addresses of reverse proxies that say whom they speak for, with commas between
    work_first: int = 100_000  # entering: largest number tried in a quiet network, half of it on average
    work_free: int = 20  # entrances of one network in ten minutes before the work grows
    work_growth: int = 2  # times the first work that each further such lot adds
    source: str = ""  # where the exact source of this server can be read (AGPL section 13)
    operator_name: str = ""  # legal notice: publisher
    operator_contact: str = ""  # legal notice: how to reach them
    operator_host: str = ""  # legal notice: who hosts
    rules: str = ""  # folder of the rulebook; empty: the one shipped
    open_hours: str = ""  # hours in which somebody answers, "18:00-02:00"; empty: never closed by itself
    alarm_command: str = ""  # program run when a danger waits that nobody has opened
    backup_keys: str = ""  # public keys that copies are sealed to, separated by spaces
    log_level: str = "info"  # debug, info, warning or error

    def __post_init__(self) -> None:
        """Refuse values out of bounds."""
        _check(0 <= self.port <= 65535, "port", "a number from 0 to 65535")
        _check(1 <= self.retention_hours <= 24, "retention_hours", "a number of hours from 1 to 24")
        _check(2 <= self.room_audience <= 5_000, "room_audience", "a number of people from 2 to 5000")
        _check(1 <= self.work_first <= 10_000_000, "work_first", "a number from 1 to 10000000")
        _check(1 <= self.work_free <= 1_000_000, "work_free", "a number of entrances from 1 to 1000000")
        _check(0 <= self.work_growth <= 100, "work_growth", "a number of times from 0 to 100")
        _check(1 <= self.trusted_list_hours <= 168, "trusted_list_hours", "a number of hours from 1 to 168")
        _check(
            self.log_level in {"debug", "info", "warning", "error"},
            "log_level",
            "debug, info, warning or error",
        )
        for proxy in self.proxies:
            _check(_is_address(proxy), "trusted_proxies", "addresses with commas between, such as 127.0.0.1, ::1")
        is_origin = re.fullmatch(r"https?://[^/\s]+", self.origin) is not None
        _check(is_origin or not self.origin, "origin", "https:// and a host, without a path or a slash at its end")

    @property
    def proxies(self) -> frozenset[str]:
        """The addresses of trusted proxies."""
        return frozenset(part.strip() for part in self.trusted_proxies.split(",") if part.strip())


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from the environment.

    Raises ``BadSetting`` for a value out of bounds or a ``PALABRE_`` name that does not exist.
    """
    known = {f"PALABRE_{field.name.upper()}": field for field in fields(Settings)}
    strange = [name for name in environment if name.startswith("PALABRE_") and name not in known.keys() | OTHERS]
    if strange:
        raise BadSetting(f"{strange[0]} is no setting; known ones: {', '.join(sorted(known))}")
    values: dict[str, object] = {
        field.name: _parse(name, field.default, environment[name])
        for name, field in known.items()
        if name in environment
    }
    return Settings(**values)  # type: ignore[arg-type]  # each value was parsed to its field's type


OTHERS = frozenset({"PALABRE_CI", "PALABRE_SKIP_FRONTEND"})  # read by the tests and the build, not by the program


def _parse(name: str, default: object, text: str) -> object:
    if isinstance(default, int):
        try:
            return int(text)
        except ValueError:
            raise BadSetting(f"{name}={text!r} is not a whole number") from None
    if isinstance(default, Path) and not text:
        raise BadSetting(f"{name} is empty: give a path, or leave it unset for {default}")
    return Path(text) if isinstance(default, Path) else text


def _is_address(text: str) -> bool:
    try:
        return str(ip_address(text)) == text
    except ValueError:
        return False


def _check(holds: bool, name: str, wanted: str) -> None:  # noqa: FBT001 - a condition is what it takes
    if not holds:
        raise BadSetting(f"PALABRE_{name.upper()} must be {wanted}")
