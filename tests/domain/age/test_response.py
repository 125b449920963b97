"""What a wallet posts: one presentation, in one alphabet, written the one way."""

import base64
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.age.reasons import Refused
from palabre.age.response import base64url, device_response

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["proof_of_age", "x"]), inner),
    max_leaves=6,
)


@given(st.binary(min_size=1, max_size=60))
def test_octets_come_back_as_they_were(octets: bytes) -> None:
    """What an independent encoder writes is read."""
    assert base64url(base64.urlsafe_b64encode(octets).rstrip(b"=").decode()) == octets


@given(st.text(alphabet=st.sampled_from("AZaz09-_+/= \n\u00e9"), max_size=20) | st.text(max_size=20))
def test_a_text_is_octets_written_the_one_way_or_a_refusal(text: str) -> None:
    """No text raises anything else, and no two texts are the same octets."""
    with suppress(Refused):
        assert base64.urlsafe_b64encode(base64url(text)).rstrip(b"=").decode() == text


@given(JSON)
def test_only_one_shape_is_a_token(value: object) -> None:
    """Any JSON but {"proof_of_age": [one text]} is a refusal, and no other error."""
    with suppress(Refused):
        assert device_response(json.dumps(value))
        assert isinstance(value, dict)
        assert list(value) == ["proof_of_age"]


@given(st.text(max_size=50))
def test_any_text_is_a_token_or_a_refusal(text: str) -> None:
    """Hostile texts raise nothing but a refusal."""
    with suppress(Refused):
        assert device_response(text)


@pytest.mark.parametrize(
    "token",
    [
        '{"proof_of_age":["AAAA"],"proof_of_age":["AAAA"]}',
        '{"proof_of_age":["AAAA"]} ',
        '{"proof_of_age":["AAAA"]}x',
        '{"proof_of_age":[["AAAA"]]}',
        '{"proof_of_age":"AAAA"}',
        '{"proof_of_age":[""]}',
        '{"proof_of_age":["AAAAA"]}',
        '["AAAA"]',
        "[" * 100_000,
        "9" * 5_000,
        "NaN",
        "",
    ],
)
def test_each_of_these_is_read_or_refused_as_it_should(token: str) -> None:
    """A repeated key, other shapes, an endless nest and a number without end are refused; white space is JSON's own."""
    if token.endswith("} "):
        assert device_response(token) == b"\0\0\0"
    else:
        with pytest.raises(Refused, match="syntax"):
            device_response(token)


@pytest.mark.parametrize(
    "token",
    ['{"proof_of_age":["AA","AA"]}', '{"proof_of_age":["AA"],"x":1}', '{"proof_of_age":["A\\u0041"]', "[" * 100_000],
)
def test_more_than_two_strings_is_no_token(token: str) -> None:
    """A comma, a third string, brackets without end: refused before anything is built of them."""
    with pytest.raises(Refused, match="syntax"):
        device_response(token)


def test_white_space_between_the_parts_is_json() -> None:
    """Wallets that write JSON with spaces and line breaks are read."""
    assert device_response('{\n  "proof_of_age": [ "QUJD" ]\n}') == b"ABC"
