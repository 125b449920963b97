"""The shipped weights go with the rows that they were learned from, and closed sets stay closed."""

from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from palabre.safety.weights import load_weights

VECTORS = Path(__file__).parents[1] / "vectors"
LEARNED = [
    *sorted((VECTORS / "learned").iterdir()),
    *(VECTORS / "first_look" / one for one in ("first", "second", "third")),
]
CLOSED = ("fourth", "fifth", "sixth")


def texts(folder: Path) -> set[str]:
    """Return the texts of the rows of a folder, a conversation as one, in lower case."""
    rows = [msgspec.json.decode(line) for file in folder.glob("*.jsonl") for line in file.read_bytes().splitlines()]
    return {" / ".join(turn["text"] for turn in row.get("turns", [row])).casefold() for row in rows}


@pytest.mark.parametrize("name", ["weights", "talk_weights"])
def test_weights_are_of_the_rows_beside_them(name: str) -> None:
    """A row changed without `make weights` shows: the header holds the digest of all of them (decision 0113)."""
    files = [file for folder in LEARNED if folder.is_dir() for file in sorted(folder.glob("*.jsonl"))]
    assert sha256(b"".join(file.read_bytes() for file in files)).hexdigest() == load_weights(name).header.rows


@pytest.mark.parametrize("name", CLOSED)
def test_closed_sets_are_not_learned_from(name: str) -> None:
    """Not one of their rows is among those that were learned from."""
    known = {text for folder in LEARNED if folder.is_dir() for text in texts(folder)}
    assert not texts(VECTORS / "first_look" / name) & known
