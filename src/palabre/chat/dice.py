"""Dice: read as people write them, cast by the server, so that nobody chooses what comes up."""

import re
import secrets

from palabre.chat.model import Roll
from palabre.kernel.errors import Refusal
from palabre.kernel.limits import DICE_FACES, DICE_FACES_FEWEST, DICE_THROWN

WRITTEN = re.compile(r"(\d{0,9})\s?[dD]\s?(\d{1,9})", re.ASCII)


def cast(written: str) -> Roll:
    """Throw "2d6", or "d20" for one die. Raises ``Refusal``: dice_unreadable, dice_count, dice_faces."""
    found = WRITTEN.fullmatch(written.strip())
    if found is None:
        raise Refusal("dice_unreadable")
    count, faces = int(found[1] or 1), int(found[2])
    if not 1 <= count <= DICE_THROWN:
        raise Refusal("dice_count", limit=DICE_THROWN)
    if not DICE_FACES_FEWEST <= faces <= DICE_FACES:
        raise Refusal("dice_faces", limit=DICE_FACES)
    return Roll(f"{count}d{faces}", tuple(secrets.randbelow(faces) + 1 for _ in range(count)))


def told(roll: Roll) -> str:
    """Return a roll as words: "2d6: 3 + 5 = 8", for whoever quotes, searches or reads aloud."""
    shown = " + ".join(map(str, roll.faces))
    return f"{roll.dice}: {shown} = {sum(roll.faces)}" if len(roll.faces) > 1 else f"{roll.dice}: {shown}"
