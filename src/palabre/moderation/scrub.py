"""Looks in a moderator's free words for data of somebody else than their reader (moderation sections 7.1 and 7.2).

It refuses rather than erases: whoever wrote the words says the same without them. Runs of six figures or more,
numbers said in words or with spaces, addresses of mail, of pages and of machines, pseudonyms of people who are here.
"""

import ipaddress
import re
from collections.abc import Callable, Iterator
from enum import StrEnum

from msgspec import Struct

from palabre.kernel.errors import Refusal
from palabre.kernel.limits import PSEUDONYM_LONGEST, PSEUDONYM_SHORTEST
from palabre.safety.entities.phones import find_phones
from palabre.safety.links import find_links
from palabre.safety.normalise import normalise_text, plain, skeleton
from palabre.safety.views import Views

WORDS_SHORTEST = 30  # characters: "see the rules" tells nobody what happened
WORDS_LONGEST = 1_500  # half a page
FIGURES_AT_MOST = 5  # in a row, whatever stands between them: a postcode, no longer
RUN = re.compile(r"\d(?:[\s.,:;/_()\[\]·•–—-]{0,3}\d)*")
DATE = re.compile(
    r"\b(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])/20\d\d\b|\b20\d\d-(?:0[1-9]|1[0-2])-[0-3]\d\b|\b[0-2]?\d[h:][0-5]\d\b"
)  # of what happened here: nobody's birth
MAIL = re.compile(
    r"[^\s@]{1,64}\s?(?:@|\(a\)|\[a\]|\(at\)|\[at\]|\s(?:at|arobase|chez)\s)\s?[^\s@]{1,64}", re.IGNORECASE
)
AT = re.compile(r"@")
AROBASE = re.compile(r"arobase|\bat\b.{1,40}\b(?:dot|point)\b|[(\[{]\s*(?:at|a|arobase)\s*[)\]}]", re.IGNORECASE)
ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]{1,15}:|\bwww\s?\.)\S", re.IGNORECASE)
ENDING = r"(?:fr|com|net|org|info|io|me|eu|be|ch|ca|de|es|it|uk|gg|tv|app|dev|xyz|online|site|club|chat|link|ly)"
HOST = re.compile(
    rf"\w(?:\.|\[\.\]|\(\.\))[^\W\d_]{{2,24}}|\w(?:\s\.\s?|\s?[\[(]\s?(?:\.|dot|point)\s?[\])]\s?|\s(?:point|dot)\s){ENDING}\b",
    re.IGNORECASE,
)
IP_LIKE = re.compile(r"[0-9a-fA-FxX.:\[\]()%/]{3,60}")
COUNT = (
    "zero|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|"
    "quarante|cinquante|soixante|cent|oh|one|two|three|four|five|seven|eight|nine|ten|eleven|twelve|thirteen|"
    "fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "hundred|double|triple|et"
)
SAID = re.compile(rf"\b(?:{COUNT}|\d)s?(?:[\s,.;/-]+(?:{COUNT}|\d+)s?\b){{3,}}")
Named = Callable[[frozenset[str]], frozenset[str]]


class Datum(StrEnum):
    """What was found of somebody."""

    FIGURES = "figures"
    PHONE = "phone"
    MAIL = "mail"
    LINK = "link"
    MACHINE = "machine"
    NAME = "name"


class Finding(Struct, frozen=True, order=True):
    """Where something was found, in characters."""

    start: int
    end: int
    datum: Datum


def found(words: str) -> tuple[Finding, ...]:
    """Return what words hold of anybody, in order; names are ``check_names``'s."""
    return tuple(sorted({*_figures(words), *_phones(words), *_mails(words), *_links(words), *_machines(words)}))


def check_free_words(words: str, shortest: int = WORDS_SHORTEST) -> str:
    """Return free words as kept: to 1,500 characters, as many as 30 unless said, and nobody's data in them.

    Raises ``Refusal``: words_short (``limit``), others_data (``kinds``), and those of ``normalise_text``.
    """
    words = normalise_text(words, WORDS_LONGEST)
    if len(words) < shortest:
        raise Refusal("words_short", limit=shortest)
    if seen := found(words):
        raise Refusal("others_data", kinds=" ".join(sorted({one.datum.value for one in seen})))
    return words


def candidates(words: str) -> frozenset[str]:
    """Return the skeletons of everything in words that could be a pseudonym, for a store to know which are."""
    bounds = sorted({place for match in re.finditer(r"\w+", words) for place in match.span()})
    starts = [match.start() for match in re.finditer(r"\w+", words)]
    pieces = (
        words[start:end] for start in starts for end in bounds if PSEUDONYM_SHORTEST <= end - start <= PSEUDONYM_LONGEST
    )
    named = (piece for piece in pieces if any(character.isalpha() for character in piece))  # 90 days are nobody
    return frozenset(skeleton(piece) for piece in named) - {""}


def check_names(words: str, taken: frozenset[str], own: str) -> None:
    """Refuse words that name somebody who is here, other than their reader.

    ``taken`` are the skeletons among ``candidates`` that people bear. Raises ``Refusal("others_data")``.
    """
    if (candidates(words) & taken) - {skeleton(own)}:
        raise Refusal("others_data", kinds=Datum.NAME.value)


def _figures(words: str) -> Iterator[Finding]:
    plainly = "".join(_figure(character) for character in words)
    without_dates = DATE.sub(lambda match: " " * 4 + "x" * (len(match.group()) - 4), plainly)
    for match in RUN.finditer(without_dates):
        if sum(character.isdigit() for character in match.group()) > FIGURES_AT_MOST:
            yield Finding(*match.span(), Datum.FIGURES)


def _figure(character: str) -> str:
    """Return a figure of any script as one of ours: Arabic, full width, circled."""
    if character.isascii():
        return character
    shown = plain(character)
    return shown if len(shown) == 1 and shown.isdigit() else character


def _phones(words: str) -> Iterator[Finding]:
    for one in find_phones(Views(words), asked=False):
        yield Finding(one.start, one.end, Datum.PHONE)
    for match in SAID.finditer(_same_length(words)):
        yield Finding(*match.span(), Datum.PHONE)


def _same_length(words: str) -> str:
    """Return words in small letters without accents, each at its place."""
    return "".join(folded if len(folded := plain(one)) == 1 else one for one in words)


def _mails(words: str) -> Iterator[Finding]:
    for pattern in (MAIL, AT, AROBASE):
        for match in pattern.finditer(words):
            yield Finding(*match.span(), Datum.MAIL)


def _links(words: str) -> Iterator[Finding]:
    for one in find_links(words, site_host=""):
        yield Finding(one.start, one.end, Datum.LINK)
    for pattern in (ADDRESS, HOST):
        for match in pattern.finditer(words):
            yield Finding(*match.span(), Datum.LINK)


def _machines(words: str) -> Iterator[Finding]:
    for match in IP_LIKE.finditer(words):
        bare = re.sub(r"[\[\]()]", "", match.group()).split("%")[0].split("/")[0].strip(".")
        if _is_machine(bare) or _is_machine(bare.rstrip(":")):
            yield Finding(*match.span(), Datum.MACHINE)


def _is_machine(text: str) -> bool:
    if re.fullmatch(r"0x[0-9a-fA-F]{6,8}", text, re.IGNORECASE):
        return True
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return re.fullmatch(r"(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?", text) is not None
    return True
