"""Runs published cases against the verifiers: ``palabre age check-vectors DIR``."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.x509 import load_der_x509_certificate

from palabre.age.reasons import Refused
from palabre.age.response import sealed_response
from palabre.age.trust import Anchors
from palabre.age.verifiers import dcapi, mdoc

Json = dict[str, Any]
Outcome = tuple[Json, str]  # a case, and how it came out
FAR = 2**53  # vectors carry no next update


@dataclass
class Report:
    """How many cases ran, how many came out as the file says, and which did not."""

    cases: int = 0
    wrong: list[str] = field(default_factory=list)

    def as_json(self) -> str:
        """Return ``{"cases": N, "right": N, "wrong": [ids]}``."""
        return json.dumps({"cases": self.cases, "right": self.cases - len(self.wrong), "wrong": self.wrong})


def check(folder: Path) -> Report:
    """Run every case of the paths built so far; files of other paths are skipped.

    Raises ``FileNotFoundError`` when the folder lacks the file of a built path.
    """
    report = Report()
    for name, run in CHECKS.items():
        for case, outcome in run(json.loads((folder / name).read_text())):
            report.cases += 1
            if outcome != (case["reason"] or "accepted"):
                report.wrong.append(case["id"])
    return report


def openid4vp_outcomes(cases: Json) -> Iterator[Outcome]:
    """Judge each case of path 1."""
    request, now = cases["request"], _moment(cases)
    over = mdoc.transcript(request["client_id"], request["nonce"], request["response_uri"])
    for case in cases["cases"]:
        anchors = anchors_of(cases["trust_anchors"][case.get("anchors", "default")])
        response = case_octets(case, cases["cases"])
        yield case, outcome_of(partial(mdoc.verify, response, over, anchors, now))


def dcapi_outcomes(cases: Json) -> Iterator[Outcome]:
    """Judge each case of path 2."""
    key = derive_private_key(int(cases["recipient_private_key_hex"], 16), SECP256R1())
    over = dcapi.transcript(cases["encryption_info_b64url"], cases["origin"])
    anchors, now = anchors_of(cases["trust_anchors"]), _moment(cases)
    for case in cases["cases"]:

        def judge(text: str = case["response_b64url"]) -> object:
            return mdoc.verify(dcapi.opened(sealed_response(text), key, over), over, anchors, now)

        yield case, outcome_of(judge)


CHECKS: dict[str, Callable[[Json], Iterator[Outcome]]] = {
    "av-openid4vp-cases.json": openid4vp_outcomes,
    "av-dcapi-annex-c-cases.json": dcapi_outcomes,
}


def anchors_of(certificates: list[str]) -> Anchors:
    """Return anchors from base64 DER; test keys are what vectors are signed with."""
    loaded = tuple(load_der_x509_certificate(base64.b64decode(one)) for one in certificates)
    return Anchors(loaded, FAR, allows_published=True)


def outcome_of(judge: Callable[[], object]) -> str:
    """Return "accepted", or the reason of the refusal."""
    try:
        judge()
    except Refused as refused:
        return refused.reason
    return "accepted"


def case_octets(case: dict[str, Any], cases: list[dict[str, Any]]) -> bytes:
    """Return the octets of a case, written in full or in one of the file's two short forms."""
    if "repeat_byte_hex" in case:
        return bytes.fromhex(case["repeat_byte_hex"]) * int(case["repeat_count"]) + bytes.fromhex(case["suffix_hex"])
    if "base" in case:
        base = next(one for one in cases if one["id"] == case["base"])
        return case_octets(base, cases) + bytes(int(case["append_zero_bytes"]))
    return bytes.fromhex(case["device_response_hex"])


def _moment(cases: Json) -> int:
    return int(datetime.fromisoformat(cases["verification_time"]).timestamp() * 1000)
