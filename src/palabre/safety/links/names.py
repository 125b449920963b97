"""Names of hosts: their ASCII form, their letters, their public suffix."""

import unicodedata
from functools import cache, lru_cache

import idna
from publicsuffixlist import PublicSuffixList

from palabre.safety.tables import read_table

PUNYCODE = "xn--"
REMEMBERED = 4_096  # names


class BadName(ValueError):  # noqa: N818 - a state of the name
    """No browser resolves this name."""


@lru_cache(REMEMBERED)
def ascii_name(name: str) -> str:
    """Return the ASCII form of a name (UTS 46, not transitional, as WHATWG URL 3.3 asks). Raises ``BadName``."""
    if name.isascii() and PUNYCODE not in (lowered := name.lower()):
        return lowered
    try:
        mapped = idna.uts46_remap(name, std3_rules=False, transitional=False)
        labels = [_checked(label) for label in mapped.split(".")]
        _check_directions(labels)
    except (idna.IDNAError, UnicodeError, IndexError, ValueError) as error:
        raise BadName(name) from error
    return ".".join(label if label.isascii() else PUNYCODE + label.encode("punycode").decode() for label in labels)


def _checked(label: str) -> str:
    """Return the label in letters; raises for one that UTS 46 finds invalid (section 4.1)."""
    is_coded = label.startswith(PUNYCODE)
    letters = label[4:].encode("ascii").decode("punycode") if is_coded else label
    if letters.isascii():
        if is_coded:
            raise BadName(label)
        return letters
    if idna.uts46_remap(letters, std3_rules=False, transitional=False) != letters or "." in letters:
        raise BadName(label)
    if unicodedata.category(letters[0]).startswith("M"):
        raise BadName(label)
    if any(one in "\u200c\u200d" and not idna.valid_contextj(letters, at) for at, one in enumerate(letters)):
        raise BadName(label)
    return letters


def _check_directions(labels: list[str]) -> None:
    """Raise ``IDNABidiError`` where a label that holds letters written from the right breaks RFC 5893."""
    for label in labels:
        if any(unicodedata.bidirectional(one) in {"R", "AL", "AN"} for one in label):
            idna.check_bidi(label, check_ltr=True)


def letters_of(host: str) -> list[str]:
    """Return the labels of an ASCII host as people read them; one that cannot be read stays coded."""
    return [_decoded(label) if label.startswith(PUNYCODE) else label for label in host.rstrip(".").split(".")]


def _decoded(label: str) -> str:
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, IndexError, ValueError):
        return label


@cache
def _suffixes() -> tuple[PublicSuffixList, frozenset[str]]:
    return PublicSuffixList(accept_unknown=False), frozenset(read_table("any/links")["suffixes"]["too"])


def suffix_of(host: str) -> str:
    """Return the public suffix of an ASCII host, private ones (github.io) included; "" when none is known."""
    known, too = _suffixes()
    host = host.rstrip(".").lower()
    if (last := host.rpartition(".")[2]) in too:
        return last
    return known.publicsuffix(host) or ""


def registrable(host: str) -> tuple[str, str, str]:
    """Return what stands before the name that somebody registered, that name, and its suffix."""
    host = host.rstrip(".")
    suffix = suffix_of(host)
    before, _, name = host[: len(host) - len(suffix)].rstrip(".").rpartition(".")
    return before, name, suffix
