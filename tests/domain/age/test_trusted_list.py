"""The trusted list: read strictly, signed by whom we pinned, never older, never expired, never empty."""

import base64
import copy
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa
from lxml import etree  # type: ignore[import-untyped]  # its stubs are years behind it

from domain.age.listed import DS, NOW, SAMPLE, XADES, Publisher, anchor, iso, service, unsigned
from palabre.age.anchors_file import AnchorsFile, Import, Row, Unconfirmed, Withdrawn
from palabre.age.check_vectors import anchors_of
from palabre.age.lists import MOST_OCTETS, STATUSES, BadList
from palabre.age.reasons import Refused
from palabre.age.trust import BadAnchors, HeldAnchors, read_anchors
from palabre.age.xml_list import XmlList
from palabre.demo.issuer import Issuer
from palabre.kernel.clock import DAY, ManualClock

PUBLISHER, STRANGER = Publisher(), Publisher()
ONE, OTHER = anchor(), anchor()
LIST = PUBLISHER.publish(service(ONE))
EMPTY = AnchorsFile()


def refusal(
    octets: bytes, *, signers: tuple[bytes, ...] = (PUBLISHER.der,), current: AnchorsFile = EMPTY, **more: Any
) -> str:
    """Return why a list is refused, "" when it is taken."""
    try:
        Import(XmlList(), "a test", signers, **more).run(octets, current, NOW)
    except BadList as refused:
        return str(refused)
    return ""


def taken(octets: bytes, current: AnchorsFile = EMPTY) -> AnchorsFile:
    """Return the anchors file that a list makes."""
    return Import(XmlList(), "a test", (PUBLISHER.der,)).run(octets, current, NOW).file


# What the published example says.


def test_the_published_example_names_nobody() -> None:
    """Number 1, of the Commission, until 2025-12-29, with zero providers: it admits nobody, and that is right."""
    found = XmlList().read(SAMPLE)
    until = int(datetime(2025, 12, 29, 1, tzinfo=UTC).timestamp() * 1000)
    assert (found.scheme, found.sequence, found.next_update) == ("European Commission", 1, until)
    assert found.services == ()


def test_the_published_example_is_refused_as_expired_then_as_empty() -> None:
    """Today it is out of date; in its time, confirmed by hand, it would let nobody in, and the import says so."""
    in_its_time = int(datetime(2025, 11, 1, tzinfo=UTC).timestamp() * 1000)
    digest = sha256(SAMPLE).hexdigest()
    by_hand = Import(XmlList(), "a test", (), digest)
    with pytest.raises(BadList, match="expired"):
        by_hand.run(SAMPLE, EMPTY, NOW)
    with pytest.raises(BadList, match="lets nobody in") as refused:
        by_hand.run(SAMPLE, EMPTY, in_its_time)
    assert not isinstance(refused.value, Withdrawn)


def test_the_signature_of_the_published_example_does_not_hold() -> None:
    """The copy was changed after it was signed: pinned to its own signer it is refused, not waved through."""
    with pytest.raises(BadList, match="does not hold"):
        XmlList().verify(SAMPLE, (signer_of(SAMPLE),), NOW)


def signer_of(octets: bytes) -> bytes:
    """Return the certificate that a list carries."""
    return base64.b64decode(re.findall(rb"<ds:X509Certificate>([^<]+)", octets)[0])


# What is read.


def test_granted_services_become_anchors() -> None:
    """Certificate, provider, country, list, dates: all an auditor asks for, and the gate reads it back."""
    file = taken(LIST)
    assert [(row.provider, row.country, row.status) for row in file.anchors] == [("Preuve d’âge SA", "FR", "granted")]
    assert (file.sequence, file.sha256, file.next_update) == (
        5,
        sha256(LIST).hexdigest(),
        iso(NOW + 90 * DAY)[:-1] + "+00:00",
    )
    assert file.vouched == f"signer {sha256(PUBLISHER.der).hexdigest()}"


@pytest.mark.parametrize(
    "changes",
    [
        {"status": STATUSES[0].replace("granted", "withdrawn")}, {"status": "granted"}, {"status": "https://x.example/granted"},
        {"kind": "http://uri.etsi.org/TrstSvc/Svctype/CA/QC"}, {"since": iso(NOW + DAY)},
    ],
)  # fmt: skip
def test_any_other_service_is_nobody(changes: dict[str, str]) -> None:
    """Withdrawn, unknown status, another kind of service, not begun: not an anchor."""
    file = taken(PUBLISHER.publish(service(ONE), service(OTHER, "Autre", **changes)))
    assert [row.provider for row in file.anchors] == ["Preuve d’âge SA"]


def test_which_statuses_count_is_configuration() -> None:
    """A status that the operator names is taken; then the usual one is not."""
    octets = PUBLISHER.publish(service(ONE, status="https://x.example/ok"), service(OTHER, "Autre"))
    done = Import(XmlList(), "a test", (PUBLISHER.der,), statuses=("https://x.example/ok",)).run(octets, EMPTY, NOW)
    assert [row.provider for row in done.file.anchors] == ["Preuve d’âge SA"]


def test_a_published_key_and_an_unreadable_certificate_are_left_out_and_named() -> None:
    """One bad entry does not stop the list, and is not trusted."""
    cases = json.loads((Path(__file__).parents[2] / "vectors/age/av-openid4vp-cases.json").read_text())
    (printed,) = anchors_of(cases["trust_anchors"]["default"])._octets
    octets = PUBLISHER.publish(service(ONE), service(printed, "Imprimée"), service(b"no certificate", "Cassée"))
    done = Import(XmlList(), "a test", (PUBLISHER.der,)).run(octets, EMPTY, NOW)
    assert [row.provider for row in done.file.anchors] == ["Preuve d’âge SA"]
    assert [words.partition(":")[0] for words in done.left_out] == ["Imprimée", "Cassée"]


def numbered(octets: bytes, number: str) -> bytes:
    """Return the list with another number."""
    return octets.replace(b"<TSLSequenceNumber>5<", f"<TSLSequenceNumber>{number}<".encode())


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "noise": lambda _: b"\xff\xfe\x00",
    "cut": lambda octets: octets[:-20],
    "another root": lambda _: b"<html/>",
    "entities": lambda octets: octets.replace(b"?>", b"?>" + BOMB, 1),
    "an outer document type": lambda octets: octets.replace(b"?>", b'?><!DOCTYPE x SYSTEM "file:///etc/passwd">', 1),
    "UTF-16": lambda octets: octets.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "a thousand levels": lambda octets: octets.replace(b"<SchemeName>", b"<SchemeName>" + b"<a>" * 1_000, 1),
    "no number": lambda octets: numbered(octets, "-5"),
    "a number too long": lambda octets: numbered(octets, "9" * 5_000),
    "other digits": lambda octets: numbered(octets, "\N{ARABIC-INDIC DIGIT FIVE}"),
    "another version": lambda octets: octets.replace(b"Identifier>6<", b"Identifier>5<"),
    "another type": lambda octets: octets.replace(b"TSLType/AVTL", b"TSLType/EUlistofthelists"),
    "no date": lambda octets: octets.replace(iso(NOW + 90 * DAY).encode(), b"soon"),
    "a date too far": lambda octets: octets.replace(iso(NOW + 90 * DAY).encode(), b"99999-01-01T00:00:00Z"),
    "no status": lambda octets: octets.replace(b"ServiceStatus>", b"Status>"),
    "a cut in a certificate": lambda octets: octets.replace(b"<X509Certificate>MII", b"<X509Certificate>M<?x?>II"),
    "no base64": lambda octets: octets.replace(b"<X509Certificate>MII", b"<X509Certificate>M*I"),
    "too large": lambda octets: octets + b" " * MOST_OCTETS,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_list_is_refused_in_words(name: str) -> None:
    """Whatever the octets, the reader says what is wrong, and nothing else happens."""
    with pytest.raises(BadList, match=r"\w"):
        XmlList().read(HOSTILE[name](LIST))


# Who signed.


def test_a_list_signed_by_the_pinned_publisher_is_taken() -> None:
    """Its own or another of the pinned certificates: whichever signed is named."""
    assert XmlList().verify(LIST, (STRANGER.der, PUBLISHER.der), NOW) == sha256(PUBLISHER.der).hexdigest()


def test_comments_outside_the_signature_change_nothing() -> None:
    """Exclusive canonical form leaves comments out; so does the reader: both see the same text."""
    commented = LIST.replace(b"<X509Certificate>MII", b"<X509Certificate>M<!-- x -->II")
    assert taken(commented).anchors == taken(LIST).anchors


def tampered(name: str) -> bytes:
    """Return the list, changed in one way after it was signed."""
    root = unsigned(service(ONE))
    changes: dict[str, Callable[[], bytes]] = {
        "number": lambda: LIST.replace(b"<TSLSequenceNumber>5", b"<TSLSequenceNumber>6"),
        "certificate": lambda: LIST.replace(one_in_base64(ONE), one_in_base64(OTHER)),
        "signing time": lambda: LIST.replace(b"2025-10-02T15", b"2025-10-02T16"),
        "unsigned": lambda: LIST.replace(b"<ds:SignatureValue", b"<ds:Other").replace(
            b"</ds:SignatureValue", b"</ds:Other"
        ),
        "no signature": lambda: re.sub(rb"<ds:Signature .*</ds:Signature>", b"", LIST, flags=re.DOTALL),
        "two signatures": lambda: re.sub(rb"(<ds:Signature .*</ds:Signature>)", rb"\1\1", LIST, flags=re.DOTALL),
        "another signer": lambda: STRANGER.publish(service(ONE)),
        "another signer under the publisher's name": lambda: replaced_key(root),
    }
    return changes[name]()


def one_in_base64(octets: bytes) -> bytes:
    """Return octets as a list spells them."""
    return base64.b64encode(octets)


def replaced_key(root: Any) -> bytes:
    """Sign with a stranger's key while naming the publisher's certificate."""
    impostor = Publisher()
    object.__setattr__(impostor, "certificate", PUBLISHER.certificate)
    return impostor.sign(root)


TAMPERED = ["number", "certificate", "signing time", "unsigned", "no signature", "two signatures", "another signer",
            "another signer under the publisher's name"]  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_a_list_changed_after_signing_is_refused(name: str) -> None:
    """Any octet that counts, and any other signer."""
    assert refusal(tampered(name)) != ""


def narrowed(root: Any, name: str) -> None:
    """Let the signature cover less than the whole, or otherwise than the one way, before it is made."""
    document, properties = root.iter(f"{DS}Reference")
    transforms = document.find(f"{DS}Transforms")
    match name:
        case "another path":
            transforms[0][
                0
            ].text = "/descendant::ds:Signature | /descendant::*[local-name()='TrustServiceProviderList']"
        case "another filter":
            transforms[0][0].set("Filter", "intersect")
        case "no filter":
            transforms.remove(transforms[0])
        case "a part":
            root[0].set("Id", "part")
            document.set("URI", "#part")
        case "no document":
            document.getparent().remove(document)
        case "no properties":
            properties.getparent().remove(properties)
        case "SHA-1":
            document.find(f"{DS}DigestMethod").set("Algorithm", "http://www.w3.org/2000/09/xmldsig#sha1")
        case "inclusive form":
            transforms[1].set("Algorithm", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315")
        case "RSA-SHA1":
            next(root.iter(f"{DS}SignatureMethod")).set("Algorithm", "http://www.w3.org/2000/09/xmldsig#rsa-sha1")
        case _:
            next(root.iter(f"{XADES}SignedProperties")).getparent().getparent().append(
                twin_of(next(root.iter(f"{XADES}SignedProperties")))
            )


def twin_of(element: Any) -> Any:
    """Return a copy that carries the same Id."""
    return copy.deepcopy(element)


NARROWED = ["another path", "another filter", "no filter", "a part", "no document", "no properties", "SHA-1",
            "inclusive form", "RSA-SHA1", "two of one Id"]  # fmt: skip


@pytest.mark.parametrize("name", NARROWED)
def test_a_signature_that_covers_less_or_otherwise_is_refused(name: str) -> None:
    """Though the publisher's own key made it: what is verified must be the whole list, in the one way that is taken."""
    root = unsigned(service(ONE))
    narrowed(root, name)
    try:
        signed = PUBLISHER.sign(root)
    except Exception:  # noqa: BLE001 - the library will not sign some of them; refused unsigned, then
        signed = bytes(etree.tostring(root))
    said = refusal(signed)
    assert said != ""
    assert "does not hold" not in said  # refused for its shape, before anything is computed


def test_a_publishers_certificate_out_of_its_dates_vouches_for_nothing() -> None:
    """Pinned or not, an expired signer signs no list."""
    old = Publisher(days=(-30, -1))
    assert "out of its dates" in refusal(old.publish(service(ONE)), signers=(old.der,))


def test_an_elliptic_publisher_is_as_good() -> None:
    """ECDSA with SHA-256 is taken too."""
    other = Publisher(key=generate_private_key(SECP256R1()))
    root = unsigned(service(ONE))
    next(root.iter(f"{DS}SignatureMethod")).set("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256")
    assert refusal(other.sign(root), signers=(other.der,)) == ""


# By hand, when no publisher is pinned.


def test_without_a_pinned_publisher_the_operator_confirms_the_fingerprint() -> None:
    """Nothing is taken until somebody says the SHA-256 that they compared; another one is refused."""
    digest = sha256(LIST).hexdigest()
    with pytest.raises(Unconfirmed, match=digest):
        Import(XmlList(), "a test").run(LIST, EMPTY, NOW)
    assert "not the one confirmed" in refusal(LIST, signers=(), confirmed="0" * 64)
    assert Import(XmlList(), "a test", (), digest).run(LIST, EMPTY, NOW).file.vouched == "operator"


def test_a_fingerprint_does_not_replace_a_signature() -> None:
    """With a pinned publisher, a confirmed list of somebody else is refused all the same."""
    octets = STRANGER.publish(service(ONE))
    assert "not among those pinned" in refusal(octets, confirmed=sha256(octets).hexdigest())


# In which order.


@pytest.mark.parametrize(
    ("octets", "why"),
    [
        (PUBLISHER.publish(service(ONE), sequence=4), "older"),
        (PUBLISHER.publish(service(OTHER), sequence=5), "same number"),
        (PUBLISHER.publish(service(ONE), sequence=6, until=NOW), "expired"),
        (PUBLISHER.publish(service(OTHER), sequence=6, until=NOW + 1_000), ""),
    ],
)
def test_a_list_follows_the_one_in_force(octets: bytes, why: str) -> None:
    """An older number, the same number with other words, a past date are refused; a newer list is taken."""
    said = refusal(octets, current=taken(LIST))
    assert why in said
    assert bool(said) == bool(why)


def test_the_same_list_again_changes_nothing() -> None:
    """A round that finds the list in force leaves the file as it is."""
    current = taken(LIST)
    again = Import(XmlList(), "a test", (PUBLISHER.der,)).run(LIST, current, NOW + DAY)
    assert (again.is_new, again.file) == (False, current)


def test_a_newer_list_that_names_nobody_withdraws_the_former_anchors() -> None:
    """It is said, and nobody is trusted from then on: an authority that withdraws everybody is obeyed."""
    with pytest.raises(Withdrawn) as said:
        taken(PUBLISHER.publish(sequence=6), current=taken(LIST))
    assert (said.value.file.anchors, said.value.file.sequence) == ((), 6)


# The file.


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a written anchors file."""
    path = tmp_path / "anchors.json"
    taken(PUBLISHER.publish(service(ONE), service(OTHER, "Autre"))).write(path)
    return path


def test_what_is_written_is_what_the_gate_trusts(path: Path) -> None:
    """Both anchors, until the list's date, not a millisecond later."""
    read = read_anchors(path, NOW)
    assert (read._octets, read.next_update) == (frozenset({ONE, OTHER}), NOW + 90 * DAY)
    assert AnchorsFile.read(path).sequence == 5
    with pytest.raises(BadAnchors, match="next update"):
        read_anchors(path, NOW + 90 * DAY)


def test_an_excluded_key_stays_out_of_every_later_list(path: Path) -> None:
    """Marked and dated in the file; a newer list that grants it again does not bring it back."""
    key = AnchorsFile.read(path).anchors[1].key
    AnchorsFile.read(path).without(key, "2026-11-20").write(path)
    later = taken(PUBLISHER.publish(service(ONE), service(OTHER, "Autre"), sequence=6), AnchorsFile.read(path))
    later.write(path)
    assert [row.status for row in later.anchors] == ["granted", "excluded"]
    assert (later.excluded, read_anchors(path, NOW)._octets) == ({key: "2026-11-20"}, frozenset({ONE}))


def test_an_exclusion_counts_even_in_a_row_that_says_granted(path: Path) -> None:
    """Whoever edits the file by hand cannot forget one half."""
    file = AnchorsFile.read(path)
    replace(file, excluded={file.anchors[0].key: "2026-11-20"}).write(path)
    assert read_anchors(path, NOW)._octets == {OTHER}


def test_a_signer_can_be_excluded_under_an_authority_that_stays() -> None:
    """A document signer's key alone, refused as untrusted."""
    issuer = Issuer(ManualClock(NOW), bytes)
    signer = issuer.issue(generate_private_key(SECP256R1())).issuer_signed["issuerAuth"][1][33]
    anchors = issuer.anchors()
    assert anchors.check_signer(signer, NOW)
    with pytest.raises(Refused, match="untrusted_issuer"):
        replace(anchors, excluded=frozenset({key_of(signer)})).check_signer(signer, NOW)


def key_of(octets: bytes) -> str:
    """Return the fingerprint of a certificate's public key."""
    return Row(one_in_base64(octets).decode(), "", "").key


def test_a_live_server_notices_what_a_command_wrote(path: Path) -> None:
    """Held in memory, read again only when the file changed; a file that goes bad trusts nobody."""
    held = HeldAnchors(path, ManualClock(NOW))
    first = held()
    held.notice()
    assert held() is first
    AnchorsFile.read(path).without(AnchorsFile.read(path).anchors[0].key, "2026-11-20").write(path)
    held.notice()
    assert held()._octets == {OTHER}
    path.write_text("{")
    held.notice()
    with pytest.raises(BadAnchors):
        held()


@pytest.mark.parametrize(
    "text", ["", "[]", '{"anchors": [{}]}', '{"anchors": [], "excluded": 5}', '{"anchors": [], "sequence": "x"}']
)
def test_a_spoilt_anchors_file_is_named(tmp_path: Path, text: str) -> None:
    """No import builds on a file that cannot be read."""
    (tmp_path / "anchors.json").write_text(text)
    with pytest.raises(BadAnchors, match=r"anchors\.json"):
        AnchorsFile.read(tmp_path / "anchors.json")


def test_no_serving_process_loads_an_xml_library() -> None:
    """The node, the demonstration and their modules never import what parses lists."""
    program = (
        "import sys, palabre.cli, palabre.app, palabre.demo.run; print(sorted({'lxml', 'xmlsec'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_an_rsa_anchor_cannot_sign_proofs_and_harms_nothing() -> None:
    """A list may name other keys: they stand in the file, and no proof chains to them."""
    rsa = Publisher(key=generate_rsa(65_537, 2048)).der
    file = taken(PUBLISHER.publish(service(ONE), service(rsa, "RSA")))
    assert [row.provider for row in file.anchors] == ["Preuve d’âge SA", "RSA"]
