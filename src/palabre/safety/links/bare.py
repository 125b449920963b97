"""Tells a name without a scheme that is an address from words, files, numbers and dates."""

from functools import cache, lru_cache
from urllib.parse import unquote

from palabre.safety.links.names import BadName, ascii_name, suffix_of
from palabre.safety.links.patterns import hosts, mail, table

LONGEST_HOST = 253
LOOK_BACK = 40
REMEMBERED = 4_096
SHORTEST_NUMBER = 4  # figures of a name that is one


def is_address(host: str, port: str, tail: str, *, is_disguised: bool = False) -> bool:
    """Whether a name, with the port and path after it, is an address."""
    host = unhidden(host).strip(".")
    labels = host.split(".")
    if len(host) > LONGEST_HOST or len(labels) < 2:
        return False
    if all(label.isdigit() for label in labels):
        return _is_number(labels, port, tail)
    suffix = _suffix(host)
    if not suffix:
        return False
    if host.lower() in _named() or (labels[0].lower() == "www" and len(labels) > 2):
        return True
    return _is_name(labels, suffix, port or tail, is_disguised=is_disguised)


def _is_name(labels: list[str], suffix: str, tail: str, *, is_disguised: bool) -> bool:
    core, words, files = _endings()
    before = labels[: len(labels) - suffix.count(".") - 1]
    name = "".join(before)
    if not any(one.isalpha() for one in name):
        is_number_line = len(before) == 1 and len(name) >= SHORTEST_NUMBER  # 3018.fr
        return suffix in core and (is_number_line or (bool(tail) and bool(before)))
    is_begun = labels[-1][:1].isupper() and not "".join(labels).isupper()  # a sentence starts after its stop
    if suffix in core:
        return len(name) > 1 and (not is_begun or bool(tail) or before[0][:1].isupper())
    if is_begun:
        return False
    if (len(tail) > 2 and suffix not in files) or is_disguised or any(one.startswith("xn--") for one in labels):
        return True
    if suffix in files | words:
        return suffix not in table()["suffixes"]["only_files"] and _stands_out(before)
    return len(before[0]) > 1


def _stands_out(before: list[str]) -> bool:
    return len(before) > 1 or any(one.isdigit() or one == "-" for one in before[0])


@cache
def _endings() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    suffixes = table()["suffixes"]
    return frozenset(suffixes["core"]), frozenset(suffixes["words"]), frozenset(suffixes["files"])


@cache
def _named() -> frozenset[str]:
    return hosts("shorteners") | hosts("known")


def _is_number(labels: list[str], port: str, tail: str) -> bool:
    """Whether four numbers are an address: with a port or a path, and no range of addresses."""
    if len(labels) != 4 or not all(len(label) < 4 and int(label) < 256 for label in labels):
        return False
    is_range = len(tail) <= 3 and tail[1:].isdigit()
    return bool(port) or (len(tail) > 1 and not is_range)


@lru_cache(REMEMBERED)
def _suffix(host: str) -> str:
    try:
        return suffix_of(ascii_name(host))
    except BadName:
        return ""


def unhidden(host: str) -> str:
    """Return a host without percent signs and characters that no font shows."""
    if "%" in host:
        host = unquote(host, errors="replace")
    return host if host.isascii() else "".join(one for one in host if one.isalnum() or one in "-._")


def ends_a_mail(before: str, host: str) -> bool:
    """Whether what stands before a hidden host makes of it the end of an e-mail address."""
    before = before[-LOOK_BACK:]
    return bool(mail("sign").search(before)) or (
        host.lower() in table()["mail_hosts"] and bool(mail("word").search(before))
    )  # fmt: skip
