import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from palabre.kernel.errors import Refusal
from palabre.safety.normalise import normalise_text, plain, skeleton


def code_of(text: str) -> str:
    """Return why a text of at most 100 characters is refused, or nothing."""
    try:
        normalise_text(text, 100)
    except Refusal as refusal:
        return refusal.code
    return ""


@given(st.text())
def test_a_text_that_passes_is_stable_and_bounded(text: str) -> None:
    """Normalising twice changes nothing; what passes is NFC, trimmed, within the limit, with nothing hidden."""
    if code := code_of(text):
        assert code in {"control_characters", "too_many_marks", "too_long", "empty"}
        return
    once = normalise_text(text, 100)
    assert normalise_text(once, 100) == once == once.strip() == unicodedata.normalize("NFC", once)
    assert 0 < len(once) <= 100
    assert "\r" not in once
    assert "\n\n\n" not in once


@pytest.mark.parametrize("hidden", ["\x00", "\x1b", "\x7f", "\u200b", "\u202e", "\u2066", "\ufeff", "\ue000", "\ufdd0"])
def test_hidden_characters_are_refused(hidden: str) -> None:
    """What no font shows, or what turns the line around, is refused by name wherever it stands inside."""
    with pytest.raises(Refusal, match="control_characters"):
        normalise_text(f"bon{hidden}soir")


@pytest.mark.parametrize(
    "kept", ["👩‍👩‍👧", "می‌خواهم", "a\tb", "a\nb", "ความสุข", "हिन्दी", "é", "e\u0323\u0302", "\U0001d504", "שלום"]
)
def test_living_scripts_pass(kept: str) -> None:
    """Joiners of emoji and Persian, marks of Thai, Hindi and Vietnamese, characters of four octets are text."""
    assert normalise_text(kept) == unicodedata.normalize("NFC", kept)


def test_stacked_marks_are_refused_whatever_separates_them_not() -> None:
    """Four marks in a row pass, five do not, a thousand do not."""
    assert normalise_text("x" + "\u0336" * 4) == "x" + "\u0336" * 4
    for count in (5, 1_000):
        with pytest.raises(Refusal, match="too_many_marks"):
            normalise_text("x" + "\u0336" * count)


def test_length_is_counted_in_code_points_after_composition() -> None:
    """A browser that counts alike never sends what is then refused."""
    assert normalise_text("e\u0301" * 10, 10) == "é" * 10
    assert normalise_text("🌳" * 10, 10) == "🌳" * 10
    with pytest.raises(Refusal) as refused:
        normalise_text("a" * 11, 10)
    assert refused.value.params == {"limit": 10, "length": 11}


def test_every_letter_comes_down_at_once() -> None:
    """No character of Unicode needs a second look: what patterns read is as plain as it gets."""
    assert [code for code in range(sys.maxunicode + 1) if plain(plain(chr(code))) != plain(chr(code))] == []
    assert plain("\U0001d538\U0001d538") == "aa"  # capitals of mathematics


@given(st.text(max_size=30))
@example("\U0001d538")
def test_a_skeleton_has_no_case_accent_or_separator(name: str) -> None:
    """Names that differ by these alone meet."""
    assert skeleton(name.upper()) == skeleton(name.upper().lower())
    assert skeleton(f" {name}-_.'") == skeleton(name)
    assert plain(plain(name)) == plain(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Lavande", "1avande"), ("Lavande", "L\u0410VAND\u0415"),
     ("Moderateur", "M\u043edér\u0430teur"), ("Wagner", "vvagner"),
     ("Oscar", "0sc@r"), ("Marine", "Rnarine"), ("Ali", "AlI"), ("Phil", "Fil"), ("Jo-Ann", "j o a n n")],
)  # fmt: skip
def test_look_alikes_have_one_skeleton(one: str, other: str) -> None:
    """What the eye confuses, the comparison does too."""
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("Marie", "Maria"), ("Léo", "Léa"), ("Paul", "Paule"), ("Ada", "Adam")])
def test_different_names_stay_different(one: str, other: str) -> None:
    """Ordinary names do not shut each other out."""
    assert skeleton(one) != skeleton(other)
