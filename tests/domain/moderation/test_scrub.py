"""Free words of a statement hold nobody's data but their reader's (T9)."""

import random
from collections.abc import Callable

import pytest

from palabre.kernel.errors import Refusal
from palabre.moderation.scrub import (
    WORDS_LONGEST,
    WORDS_SHORTEST,
    Datum,
    candidates,
    check_free_words,
    check_names,
    found,
)
from palabre.safety.normalise import skeleton

SEED = 20_261_126
PLANTED = 500
SENTENCES = (
    "Vous avez insisté dans le salon après un refus clair, {} et vous avez recommencé.",
    "Le message donnait ceci : {}. La personne ne l’avait pas demandé.",
    "Dans le salon, vous avez écrit {} alors que l’on vous avait dit non.",
    "You went on after a clear refusal ({}) and wrote it again the same evening.",
    "The message said {} to everybody in the room, more than once.",
)
CLEAN = (
    "Vous avez écrit trois fois la même demande en deux minutes, après un refus clair.",
    "Le 26/11/2026 à 14 h 05, vous avez insulté une personne du salon, puis recommencé à 14:20.",
    "Le message disait que tout le monde devait partir. Deux personnes l’ont vu, sur 12 présentes.",
    "You wrote the same advert 25 times in ten minutes, in three rooms, after a warning.",
    "On 2026-11-26 you asked again, although one person of the room had said no. It was 9:30.",
    "Vous avez menacé quelqu’un. C’est la 2e fois en 90 jours, et l’article 222-17 l’interdit.",
)
NAMES = ("Ada Nord", "Bo", "Céleste", "l'Étoile", "Jean-Lou", "max_87", "Zoé.B", "Ourse bleue")
DIGITS = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")


def digits(chance: random.Random, count: int) -> str:
    """Return so many figures."""
    return "".join(chance.choice("0123456789") for _ in range(count))


def phone(chance: random.Random) -> str:
    """Return a French number, in one of the ways that people write them."""
    number = chance.choice("67") + digits(chance, 8)
    pairs = [f"0{number[0]}", *(number[at : at + 2] for at in range(1, 9, 2))]
    apart = chance.choice((" ", ".", "-", " - ", "/", "", "  ", "_"))
    return chance.choice((apart.join(pairs), f"+33 {number}", f"0033{number}", f"(0){number}"))


def phone_said(chance: random.Random) -> str:
    """Return a number in words, or figure by figure."""
    number = "0" + chance.choice("67") + digits(chance, 8)
    if chance.random() < 0.5:
        return " ".join(number)
    return chance.choice((" ", ", ", "-")).join(DIGITS[int(one)] for one in number)


def mail(chance: random.Random) -> str:
    """Return an address of mail, plain or disguised."""
    name = chance.choice(("ada", "bo.nord", "c_l", "zoe-b")) + digits(chance, 2)
    host = chance.choice(("example", "courriel", "poste"))
    at = chance.choice(("@", " @ ", "(at)", " at ", " arobase ", "[at]", "\uff20"))
    return f"{name}{at}{host}{chance.choice(('.', ' point ', '.'))}{chance.choice(('fr', 'com', 'org'))}"


def link(chance: random.Random) -> str:
    """Return an address of a page, plain or disguised."""
    host = f"{chance.choice(('piege', 'site-a', 'monprofil'))}{digits(chance, 1)}"
    return chance.choice(("https://{}.example/x", "http://{}.fr", "www.{}.com", "{}.fr", "{}[.]com", "{} point fr", "ftp://{}.net",
                          "hxxps://{}.org/a", "{} dot com", "{}(.)net/p")).format(host)  # fmt: skip


def machine(chance: random.Random) -> str:
    """Return an address of a machine."""
    four = [chance.randint(1, 254) for _ in range(4)]
    six = ":".join(f"{chance.randint(1, 0xFFFF):x}" for _ in range(8))
    dotted = ".".join(map(str, four))
    ways = (dotted, "[.]".join(map(str, four)), six, f"2001:db8::{four[0]:x}", f"[2001:db8::{four[1]:x}]:443")
    return chance.choice((*ways, f"{dotted}:8080", "0x" + digits(chance, 8)))


def figures(chance: random.Random) -> str:
    """Return a run of six figures or more: a card, an account, a birth."""
    run = digits(chance, chance.randint(6, 16))
    wide = run.translate({ord(one): ord(one) + 0xFEE0 for one in run})  # as wide as Chinese characters
    return chance.choice(
        (
            run,
            " ".join(run[at : at + 4] for at in range(0, len(run), 4)),
            wide,
            f"{digits(chance, 2)}/03/19{digits(chance, 2)}",
        )
    )


def name(chance: random.Random) -> str:
    """Return the pseudonym of somebody here, as one could write it."""
    chosen = chance.choice(NAMES)
    return chance.choice(
        (chosen, chosen.upper(), chosen.lower(), f"@{chosen}", f"« {chosen} »", f"{chosen}’s", chosen.replace("o", "0"))
    )


KINDS: tuple[Callable[[random.Random], str], ...] = (phone, phone_said, mail, link, machine, figures, name)


def check(words: str) -> None:
    """Pass words through all that stands before a statement."""
    check_names(check_free_words(words), frozenset(map(skeleton, NAMES)), "Nobody")


def is_refused(words: str) -> bool:
    """Whether words are refused for what they hold of somebody."""
    try:
        check(words)
    except Refusal as refused:
        return refused.code == "others_data"
    return False


def test_t9_none_of_five_hundred_planted_data_leaves() -> None:
    """T9: numbers in figures and in words, mails, pages, machines, accounts, pseudonyms: each is refused."""
    chance = random.Random(SEED)
    left = []
    for number in range(PLANTED):
        planted = KINDS[number % len(KINDS)](chance)
        words = chance.choice(SENTENCES).format(planted)
        left += [] if is_refused(words) else [planted]
    assert left == []


@pytest.mark.parametrize("words", CLEAN)
def test_what_happened_can_be_said(words: str) -> None:
    """Dates, hours, small numbers and articles of law are nobody's data."""
    assert check_free_words(words) == words
    check(words)


def test_the_kind_and_the_place_of_what_was_found_are_told() -> None:
    """A moderator sees what to take out."""
    words = "Vous avez donné ada@poste.fr à tout le salon sans accord."
    assert {one.datum for one in found(words)} >= {Datum.MAIL}
    assert any(words[one.start : one.end].endswith("ada@poste.fr") for one in found(words))


@pytest.mark.parametrize(
    ("words", "code"),
    [("x" * (WORDS_SHORTEST - 1), "words_short"), ("x" * (WORDS_LONGEST + 1), "too_long"), ("  ", "empty")],
)
def test_free_words_have_a_length(words: str, code: str) -> None:
    """Thirty characters at least, so that something is told; fifteen hundred at most."""
    with pytest.raises(Refusal) as refused:
        check_free_words(words)
    assert refused.value.code == code
    assert check_free_words("x" * WORDS_SHORTEST)
    assert check_free_words("x" * WORDS_LONGEST)


def test_a_person_may_be_called_by_their_own_name() -> None:
    """Their own pseudonym is theirs to read; that of somebody else is not."""
    taken = frozenset({skeleton("Ada Nord"), skeleton("Bo")})
    words = "Ada Nord, vous avez insisté après un refus clair, deux fois de suite."
    assert skeleton("Ada Nord") in candidates(words)
    check_names(words, taken - {skeleton("Bo")}, "Ada Nord")
    with pytest.raises(Refusal, match="others_data"):
        check_names(words, taken, "Bo")
