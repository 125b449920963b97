"""Keys that anybody can read in a specification: refused everywhere but in a demonstration."""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import Certificate, load_der_x509_certificate

from palabre.age.check_vectors import FAR, anchors_of, case_octets
from palabre.age.issuers import BadIssuers
from palabre.age.published import PUBLISHED_KEYS
from palabre.age.reasons import Refused
from palabre.age.trust import Anchors, BadAnchors, is_published, read_anchors, spki
from palabre.age.verifiers import mdoc
from palabre.age.verifiers.privacypass import TokenKey
from palabre.demo.provider import trusted
from palabre.demo.run import make_issuer

FOLDER = Path(__file__).parents[2] / "vectors" / "age"
CASES: dict[str, Any] = json.loads((FOLDER / "av-openid4vp-cases.json").read_text())
NOW = 1_795_435_200_000  # 2026-11-23T12:00:00Z, the cases' moment
HEX = re.compile(r"(?:[0-9a-f]{2}){200,}")
BASE64 = re.compile(r"MII[A-Za-z0-9+/=\s]{100,}")


def certificates_in(octets: bytes) -> Iterator[Certificate]:
    """Yield every certificate that starts anywhere in these octets."""
    at = -1
    while (at := octets.find(b"\x30\x82", at + 1)) >= 0:
        length = int.from_bytes(octets[at + 2 : at + 4]) + 4
        try:
            yield load_der_x509_certificate(octets[at : at + length])
        except ValueError:
            continue


def published_certificates() -> list[Certificate]:
    """Return every certificate printed in a vector file, in hex or base64, each once."""
    found: set[Certificate] = set()
    for path in sorted(FOLDER.glob("*.*")):
        text = path.read_text()
        chunks = [bytes.fromhex(one) for one in HEX.findall(text)]
        chunks += [base64.b64decode(re.sub(r"\s", "", one).rstrip("=") + "==") for one in BASE64.findall(text)]
        found.update(certificate for chunk in chunks for certificate in certificates_in(chunk))
    return sorted(found, key=lambda one: sha256(spki(one)).digest())


PRINTED = published_certificates()


def test_the_search_finds_the_printed_certificates() -> None:
    """The files are really searched: the roots of the cases, of the EU and of the list's example are among them."""
    keys = {PUBLISHED_KEYS.get(sha256(spki(one)).hexdigest(), "") for one in PRINTED}
    assert {"av-openid4vp-cases.json", "eu-av-annex-a-examples.json", "eu-av-test-trusted-list.xml"} <= keys


@pytest.mark.parametrize("certificate", PRINTED, ids=lambda one: sha256(spki(one)).hexdigest()[:12])
def test_no_printed_certificate_may_be_an_anchor(certificate: Certificate) -> None:
    """An anchors list with a published key is refused, naming what to do."""
    with pytest.raises(BadAnchors, match="published test key"):
        Anchors((certificate,), FAR)


@pytest.mark.parametrize("name", sorted(CASES["private_keys_hex"]))
def test_every_printed_private_key_is_known(name: str) -> None:
    """Whoever takes a printed private key gets a certificate that we recognise by its key."""
    key = derive_private_key(int(CASES["private_keys_hex"][name], 16), SECP256R1()).public_key()
    octets = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert sha256(octets).hexdigest() in PUBLISHED_KEYS


def test_a_published_anchors_file_is_refused(tmp_path: Path) -> None:
    """An operator who pastes the test CA into the anchors file is told so at once."""
    row = {"certificate": CASES["trust_anchors"]["default"][0], "status": "granted"}
    path = tmp_path / "anchors.json"
    path.write_text(json.dumps({"anchors": [row], "next_update": "2030-01-01T00:00:00+00:00", "source": "a test"}))
    with pytest.raises(BadAnchors, match="published test key"):
        read_anchors(path, NOW)


def test_a_published_signer_is_refused_under_any_anchor() -> None:
    """A right proof signed by a printed document signer is refused, even if its issuer were trusted."""
    trusted = anchors_of(CASES["trust_anchors"]["default"])
    strict = replace(trusted)
    object.__setattr__(strict, "allows_published", False)  # as if the anchor itself were unknown to our list
    request = CASES["request"]
    transcript = mdoc.transcript(request["client_id"], request["nonce"], request["response_uri"])
    with pytest.raises(Refused, match="published_key"):
        mdoc.verify(case_octets(CASES["cases"][0], CASES["cases"]), transcript, strict, NOW)
    assert mdoc.verify(case_octets(CASES["cases"][0], CASES["cases"]), transcript, trusted, NOW)


def test_a_key_of_ones_own_is_not_published() -> None:
    """The list refuses what is printed, not everything."""
    assert not is_published(make_issuer().root_certificate)


@pytest.mark.parametrize("name", ["rfc9578-type2.json", "rfc9578-type2-second-implementation.json"])
def test_no_printed_token_key_may_be_pinned(name: str) -> None:
    """A provider whose key stands in a specification is refused, naming what to do."""
    for run in json.loads((FOLDER / name).read_text())["vectors"]:
        key = TokenKey.read("issuer.example", bytes.fromhex(run["pkS"]))
        with pytest.raises(BadIssuers, match="published test key"):
            trusted(key, "https://issuer.example/")
