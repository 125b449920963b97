# ruff: noqa: E501, RUF001 - look-alikes are what is tested
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.safety.ages import is_minor, own_age
from palabre.safety.entities import age, age_tables
from palabre.safety.entities.age import find_ages
from palabre.safety.model import Context
from palabre.safety.views import Views

HIDDEN = {
    "j'ai 15 ans": (
        "J'AI 15 ANS !!!", "j'ai 1️⃣5️⃣ ans", "j'ai ⑮ ans", "j'ai 𝟏𝟓 ans", "ｊ'ａｉ １５ ａｎｓ", "j'ai ١٥ ans", "j'ai १५ ans",
        "j'@i 15 @ns", "j'41 15 4ns", "j'ai l5 ans", "j'ai 1.5 ans", "j'ai 1-5 ans", "j a i  1 5  a n s", "j'ai q.u.i.n.z.e ans",
        "j'аi 15 аns", "ј'аі 15 аnѕ", "𝐣'𝐚𝐢 𝟏𝟓 𝐚𝐧𝐬", "ᴊ'ᴀɪ 15 ᴀɴꜱ", "j\u200bai 1\u200b5 ans", "j’ai quinze ans", "j'ai kinz an",
    ),
    "im 14": (
        "im ⑭", "ｉｍ １４", "i'm 𝟭𝟰", "im 1️⃣4️⃣", "hi im l4", "1m 14", "im 1 4", "im 1-4", "im 1.4", "i a m 1 4", "і'm 14",
        "ⅰm 14", "im\u200b 1\u200b4", "im f.o.u.r.t.e.e.n", "i m f o u r t e e n", "im f0urteen", "im four7een", "ιм 14", "im ¹⁴",
        "im ₁₄", "ɪᴍ 14", "im ⓮",
    ),
}  # fmt: skip
DISCLOSURES = ("j'ai 15 ans", "je suis mineur", "jsuis en 4e", "i'm 14", "im 15 years old", "im a minor", "née en 2011")
LOOKALIKES = {
    "a": "аαａ𝐚",
    "e": "еｅ𝐞",
    "i": "іｉ𝐢",
    "o": "оοｏ",
    "s": "ѕｓ",
    "n": "ｎ𝐧",
    "1": "１𝟏١",
    "5": "５𝟓٥",
    "4": "４𝟒٤",
}
HOSTILE = (
    "j'ai ",
    "15 ans ",
    "im 15 ",
    "1 ",
    "* 15 ",
    "un 1 et ",
    "non ",
    "née le 1 1 2010 ",
    "f 15 / ",
    "a" * 50 + " ",
)


@pytest.mark.parametrize(("text", "plain"), [(text, plain) for plain, texts in HIDDEN.items() for text in texts])
def test_an_age_in_disguise_is_the_same_age(text: str, plain: str) -> None:
    """Look-alikes, numerals of other scripts, emoji, spaces, points and figures for letters change nothing (AC-3)."""
    assert own_age(text)[0] == own_age(plain)[0] > 0


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(DISCLOSURES), st.lists(st.integers(0, 40), max_size=6), st.integers(0, 3))
def test_look_alikes_and_signs_that_cannot_be_seen_hide_nothing(text: str, places: list[int], which: int) -> None:
    """Any letter or figure may be read as another that looks the same, with nothing visible between."""
    shown = list(text)
    for place in places:
        one = text[place % len(text)]
        others = LOOKALIKES.get(one, one)
        shown[place % len(text)] = others[which % len(others)] + "\u200b"
    assert is_minor("".join(shown))


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_text_is_tried_at_each_word_once(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice the text is twice the places looked at, each of a bounded length: the work grows in a line."""
    steps: list[int] = []
    scan = age_tables.load_ages().figured

    class Counting:
        def Match(self, piece: str) -> object:  # noqa: N802 - the name the scan has
            steps.append(len(piece))
            return scan.program.Match(piece)

    counting = replace(age_tables.load_ages(), figured=replace(scan, program=Counting()))
    monkeypatch.setattr(age, "load_ages", lambda: replace(counting, wordless=counting.figured))
    counts = []
    for size in (1_000, 2_000):
        steps.clear()
        find_ages(Views((piece * 2_000)[:size]), Context())
        counts.append(len(steps))
        assert max(steps) <= age.WINDOW + 3
    assert counts[1] <= 2 * counts[0] + 2 * (age.FILLERS + 3)


@pytest.mark.parametrize("said", [*DISCLOSURES, *HOSTILE])
@pytest.mark.parametrize("text", ["{}", "bon, alors voilà: {} !", "salut {}\n{} et toi ?", "{} " * 12, "la fin: {}"])
def test_the_look_at_all_places_hides_nothing(said: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It only saves time: when every place is tried, the same is found."""
    patterns, written = age_tables.load_ages(), text.replace("{}", said)
    found = find_ages(Views(written), Context())

    class Always:
        def Match(self, _: str) -> object:  # noqa: N802 - the name the scan has
            return [0]

    every = replace(
        patterns,
        figured=replace(patterns.figured, anywhere=Always()),
        wordless=replace(patterns.wordless, anywhere=Always()),
    )
    monkeypatch.setattr(age, "load_ages", lambda: every)
    assert find_ages(Views(written), Context()) == found


def test_a_row_that_names_a_group_twice_is_refused() -> None:
    """RE2 tells what the first of the two holds, and nothing of the second."""
    row = age_tables.AgeRow(find="(?<a>[0-9]) ago|since (?<a>[0-9])", reads="age", cue="twice")
    with pytest.raises(ValueError, match=r"any: twice .*two groups share a name"):
        age_tables._compiled("any", row, {}, ())


def test_no_row_looks_around_or_sets_flags() -> None:
    """Rows use what RE2 and JavaScript share, since the browser reads the same tables."""
    rows = [pattern.row for pattern in age_tables.load_ages().figured.patterns]
    assert len(rows) > 100
    assert [row.find for row in rows if re.search(r"\(\?(?![:<])|\(\?<[=!]|\\[AzZ]|\\p|\(\?P", row.find)] == []
