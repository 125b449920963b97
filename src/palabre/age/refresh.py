"""Keeps the anchors current on a schedule of its own, never because somebody came (R4, age assurance section 6).

A round fetches the list, or reads the file watched, and hands it to the import command: parsing and signatures are
the work of another process. The schedule depends on nothing but the clock.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from pathlib import Path

import structlog

from palabre.age.anchors_file import AnchorsFile
from palabre.age.lists import MOST_OCTETS
from palabre.age.trust import BadAnchors

log = structlog.get_logger()
SPOOL = "trusted-list.xml"


class Outcome(Enum):
    """How a round ended; the words of a counter."""

    IMPORTED = "imported"
    UNCHANGED = "unchanged"
    REFUSED = "refused"  # older, expired, empty, cut, not confirmed or not signed
    UNREACHABLE = "unreachable"
    TOO_LARGE = "too_large"


class Unreachable(Exception):  # noqa: N818 - what the source is
    """The list could not be had this time; the next round tries again."""


class TooLarge(Exception):  # noqa: N818 - what the list is
    """The list passes the bound; nothing more of it was read."""


@dataclass(frozen=True)
class Refresh:
    """One source, one anchors file, what fetches and what imports."""

    fetch: Callable[[], Awaitable[bytes]]  # raises Unreachable, TooLarge
    import_list: Callable[[Path], Awaitable[tuple[int, str]]]  # status and words of the import command
    anchors: Path
    folder: Path  # where the fetched list waits for the import, and for an operator
    imported: Callable[[], None]  # what to do when the anchors have changed
    count: Callable[[Outcome], None]

    async def round(self) -> Outcome:
        """Fetch once and import what is new; never raises for what the source sends."""
        outcome, words = await self._round()
        self.count(outcome)
        say = log.info if outcome in {Outcome.IMPORTED, Outcome.UNCHANGED} else log.warning
        say("trusted list", outcome=outcome.value, words=words)
        return outcome

    async def _round(self) -> tuple[Outcome, str]:
        try:
            octets = await self.fetch()
        except Unreachable as error:
            return Outcome.UNREACHABLE, str(error)
        except TooLarge:
            return Outcome.TOO_LARGE, f"more than {MOST_OCTETS} octets"
        if self._is_known(sha256(octets).hexdigest()):
            return Outcome.UNCHANGED, ""
        spool = self.folder / SPOOL
        spool.write_bytes(octets)
        status, words = await self.import_list(spool)
        self.imported()  # even after a refusal: an empty list withdraws the former anchors
        return (Outcome.REFUSED if status else Outcome.IMPORTED), words

    def _is_known(self, digest: str) -> bool:
        try:
            return AnchorsFile.read(self.anchors).sha256 == digest
        except BadAnchors:
            return False
