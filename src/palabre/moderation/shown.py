"""Nobody of the staff is shown the same words twice (moderation section 17.2). Pure, but for its store.

What was reported and read once stands afterwards as a line: when it was read, in which case, how that was judged. The
case in which it was read may be read again while one has it; every other, and every other piece, has the line.
"""

import hmac
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import replace

from palabre.kernel.clock import DAY, Clock
from palabre.moderation.decisions import Decision, DecisionState
from palabre.moderation.notices import ItemKind
from palabre.moderation.staff import Staff
from palabre.safety.normalise import skeleton

KEPT = 184 * DAY  # as long as a case may be contested
IN_CARDS = {ItemKind.CARD.value: "words", ItemKind.PSEUDONYM.value: "name"}


class Here(Struct, frozen=True):
    """Through what words are shown: a case, and the piece of evidence; no piece of what a decision quotes."""

    case: str
    piece: str = ""


class Before(Struct, frozen=True):
    """When and where somebody first read some words, and how that case was judged."""

    case: str
    piece: str
    at: int
    outcome: str = ""  # empty while nobody has judged it


class ShownStore(Protocol):
    """Keeps which words each of the staff has read, as digests; one method, one transaction."""

    async def show(self, ref: str, here: Here, digests: Collection[bytes], now: int) -> None:
        """Note words that somebody is about to read; those read before stay where they were first read."""

    async def before(self, ref: str, digests: Collection[bytes]) -> Mapping[bytes, Before]:
        """Return where somebody first read words, of those that they have."""


class Judged(Protocol):
    """Knows what became of cases."""

    async def decisions_on(self, case: str) -> list[Decision]:
        """Return every decision on a case, oldest first."""


class Spot(Struct, frozen=True):
    """Some words in an opened piece: where they stand, and whether they are what was reported."""

    holder: dict[str, Any]
    name: str
    is_reported: bool

    @property
    def words(self) -> str:
        """The words; empty where there are none."""
        return str(self.holder.get(self.name) or "")


@dataclass(frozen=True, slots=True)
class Showing:
    """Shows words, once to each person."""

    store: ShownStore
    judged: Judged
    key: bytes  # of this site: a digest without it says nothing
    clock: Clock

    async def piece(self, staff: Staff, here: Here, told: dict[str, Any]) -> dict[str, Any]:
        """Return an opened piece, as it is told, in which the words that somebody has read elsewhere are lines."""
        spots = [(one, self.digest(one.words)) for one in spots_in(told) if one.words]
        known = await self._elsewhere(staff.ref, here, {digest for _, digest in spots})
        new = {digest for one, digest in spots if one.is_reported and digest not in known}
        await self.store.show(staff.ref, here, new, self.clock.now())
        for one, digest in spots:
            if digest in known:
                one.holder.update({one.name: "", "seen": known[digest]})
        return told

    async def quote(self, staff: Staff, case: str, words: str) -> Before | None:
        """Return where somebody read the words that a decision quotes, in another case; else they read them now."""
        if not words:
            return None
        here, digest = Here(case), self.digest(words)
        known = await self._elsewhere(staff.ref, here, {digest})
        if digest not in known:
            await self.store.show(staff.ref, here, {digest}, self.clock.now())
        return known.get(digest)

    async def has_read(self, staff: Staff, words: str) -> bool:
        """Whether somebody has read some words, anywhere."""
        return bool(words) and bool(await self.store.before(staff.ref, {self.digest(words)}))

    def digest(self, words: str) -> bytes:
        """Return what is kept of words: the same of near copies that differ by look-alikes, case, spaces or accents."""
        return hmac.digest(self.key, b"palabre words\0" + (skeleton(words) or words).encode(), "sha256")

    async def _elsewhere(self, ref: str, here: Here, digests: Collection[bytes]) -> dict[bytes, Before]:
        found = await self.store.before(ref, digests)
        return {digest: await self._as_judged(one) for digest, one in found.items() if is_elsewhere(one, here)}

    async def _as_judged(self, one: Before) -> Before:
        stands = [each for each in await self.judged.decisions_on(one.case) if each.state is DecisionState.IN_FORCE]
        return replace(one, outcome=stands[-1].outcome.value) if stands else one


def is_elsewhere(before: Before, here: Here) -> bool:
    """Whether words were first read through something else than what shows them now."""
    other_piece = before.piece and here.piece and before.piece != here.piece
    return before.case != here.case or bool(other_piece)


def spots_in(told: Mapping[str, Any]) -> Iterator[Spot]:
    """Return the words of an opened piece: messages and what stands around them, cards, names."""
    for item in told.get("items", ()):
        yield from (Spot(one, "text", bool(one["reported"])) for one in item.get("talk", ()))
        if item["kind"] == ItemKind.ROOM_NAME.value and item.get("room"):
            yield Spot(item["room"], "name", is_reported=True)
    yield from (Spot(one, "text", is_reported=True) for one in told.get("private", ()))
    pointed = {(item["ref"], IN_CARDS[item["kind"]]) for item in told.get("items", ()) if item["kind"] in IN_CARDS}
    for one in told.get("cards", ()):
        yield from (Spot(one["card"], name, is_reported=True) for ref, name in sorted(pointed)
                    if ref == one["member"] and one["card"])  # fmt: skip
