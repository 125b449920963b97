"""Certificates of the test issuer: an authority's, a signer's, and wrong ones on demand (section 13)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

AUTHORITY = "Palabre demo CA"
SIGNER = "Palabre demo DS"
SIGNER_USAGE = x509.ObjectIdentifier("1.3.130.2.0.0.1.2")


@dataclass(frozen=True, slots=True)
class Form:
    """What a certificate says; by default, what a right signer's says."""

    subject: str = SIGNER
    issuer: str = AUTHORITY
    days: tuple[int, int] = (-1, 365)  # from and until, counted from today
    is_ca: bool = False
    may_sign: bool = True


ROOT = Form(subject=AUTHORITY, days=(-1, 3650), is_ca=True)


def certificate(
    key: EllipticCurvePublicKey, authority: EllipticCurvePrivateKey, today: datetime, form: Form
) -> x509.Certificate:
    """Return a certificate for a key, signed by an authority."""
    constraints = x509.BasicConstraints(ca=form.is_ca, path_length=0 if form.is_ca else None)
    builder = (
        x509.CertificateBuilder(_name(form.issuer), _name(form.subject), key, x509.random_serial_number())
        .not_valid_before(today + timedelta(days=form.days[0]))
        .not_valid_after(today + timedelta(days=form.days[1]))
        .add_extension(constraints, critical=True)
        .add_extension(_usage(form), critical=True)
    )
    if not form.is_ca:
        builder = builder.add_extension(x509.ExtendedKeyUsage([SIGNER_USAGE]), critical=True)
    return builder.sign(authority, SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _usage(form: Form) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=form.may_sign and not form.is_ca, key_cert_sign=form.is_ca, crl_sign=form.is_ca,
        content_commitment=not form.may_sign, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
