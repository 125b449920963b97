"""Weighs an address: the reasons for caution, each with the score of the tables (safety engine section 9.3)."""

from functools import cache
from typing import Protocol
from urllib.parse import unquote

from palabre.safety.links.bare import is_address
from palabre.safety.links.canonical import Address, BadAddress, read_address
from palabre.safety.links.find import Found
from palabre.safety.links.likeness import is_one_of, is_protected, reasons, script_reasons
from palabre.safety.links.names import registrable
from palabre.safety.links.patterns import bait, bait_in_hosts, hosts, table
from palabre.safety.normalise import HIDDEN, ISOLATES, plain

UNESCAPES = 4
BESIDE = 150  # characters of the words next to a link
LONG_LABELS = 4  # hyphens
SHORT_LABEL, SHORT_PATH = 4, 10  # characters of a shortened address
JOINERS = frozenset("\u200c\u200d" + "".join(map(chr, range(0xFE00, 0xFE10))))  # at home in scripts and emoji


class Lists(Protocol):
    """What the operator's lists say of an address."""

    def says(self, address: Address) -> str:
        """Return ``listed``, ``perhaps_listed`` or nothing."""


def risk_of(names: list[str]) -> float:
    """Return one risk from 0 to 1 for reasons that stand together."""
    scores = table()["reasons"]
    safe = 1.0
    for name in names:
        safe *= 1 - float(scores[name])
    return round(1 - safe, 4)


def reasons_of(found: Found, raw: str, site_host: str = "", lists: Lists | None = None) -> list[str]:
    """Return why to be careful with an address found in a text, in the order of the table, each once."""
    names = _of_writing(found, raw)
    if found.scheme and found.scheme not in table()["schemes"]["links"]:
        names.append("refused_scheme")
    elif found.address is None:
        names.append("invalid_host")
    else:
        names += _of_address(found.address, found, raw, site_host)
        names += [said] if lists is not None and (said := lists.says(found.address)) else []
    return [name for name in table()["reasons"] if name in names]


def _of_writing(found: Found, raw: str) -> list[str]:
    around = raw[max(0, found.start - 1) : found.end + 1]  # what turns the line around may stand just before
    names = ["hidden_character"] if hides(around) else []
    if found.is_flood:
        names.append("many_links")
    if found.is_disguised:
        names.append("disguised")
    if found.label and found.address is not None and _differs(found.label, found.address.host):
        names.append("text_differs")
    return names


def hides(written: str) -> bool:
    """Whether an address holds characters that no font shows, or that turn the line around."""
    if written.isascii():
        return False
    return any(
        one in HIDDEN or one in ISOLATES or one in _blanks() or "\U000e0000" <= one <= "\U000e007f"
        or (one in JOINERS and written[at - 1 : at].isascii())
        for at, one in enumerate(written)
    )  # fmt: skip


@cache
def _blanks() -> frozenset[str]:
    return frozenset(table()["blank"] + "\xad")


def _differs(label: str, host: str) -> bool:
    shown = label.strip().partition("://")[2] or label.strip()
    name = shown.split("/")[0].lower()
    return is_address(name, "", "/") and registrable(name)[1:] != registrable(host)[1:]


def _of_address(address: Address, found: Found, raw: str, site_host: str) -> list[str]:
    host = address.host.removesuffix(".")
    mine = site_host.partition(":")[0].lower()
    names = ["userinfo"] if address.userinfo else []
    names += ["encoded_host"] if "%" in address.written else []
    names += ["odd_slashes"] if _is_odd(address, found) else []
    if address.is_numeric or host == "localhost":
        return [*names, "numeric_host" if address.is_numeric else "local_host", *_of_path(address, host)]
    names += script_reasons(host)
    names += _of_path(address, host)
    if host == mine or (mine and host.endswith("." + mine)):
        return names
    return names + _of_host(host, address, mine) + _of_bait(host, found, raw)


def _is_odd(address: Address, found: Found) -> bool:
    return "\\" in address.slashes or "\\" in found.text.partition("?")[0] or (
        bool(found.scheme) and len(address.slashes) > 2
    )  # fmt: skip


@cache
def _known() -> frozenset[str]:
    return hosts("known")


@cache
def _shorteners() -> frozenset[str]:
    return hosts("shorteners") - hosts("not_shorteners")


def _of_host(host: str, address: Address, site_host: str) -> list[str]:
    names = _of_short(host, address)
    names += ["redirect"] if _starts(host, address.path, "redirectors") and address.path != "/" else []
    if is_protected(host) or is_one_of(host, _known()):
        return names
    names += reasons(host, site_host)
    names += _of_words(host)
    _, label, suffix = registrable(host)
    names += ["file_suffix"] if suffix in table()["suffixes"]["risky_files"] else []
    names += ["many_hyphens"] if label.count("-") >= LONG_LABELS else []
    parameters = {pair.partition("=")[0].lower() for pair in address.query.split("&")[:20]}
    return names + (["affiliate"] if parameters & set(table()["affiliate_parameters"]) else [])


def _of_short(host: str, address: Address) -> list[str]:
    """Return whether an address is a shortened one, known or by its shape: few letters, then a few more."""
    name = host.removeprefix("www.")
    if _starts(name, address.path, "not_shorteners") or address.path == "/":
        return []
    if is_one_of(name, _shorteners()):
        return ["shortener"]
    label, _, suffix = name.rpartition(".")
    is_short = suffix in table()["short_suffixes"] and len(label) <= SHORT_LABEL and label.isalnum()
    part = address.path.strip("/")
    return ["short_shape"] if is_short and part.isalnum() and 3 <= len(part) <= SHORT_PATH else []


def _starts(host: str, path: str, kind: str) -> bool:
    """Whether an address is one of a list of hosts and starts of paths."""
    for one in hosts(kind):
        name, _, start = one.partition("/")
        if (host == name or host.endswith("." + name)) and path.startswith("/" + start):
            return True
    return False


def _of_words(host: str) -> list[str]:
    """Return what the parts of a name promise: two bait words make a trap, one makes a doubt."""
    before, label, _ = registrable(host)
    parts = {part for one in (before, label) for part in one.replace(".", "-").replace("_", "-").split("-")}
    fear, gain = bait_in_hosts(), bait_in_hosts("promo")
    in_label = set(label.split("-"))
    if len(in_label & (fear | gain)) > 1 or (in_label & fear and len(parts & fear) > 1 and "-" in label):
        return ["bait_host"]
    if in_label & fear and "-" in label:
        return ["bait_word_host"]
    return ["promo_host"] if in_label & gain else []


def _of_bait(host: str, found: Found, raw: str) -> list[str]:
    if is_protected(host) or is_one_of(host, _known()):
        return []
    around = plain(f"{raw[max(0, found.start - BESIDE) : found.start]} {raw[found.end : found.end + BESIDE]}").replace(
        "’", "'"
    )
    if bait("words").search(around):
        return ["bait_words"]
    path = unescaped(found.address.path) if found.address else ""
    return ["weak_bait_words"] if bait("weak").search(f"{around} {plain(path)}") else []


def _of_path(address: Address, host: str) -> list[str]:
    names = _of_file(address, host)
    names += ["hidden_character"] if "%" in address.path and hides(unescaped(address.path)) else []
    if not _starts(host, address.path, "carriers"):
        names += ["redirect"] if _redirects(address, host) else []
        names += ["redirect_in_path"] if _holds_address(address.path, host) else []
    return names


def unescaped(text: str) -> str:
    """Return a text with its percent signs resolved, again and again, as the hash-prefix protocols ask."""
    for _ in range(UNESCAPES):
        if (shown := unquote(text, errors="replace")) == text:
            break
        text = shown
    return text


def _of_file(address: Address, host: str) -> list[str]:
    extensions = table()["extensions"]
    names = [unescaped(address.path).rstrip("/. ").rpartition("/")[2]]
    names += [unescaped(pair.partition("=")[2]).rpartition("/")[2] for pair in address.query.split("&")[:20]]
    for name in names:
        parts = name.lower().strip(". ").split(".")
        if len(parts) > 2 and _is_double(parts[-2].strip(), parts[-1]):
            return ["double_extension"]
        if len(parts) > 1 and parts[-1] in extensions["run"] and not is_one_of(host, hosts("makers")):
            return ["executable"]
    return []


def _is_double(shown: str, real: str) -> bool:
    """Whether a file shows one nature and has another: ``photo.jpg.exe``, or a programme wrapped."""
    extensions = table()["extensions"]
    return real in extensions["after_shown"] and (shown in extensions["shown"] or shown in extensions["run"])


def _redirects(address: Address, host: str) -> bool:
    """Whether a parameter sends on to the host of somebody else."""
    for pair in address.query.replace(";", "&").split("&")[:20]:
        name, equals, value = pair.partition("=")
        shown = unescaped(value if equals else name).strip()
        if _may_send(name.lower() if equals else "", shown) and _is_elsewhere(shown, host):
            return True
    return False


def _may_send(name: str, shown: str) -> bool:
    redirecting, needing = table()["redirect_parameters"], table()["search_parameters"]
    if shown.lower().startswith(("http:", "https:", "//", "\\\\", "/\\", "hxxp")):
        return name not in table()["harmless_parameters"]
    return name in redirecting and name not in needing and _is_host(shown)


def _is_host(shown: str) -> bool:
    name, slash, tail = shown.partition("/")
    return bool(name) and name.isascii() and is_address(name, "", slash + tail or "/index")


def _is_elsewhere(shown: str, host: str) -> bool:
    target = shown.replace("hxxp", "http", 1)
    target = target if target.lower().startswith("http") else "http://" + target.lstrip("/\\")
    try:
        other = read_address(target).host
    except BadAddress:
        return False
    return registrable(other)[1:] != registrable(host)[1:]


def _holds_address(path: str, host: str) -> bool:
    shown = unescaped(path).lower()
    at = max(shown.find("http://"), shown.find("https://"), shown.find("http:/"), shown.find("https:/"))
    return at > 0 and _is_elsewhere(shown[at:].replace(":/", "://", 1).replace(":///", "://", 1), host)
