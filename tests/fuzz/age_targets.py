"""What is fuzzed of the proof of age, each with its promise: no exception but the declared one, and no second spelling.

The first octet of an input chooses which part of the target gets the rest; parts that stand behind a signature are
signed here, so that the code behind it is reached.
"""

import json
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key

from palabre.age.cbor import decode, encode, tagged
from palabre.age.cose import ES256_ONLY
from palabre.age.issuers import BadIssuers, keys_of_directory
from palabre.age.lists import BadList
from palabre.age.reasons import Refused
from palabre.age.response import device_response as posted_response
from palabre.age.verifiers import mdoc, privacypass
from palabre.age.verifiers.mdoc import NAMESPACE
from palabre.age.verifiers.privacypass import TokenKey
from palabre.age.xml_list import XmlList
from palabre.demo.issuer import Attestation, Issuer, sign1
from palabre.demo.wallet import device_response
from palabre.kernel.clock import ManualClock

HERE = Path(__file__).parent
VECTORS = HERE.parent / "vectors" / "age"
TOKENS = json.loads((VECTORS / "privacypass-origin-cases.json").read_text())
PROOFS = json.loads((VECTORS / "av-openid4vp-cases.json").read_text())["cases"]
CLOCK = ManualClock()
ROOT, SIGNER, DEVICE = (derive_private_key(number, SECP256R1()) for number in (3, 5, 7))
ISSUER = Issuer(CLOCK, random.Random(1).randbytes, ROOT, SIGNER)
ANCHORS = ISSUER.anchors()
TRANSCRIPT = mdoc.transcript("redirect_uri:https://chat.example/r", "nonce", "https://chat.example/r")
ATTESTATION = ISSUER.issue(DEVICE)
AUTH = ATTESTATION.issuer_signed["issuerAuth"]
KEY = TokenKey.read(TOKENS["issuer_name"], bytes.fromhex(TOKENS["issuer_public_key_spki_hex"]))
CONTEXT = bytes.fromhex(TOKENS["redemption_context_hex"])
SKELETON = """<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#"><SchemeInformation>
<TSLVersionIdentifier>6</TSLVersionIdentifier><TSLSequenceNumber>5</TSLSequenceNumber>
<TSLType>http://ec.europa.eu/tools/lotl/av/TrstSvc/TrustedList/TSLType/AVTL</TSLType>
<SchemeOperatorName><Name>x</Name></SchemeOperatorName><ListIssueDateTime>2026-11-01T00:00:00Z</ListIssueDateTime>
<NextUpdate><dateTime>2026-12-01T00:00:00Z</dateTime></NextUpdate></SchemeInformation><TrustServiceProviderList>
<TrustServiceProvider><TSPInformation><TSPName><Name>x</Name></TSPName><TSPAddress><PostalAddresses><PostalAddress>
<CountryName>FR</CountryName></PostalAddress></PostalAddresses></TSPAddress></TSPInformation><TSPServices><TSPService>
<ServiceInformation><ServiceTypeIdentifier>http://ec.europa.eu/tools/lotl/av/TrstSvc/Svctype/PAA</ServiceTypeIdentifier>
<ServiceDigitalIdentity><DigitalId><X509Certificate>AAAA</X509Certificate></DigitalId></ServiceDigitalIdentity>
<ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted</ServiceStatus>
<StatusStartingTime>2026-11-01T00:00:00Z</StatusStartingTime></ServiceInformation></TSPService></TSPServices>
</TrustServiceProvider></TrustServiceProviderList></TrustServiceStatusList>"""

Target = Callable[[bytes], None]


def cbor(data: bytes) -> None:
    """Read octets: a value written the one way, or a refusal by name."""
    with suppress(Refused):
        assert encode(decode(data)) == data


def proof(data: bytes) -> None:
    """Verify a DeviceResponse, or a part of one behind true signatures: nothing but a refusal by name is raised."""
    part, rest = (data[0] % 6 if data else 0), data[1:]
    with suppress(Refused):
        mdoc.verify(_responses[part](rest), TRANSCRIPT, ANCHORS, CLOCK.now())


def _with_mso(octets: bytes) -> bytes:
    payload = tagged(24, octets).raw
    signed = [ES256_ONLY, AUTH[1], payload, sign1(ISSUER.signer, payload)]
    return device_response(Attestation(ATTESTATION.issuer_signed | {"issuerAuth": signed}, DEVICE), TRANSCRIPT)


def _with_item(octets: bytes) -> bytes:
    shown = {"nameSpaces": {NAMESPACE: [tagged(24, octets)]}, "issuerAuth": AUTH}
    return device_response(Attestation(shown, DEVICE), TRANSCRIPT)


def _with_certificate(octets: bytes) -> bytes:
    signed = [ES256_ONLY, {33: octets}, *AUTH[2:]]
    return device_response(Attestation(ATTESTATION.issuer_signed | {"issuerAuth": signed}, DEVICE), TRANSCRIPT)


def _with_part(name: str) -> Callable[[bytes], bytes]:
    def spliced(octets: bytes) -> bytes:
        document = decode(device_response(ATTESTATION, TRANSCRIPT))["documents"][0]
        whole = encode({"version": "1.0", "documents": [document | {name: "\0"}], "status": 0})
        return whole.replace(encode("\0"), octets)

    return spliced


_responses: list[Callable[[bytes], bytes]] = [
    bytes, _with_mso, _with_item, _with_certificate, _with_part("deviceSigned"), _with_part("issuerSigned"),
]  # fmt: skip


def token(data: bytes) -> None:
    """Read a header, a paste or a form's vp_token, verify a token: nothing but a refusal by name is raised."""
    part, rest = (data[0] % 4 if data else 0), data[1:]
    with suppress(Refused):
        _token(part, rest)


def _token(part: int, rest: bytes) -> None:
    text = rest.decode("latin-1")
    if part == 0:
        rest = privacypass.of_header(text)
    elif part == 1:
        rest = privacypass.of_paste(text)
    elif part == 2:
        rest = posted_response(text)
    privacypass.verify(rest, {KEY.id: KEY}, {CONTEXT: 1})


def trusted_list(data: bytes) -> None:
    """Read a list and judge its signature, or read a directory of keys: nothing but a refusal in words is raised."""
    part, rest = (data[0] % 2 if data else 0), data[1:]
    if part:
        with suppress(BadIssuers):
            keys_of_directory("issuer.example", rest, CLOCK.now())
        return
    loader = XmlList()
    with suppress(BadList):
        loader.read(rest)
    with suppress(BadList):
        loader.verify(rest, (AUTH[1][33],), CLOCK.now())


def planted(data: bytes) -> None:
    """Promise what some octets break, to show that the hunt finds them: a map holds nothing but 1 under "a"."""
    with suppress(Refused):
        value = decode(data)
        assert not isinstance(value, dict) or value.get("a", 1) == 1


TARGETS: dict[str, Target] = {
    "cbor": cbor, "proof": proof, "token": token, "trusted_list": trusted_list, "planted": planted,
}  # fmt: skip
HUNTED = ("cbor", "proof", "token", "trusted_list")


def kept(name: str) -> list[bytes]:
    """Return the inputs kept of a target: what reached new code once, what once broke a promise."""
    file = HERE / "age_corpus" / f"{name}.txt"
    lines = file.read_text().splitlines() if file.exists() else []
    return [bytes.fromhex(line) for line in lines if not line.startswith("#")]


def seeds(name: str) -> list[bytes]:
    """Return what a hunt starts from: what is kept, and whole right inputs."""
    return kept(name) + _whole[name]()


def _proof_seeds() -> list[bytes]:
    right = device_response(ATTESTATION, TRANSCRIPT)
    item = ATTESTATION.issuer_signed["nameSpaces"][NAMESPACE][0].value
    document = decode(right)["documents"][0]
    parts = [
        right, decode(AUTH[2]).value, item, AUTH[1][33], encode(document["deviceSigned"]),
        encode(document["issuerSigned"]),
    ]  # fmt: skip
    return [bytes([number]) + octets for number, octets in enumerate(parts)]


def _cbor_seeds() -> list[bytes]:
    whole = [bytes.fromhex(case["device_response_hex"]) for case in PROOFS if "device_response_hex" in case]
    return [octets for octets in whole[::6] if len(octets) < 2_000] + [encode({"a": [1, None, True, b"x", "y", -1]})]


def _token_seeds() -> list[bytes]:
    headers = [case["authorization"] for case in TOKENS["cases"]]
    texts = [header.split('"')[1] for header in headers[:3]]
    response = json.dumps({"proof_of_age": [texts[0]]})
    octets = privacypass.of_header(headers[0])
    said = [(0, one) for one in headers] + [(1, one) for one in texts] + [(2, response)]
    return [bytes([part]) + text.encode() for part, text in said] + [b"\3" + octets]


def _list_seeds() -> list[bytes]:
    directory = {"token-keys": [{"token-type": 2, "token-key": "AAAA", "not-before": 1}]}
    return [b"\0" + SKELETON.encode(), b"\1" + json.dumps(directory).encode()]


_whole: dict[str, Callable[[], list[bytes]]] = {
    "cbor": _cbor_seeds, "proof": _proof_seeds, "token": _token_seeds, "trusted_list": _list_seeds,
    "planted": lambda: [encode({"a": 1})],
}  # fmt: skip
