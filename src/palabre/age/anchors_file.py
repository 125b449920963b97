"""The anchors file: written from a trusted list, excluded by hand, read at each proof (age assurance section 6)."""

import base64
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.x509 import load_der_x509_certificate

from palabre.age.lists import STATUSES, BadList, ListedService, ListLoader, TrustedList
from palabre.age.trust import BadAnchors, is_published, spki
from palabre.kernel.clock import SECOND

GRANTED, EXCLUDED = "granted", "excluded"


@dataclass(frozen=True, slots=True)
class Row:
    """One anchor: certificate (base64 DER), who, where, and whether it counts."""

    certificate: str
    provider: str
    country: str
    status: str = GRANTED

    @property
    def key(self) -> str:
        """SHA-256 of its public key, hex: what ``exclude`` takes."""
        return sha256(spki(load_der_x509_certificate(base64.b64decode(self.certificate)))).hexdigest()


@dataclass(frozen=True, slots=True)
class AnchorsFile:
    """What stands in the file; moments are ISO texts in UTC, as an auditor reads them."""

    source: str = ""
    sequence: int = 0
    sha256: str = ""  # of the list as fetched
    vouched: str = ""  # by which signer's certificate, or by the operator
    fetched_at: str = ""
    next_update: str = ""
    anchors: tuple[Row, ...] = ()
    excluded: dict[str, str] = field(default_factory=dict)  # SHA-256 of a public key: since which day

    @classmethod
    def read(cls, path: Path) -> "AnchorsFile":
        """Read the file; an empty one when there is none. Raises ``BadAnchors``."""
        try:
            content: dict[str, Any] = json.loads(path.read_text())
            rows = tuple(
                Row(row["certificate"], row.get("provider", ""), row.get("country", ""), row["status"])
                for row in content.pop("anchors")
            )
            known = {name: content[name] for name in cls.__slots__ if name in content}
            known["sequence"], known["excluded"] = int(known.get("sequence", 0)), dict(known.get("excluded", {}))
            return cls(anchors=rows, **known)
        except FileNotFoundError:
            return cls()
        except OSError as error:
            raise BadAnchors(f"{path}: {error.strerror}") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadAnchors(f"{path}: {error!r}; see docs/age-anchors.md for its form") from error

    def write(self, path: Path) -> None:
        """Put the file in place whole, or leave the old one."""
        rows = [{"key": row.key, **{name: getattr(row, name) for name in Row.__slots__}} for row in self.anchors]
        content = {name: getattr(self, name) for name in self.__slots__} | {"anchors": rows}
        beside = path.with_name(f".{path.name}.new")
        with beside.open("w") as file:
            file.write(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)

    def without(self, key: str, day: str) -> "AnchorsFile":
        """Exclude a public key from a day on; an exclusion outlives every later list."""
        excluded = {key: day} | self.excluded
        return replace(self, excluded=excluded, anchors=tuple(_marked(self.anchors, excluded)))

    def with_key(self, key: str) -> "AnchorsFile":
        """Take an exclusion back; the next list brings the anchor in again."""
        return replace(self, excluded={one: day for one, day in self.excluded.items() if one != key})


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, and what it left out, in words."""

    file: AnchorsFile
    is_new: bool
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Import:
    """How a list becomes anchors: which format, signed by whom or confirmed by what, which statuses count."""

    loader: ListLoader
    source: str
    signers: tuple[bytes, ...] = ()  # pinned certificates of the publisher, DER
    confirmed: str = ""  # SHA-256 of the list, hex, as an operator confirms it
    statuses: tuple[str, ...] = STATUSES

    def run(self, octets: bytes, current: AnchorsFile, now: int) -> Imported:
        """Judge a list against the anchors in force, at a time (milliseconds).

        Raises ``BadList`` when it is not authentic, older, expired, or would let nobody in. ``Withdrawn`` carries the
        file to write when an authentic newer list names nobody any more.
        """
        found = self.loader.read(octets)
        digest = sha256(octets).hexdigest()
        self._check_age(found, digest, current, now)
        vouched = self._vouched(octets, digest, now)
        if digest == current.sha256 and vouched == current.vouched:
            return Imported(current, is_new=False)
        rows, left_out = self._rows(found, current, now)
        new = AnchorsFile(
            self.source, found.sequence, digest, vouched, _iso(now), _iso(found.next_update), rows, current.excluded
        )
        if not any(row.status == GRANTED for row in rows):
            raise self._nobody(new, current, left_out)
        return Imported(new, is_new=True, left_out=left_out)

    def _check_age(self, found: TrustedList, digest: str, current: AnchorsFile, now: int) -> None:
        if found.sequence < current.sequence:
            raise BadList(f"the list is older than the one in force: number {found.sequence}, not {current.sequence}")
        if found.sequence == current.sequence and current.sha256 not in {"", digest}:
            raise BadList(f"another list has the same number {found.sequence} as the one in force; ask its publisher")
        if now >= found.next_update:
            raise BadList(f"the list expired on {_iso(found.next_update)}: fetch the current one")

    def _vouched(self, octets: bytes, digest: str, now: int) -> str:
        if self.confirmed and self.confirmed != digest:
            raise BadList(f"the file's SHA-256 is {digest}, not the one confirmed")
        if self.signers:
            return f"signer {self.loader.verify(octets, self.signers, now)}"
        if self.confirmed:
            return "operator"
        raise Unconfirmed(digest)

    def _rows(self, found: TrustedList, current: AnchorsFile, now: int) -> tuple[tuple[Row, ...], tuple[str, ...]]:
        rows: list[Row] = []
        left_out: list[str] = []
        for service in found.granted(self.statuses, now):
            fault = _fault(service.certificate)
            if fault:
                left_out.append(f"{service.provider}: {fault}")
            else:
                rows.append(_row(service))
        unique = {row.certificate: row for row in rows}
        return tuple(_marked(tuple(unique.values()), current.excluded)), tuple(left_out)

    def _nobody(self, new: AnchorsFile, current: AnchorsFile, left_out: tuple[str, ...]) -> BadList:
        why = "; ".join(left_out) or "it names no granted provider of proofs of age"
        if current.sequence and new.sequence > current.sequence:
            return Withdrawn(f"the list lets nobody in ({why}); the former anchors are withdrawn", new)
        return BadList(f"the list lets nobody in ({why}); tokens remain a way in")


class Unconfirmed(BadList):
    """Nobody vouches for the list yet; ``digest`` is what an operator has to compare."""

    def __init__(self, digest: str) -> None:
        """Take the SHA-256 of the list, hex."""
        super().__init__(
            f"the list's SHA-256 is {digest}\ncompare it with what the publisher says by another way, then run again"
            f" with --sha256 {digest}"
        )
        self.digest = digest


class Withdrawn(BadList):
    """An authentic newer list names nobody: what was trusted is trusted no more."""

    def __init__(self, words: str, file: AnchorsFile) -> None:
        """Take the reason and the file to write."""
        super().__init__(words)
        self.file = file


def _fault(certificate: bytes) -> str:
    try:
        loaded = load_der_x509_certificate(certificate)
        return "its key is a published test key" if is_published(loaded) else ""
    except Exception:  # noqa: BLE001 - the library has many words for octets it does not know
        return "its certificate cannot be read"


def _row(service: ListedService) -> Row:
    return Row(base64.b64encode(service.certificate).decode(), service.provider, service.country)


def _marked(rows: tuple[Row, ...], excluded: dict[str, str]) -> Iterator[Row]:
    for row in rows:
        yield replace(row, status=EXCLUDED if row.key in excluded else row.status)


def _iso(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds // SECOND, UTC).isoformat()
