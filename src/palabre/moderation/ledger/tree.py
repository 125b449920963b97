"""The tree over the chain: hashes, proofs that an entry is in it and that it only grew (RFC 6962 section 2.1).

Everything is said with whole subtrees: ``node(level, position)`` is the hash of the ``position``-th subtree of
``2 ** level`` leaves. Whoever has those can make any proof; whoever checks one needs none.
"""

import hashlib
from collections.abc import Callable, Sequence

HASH_OCTETS = 32
EMPTY = hashlib.sha256().digest()
Node = Callable[[int, int], bytes]


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two neighbours."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(size: int, node: Node) -> bytes:
    """Return the hash of the tree of the first ``size`` leaves."""
    return _between(0, size, node) if size else EMPTY


def inclusion(index: int, size: int, node: Node) -> tuple[bytes, ...]:
    """Return the path from a leaf to the root of the first ``size`` leaves. Raises ``IndexError`` outside them."""
    if not 0 <= index < size:
        raise IndexError(f"leaf {index} of {size}")
    path: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(_between(middle, end, node))
            end = middle
        else:
            path.append(_between(begin, middle, node))
            begin = middle
    return tuple(reversed(path))


def consistency(old: int, new: int, node: Node) -> tuple[bytes, ...]:
    """Return the proof that the first ``new`` leaves begin with the first ``old``. Raises ``IndexError``."""
    if not 0 < old <= new:
        raise IndexError(f"{old} leaves of {new}")
    path: list[bytes] = []
    begin, end = 0, new
    while old < end:
        middle = begin + _split(end - begin)
        if old <= middle:
            path.append(_between(middle, end, node))
            end = middle
        else:
            path.append(_between(begin, middle, node))
            begin = middle
    if begin:  # else what is left is the old tree whole, which the checker has
        path.append(_between(begin, end, node))
    return tuple(reversed(path))


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], head: bytes) -> bool:
    """Whether a path leads from a leaf's hash to the root ``head`` of ``size`` leaves (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(leaf, head, *path):
        return False
    here, last, found = index, size - 1, leaf
    for step in path:
        if not last:
            return False
        if here & 1 or here == last:
            found = node_hash(step, found)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, step)
        here, last = here >> 1, last >> 1
    return last == 0 and found == head


def is_consistent(old: int, new: int, old_head: bytes, new_head: bytes, path: Sequence[bytes]) -> bool:
    """Whether a path shows that a tree only grew (RFC 9162 section 2.1.4.2); of no leaves anything has grown."""
    if not 0 <= old <= new or not _are_hashes(old_head, new_head, *path):
        return False
    if old in {0, new}:
        return not path and (old_head == new_head if old else old_head == EMPTY)
    steps = [old_head, *path] if old & (old - 1) == 0 else list(path)
    if not steps:
        return False
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if not last:
            return False
        if here & 1 or here == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            after = node_hash(after, step)
        here, last = here >> 1, last >> 1
    return last == 0 and before == old_head and after == new_head


class Growing:
    """A tree that grows by a leaf at a time and remembers only the whole subtrees at its right edge."""

    __slots__ = ("_edge", "_from_level", "made", "size")

    def __init__(self, from_level: int = 64) -> None:
        """Begin empty; ``made`` will hold each whole subtree of that level and above, by level and position."""
        self._edge: list[bytes] = []
        self._from_level = from_level
        self.size = 0
        self.made: dict[tuple[int, int], bytes] = {}

    def add(self, leaf: bytes) -> None:
        """Add a leaf's hash."""
        sha256, edge = hashlib.sha256, self._edge
        left, level = self.size, 0
        while left & 1:
            leaf = sha256(b"\x01" + edge.pop() + leaf).digest()
            left, level = left >> 1, level + 1
            if level >= self._from_level:
                self.made[level, left] = leaf
        edge.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Return the hash of the tree."""
        if not self._edge:
            return EMPTY
        *others, found = self._edge
        for left in reversed(others):
            found = node_hash(left, found)
        return found


def _split(size: int) -> int:
    """Return the largest power of two under ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


def _between(begin: int, end: int, node: Node) -> bytes:
    """Return the hash of the leaves from ``begin`` to before ``end``, where a subtree begins."""
    size = end - begin
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return node(level, begin >> level)
    middle = begin + _split(size)
    return node_hash(_between(begin, middle, node), _between(middle, end, node))


def _are_hashes(*octets: bytes) -> bool:
    return all(len(one) == HASH_OCTETS for one in octets)
