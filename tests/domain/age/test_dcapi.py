"""Path 2: what the browser is given, what it gives back, and the envelope around it."""

import base64
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from hypothesis import given
from hypothesis import strategies as st

from palabre.age.cbor import decode, encode
from palabre.age.reasons import Refused
from palabre.age.request import ALLOWED_DEVICE_REQUEST, device_request
from palabre.age.response import base64url, sealed_response
from palabre.age.verifiers import dcapi
from palabre.demo.wallet import AskedByBrowser, RefusesRequest, sealed
from palabre.kernel import ids

FOLDER = Path(__file__).parents[2] / "vectors" / "age"
CASES: dict[str, Any] = json.loads((FOLDER / "av-dcapi-annex-c-cases.json").read_text())
EU: dict[str, Any] = json.loads((FOLDER / "eu-av-annex-a-examples.json").read_text())["dc_api"]
KEY = derive_private_key(int(CASES["recipient_private_key_hex"], 16), SECP256R1())
OVER = dcapi.transcript(CASES["encryption_info_b64url"], CASES["origin"])
RIGHT = CASES["cases"][0]["response_b64url"]
ENVELOPE: list[Any] = decode(base64url(RIGHT))
JUNK = st.none() | st.booleans() | st.integers(-9, 9) | st.binary(max_size=70) | st.text(max_size=5)


def test_what_is_asked_is_what_both_sources_print() -> None:
    """The device request is octet for octet that of the EU specification and of the case file."""
    printed = {EU["device_request_b64url"], CASES["device_request_b64url"], ALLOWED_DEVICE_REQUEST}
    assert printed == {device_request()}


def test_the_request_is_the_published_one_octet_for_octet() -> None:
    """From the nonce and the key of the case file come its encryptionInfo and its transcript."""
    made = dcapi.encryption_info(bytes.fromhex(CASES["nonce_hex"]), KEY)
    assert (made, OVER.hex()) == (CASES["encryption_info_b64url"], CASES["session_transcript_hex"])


def test_every_exchange_has_a_key_and_a_nonce_of_its_own() -> None:
    """Twenty requests share neither, and none shows its private half."""
    made = [dcapi.open_exchange(os.urandom) for _ in range(20)]
    asked = [decode(base64url(one.encryption_info))[1] for one in made]
    keys = {bytes(one["recipientPublicKey"][-2]) for one in asked}
    assert (len(keys), len({one["nonce"] for one in asked}), {len(one["nonce"]) for one in asked}) == (20, 20, {16})
    assert "key" not in repr(made[0])


def test_only_the_key_of_the_request_opens() -> None:
    """What was sealed for one request stays closed to the key of another, and to the same key elsewhere."""
    one, other = (dcapi.open_exchange(os.urandom) for _ in range(2))
    over = dcapi.transcript(one.encryption_info, "https://chat.example")
    given = sealed_response(sealed(b"the proof", one.key.public_key(), over))
    assert dcapi.opened(given, one.key, over) == b"the proof"
    for key, bound_to in ((other.key, over), (one.key, dcapi.transcript(one.encryption_info, "https://a.example"))):
        with pytest.raises(Refused, match="hpke"):
            dcapi.opened(given, key, bound_to)


@pytest.mark.parametrize(
    "envelope",
    [
        [],
        ENVELOPE[:1],
        [*ENVELOPE, None],
        ["DCAPI", ENVELOPE[1]],
        [ENVELOPE[1], "dcapi"],
        ["dcapi", {**ENVELOPE[1], "more": 1}],
        ["dcapi", {"enc": ENVELOPE[1]["enc"]}],
        ["dcapi", {"cipherText": ENVELOPE[1]["cipherText"]}],
        ["dcapi", {**ENVELOPE[1], "enc": ENVELOPE[1]["enc"][:-1]}],
        ["dcapi", {**ENVELOPE[1], "enc": ENVELOPE[1]["enc"] + b"x"}],
        ["dcapi", {**ENVELOPE[1], "enc": "x" * 65}],
        ["dcapi", {**ENVELOPE[1], "cipherText": None}],
        ["dcapi", list(ENVELOPE[1].values())],
    ],
)
def test_any_other_envelope_is_refused_as_such(envelope: Any) -> None:
    """Parts missing, added, of another type or length: `envelope`, before any cryptography."""
    with pytest.raises(Refused, match="envelope"):
        sealed_response(ids.base64url(encode(envelope)))


@pytest.mark.parametrize("spoilt", ["", RIGHT + "=", RIGHT[:-1], RIGHT + "A", " " + RIGHT, "A" * 90_000, "é", "\0"])
def test_a_text_that_is_no_envelope_is_refused_as_such(spoilt: str) -> None:
    """Another spelling of base64url, trailing or missing octets, too many of them: `envelope`."""
    with pytest.raises(Refused, match="envelope"):
        sealed_response(spoilt)


@given(st.binary(max_size=200))
def test_any_octets_are_an_envelope_or_a_refusal(octets: bytes) -> None:
    """No text raises anything else."""
    with suppress(Refused):
        sealed_response(base64.urlsafe_b64encode(octets).rstrip(b"=").decode())


@given(st.binary(min_size=65, max_size=65), st.binary(max_size=80))
def test_any_sealed_octets_stay_closed(enc: bytes, ciphertext: bytes) -> None:
    """Whatever stands for the encapsulated key and the ciphertext, the answer is `hpke`, and no other error."""
    with pytest.raises(Refused, match="hpke"):
        dcapi.opened(dcapi.Sealed(enc, ciphertext), KEY, OVER)


@given(st.lists(JUNK, max_size=3) | JUNK)
def test_the_wallet_answers_no_request_it_cannot_read(asked: Any) -> None:
    """The test wallet is as strict with the site: anything but an encryptionInfo is declined, and no other error."""
    with pytest.raises(RefusesRequest):
        AskedByBrowser(device_request(), ids.base64url(encode(asked)), "https://chat.example").recipient()


@pytest.mark.parametrize("more", [device_request()[:-1] + "1", "", EU["encryption_info_b64url"]])
def test_the_wallet_answers_no_request_for_more(more: str) -> None:
    """To retain the answer, or to ask anything else, gets nothing."""
    with pytest.raises(RefusesRequest):
        AskedByBrowser(more, CASES["encryption_info_b64url"], "https://chat.example").recipient()
