# ruff: noqa: RUF001 - look-alikes are what is tested
import gc
import weakref

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palabre.safety.phrases import load_phrases
from palabre.safety.views import Views

NAMES = ("raw", "base", "plain", "skeleton", "joined", "leet", "leet_l", "digits", "digits_joined", "digits_leet")
SETTLED = ("base", "plain", "skeleton", "digits")


@settings(max_examples=2_000)
@given(st.text(max_size=60))
def test_every_view_maps_back_into_the_raw_text(text: str) -> None:
    """Any piece of any view is read from a piece of the raw text, in order and within it."""
    views = Views(text)
    for name in NAMES:
        view = getattr(views, name)
        spans = [view.span(place, place + 1) for place in range(len(view.text))]
        assert all(0 <= start <= end <= len(text) for start, end in spans)
        assert [start for start, _ in spans] == sorted(start for start, _ in spans)


@settings(max_examples=2_000)
@given(st.text(max_size=60))
def test_a_view_of_a_view_is_itself(text: str) -> None:
    """Reading a second time what was read changes nothing."""
    views = Views(text)
    for name in SETTLED:
        once = getattr(views, name).text
        assert getattr(Views(once), name).text == once


@pytest.mark.parametrize("text", ["Où êtes-vous, à l’été ?", "مرحبا كيف الحال", "👩‍👩‍👧 🙂 ✈️", "Ça va mieux qu'hier !"])
def test_ordinary_writing_is_left_as_it_is(text: str) -> None:
    """Accents, Arabic and families of emoji stay; only case, and what no font shows by itself, goes."""
    assert Views(text).base.text == text.lower().replace("\ufe0f", "")


@pytest.mark.parametrize(
    ("written", "name", "read"),
    [
        ("ｓｎａｐ", "plain", "snap"),
        ("s\u200bn\u200ba\u200bp", "plain", "snap"),
        ("ѕոар", "skeleton", "snap"),
        ("🇸🇳🅰️🅿️", "skeleton", "snap"),
        ("s.n.a.p moi", "joined", "snap moi"),
        ("j ' a i 2 3 ans", "joined", "j'ai 23 ans"),
        ("il y a 2 ans", "joined", "il y a 2 ans"),
        ("i m 2_3", "joined", "i m 23"),
        ("t3l3gr4m", "leet", "telegram"),
        ("1nsta", "leet", "insta"),
        ("te1egram", "leet_l", "telegram"),
        ("1️⃣9️⃣", "digits", "19"),
        ("⑲ puis ⓳", "digits", "19 puis 19"),
        ("𝟮𝟯 ou ٢٣", "digits", "23 ou 23"),
        ("im l9", "digits", "im 19"),
        ("quatre-vingt-dix-neuf", "digits", "99"),
        ("vingt et un", "digits", "21"),
        ("Thirty-Two", "digits", "32"),
        ("l'un des deux", "digits", "l'un des 2"),
        ("zéro six un deux", "digits", "0 6 1 2"),
        ("n1n3t33n", "digits_leet", "19"),
        ("katorzzz, ou kynz, ou trayze", "digits", "14, ou 15, ou 13"),
        ("dissète puis diz uit", "digits", "17 puis 18"),
        ("sevnteen, fifftean", "digits", "17, 15"),
        ("je sais ce que disait la tresse", "digits", "je sais ce que disait la tresse"),
        ("he says queens for teens", "digits", "he says queens for teens"),
        ("look at teen idols", "digits", "look at teen idols"),
    ],
)
def test_what_is_disguised_is_read_as_what_it_shows(written: str, name: str, read: str) -> None:
    """Full-width, invisible, look-alike, spaced, figures for letters, letters for figures, numbers in words."""
    assert getattr(Views(written), name).text == read


def test_a_piece_of_a_view_quotes_what_was_sent() -> None:
    """What joined and turned into figures is quoted as it was written."""
    views = Views("oui 🙂 j ' a i  q u i n z e ans")
    place = views.digits_joined.text.index("15")
    start, end = views.digits_joined.span(place, place + 2)
    assert views.raw.text[start:end] == "q u i n z e"


def test_hiding_is_measured() -> None:
    """Words hidden from a reader of letters are a signal; plain talk and emoji are not."""
    assert Views("bonsoir à tous ✈️").obfuscation == 0
    assert Views("s\u200bn\u200bap").obfuscation > 0.5
    assert Views("рaypal").obfuscation >= 0.5


def test_a_text_is_forgotten_as_soon_as_nobody_reads_it() -> None:
    """Nothing that is kept of a text leads back to its views: a room's messages leave no rubbish to collect."""
    views = Views("bonsoir, tu habites où ?")
    assert load_phrases("talk").find(views)
    gone = weakref.ref(views)
    gc.disable()
    try:
        del views
        assert gone() is None
    finally:
        gc.enable()
