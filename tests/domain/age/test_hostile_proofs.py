"""A proof spoilt anywhere: refused by name, never an error of ours, never accepted."""

import copy
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.age.cbor import Tag, decode, encode, tagged
from palabre.age.reasons import Refused
from palabre.age.verifiers import mdoc
from palabre.demo.issuer import Attestation, Issuer, sign1
from palabre.demo.wallet import device_response
from palabre.kernel.clock import ManualClock

CLOCK = ManualClock()
ISSUER = Issuer(CLOCK, os.urandom)
TRANSCRIPT = mdoc.transcript("redirect_uri:https://chat.example/r", "nonce", "https://chat.example/r")
ATTESTATION = ISSUER.batch()[0]
RESPONSE: dict[str, Any] = decode(device_response(ATTESTATION, TRANSCRIPT))
MSO: dict[str, Any] = decode(decode(ATTESTATION.issuer_signed["issuerAuth"][2]).value)
LEAF: bytes = ATTESTATION.issuer_signed["issuerAuth"][1][33]
LOOSE = (
    LEAF.index(ISSUER.signer_certificate.signature) - 1
)  # unused bits of the CA's signature: signed by nobody, ignored by the library
JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [
        None, True, False, 0, 1, -1, 2**64 - 1, b"", b"x" * 32, b"x" * 64, "", "x", "1.0", [], [[]], [None] * 4,
        {}, {1: 2}, {1: -7}, {33: b"x"}, {33: []}, tagged(0, "x"), tagged(0, "2026-11-01T00:00:00Z"),
        tagged(24, b""), tagged(24, encode({})), tagged(24, encode([])),
    ]
)  # fmt: skip
Put = Callable[[Any], None]


def places(value: Any, put: Put) -> Iterator[tuple[Any, Put]]:
    """Yield every value inside a value, enclosed items too, with the way to put another there."""
    yield value, put
    if isinstance(value, Tag) and value.number == 24:
        inner = decode(value.value)
        yield inner, lambda new: put(tagged(24, encode(new)))
        yield from within(inner, lambda: put(tagged(24, encode(inner))))
    else:
        yield from within(value, lambda: None)


def within(value: Any, changed: Callable[[], None]) -> Iterator[tuple[Any, Put]]:
    """Yield what an array or a map holds."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:

        def put(new: Any, key: Any = key) -> None:
            value[key] = new
            changed()

        yield from places(value[key], put)


def spoil(value: Any, data: st.DataObject) -> Any:
    """Return a copy with one value somewhere in it replaced by something else."""
    copied = [copy.deepcopy(value)]
    found = list(places(copied[0], lambda new: copied.__setitem__(0, new)))
    _, put = found[data.draw(st.integers(0, len(found) - 1))]
    put(data.draw(JUNK))
    return copied[0]


def outcome(response: Any) -> str:
    """Return "accepted" or the reason."""
    try:
        mdoc.verify(encode(response), TRANSCRIPT, ISSUER.anchors(), CLOCK.now())
    except Refused as refused:
        return refused.reason
    return "accepted"


def test_the_proof_that_is_spoilt_below_is_right() -> None:
    """Unspoilt, it is accepted."""
    assert outcome(RESPONSE) == "accepted"


@given(st.data())
def test_a_value_replaced_anywhere_refuses_and_raises_nothing_else(data: st.DataObject) -> None:
    """Whatever a wallet puts in the place of any value, the answer is a refusal, or the value did not differ."""
    spoilt = spoil(RESPONSE, data)
    assert (outcome(spoilt) == "accepted") == (encode(spoilt) == encode(RESPONSE))


@given(st.data())
def test_an_issuer_that_signs_nonsense_raises_nothing_else(data: st.DataObject) -> None:
    """A trusted issuer's odd object is judged like any other: no error of ours."""
    payload = tagged(24, encode(spoil(MSO, data))).raw
    signed = copy.deepcopy(ATTESTATION.issuer_signed)
    signed["issuerAuth"][2:] = [payload, sign1(ISSUER.signer, payload)]
    response = decode(device_response(Attestation(signed, ATTESTATION.key), TRANSCRIPT))
    assert isinstance(outcome(response), str)


@given(st.data())
def test_a_spoilt_certificate_raises_nothing_else(data: st.DataObject) -> None:
    """Octets changed in the signer's certificate are a refusal, whatever the library thinks of them."""
    response = copy.deepcopy(RESPONSE)
    octets = bytearray(LEAF)
    for _ in range(data.draw(st.integers(1, 3))):
        octets[data.draw(st.integers(0, len(octets) - 1).filter(lambda at: at != LOOSE))] = data.draw(
            st.integers(0, 255)
        )
    response["documents"][0]["issuerSigned"]["issuerAuth"][1][33] = bytes(octets)
    assert (outcome(response) == "accepted") == (octets == LEAF)


@given(st.data())
def test_a_spoilt_octet_raises_nothing_else(data: st.DataObject) -> None:
    """An octet changed anywhere in the whole answer is a refusal."""
    octets = bytearray(encode(RESPONSE))
    loose = octets.find(LEAF) + LOOSE
    at = data.draw(st.integers(0, len(octets) - 1).filter(lambda at: at != loose))
    octets[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Refused):
        mdoc.verify(bytes(octets), TRANSCRIPT, ISSUER.anchors(), CLOCK.now())


@pytest.mark.parametrize("number", [[], {}, True, None, "0", b"0", [[0]]])
def test_a_digest_number_of_another_type_is_a_shape(number: Any) -> None:
    """What cannot be looked up is refused by name: any holder of a proof could send it."""
    item = decode(RESPONSE["documents"][0]["issuerSigned"]["nameSpaces"][mdoc.NAMESPACE][0].value)
    response = copy.deepcopy(RESPONSE)
    odd = tagged(24, encode(item | {"digestID": number}))
    response["documents"][0]["issuerSigned"]["nameSpaces"][mdoc.NAMESPACE][0] = odd
    assert outcome(response) == "shape"


@pytest.mark.parametrize(
    "date", ["2026-11- 1T00:00:00Z", "2026-11-01T00:00:00+", "٢٠٢٦-11-01T00:00:00Z", "2026-02-30T00:00:00Z", ""]
)
def test_a_date_in_another_form_is_no_date(date: str) -> None:
    """Dates have one form, in plain digits, and exist in the calendar."""
    mso = MSO | {"validityInfo": MSO["validityInfo"] | {"validUntil": tagged(0, date)}}
    payload = tagged(24, encode(mso)).raw
    signed = copy.deepcopy(ATTESTATION.issuer_signed)
    signed["issuerAuth"][2:] = [payload, sign1(ISSUER.signer, payload)]
    assert outcome(decode(device_response(Attestation(signed, ATTESTATION.key), TRANSCRIPT))) == "tdate"
