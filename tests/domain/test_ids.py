"""Ids: unguessable, and fit to be typed."""

import re

from palabre.kernel.ids import new_id

MANY = 2_000


def test_ids_are_distinct_and_begin_with_a_letter() -> None:
    """Two thousand ids: none twice, each of 16 characters that a command line takes as a word."""
    ids = {new_id() for _ in range(MANY)}
    assert len(ids) == MANY
    assert [one for one in ids if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{15}", one)] == []
