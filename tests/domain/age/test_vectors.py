"""Published cases: what the verifier says of each, and what the command prints."""

import asyncio
import json
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from palabre.age.cbor import decode, encode
from palabre.age.check_vectors import PLAYED, anchors_of, case_octets, dcapi_outcomes, outcome_of
from palabre.age.reasons import Refused
from palabre.age.verifiers import dcapi, mdoc

FOLDER = Path(__file__).parents[2] / "vectors" / "age"
CASES: dict[str, Any] = json.loads((FOLDER / "av-openid4vp-cases.json").read_text())
SEALED: dict[str, Any] = json.loads((FOLDER / "av-dcapi-annex-c-cases.json").read_text())
EU: dict[str, Any] = json.loads((FOLDER / "eu-av-annex-a-examples.json").read_text())
HANDOVERS: dict[str, Any] = json.loads((FOLDER / "openid4vp-handover.json").read_text())


def milliseconds(moment: str) -> int:
    """Return an ISO moment as the gate's clock tells it."""
    return int(datetime.fromisoformat(moment).timestamp() * 1000)


def our_transcript() -> bytes:
    """Return the transcript of the request of the case file."""
    request = CASES["request"]
    return mdoc.transcript(request["client_id"], request["nonce"], request["response_uri"])


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["id"])
def test_each_case_comes_out_as_its_file_says(case: dict[str, Any]) -> None:
    """A right proof is accepted; each wrong one is refused for the reason that its file names."""
    anchors = anchors_of(CASES["trust_anchors"][case.get("anchors", "default")])
    now = milliseconds(CASES["verification_time"])
    response = case_octets(case, CASES["cases"])
    outcome = outcome_of(lambda: mdoc.verify(response, our_transcript(), anchors, now))
    assert outcome == (case["reason"] or "accepted")


def test_the_file_holds_six_right_proofs_and_sixty_two_wrong_ones() -> None:
    """No case went missing from our copy."""
    expected = [case["expect"] for case in CASES["cases"]]
    assert (expected.count("accept"), expected.count("reject"), len(expected)) == (6, 62, 68)


@pytest.mark.parametrize("case", SEALED["cases"], ids=lambda case: case["id"])
def test_each_sealed_case_comes_out_as_its_file_says(case: dict[str, Any]) -> None:
    """Through the browser: the right answer is accepted, each wrong one is refused for its file's reason."""
    outcome = next(outcome for one, outcome in dcapi_outcomes(SEALED) if one["id"] == case["id"])
    assert outcome == (case["reason"] or "accepted")


def test_the_file_holds_one_right_sealed_answer_and_nine_wrong_ones() -> None:
    """No case of path 2 went missing from our copy."""
    assert [case["expect"] for case in SEALED["cases"]] == ["accept", *["reject"] * 9]


def test_our_transcript_is_the_published_one_octet_for_octet() -> None:
    """The case file and the OpenID4VP specification print the same octets as we make."""
    redirect = HANDOVERS["redirect"]
    thumbprint = bytes.fromhex(HANDOVERS["jwk_thumbprint_hex"])
    info = encode([redirect["client_id"], redirect["nonce"], thumbprint, redirect["response_uri"]])
    assert our_transcript().hex() == CASES["intermediate"]["session_transcript_hex"]
    assert info.hex() == redirect["handover_info_hex"]


def test_the_issuer_part_of_the_printed_eu_example_is_accepted() -> None:
    """The EU's own printed proof holds up to its day, whatever its malformed extension says."""
    now = milliseconds(EU["dc_api"]["verification_time"])
    document = decode(bytes.fromhex(EU["dc_api"]["device_response_hex"]))["documents"][0]
    presented = mdoc.verify_issuer_part(document, anchors_of([EU["issuer_ca_certificate_b64"]]), now)
    assert (len(presented.payload_digest), presented.valid_until > now) == (32, True)


def test_the_printed_eu_example_holds_for_the_request_it_answered() -> None:
    """Device signature included: the transcript over the printed request and its origin is the one that was signed."""
    now = milliseconds(EU["dc_api"]["verification_time"])
    over = dcapi.transcript(EU["dc_api"]["encryption_info_b64url"], EU["dc_api"]["origin"])
    response = bytes.fromhex(EU["dc_api"]["device_response_hex"])
    presented = mdoc.verify(response, over, anchors_of([EU["issuer_ca_certificate_b64"]]), now)
    assert (over.hex(), presented.valid_until > now) == (EU["dc_api"]["session_transcript_hex"], True)


@pytest.mark.parametrize("origin", ["http://localhost:8006/", "https://localhost:8006", "http://localhost", ""])
def test_the_printed_eu_example_holds_nowhere_else(origin: str) -> None:
    """The same octets for another address, be it one character away, are refused."""
    now = milliseconds(EU["dc_api"]["verification_time"])
    over = dcapi.transcript(EU["dc_api"]["encryption_info_b64url"], origin)
    response = bytes.fromhex(EU["dc_api"]["device_response_hex"])
    with pytest.raises(Refused, match="device_signature"):
        mdoc.verify(response, over, anchors_of([EU["issuer_ca_certificate_b64"]]), now)


def test_the_printed_eu_example_is_refused_on_our_path() -> None:
    """Made for another transcript, the same proof opens nothing here."""
    now = milliseconds(EU["dc_api"]["verification_time"])
    response = bytes.fromhex(EU["dc_api"]["device_response_hex"])
    with pytest.raises(Refused, match="device_signature"):
        mdoc.verify(response, our_transcript(), anchors_of([EU["issuer_ca_certificate_b64"]]), now)


async def check_vectors(folder: Path) -> tuple[int, str, str]:
    """Run the command as an auditor does; return status, output and errors."""
    command = [sys.executable, "-m", "palabre", "age", "check-vectors", str(folder)]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
    output, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode(), errors.decode()


async def test_the_command_finds_all_cases_right() -> None:
    """`palabre age check-vectors` counts the cases of every built path, all right, and exits with 0."""
    assert await check_vectors(FOLDER) == (0, '{"cases": 97, "right": 97, "wrong": []}\n', "")


async def test_the_command_names_a_case_that_comes_out_otherwise(tmp_path: Path) -> None:
    """A spoilt case is named, and the command exits with 1."""
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    spoilt = json.loads((FOLDER / "av-openid4vp-cases.json").read_text())
    right = next(case for case in spoilt["cases"] if case["id"] == "P03")
    right["device_response_hex"] = right["device_response_hex"][:-2]
    (tmp_path / "av-openid4vp-cases.json").write_text(json.dumps(spoilt))
    assert await check_vectors(tmp_path) == (1, '{"cases": 97, "right": 96, "wrong": ["P03"]}\n', "")


@pytest.mark.parametrize("name", PLAYED)
async def test_the_command_says_when_a_file_of_cases_is_missing(tmp_path: Path, name: str) -> None:
    """A folder without the file of a built path is an error that names it, never a silent success."""
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    (tmp_path / name).unlink()
    status, output, errors = await check_vectors(tmp_path)
    assert (status, output) == (2, "")
    assert name in errors
