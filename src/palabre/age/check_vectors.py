"""Runs published cases against the verifiers: ``palabre age check-vectors DIR``."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.x509 import load_der_x509_certificate

from palabre.age import check_tokens
from palabre.age.reasons import Refused
from palabre.age.response import sealed_response
from palabre.age.trust import Anchors
from palabre.age.verifiers import dcapi, mdoc

Json = dict[str, Any]
Outcome = tuple[Json, str]  # a case, and how it came out
FAR = 2**53  # vectors carry no next update


@dataclass(frozen=True, slots=True)
class Played:
    """One case: its file, id and title, what the file expects and what came out."""

    file: str
    id: str
    title: str
    expected: str
    found: str

    @property
    def is_right(self) -> bool:
        """Whether it came out as its file says."""
        return self.expected == self.found


@dataclass(frozen=True, slots=True)
class Report:
    """Every case that ran."""

    played: tuple[Played, ...]

    @property
    def wrong(self) -> list[str]:
        """Ids of those that came out otherwise than their file says."""
        return [one.id for one in self.played if not one.is_right]

    def as_json(self) -> str:
        """Return ``{"cases": N, "right": N, "wrong": [ids]}``."""
        cases, wrong = len(self.played), self.wrong
        return json.dumps({"cases": cases, "right": cases - len(wrong), "wrong": wrong})


def check(folder: Path) -> Report:
    """Play every case of every path that is built; files of other paths are skipped.

    Raises ``FileNotFoundError`` when the file of a built path is not in the folder.
    """
    return Report(tuple(one for name in PLAYED for one in _played(folder, name)))


def _played(folder: Path, name: str) -> Iterator[Played]:
    for case, outcome in PLAYED[name](json.loads((folder / name).read_text())):
        yield Played(name, case["id"], case["title"], case["reason"] or "accepted", outcome)


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


# One line a path: its file of cases, and what plays them.
PLAYED: dict[str, Callable[[Json], Iterator[Outcome]]] = {
    "av-openid4vp-cases.json": openid4vp_outcomes,
    "av-dcapi-annex-c-cases.json": dcapi_outcomes,
    "privacypass-origin-cases.json": check_tokens.outcomes,
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
