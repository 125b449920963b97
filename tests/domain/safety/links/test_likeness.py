"""Names that others put on: every protected name in every dress, and the sites that people truly visit."""

import pytest

from domain.safety.links.rows import VECTORS
from palabre.safety.links import find_links
from palabre.safety.links.likeness import names

RISKY = 0.5
STRONG = sorted(names().strong.values())
LONG = [name for name in STRONG if len(name) > 5]
FIGURES = {"o": "0", "l": "1", "e": "3", "a": "4", "s": "5", "m": "rn"}
CYRILLIC = {"o": "\u043e", "a": "\u0430", "e": "\u0435", "p": "\u0440", "c": "\u0441", "i": "\u0456", "y": "\u0443"}
ACCENTS = {"e": "é", "a": "à", "o": "ö", "i": "\u0131", "u": "ü", "n": "ñ"}
BAIT = ("secure", "connexion", "verification", "support", "remboursement", "login", "account", "paiement")


def dressed(name: str, letters: dict[str, str]) -> list[str]:
    """Return the name with one letter replaced by what looks like it, in each way there is."""
    return [name.replace(one, other, 1) for one, other in letters.items() if one in name]


def unseen(urls: list[str]) -> list[str]:
    """Return the addresses that are not risky."""
    return [url for url in urls if max((one.confidence for one in find_links(url)), default=0) < RISKY]


@pytest.mark.parametrize("letters", [FIGURES, CYRILLIC, ACCENTS], ids=["figures", "cyrillic", "accents"])
def test_a_name_in_letters_that_look_like_its_own_is_seen(letters: dict[str, str]) -> None:
    """Figures for letters, another alphabet, accents, and the coded form of each."""
    worn = [one for name in STRONG for one in dressed(name, letters)]
    coded = [f"xn--{one.encode('punycode').decode()}.com" for one in worn if not one.isascii()]
    assert len(worn) > 200
    assert unseen([f"https://www.{one}.com/a" for one in worn] + coded) == []


def test_a_name_with_one_letter_changed_is_seen() -> None:
    """Left out, twice, or another, where the name is long enough to be nobody else's."""
    worn = [f"https://{name[:2]}{name[3:]}.com" for name in LONG]
    worn += [f"https://{name[:3]}{name[2:]}.fr" for name in LONG]
    worn += [f"https://{name[:2]}k{name[3:]}.net" for name in LONG if name[2] != "k"]
    assert unseen(worn) == []


@pytest.mark.parametrize("word", BAIT)
def test_a_name_beside_bait_is_seen(word: str) -> None:
    """Before it, after it, glued to it, or in a host above it."""
    shapes = ("{0}-{1}.com", "{1}-{0}.example/x", "{0}.{1}.example", "{0}{1}.com", "{1}{0}.net")
    assert unseen([f"https://{shape.format(name, word)}" for name in STRONG for shape in shapes]) == []


def test_a_name_where_it_does_not_answer_is_seen() -> None:
    """Under another's domain, with its own ending inside, or under an ending that its owner does not have."""
    shapes = (
        "www.{0}.com.session.example/a",
        "{0}.fr-acces.com",
        "{0}.xyz",
        "{0}-fr.com",
        "www.{0}.fr@pirate.example/",
    )
    assert unseen([f"https://{shape.format(name)}" for name in STRONG for shape in shapes]) == []


def test_names_answer_at_home() -> None:
    """No owner's own domain is risky, nor what stands below it."""
    homes = [one for domains in names().own.values() for one in domains if "." in one]
    assert len(homes) > 200
    assert [home for home in homes if not unseen([f"https://www.{home}/connexion?suite=/compte"])] == []


def test_the_sites_that_people_visit_are_left_alone() -> None:
    """Five hundred of them in French and English: news, shops, banks, help lines, games, care, travel, code."""
    sites = (VECTORS / "sites.txt").read_text().split()
    assert len(sites) > 500
    assert [site for site in sites if not unseen([f"regarde https://{site}"])] == []
    assert len([site for site in sites if not find_links(f"va sur {site} demain")]) < 5
