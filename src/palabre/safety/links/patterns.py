"""Compiles the patterns of the tables once, and reads the words of each language beside them."""

from functools import cache
from typing import Any

import re2

from palabre.safety.tables import languages, read_table

_OPTIONS = re2.Options()
_OPTIONS.case_sensitive = False
_OPTIONS.max_mem = 32 << 20  # classes of all Unicode's letters make large automata


def table() -> dict[str, Any]:
    """Return ``rules/tables/any/links.yaml``."""
    return read_table("any/links")


def compiled(pattern: str) -> Any:
    """Compile a pattern of the tables: names between percent signs put in, case left aside."""
    return re2.compile(_named(pattern), _OPTIONS)


def _named(pattern: str) -> str:
    for name, meaning in [*table()["named"].items()] * 2:  # one may stand in another
        pattern = pattern.replace(f"%{name}%", meaning)
    return pattern


@cache
def gate() -> Any:
    """Return a look for what any text with a link holds, which does not say where."""
    look = re2.Set.SearchSet(_OPTIONS)
    look.Add(_named(table()["gate"]))
    look.Compile()
    return look


@cache
def finders() -> dict[str, Any]:
    """Return the patterns that find addresses, by name."""
    return {name: compiled(pattern) for name, pattern in table()["find"].items()}


def span(match: Any, name: str) -> tuple[int, int]:
    """Return where a named group stands; this library takes numbers only."""
    found: tuple[int, int] = match.span(_numbers(match.re)[name])
    return found


def part(match: Any, name: str) -> str:
    """Return the text of a named group, "" when it took no part."""
    found: str | None = match[_numbers(match.re)[name]]
    return found or ""


@cache
def _numbers(pattern: Any) -> dict[str, int]:
    return dict(pattern.groupindex)


@cache
def disguises() -> tuple[Any, ...]:
    """Return the patterns of hidden dots."""
    return tuple(compiled(pattern) for pattern in table()["disguises"].values())


@cache
def perhaps_disguised() -> Any:
    """Return what any text with a hidden dot holds."""
    return compiled(table()["perhaps_disguised"])


@cache
def apart() -> Any:
    """Return the pattern of letters set apart."""
    return compiled(table()["apart"])


@cache
def mail(kind: str) -> Any:
    """Return what stands before the host of an e-mail address: ``sign`` or ``word``."""
    return compiled(table()[f"mail_{kind}"])


@cache
def hosts(name: str) -> frozenset[str]:
    """Return a list of ``rules/tables/any/link_hosts.yaml``."""
    return frozenset(read_table("any/link_hosts")[name])


@cache
def bait(kind: str) -> Any:
    """Return one pattern for the bait words of both languages: ``words`` or ``weak``."""
    return compiled("|".join(f"(?:{one})" for lang in languages() for one in read_table(f"{lang}/links")[kind]))


@cache
def bait_in_hosts(kind: str = "host") -> frozenset[str]:
    """Return the parts of hosts that bait, of both languages: ``host`` of fear, ``promo`` of gain."""
    return frozenset(one for lang in languages() for one in read_table(f"{lang}/links")[kind])
