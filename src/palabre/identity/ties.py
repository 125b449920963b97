"""What members are to one another: friends by two yeses, blocks both ways at once, people ignored in silence."""

from collections import defaultdict
from collections.abc import KeysView
from dataclasses import dataclass, field
from typing import Protocol

from palabre.identity.model import Card
from palabre.kernel.clock import Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId


@dataclass(frozen=True, slots=True)
class KnownFriend:
    """A friend as stored."""

    card: Card
    since: int
    note: bytes


@dataclass(frozen=True, slots=True)
class Circle:
    """Somebody's friends, and the questions that wait for an answer."""

    friends: tuple[KnownFriend, ...]
    asking: tuple[Card, ...]
    asked: tuple[Card, ...]


class TieStore(Protocol):
    """Keeps ties; one method, one transaction. Members unknown to it are refused ``unknown_member``."""

    async def ask(self, member: MemberId, other: MemberId, now: int) -> bool:
        """Note that somebody asks, or says yes to whoever asked; true when they are friends now.

        Raises ``Refusal``: unknown_member, not_available (kept apart), too_many_friends.
        """

    async def part(self, member: MemberId, other: MemberId) -> bool:
        """Forget a friendship or a question, whoever asked; false when there was none."""

    async def note(self, member: MemberId, other: MemberId, sealed: bytes) -> None:
        """Keep a sealed note on somebody; an empty one forgets it. Raises ``Refusal("unknown_member")``."""

    async def circle(self, member: MemberId) -> Circle:
        """Return somebody's friends and questions."""

    async def block(self, member: MemberId, other: MemberId, *, on: bool) -> None:
        """Block or unblock; a block ends a friendship. Raises ``Refusal``: unknown_member, too_many_set_aside."""

    async def ignore(self, member: MemberId, other: MemberId, *, on: bool) -> None:
        """Ignore or no more. Raises ``Refusal``: unknown_member, too_many_set_aside."""

    async def set_aside(self, member: MemberId) -> tuple[tuple[Card, ...], tuple[Card, ...]]:
        """Return whom somebody blocks, and whom they ignore."""

    async def blocks(self) -> list[tuple[MemberId, MemberId]]:
        """Return every block, to be held in memory."""


@dataclass
class Apart:
    """The one access rule between two people: whether either blocks the other. Whole in memory, asked everywhere."""

    _others: dict[MemberId, set[MemberId]] = field(default_factory=lambda: defaultdict(set))
    _blocks: set[tuple[MemberId, MemberId]] = field(default_factory=set)

    def are_apart(self, one: MemberId, other: MemberId) -> bool:
        """Whether either of two people blocks the other."""
        return other in self._others.get(one, ())

    @property
    def members(self) -> KeysView[MemberId]:
        """Everybody who is apart from somebody: a view that stays true."""
        return self._others.keys()

    def from_whom(self, member: MemberId) -> frozenset[MemberId]:
        """Return everybody whom somebody may not see, nor be seen by."""
        return frozenset(self._others.get(member, ()))

    def note(self, member: MemberId, other: MemberId, *, on: bool) -> None:
        """Note that somebody blocks somebody, or no more."""
        if on:
            self._blocks.add((member, other))
        else:
            self._blocks.discard((member, other))
        if on or (other, member) in self._blocks:
            self._others[member].add(other)
            self._others[other].add(member)
            return
        for mine, theirs in ((member, other), (other, member)):
            self._others[mine].discard(theirs)
            if not self._others[mine]:
                del self._others[mine]

    def forget(self, member: MemberId) -> None:
        """Forget somebody who left."""
        for other in self.from_whom(member):
            self.note(member, other, on=False)
            self.note(other, member, on=False)


@dataclass(frozen=True, slots=True)
class Ties:
    """Everything a member decides about another."""

    store: TieStore
    apart: Apart
    clock: Clock

    async def load(self) -> None:
        """Take every block in memory."""
        for member, other in await self.store.blocks():
            self.apart.note(member, other, on=True)

    async def ask(self, member: MemberId, other: MemberId) -> bool:
        """Ask to be friends, or say yes; true when they are friends now.

        Raises ``Refusal``: not_oneself, not_available (apart, or nobody of that id), too_many_friends.
        """
        _check_other(member, other)
        if self.apart.are_apart(member, other):
            raise Refusal("not_available")
        try:
            return await self.store.ask(member, other, self.clock.now())
        except Refusal as refusal:
            if refusal.code == "unknown_member":
                raise Refusal("not_available") from None
            raise

    async def part(self, member: MemberId, other: MemberId) -> bool:
        """Be friends no more, or let a question fall; true when there was something."""
        return await self.store.part(member, other)

    async def note(self, member: MemberId, other: MemberId, sealed: bytes) -> None:
        """Keep a note that only one's own devices open."""
        await self.store.note(member, other, sealed)

    async def circle(self, member: MemberId) -> Circle:
        """Return somebody's friends and questions; nobody they are apart from."""
        found = await self.store.circle(member)
        hidden = self.apart.from_whom(member)
        return Circle(
            tuple(one for one in found.friends if one.card.id not in hidden),
            tuple(card for card in found.asking if card.id not in hidden),
            tuple(card for card in found.asked if card.id not in hidden),
        )

    async def block(self, member: MemberId, other: MemberId, *, on: bool) -> None:
        """Block somebody, or no more. Raises ``Refusal``: not_oneself, unknown_member, too_many_set_aside."""
        _check_other(member, other)
        await self.store.block(member, other, on=on)
        self.apart.note(member, other, on=on)

    async def ignore(self, member: MemberId, other: MemberId, *, on: bool) -> None:
        """Ignore somebody, or no more. Raises ``Refusal``: not_oneself, unknown_member, too_many_set_aside."""
        _check_other(member, other)
        await self.store.ignore(member, other, on=on)

    async def set_aside(self, member: MemberId) -> tuple[tuple[Card, ...], tuple[Card, ...]]:
        """Return whom somebody blocks, and whom they ignore."""
        return await self.store.set_aside(member)


def _check_other(member: MemberId, other: MemberId) -> None:
    if member == other:
        raise Refusal("not_oneself")
