"""Trusted lists in the published profile, made and signed for tests: same elements, same signature as the real ones."""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha512
from pathlib import Path
from typing import Any

import xmlsec
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import Certificate, CertificateBuilder, Name, NameAttribute, random_serial_number
from cryptography.x509.oid import NameOID
from lxml import etree  # type: ignore[import-untyped]  # its stubs are years behind it

from palabre.age.lists import STATUSES
from palabre.age.ts119612 import ISSUES_PROOFS
from palabre.demo.certificates import ROOT, certificate
from palabre.kernel.clock import DAY

SAMPLE = (Path(__file__).parents[2] / "vectors" / "age" / "eu-av-test-trusted-list.xml").read_bytes()
NOW = 1_795_000_000_000
TODAY = datetime.fromtimestamp(NOW / 1000, UTC).replace(hour=0, minute=0, second=0)
DS = "{http://www.w3.org/2000/09/xmldsig#}"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
GRANTED = STATUSES[0]
SERVICE = """<TrustServiceProvider xmlns="http://uri.etsi.org/02231/v2#"><TSPInformation>
<TSPName><Name xml:lang="en">{name}</Name></TSPName><TSPAddress><PostalAddresses><PostalAddress xml:lang="en">
<CountryName>FR</CountryName></PostalAddress></PostalAddresses></TSPAddress></TSPInformation><TSPServices><TSPService>
<ServiceInformation><ServiceTypeIdentifier>{kind}</ServiceTypeIdentifier><ServiceName><Name xml:lang="en">x</Name>
</ServiceName><ServiceDigitalIdentity><DigitalId><X509Certificate>{certificate}</X509Certificate></DigitalId>
</ServiceDigitalIdentity><ServiceStatus>{status}</ServiceStatus><StatusStartingTime>{since}</StatusStartingTime>
</ServiceInformation></TSPService></TSPServices></TrustServiceProvider>"""


def iso(milliseconds: int) -> str:
    """Return a moment as lists write it."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def anchor(key: EllipticCurvePrivateKey | None = None) -> bytes:
    """Return the certificate of a provider's authority, DER."""
    key = key or generate_private_key(SECP256R1())
    return certificate(key.public_key(), key, TODAY, ROOT).public_bytes(Encoding.DER)


def service(octets: bytes, name: str = "Preuve d’âge SA", **changes: str) -> str:
    """Return one provider with one service, as XML."""
    values = {"kind": ISSUES_PROOFS, "status": GRANTED, "since": iso(NOW - DAY)} | changes
    return SERVICE.format(name=name, certificate=base64.b64encode(octets).decode(), **values)


@dataclass(frozen=True)
class Publisher:
    """Who publishes and signs lists."""

    days: tuple[int, int] = (-1, 3_650)  # of its certificate, from today
    key: Any = field(default_factory=lambda: generate_rsa(65_537, 2048))
    certificate: Certificate = field(init=False)

    def __post_init__(self) -> None:
        """Make the certificate."""
        name = Name([NameAttribute(NameOID.COMMON_NAME, "Test scheme operator")])
        first, last = (TODAY + timedelta(days=day) for day in self.days)
        builder = CertificateBuilder(name, name, self.key.public_key(), random_serial_number(), first, last)
        object.__setattr__(self, "certificate", builder.sign(self.key, SHA256()))

    @property
    def der(self) -> bytes:
        """What operators pin."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        """The same, as it stands in a file."""
        return self.certificate.public_bytes(Encoding.PEM)

    def publish(self, *services: str, sequence: int = 5, until: int = NOW + 90 * DAY) -> bytes:
        """Return a signed list of these services."""
        return self.sign(unsigned(*services, sequence=sequence, until=until))

    def sign(self, root: Any) -> bytes:
        """Sign a tree that carries a signature to fill in."""
        signature = next(root.iter(f"{DS}Signature"))
        named = next(signature.iter(f"{XADES}CertDigest")).find(f"{DS}DigestValue")
        for value in signature.find(f"{DS}SignedInfo").iter(f"{DS}DigestValue"):
            value.text = ""
        named.text = base64.b64encode(sha512(self.der).digest()).decode()
        signature.find(f"{DS}SignatureValue").text = ""
        xmlsec.tree.add_ids(root, ["Id"])
        context = xmlsec.SignatureContext()
        pem = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        context.key = xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatPem)
        context.sign(signature)
        return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def unsigned(*services: str, sequence: int = 5, until: int = NOW + 90 * DAY) -> Any:
    """Return the published example as a tree, with these services, number and date; its signature no longer holds."""
    text = SAMPLE.replace(b"<TSLSequenceNumber>1<", f"<TSLSequenceNumber>{sequence}<".encode())
    text = text.replace(b"2025-12-29T01:00:00Z", iso(until).encode())
    if services:
        whole = f"<TrustServiceProviderList>{''.join(services)}</TrustServiceProviderList>"
        text = text.replace(b"</SchemeInformation>", b"</SchemeInformation>" + whole.encode(), 1)
    return etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True))
