"""Weights learned from rows: the same sums for any engine, long texts, and what is read of a text."""

import re
from itertools import pairwise
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.safety.weights import STEP, WINDOW, Weights, load_weights, shown_as

MODULO = 1 << 32
STATEMENT = "j'ai quinze ans et demi"


def plain_sums(weights: Weights, shown: str) -> list[int]:
    """Work the sums out again, a piece at a time, from what the module says of them and the two files alone."""
    header, length = weights.header, len(shown)
    codes = [ord(one) for one in shown]

    def hashed(begin: int, end: int) -> int:
        return sum(code * pow(0x02000193, place + 1, MODULO) for place, code in enumerate(codes[begin:end])) % MODULO

    spaces = [place for place, one in enumerate(shown) if one == " "]
    words = [hashed(first, last) for first, last in pairwise(spaces)]
    found = [
        (hashed(begin, min(begin + size, length)) + size * 0x9E3779B1) % MODULO
        for begin in range(length)
        for size in header.sizes
    ]
    for count in range(1, header.words + 1):
        found += [hashed(first, last) for first, last in zip(spaces, spaces[count:], strict=False)]
    for count in header.apart:
        found += [(one * 0x85EBCA77 + other) % MODULO for one, other in zip(words, words[count:], strict=False)]
    shift = 33 - header.buckets.bit_length()
    buckets = [one * 0xC2B2AE3D % MODULO >> shift for one in found]
    return [
        head.bias + sum(int(weights.table[bucket, place]) for bucket in set(buckets))
        for place, head in enumerate(header.heads)
    ]


@pytest.mark.parametrize("name", ["weights", "talk_weights"])
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40))
def test_another_engine_comes_to_the_same_sums(name: str, text: str) -> None:
    """Pieces hashed one by one, in whole numbers, give what the quick way gives (decision 0113)."""
    weights, shown = load_weights(name), shown_as(text)[: WINDOW - 1]
    assert weights.sums(shown) == plain_sums(weights, shown)


@pytest.mark.parametrize("before", [0, 40, 79, 160, 700])
@pytest.mark.parametrize("after", [0, 90, 900])
def test_what_is_said_is_not_thinned_by_what_stands_around_it(before: int, after: int) -> None:
    """In a long text the greatest of its windows counts: a statement wholly in one is not outweighed by the others."""
    weights = load_weights()
    filler = "il fait beau chez nous, on mange dehors ce soir "
    text = f"{(filler * 20)[:before]} {STATEMENT} {(filler * 20)[:after]}"
    place = [head.name for head in weights.header.heads].index("age")
    alone, around = weights.sums(shown_as(STATEMENT))[place], weights.sums(shown_as(f"{filler * 3}"))[place]
    assert weights.sums(shown_as(text))[place] >= alone + min(0, 3 * around)


def test_the_more_windows_a_text_has_the_more_it_takes() -> None:
    """Of many tries one comes out high by chance: the same said on and on leans less, by the log of their number."""
    weights, period = load_weights(), "abc " * (STEP // 4)  # so that each window within reads alike
    short, long = (weights.sums((period * times)[: STEP * times]) for times in (3, 9))
    told = [
        round((one - other) / head.unit, 1) for one, other, head in zip(short, long, weights.header.heads, strict=True)
    ]
    assert told == [round(log(8) - log(2), 1)] * len(told)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("j'ai 15 ans", " ^ j ' ai M ans $ "),
        ("18, 19 ou 64 ?", " ^ H , T ou A ? $ "),
        ("3 chats", " ^ F chats $ "),
        ("2011 1987 2026 123", " ^ Y Z N N $ "),
        ("lire https://exemple.fr/salle-12 avant", " ^ lire L avant $ "),
        ("", " ^  $ "),
    ],
)
def test_numbers_are_read_by_what_they_may_be(text: str, shown: str) -> None:
    """Ages under 18, 18, fewer, the twenties, older, years of birth, the rest; signs stand apart, a link is one."""
    assert shown_as(text) == shown
    assert re.fullmatch(r" Q\^ .*", shown_as(text, "Q"))


def test_octets_that_do_not_fit_their_header_are_refused() -> None:
    """Half a table is no table: the start stops."""
    with pytest.raises(ValueError, match="reshape"):
        Weights(load_weights().header, bytes(12))
