"""Finds what people would take for an address, however it is written."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from palabre.safety.links.bare import ends_a_mail, is_address
from palabre.safety.links.canonical import Address, BadAddress, read_address
from palabre.safety.links.patterns import finders, gate, part, span, table
from palabre.safety.links.reveal import Shown, reveal

TRAILING = ".,;:!?…'’*_~|·"
PAIRS = {")": "(", "]": "[", "}": "{"}
AFTER_HOST = "/\\?#"
FOUND_AT_MOST = 10  # links of one message that are weighed
TRIED_AT_MOST = 60  # names of one message that are looked at: more is a flood, not talk
LONGEST_AUTHORITY = 1_000
MARKDOWN = "]("


@dataclass(frozen=True, slots=True)
class Found:
    """One address: where it stands in the raw text, its scheme, and its parts when a browser would go there."""

    start: int
    end: int
    scheme: str  # "" when none was written
    text: str
    address: Address | None = None
    is_disguised: bool = False
    label: str = ""  # the words of a Markdown link
    is_flood: bool = False  # there are more than are looked at


@dataclass(frozen=True, slots=True)
class Search:
    """A message being searched: as written, and as it reads once disguises are put in clear."""

    raw: str
    shown: Shown

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw place of a piece of the text shown, which is not empty."""
        return self.shown.raw(start, len(self.raw)), self.shown.raw(end - 1, len(self.raw)) + 1

    def hides_host(self, place: tuple[int, int], rest: str) -> bool:
        """Whether something was put in clear in the host of a link, not in what follows it."""
        return self.shown.hides(place[0], place[1] - (len(rest) - _host_end(rest)))


def find(raw: str) -> tuple[Found, ...]:
    """Return the addresses of a text, first to last, at most ``FOUND_AT_MOST`` (safety engine section 9.1)."""
    if not gate().Match(raw):
        return ()
    shown = reveal(raw)
    labels = _labels(Search(raw, shown)) if MARKDOWN in raw else {}
    search = Search(raw, replace(shown, text=shown.text.replace(MARKDOWN, "] ")))
    found = list(islice(_with_scheme(search), FOUND_AT_MOST + 1))
    found += islice(_bare(search, found[:]), max(0, FOUND_AT_MOST + 1 - len(found)))
    is_flood = len(found) > FOUND_AT_MOST
    found = sorted(found[:FOUND_AT_MOST], key=lambda one: one.start)
    return tuple(replace(one, label=labels.get(one.start, ""), is_flood=is_flood) for one in found)


def _labels(search: Search) -> dict[int, str]:
    """Return the words of Markdown links by the place of what they lead to."""
    matches = islice(finders()["markdown"].finditer(search.shown.text), TRIED_AT_MOST)
    return {search.place(*span(one, "target"))[0]: part(one, "shown") for one in matches}


def _with_scheme(search: Search) -> Iterator[Found]:
    text = search.shown.text
    taken: list[tuple[int, int]] = []
    for name in ("http", "other", "bare", "bare_more"):
        for match in islice(finders()[name].finditer(text), TRIED_AT_MOST):
            start, first = match.start(), span(match, "rest")[0]
            end = first + len(trimmed(part(match, "rest")))
            if end <= first or any(start < last and other < end for other, last in taken):
                continue
            found = (_web if name == "http" else _other)(search, match, start, end)
            if found is not None:
                taken.append((start, end))
                yield found


def _other(search: Search, match: Any, start: int, end: int) -> Found | None:
    """Return an address of a scheme that is never a link, unless it only names a page of the browser."""
    scheme, rest = part(match, "scheme").lower(), search.shown.text[span(match, "rest")[0] : end]
    if scheme in table()["schemes"]["inert"] or scheme.endswith(("http", "https")):
        return None
    return Found(*search.place(start, end), scheme, f"{scheme}:{rest}")


def _web(search: Search, match: Any, start: int, end: int) -> Found | None:
    scheme, sign = "".join(part(match, "scheme").lower().split()), part(match, "sign")
    rest = search.shown.text[span(match, "rest")[0] : end]
    if not (rest[0].isalnum() or rest[0] in "[%-_@:" or ord(rest[0]) > 127) or (sign == ":" and not _is_name(rest)):
        return None
    place = search.place(start, end)
    proper = "https" if scheme.endswith("s") else "http"
    slashes = "".join(one for one in sign if one in "/\\")
    written = f"{proper}:{slashes}{rest}"
    is_plain = set(sign) <= set(":/\\") and part(match, "scheme").lower() == proper
    # What a browser makes of the very characters counts before what they look like.
    exact = _read(search.raw[slice(*place)]) if search.shown.changed and is_plain else None
    disguised = not is_plain or search.hides_host(place, written)
    address = exact or _read(written)
    if search.shown.changed and is_plain and exact is None and address is not None:
        disguised = disguised or search.shown.hides(*place)
    return Found(*place, proper, written, address, disguised)


def _is_name(rest: str) -> bool:
    """Whether what follows ``http:`` without a slash is a host: people end words with a colon too."""
    address = _read(f"http:{rest}")
    return address is not None and (address.is_numeric or bool(address.userinfo) or "." in address.host)


def _read(url: str) -> Address | None:
    start = url.find(":") + 1
    while url[start : start + 1] in {"/", "\\"}:
        start += 1
    if _host_end(url[start:]) > LONGEST_AUTHORITY:
        return None
    try:
        return read_address(url)
    except BadAddress:
        return None


def _host_end(rest: str) -> int:
    """Return where the host ends in an address, whatever stands before it."""
    start = rest.find(":") + 1 if rest.lower().startswith(("http:", "https:")) else 0
    while rest[start : start + 1] in {"/", "\\"}:
        start += 1
    return min((at for sign in AFTER_HOST if (at := rest.find(sign, start)) >= 0), default=len(rest))


def _bare(search: Search, taken: list[Found]) -> Iterator[Found]:
    text = search.shown.text
    for match in islice(finders()["host"].finditer(text), TRIED_AT_MOST):
        start, end = match.start(), match.start() + len(trimmed(match.group()))
        dressed = _dressed(text, start, part(match, "tail"))
        if not dressed and "@" in (text[start - 1 : start], text[(last := span(match, "host")[1]) : last + 1]):
            continue  # an e-mail address
        place = search.place(start - len(dressed), end)
        if any(place[0] < one.end and one.start < place[1] for one in taken):
            continue
        if _is_bare(search, match, place):
            rest = text[start - len(dressed) : end]
            yield Found(*place, "", rest, _read(f"http://{rest}"), search.hides_host(place, rest))


def _is_bare(search: Search, match: Any, place: tuple[int, int]) -> bool:
    host = part(match, "host")
    hidden = search.shown.hides(*place)
    if hidden and ends_a_mail(search.shown.text[: match.start()], host):
        return False
    return is_address(host, part(match, "port"), trimmed(part(match, "tail")), is_disguised=hidden or "%" in host)


def _dressed(text: str, start: int, tail: str) -> str:
    """Return what stands before an @ when it is itself an address: one dressed as another."""
    if text[start - 1 : start] != "@" or "/" not in tail:
        return ""
    words = text[: start - 1].split()
    return words[-1] + "@" if words and words[-1].lower().startswith("www.") else ""


def trimmed(rest: str) -> str:
    """Return an address without the stop of the sentence, or the bracket that it stands in."""
    while rest:
        last = rest[-1]
        is_open = last in PAIRS and rest.count(last) > rest.count(PAIRS[last])
        if last not in TRAILING and not is_open:
            break
        rest = rest[:-1]
    return rest
