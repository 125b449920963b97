"""Gathers the auditor's file: facts, results, and in words whatever is missing or wrong (age assurance section 14)."""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from palabre import __version__
from palabre.age.anchors_file import AnchorsFile
from palabre.age.check_vectors import Report, check
from palabre.age.issuers import read_issuers
from palabre.age.request import ALLOWED, ALLOWED_DEVICE_REQUEST
from palabre.age.tally import NAME as TALLY
from palabre.age.trust import BadAnchors, read_anchors
from palabre.dossier.rehearsal import Result, rehearse
from palabre.dossier.words import Said, words
from palabre.kernel.clock import SystemClock
from palabre.settings import Settings
from palabre.web.public import retention_rows

AGE_ROWS = frozenset({"age_session", "spent_proof", "transaction", "network_budget", "counters"})


@dataclass
class Dossier:
    """Everything the file says; ``faults`` is empty when all that was checked is as it should be."""

    made_at: str
    version: str
    origin: str
    source: str
    queries: list[str]
    received: list[Said]
    never: Said
    kept: list[Said]
    limits: list[Said]
    schedule: dict[str, Any]
    command: str
    anchors: dict[str, Any] = field(default_factory=dict)
    issuers: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, Any] = field(default_factory=dict)
    cases: list[dict[str, Any]] = field(default_factory=list)
    rehearsal: dict[str, Any] = field(default_factory=dict)
    faults: list[Said] = field(default_factory=list)

    def fault(self, french: str, english: str) -> None:
        """Say what is wrong or missing."""
        self.faults.append({"fr": french, "en": english})


async def gather(settings: Settings, vectors: Path, proofs: int) -> Dossier:
    """Return the file of this installation; plays the cases and the rehearsal."""
    dossier = _facts(settings, vectors, proofs)
    _add_trust(dossier, settings)
    _add_counts(dossier, settings.folder / TALLY)
    _add_cases(dossier, vectors)
    await _add_rehearsal(dossier, proofs)
    return dossier


def _facts(settings: Settings, vectors: Path, proofs: int) -> Dossier:
    kept = [{"id": row["id"], "fr": row["fr"], "en": row["en"]} for row in retention_rows() if row["id"] in AGE_ROWS]
    return Dossier(
        made_at=datetime.now(UTC).replace(microsecond=0).isoformat(),
        version=__version__,
        origin=settings.origin,
        source=settings.source,
        queries=[ALLOWED, ALLOWED_DEVICE_REQUEST],
        received=words()["received"],
        never=words()["never"],
        kept=kept,
        limits=words()["limits"],
        schedule={"source": settings.trusted_list, "hours": settings.trusted_list_hours},
        command=f"palabre age dossier --vectors {vectors} --proofs {proofs}",
    )


def _add_trust(dossier: Dossier, settings: Settings) -> None:
    try:
        file = AnchorsFile.read(settings.anchors)
        rows = [{"provider": row.provider, "country": row.country, "status": row.status, "key": row.key}
                for row in file.anchors]  # fmt: skip
        facts = asdict(file)
        del facts["anchors"]
        dossier.anchors = facts | {"rows": rows}
        read_anchors(settings.anchors, SystemClock().now())
    except BadAnchors as error:
        dossier.anchors = dossier.anchors or asdict(AnchorsFile()) | {"rows": []}
        dossier.fault(f"Ancres : {error}", f"Anchors: {error}")
    dossier.issuers = [
        {"name": one.name, "page": one.page, "changed": _day(one.changed), "keys": [key.id.hex() for key in one.keys]}
        for one in read_issuers(settings.token_issuers).providers
    ]
    if not dossier.issuers:
        dossier.fault(
            "Aucun fournisseur de jetons : une seule façon de prouver.", "No token provider: one way to prove."
        )


def _add_counts(dossier: Dossier, path: Path) -> None:
    if path.is_file():
        dossier.counts = json.loads(path.read_text())


def _add_cases(dossier: Dossier, vectors: Path) -> None:
    try:
        report = check(vectors)
    except FileNotFoundError as error:
        missing = str(error.filename)
        dossier.fault(
            f"Cas publiés non joués : il manque {missing}.", f"Published cases not played: {missing} is missing."
        )
        return
    dossier.cases = [asdict(one) | {"right": one.is_right} for one in report.played]
    _judge_cases(dossier, report)


def _judge_cases(dossier: Dossier, report: Report) -> None:
    if report.wrong:
        names = ", ".join(report.wrong)
        dossier.fault(f"Cas publiés sortis autrement : {names}.", f"Published cases that came out otherwise: {names}.")


async def _add_rehearsal(dossier: Dossier, proofs: int) -> None:
    try:
        result = await rehearse(proofs)
    except (RuntimeError, OSError) as error:
        words = str(error)
        dossier.fault(f"La répétition n’a pas pu être jouée : {words}", f"The rehearsal could not be played: {words}")
        return
    dossier.rehearsal = asdict(result)
    _judge_rehearsal(dossier, result)


def _judge_rehearsal(dossier: Dossier, result: Result) -> None:
    if result.attempts:
        dossier.fault("Quelque chose a tenté de sortir de la machine.", "Something tried to leave the machine.")
    for store, found in result.leaks.items():
        if found:
            dossier.fault(f"{store} contient de ce qui a été envoyé.", f"{store} holds some of what was sent.")
    if not 0 < result.admitted < result.proofs:
        dossier.fault("La répétition n’a pas admis et refusé.", "The rehearsal did not both admit and refuse.")


def _day(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).date().isoformat()
