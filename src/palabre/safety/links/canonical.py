"""Reads an address as a browser would: the host it would contact, not the one that people see.

WHATWG URL (parsing of special schemes, hosts, IPv4 and IPv6) with UTS 46 names. Pure.
"""

from dataclasses import dataclass
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import unquote_to_bytes

from palabre.safety.links.names import BadName, ascii_name

SPECIAL = frozenset({"http", "https"})
STRIPPED = "".join(map(chr, range(0x21)))  # C0 controls and space, at both ends
REMOVED = str.maketrans("", "", "\t\n\r")
SLASHES = "/\\"
FORBIDDEN = frozenset("\x7f #/:<>?@[\\]^|%") | frozenset(map(chr, range(0x20)))
HIGHEST_PORT = 65_535
OCTET = 256


@dataclass(frozen=True, slots=True)
class Address:
    """An http or https address taken apart; ``host`` is ASCII, ``written`` is the host as it was typed."""

    scheme: str
    host: str
    port: str = ""
    path: str = "/"
    query: str = ""
    userinfo: str = ""
    written: str = ""
    slashes: str = "//"
    is_numeric: bool = False


class BadAddress(ValueError):  # noqa: N818 - a state of the address
    """A browser would go nowhere."""


def read_address(url: str) -> Address:
    """Return the parts of an http or https address. Raises ``BadAddress`` where a browser fails (WHATWG URL 4.4)."""
    url = url.strip(STRIPPED).translate(REMOVED)
    scheme, colon, rest = url.partition(":")
    if not colon or scheme.lower() not in SPECIAL:
        raise BadAddress("no http address")
    bare = rest.lstrip(SLASHES)
    authority, path, query = _cut(bare)
    userinfo, _, written = authority.rpartition("@")
    name, port = _port(written, scheme.lower())
    host, is_numeric = read_host(name)
    return Address(
        scheme.lower(), host, port, path, query, userinfo, name, rest[: len(rest) - len(bare)], is_numeric
    )  # fmt: skip


def _cut(rest: str) -> tuple[str, str, str]:
    end = min((at for sign in "/\\?#" if (at := rest.find(sign)) >= 0), default=len(rest))
    path, _, query = rest[end:].partition("#")[0].partition("?")
    return rest[:end], path.replace("\\", "/") or "/", query


def _port(written: str, scheme: str) -> tuple[str, str]:
    closed = written.rfind("]") + 1 if written.startswith("[") else 0
    name, colon, port = written[closed:].partition(":")
    if port and not (port.isascii() and port.isdigit() and int(port[-6:]) <= HIGHEST_PORT and not port[:-6].strip("0")):
        raise BadAddress("no port")
    kept = str(int(port)) if colon and port else ""
    return written[:closed] + name, "" if kept == {"http": "80", "https": "443"}[scheme] else kept


def read_host(written: str) -> tuple[str, bool]:
    """Return the ASCII host and whether it is a number. Raises ``BadAddress`` (WHATWG URL 3.5)."""
    if written.startswith("["):
        return _six(written), True
    if "%" in written:
        written = unquote_to_bytes(written).decode("utf-8", "replace")
    try:
        host = ascii_name(written)
    except BadName as error:
        raise BadAddress("no name") from error
    if not host or not FORBIDDEN.isdisjoint(host):
        raise BadAddress("no host")
    if _ends_in_number(host):
        return _four(host), True
    return host, False


def _ends_in_number(host: str) -> bool:
    last = host.removesuffix(".").rpartition(".")[2]
    return last.isdigit() or (last.startswith("0x") and all(one in "0123456789abcdef" for one in last[2:]))


def _four(host: str) -> str:
    parts = [_number(part) for part in host.removesuffix(".").split(".")]
    if len(parts) > 4 or any(part >= OCTET for part in parts[:-1]) or parts[-1] >= OCTET ** (5 - len(parts)):
        raise BadAddress("no IPv4 address")
    value = parts[-1] + sum(part * OCTET ** (3 - place) for place, part in enumerate(parts[:-1]))
    return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))


def _number(part: str) -> int:
    base, figures = 10, part
    if part.startswith("0x"):
        base, figures = 16, part[2:] or "0"
    elif len(part) > 1 and part.startswith("0"):
        base, figures = 8, part[1:]
    if not part or len(figures.lstrip("0")) > 11 or not figures.isalnum():
        raise BadAddress("no IPv4 number")
    try:
        return int(figures, base)
    except ValueError as error:
        raise BadAddress("no IPv4 number") from error


def _six(written: str) -> str:
    if not written.endswith("]") or "%" in written:
        raise BadAddress("no IPv6 address")
    try:
        value = IPv6Address(written[1:-1])
    except AddressValueError as error:
        raise BadAddress("no IPv6 address") from error
    return f"[{_compressed([int(part, 16) for part in value.exploded.split(':')])}]"


def _compressed(groups: list[int]) -> str:
    runs = [(end - start, -start) for start in range(8) for end in range(start + 2, 9) if not any(groups[start:end])]
    hexes = [f"{group:x}" for group in groups]
    if not runs:
        return ":".join(hexes)
    length, start = max(runs)
    return f"{':'.join(hexes[:-start])}::{':'.join(hexes[-start + length :])}"
