"""Runs published cases against the verifiers: ``palabre age check-vectors DIR``."""

import base64
import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.x509 import load_der_x509_certificate

from palabre.age.reasons import Refused
from palabre.age.trust import Anchors
from palabre.age.verifiers import mdoc

FAR = 2**53  # vectors carry no next update
OPENID4VP = "av-openid4vp-cases.json"


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

    Raises ``FileNotFoundError`` when the folder holds no file of a built path.
    """
    report = Report()
    _check_openid4vp(json.loads((folder / OPENID4VP).read_text()), report)
    return report


def _check_openid4vp(cases: dict[str, Any], report: Report) -> None:
    request = cases["request"]
    transcript = mdoc.transcript(request["client_id"], request["nonce"], request["response_uri"])
    now = int(datetime.fromisoformat(cases["verification_time"]).timestamp() * 1000)
    for case in cases["cases"]:
        anchors = anchors_of(cases["trust_anchors"][case.get("anchors", "default")])
        outcome = outcome_of(case_octets(case, cases["cases"]), transcript, anchors, now)
        report.cases += 1
        if outcome != (case["reason"] or "accepted"):
            report.wrong.append(case["id"])


def anchors_of(certificates: list[str]) -> Anchors:
    """Return anchors from base64 DER; test keys are what vectors are signed with."""
    loaded = tuple(load_der_x509_certificate(base64.b64decode(one)) for one in certificates)
    return Anchors(loaded, FAR, allows_published=True)


def outcome_of(response: bytes, transcript: bytes, anchors: Anchors, now: int) -> str:
    """Return "accepted", or the reason of the refusal."""
    try:
        mdoc.verify(response, transcript, anchors, now)
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
