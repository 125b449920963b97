"""The test provider and the test client against the published runs of RFC 9474, RFC 9577 and RFC 9578."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPrivateNumbers, RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from palabre.age.verifiers.privacypass import TokenKey, token_challenge
from palabre.demo.blind_rsa import BlindingFailed, PublicKey, blind, blind_sign, encode_pss, finalize
from palabre.demo.token_client import Wanted, read_challenges, token_request

FOLDER = Path(__file__).parents[2] / "vectors" / "age"
VARIANTS = json.loads((FOLDER / "rfc9474-rsabssa.json").read_text())["variants"]
RUNS = [
    run
    for name in ("rfc9578-type2.json", "rfc9578-type2-second-implementation.json")
    for run in json.loads((FOLDER / name).read_text())["vectors"]
]
SCHEME = json.loads((FOLDER / "rfc9577-auth-scheme.json").read_text())
Vector = dict[str, Any]


def number(vector: Vector, name: str) -> int:
    """Return a value of a vector as a number."""
    return int(vector[name], 16)


def rfc9474_key(vector: Vector) -> RSAPrivateKey:
    """Return the private key that a variant prints."""
    p, q, d = (number(vector, name) for name in "pqd")
    public = RSAPublicNumbers(number(vector, "e"), number(vector, "n"))
    return RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public).private_key()


@pytest.mark.parametrize("vector", VARIANTS, ids=lambda one: one["name"])
def test_every_value_of_rfc_9474_is_reproduced(vector: Vector) -> None:
    """Encoding, blinding, blind signature and signature are the printed ones, for all four variants."""
    key = PublicKey(number(vector, "n"), number(vector, "e"))
    message, salt = bytes.fromhex(vector["prepared_msg"]), bytes.fromhex(vector["salt"])
    blinded = blind(key, message, salt, pow(number(vector, "inv"), -1, key.n))
    signed = blind_sign(rfc9474_key(vector), blinded.message)
    made = {
        "encoded_msg": encode_pss(message, key.n.bit_length() - 1, salt).to_bytes(key.octets),
        "blinded_msg": blinded.message,
        "blind_sig": signed,
        "sig": finalize(key, message, salt, signed, blinded.inverse),
    }
    assert {name: octets.hex() for name, octets in made.items()} == {name: vector[name] for name in made}


@pytest.mark.parametrize("run", RUNS, ids=lambda one: one["nonce"][:8])
def test_every_run_of_rfc_9578_is_reproduced(run: Vector) -> None:
    """From a challenge to a token: request, response and token are the printed octets."""
    wanted = Wanted(bytes.fromhex(run["token_challenge"]), bytes.fromhex(run["pkS"]))
    asked = token_request(wanted, bytes.fromhex(run["nonce"]), bytes.fromhex(run["salt"]), number(run, "blind"))
    key = load_pem_private_key(bytes.fromhex(run["skS"]), None)
    assert isinstance(key, RSAPrivateKey)
    response = blind_sign(key, asked.blinded.message)
    made = (asked.octets.hex(), response.hex(), asked.token(response).hex())
    assert made == (run["token_request"], run["token_response"], run["token"])


@pytest.mark.parametrize("vector", SCHEME["challenge_and_redemption"], ids=range(5))
def test_challenges_of_rfc_9577_are_written_octet_for_octet(vector: Vector) -> None:
    """What is signed over a challenge is the printed input, with and without origin and context."""
    parts = (bytes.fromhex(vector[name]) for name in ("issuer_name", "redemption_context", "origin_info"))
    name, context, origin = parts
    challenge = token_challenge(name.decode(), context, origin.decode())[2:]
    digest = sha256(bytes.fromhex(vector["token_type"]) + challenge).hexdigest()
    assert (
        vector["token_type"] + vector["nonce"] + digest + vector["token_key_id"]
        == (vector["token_authenticator_input"])
    )


@pytest.mark.parametrize("vector", [*SCHEME["http_headers"], *SCHEME["http_headers_complicated"]], ids=range(3))
def test_the_client_reads_the_printed_headers(vector: Vector) -> None:
    """Challenges are found among others, quoted or not, with parameters that nobody knows."""
    printed = [
        (vector[f"token-challenge-{at}"], vector[f"token-key-{at}"])
        for at in range(3)
        if vector.get(f"token-type-{at}") == 2
    ]
    read = read_challenges(vector["WWW-Authenticate"])
    assert [(one.challenge.hex(), one.spki.hex()) for one in read] == printed


def test_a_provider_that_does_not_sign_is_seen() -> None:
    """A response that is no signature of the request gives no token."""
    run = RUNS[0]
    wanted = Wanted(bytes.fromhex(run["token_challenge"]), bytes.fromhex(run["pkS"]))
    asked = token_request(wanted, bytes.fromhex(run["nonce"]), bytes.fromhex(run["salt"]), number(run, "blind"))
    with pytest.raises(BlindingFailed):
        asked.token(bytes.fromhex(RUNS[1]["token_response"]))


def test_printed_keys_are_keys_of_this_type() -> None:
    """Each printed key is read, and its id is the SHA-256 of its octets."""
    keys = [TokenKey.read("issuer.example", bytes.fromhex(run["pkS"])) for run in RUNS]
    assert [key.id.hex() for key in keys] == [run["token"][132:196] for run in RUNS]
