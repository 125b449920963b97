"""Which client keys were used of late, in memory: a message whose key is new needs no look at the disk for it."""

from collections.abc import Iterable

from palabre.kernel.ids import MemberId
from palabre.kernel.limits import KEYS_REMEMBERED


class Keys:
    """Says of a key that it may have been used, or that it was not among the last ``KEYS_REMEMBERED``.

    Two halves: once the younger is full it becomes the older, which is forgotten. Of a key only a hash is kept, eight
    octets: two that share one are both looked up.
    """

    __slots__ = ("_half", "_older", "_younger")

    def __init__(self, most: int = KEYS_REMEMBERED) -> None:
        """Know nothing yet: until ``know``, every key may have been used."""
        self._half = most // 2
        self._younger: set[int] = set()
        self._older: set[int] | None = None

    def know(self, newest_first: Iterable[tuple[MemberId, str]]) -> None:
        """Learn which keys the store holds, as many of the newest as are remembered."""
        self._older = {hash(one) for one in newest_first}

    def note(self, member: MemberId, key: str) -> None:
        """Remember a key that is about to be used."""
        self._younger.add(hash((member, key)))
        if len(self._younger) > self._half and self._older is not None:
            self._older, self._younger = self._younger, set()

    def may_hold(self, member: MemberId, key: str) -> bool:
        """Whether a key may have been used."""
        if self._older is None:
            return True
        mark = hash((member, key))
        return mark in self._younger or mark in self._older
