"""The tree over the chain: the published vectors, and what holds of trees of any size (RFC 6962)."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.moderation.ledger.tree import (
    EMPTY,
    Growing,
    Node,
    consistency,
    inclusion,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    root,
)

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "ledger" / "rfc6962.json").read_text())
LEAVES = [leaf_hash(bytes.fromhex(leaf)) for leaf in VECTORS["leaves"]]
ROOTS = [EMPTY, *map(bytes.fromhex, VECTORS["roots"])]
SIZES = st.integers(1, 70)


def whole(leaves: list[bytes]) -> Node:
    """Return what gives each whole subtree of some leaves, by the definition."""

    def node(level: int, position: int) -> bytes:
        if level == 0:
            return leaves[position]
        return node_hash(node(level - 1, 2 * position), node(level - 1, 2 * position + 1))

    return node


def many(count: int) -> list[bytes]:
    """Return so many leaves, each unlike the others."""
    return [leaf_hash(str(number).encode()) for number in range(count)]


def test_roots_are_those_of_others() -> None:
    """Trees of no to eight leaves, as a whole and leaf by leaf."""
    growing = Growing()
    for size, wanted in enumerate(ROOTS):
        assert root(size, whole(LEAVES)) == growing.root() == wanted
        if size < len(LEAVES):
            growing.add(LEAVES[size])


@pytest.mark.parametrize("case", VECTORS["inclusion"])
def test_a_published_path_is_made_and_accepted(case: dict[str, int | list[str]]) -> None:
    """Leaf, size, path as others print them."""
    index, size, path = int(str(case["index"])), int(str(case["size"])), _octets(case["path"])
    assert inclusion(index, size, whole(LEAVES)) == path
    assert is_included(LEAVES[index], index, size, path, ROOTS[size])


@pytest.mark.parametrize("case", VECTORS["consistency"])
def test_a_published_growth_is_made_and_accepted(case: dict[str, int | list[str]]) -> None:
    """Both sizes and the path as others print them."""
    old, new, path = int(str(case["old"])), int(str(case["new"])), _octets(case["path"])
    assert consistency(old, new, whole(LEAVES)) == path
    assert is_consistent(old, new, ROOTS[old], ROOTS[new], path)


@given(SIZES, st.data())
def test_every_leaf_of_every_tree_has_a_path(size: int, data: st.DataObject) -> None:
    """A path fits its leaf, its place, its size and its root, and no other."""
    index, node = data.draw(st.integers(0, size - 1)), whole(many(size))
    leaf, path, head = many(size)[index], inclusion(index, size, node), root(size, node)
    assert is_included(leaf, index, size, path, head)
    for other in range(-1, size + 2):
        assert is_included(leaf, other, size, path, head) == (other == index)
    assert not is_included(leaf_hash(b"another"), index, size, path, head)
    assert not is_included(leaf, index, size, (*path, leaf), head)
    assert not is_included(leaf, index, size, path, leaf_hash(b"another"))
    assert not is_included(leaf[:-1], index, size, path, head)
    if path:
        assert not is_included(leaf, index, size, path[:-1], head)
        assert not is_included(leaf, index, size, _flipped(path, data), head)


@given(SIZES, st.data())
def test_every_tree_shows_that_it_only_grew(size: int, data: st.DataObject) -> None:
    """A proof of growth fits its two trees, and no others."""
    old, node = data.draw(st.integers(1, size)), whole(many(size))
    path, before, after = consistency(old, size, node), root(old, node), root(size, node)
    assert is_consistent(old, size, before, after, path)
    assert is_consistent(0, size, EMPTY, after, ())
    assert not is_consistent(old, size, leaf_hash(b"another"), after, path)
    assert not is_consistent(old, size, before, leaf_hash(b"another"), path)
    assert not is_consistent(old, size, before, after, (*path, before))
    assert not is_consistent(size + 1, size, before, after, path)
    for other in range(1, size):
        assert is_consistent(other, size, before, after, path) == (other == old)
    if path:
        assert not is_consistent(old, size, before, after, path[:-1])
        assert not is_consistent(old, size, before, after, _flipped(path, data))


@given(st.integers(0, 70))
def test_growing_is_the_same_tree(size: int) -> None:
    """Leaf by leaf the root and each whole subtree are those of the definition."""
    growing = Growing(from_level=2)
    for leaf in many(size):
        growing.add(leaf)
    node = whole(many(size))
    assert growing.root() == root(size, node)
    assert growing.made == {
        (level, position): node(level, position)
        for level in range(2, size.bit_length())
        for position in range(size >> level)
    }


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 3), (3, 3)])
def test_no_path_is_made_for_what_is_not_there(index: int, size: int) -> None:
    """A leaf outside the tree is an error of the asker; so is a larger tree than there is."""
    with pytest.raises(IndexError):
        inclusion(index, size, whole(many(3)))
    with pytest.raises(IndexError):
        consistency(size + 1, size, whole(many(3)))


def _octets(path: object) -> tuple[bytes, ...]:
    assert isinstance(path, list)
    return tuple(map(bytes.fromhex, path))


def _flipped(path: tuple[bytes, ...], data: st.DataObject) -> tuple[bytes, ...]:
    where = data.draw(st.integers(0, len(path) * 32 - 1))
    octets = bytearray(b"".join(path))
    octets[where] ^= 1 << data.draw(st.integers(0, 7))
    return tuple(bytes(octets[at : at + 32]) for at in range(0, len(octets), 32))
