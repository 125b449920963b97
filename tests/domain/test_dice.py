"""Dice: fair, and within what was written."""

from collections import Counter

from palabre.chat.dice import cast, told
from palabre.chat.model import Roll


def test_every_face_comes_up_about_as_often() -> None:
    """Six thousand throws of one die: no face beyond 20 % of its share, which chance alone does once in 10 million."""
    found = Counter(face for _ in range(600) for face in cast("10d6").faces)
    assert sorted(found) == [1, 2, 3, 4, 5, 6]
    assert all(800 < times < 1_200 for times in found.values())


def test_dice_are_told_in_words() -> None:
    """One die shows its face, several show each and their sum."""
    assert told(Roll("1d20", (14,))) == "1d20: 14"
    assert told(Roll("2d6", (3, 5))) == "2d6: 3 + 5 = 8"
