"""The small walker over certificates: two extensions, nothing else, and no surprise on hostile octets."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st

from palabre.age.der import Malformed, extensions, is_ca, may_sign, walk

KEY = generate_private_key(SECP256R1())
DAY = datetime(2026, 11, 1, tzinfo=UTC)


def certificate(*added: x509.ExtensionType) -> x509.Certificate:
    """Make a certificate with these extensions."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    builder = x509.CertificateBuilder(name, name, KEY.public_key(), 1, DAY, DAY + timedelta(days=1))
    for extension in added:
        builder = builder.add_extension(extension, critical=isinstance(extension, x509.KeyUsage))
    return builder.sign(KEY, SHA256())


def usage(*, digital_signature: bool) -> x509.KeyUsage:
    """Return a key usage."""
    return x509.KeyUsage(digital_signature, False, False, False, False, True, False, False, False)


def read(octets: bytes) -> tuple[bool, bool]:
    """Return what decides: is it a CA, may it sign."""
    found = extensions(octets)
    return is_ca(found), may_sign(found)


@pytest.mark.parametrize("authority", [True, False])
@pytest.mark.parametrize("signs", [True, False])
def test_the_two_extensions_are_read_as_written(authority: bool, signs: bool) -> None:  # noqa: FBT001 - parameters
    """We read of a certificate what an independent library wrote into it."""
    constraints = x509.BasicConstraints(ca=authority, path_length=None)
    made = certificate(constraints, usage(digital_signature=signs))
    assert read(made.tbs_certificate_bytes) == (authority, signs)


def test_without_extensions_nothing_is_granted() -> None:
    """A bare certificate is no CA and may not sign."""
    assert read(certificate().tbs_certificate_bytes) == (False, False)


def test_an_extension_given_twice_is_refused() -> None:
    """Two values for one extension would let the reader choose: neither is taken."""
    value = bytes.fromhex("0603551d13") + bytes.fromhex("04023000")
    once = b"\x30" + bytes([len(value)]) + value
    listed = b"\x30" + bytes([2 * len(once)]) + 2 * once
    field = b"\xa3" + bytes([len(listed)]) + listed
    with pytest.raises(Malformed):
        extensions(b"\x30" + bytes([len(field)]) + field)


@given(st.binary(max_size=300))
def test_any_octets_are_items_or_malformed(octets: bytes) -> None:
    """Hostile octets raise nothing but Malformed, and items never hold more than was given."""
    with suppress(Malformed):
        assert sum(len(content) + 2 for _, content in walk(octets)) <= len(octets)
    with suppress(Malformed):
        read(octets)


@given(st.data())
def test_a_spoilt_certificate_is_read_or_malformed(data: st.DataObject) -> None:
    """A few octets changed anywhere raise nothing but Malformed."""
    whole = certificate(x509.BasicConstraints(ca=False, path_length=None), usage(digital_signature=True))
    octets = bytearray(whole.tbs_certificate_bytes)
    for _ in range(data.draw(st.integers(1, 4))):
        octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Malformed):
        read(bytes(octets))
