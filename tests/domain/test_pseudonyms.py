import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.identity.pseudonyms import check_pseudonym, is_reserved, suggestions
from palabre.kernel.errors import Refusal
from palabre.safety.normalise import skeleton

CODES = {"pseudonym_short", "pseudonym_long", "pseudonym_characters", "pseudonym_scripts"}


def code_of(text: str) -> str:
    """Return why a pseudonym is refused, or nothing."""
    try:
        check_pseudonym(text)
    except Refusal as refusal:
        return refusal.code
    return ""


@given(st.text(max_size=40))
def test_whatever_is_typed_is_kept_well_formed_or_refused_by_name(text: str) -> None:
    """Any text gets a name of 2 to 20 visible characters, or one of four codes; never an error of ours."""
    if code := code_of(text):
        assert code in CODES
        return
    name = check_pseudonym(text)
    assert check_pseudonym(name) == name == unicodedata.normalize("NFC", name)
    assert 2 <= len(name) <= 20
    assert all(unicodedata.category(one)[0] in "LN" or one in " -'._" for one in name)
    assert all(ord(one) < 0x10000 for one in name)


@pytest.mark.parametrize(
    "name",
    [
        "Ada",
        "Éloïse",
        "Jean-Marc",
        "L'Ours",
        "M.Propre",
        "Zoé_87",
        "Ольга",
        "Ελένη",
        "محمد",
        "דוד",
        "さくら花",
        "김민수",
    ],
)
def test_names_of_many_scripts_pass(name: str) -> None:
    """People write their name in their own letters."""
    assert check_pseudonym(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "pseudonym_short"), (" a ", "pseudonym_short"), ("a" * 21, "pseudonym_long"),
     ("1234", "pseudonym_characters"),
     ("Ada!", "pseudonym_characters"), ("Ada  Bo", "pseudonym_characters"), ("-Ada", "pseudonym_characters"),
     ("Ada-", "pseudonym_characters"), ("Ad\u200ba", "pseudonym_characters"), ("Ad\u200fa", "pseudonym_characters"),
     ("\u202eadA", "pseudonym_characters"), ("Ada🌳", "pseudonym_characters"),
     ("\U0001d4d0\U0001d4ed\U0001d4ea", "pseudonym_characters"),
     ("A\u0336da", "pseudonym_characters"), ("Ada\n", ""), ("Ada\x00", "pseudonym_characters"),
     ("\u0410da", "pseudonym_scripts"), ("Ad\u03b1", "pseudonym_scripts"), ("<b>Ada</b>", "pseudonym_characters"),
     ("x' OR 1=1", "pseudonym_characters"), ("Ada/../", "pseudonym_characters"), ("A\ud800a", "pseudonym_characters")],
)  # fmt: skip
def test_odd_names_are_refused_by_name(name: str, code: str) -> None:
    """Each fault has its code: length, characters, mixed scripts."""
    assert code_of(name) == code


@pytest.mark.parametrize("name", ["Admin", "ADM1N", "Modérateur", "Moderation", "Palabre", "P4labre"])
def test_the_houses_own_names_are_reserved(name: str) -> None:
    """Nobody passes for the house, by look-alike either."""
    assert is_reserved(name)


@pytest.mark.parametrize("name", ["Ada", "Modeste", "Paloma", "Adèle", "Figue"])
def test_ordinary_names_are_not_reserved(name: str) -> None:
    """Names that only begin a little alike are free."""
    assert not is_reserved(name)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_suggestion_could_be_taken(lang: str) -> None:
    """Three different names are offered, each well formed, free and not reserved."""
    chance = random.Random(7)
    for _ in range(50):
        first = suggestions("fr" if lang == "fr" else "en", (), chance)
        others = suggestions("fr" if lang == "fr" else "en", {skeleton(name) for name in first}, chance)
        assert len({*first, *others}) == 6
        assert [name for name in first if check_pseudonym(name) != name or is_reserved(name)] == []
