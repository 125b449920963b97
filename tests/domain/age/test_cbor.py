"""The strict reader of CBOR: one way to write a value, nothing else accepted, no surprise on hostile octets."""

from contextlib import suppress
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.age.cbor import DEEPEST, MOST_ITEMS, MOST_OCTETS, Tag, decode, encode, tagged
from palabre.age.reasons import Refused

KEYS = st.integers(-(2**64), 2**64 - 1) | st.text(max_size=8)
LEAVES = st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.binary(max_size=40) | st.text(max_size=20)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


def depth(value: Any) -> int:
    """Return how many arrays and maps are nested."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


def reason(octets: bytes) -> str:
    """Return why octets are refused."""
    with pytest.raises(Refused) as caught:
        decode(octets)
    return caught.value.reason


@given(VALUES)
def test_values_written_by_another_encoder_are_read_back(value: Any) -> None:
    """What an independent encoder writes in the shortest form is read, and we write the same octets."""
    if depth(value) > DEEPEST:
        assert reason(cbor2.dumps(value)) == "cbor_depth"
    else:
        assert (decode(cbor2.dumps(value)), encode(value)) == (value, cbor2.dumps(value))


@given(st.binary(max_size=200))
def test_any_octets_are_a_value_written_the_one_way_or_a_refusal(octets: bytes) -> None:
    """Hostile octets raise nothing but a refusal, and whatever is accepted has no second spelling."""
    with suppress(Refused):
        assert encode(decode(octets)) == octets


@given(VALUES, st.data())
def test_a_spoilt_value_is_a_value_written_the_one_way_or_a_refusal(value: Any, data: st.DataObject) -> None:
    """One octet changed anywhere never leads to a second spelling of a value, nor to another error."""
    octets = bytearray(encode(value))
    octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Refused):
        assert encode(decode(bytes(octets))) == octets


@given(VALUES, st.data())
def test_no_beginning_of_a_value_is_a_value(value: Any, data: st.DataObject) -> None:
    """Octets that end too early are refused as malformed."""
    octets = encode(value)
    cut = data.draw(st.integers(0, len(octets) - 1))
    assert reason(octets[:cut]) in {"cbor_malformed", "cbor_depth"}


@given(VALUES, st.binary(min_size=1, max_size=5))
def test_octets_after_the_value_are_refused(value: Any, more: bytes) -> None:
    """One item is one item."""
    if depth(value) <= DEEPEST:
        assert reason(encode(value) + more) == "cbor_trailing"


@given(st.sampled_from([0, 1, 2, 3, 4, 5, 6]), st.integers(0, 2**32 - 1), st.integers(1, 3))
def test_a_number_written_longer_than_needed_is_refused(major: int, number: int, longer: int) -> None:
    """Heads in any but their shortest form are malformed, whatever they introduce."""
    shortest = next(index for index, bound in enumerate((24, 2**8, 2**16, 2**32)) if number < bound)
    code = min(shortest + longer, 4)
    octets = bytes([major << 5 | 23 + code]) + number.to_bytes(1 << (code - 1), "big") + b"\x60" * 64
    assert reason(octets) == "cbor_malformed"


@given(st.lists(st.tuples(KEYS, LEAVES), min_size=1, max_size=5))
def test_a_key_given_twice_is_refused(pairs: list[tuple[int | str, Any]]) -> None:
    """No last-one-wins: what a signature covers reads one way."""
    twice = [*dict(pairs).items(), pairs[0]]
    octets = bytes([0xA0 | len(twice)]) + b"".join(encode(key) + encode(one) for key, one in twice)
    assert reason(octets) == "cbor_duplicate_key"


@given(VALUES)
def test_the_octets_of_a_tagged_item_are_kept(value: Any) -> None:
    """Digests cover what was received, tag included."""
    enclosed = tagged(24, encode(value))
    assert decode(encode([enclosed])) == [Tag(24, encode(value), cbor2.dumps(cbor2.CBORTag(24, encode(value))))]


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        ("5f", "cbor_indefinite"),
        ("7f61616161ff", "cbor_indefinite"),
        ("9f00ff", "cbor_indefinite"),
        ("bf0000ff", "cbor_indefinite"),
        ("ff", "cbor_malformed"),  # a break with nothing to end
        ("1c", "cbor_malformed"),  # reserved additional information
        ("1f", "cbor_malformed"),
        ("f7", "cbor_malformed"),  # undefined
        ("e0", "cbor_malformed"),  # an unassigned simple value
        ("f820", "cbor_malformed"),
        ("f93c00", "cbor_malformed"),  # 1.0, half precision
        ("fb3ff0000000000000", "cbor_malformed"),
        ("61ff", "cbor_malformed"),  # not UTF-8
        ("63eda080", "cbor_malformed"),  # a lone surrogate
        ("a1f500", "cbor_malformed"),  # true as a key
        ("a1400000", "cbor_malformed"),  # octets as a key
        ("a1800000", "cbor_malformed"),  # an array as a key
        ("c100", "cbor_malformed"),  # a tag that no shape has
        ("c000", "cbor_malformed"),  # a date that is no text
        ("d81800", "cbor_malformed"),  # an enclosed item that is no octets
        ("9bffffffffffffffff", "cbor_malformed"),  # a count beyond what is there
        ("bbffffffffffffffff", "cbor_malformed"),
        ("5bffffffffffffffff", "cbor_malformed"),
        ("", "cbor_malformed"),
    ],
)
def test_each_other_spelling_is_refused_by_name(octets: str, expected: str) -> None:
    """Indefinite lengths, floats, odd tags, odd keys and impossible counts each meet their refusal."""
    assert reason(bytes.fromhex(octets)) == expected


def test_bounds_of_size_depth_and_number_are_exact() -> None:
    """65,536 octets, 16 levels and 1,024 items pass; one more of any does not, tags counted."""
    assert decode(encode(bytes(MOST_OCTETS - 5)))[:1] == b"\0"
    assert reason(encode(bytes(MOST_OCTETS - 2))) == "too_large"
    assert decode(b"\x81" * DEEPEST + b"\x00")
    assert reason(b"\x81" * (DEEPEST + 1) + b"\x00") == "cbor_depth"
    assert decode(b"\x81" * (DEEPEST - 1) + b"\xd8\x18\x40")
    assert reason(b"\x81" * DEEPEST + b"\xd8\x18\x40") == "cbor_depth"
    assert len(decode(encode([0] * (MOST_ITEMS - 1)))) == MOST_ITEMS - 1
    assert reason(encode([0] * MOST_ITEMS)) == "too_large"
    assert reason(encode([tagged(24, b"")] * (MOST_ITEMS // 2))) == "too_large"
