"""Whether a text is one emoji, without a table that ages (Unicode UTS 51, sequences)."""

import re

from palabre.kernel.errors import Refusal

LONGEST = 16  # code points; the longest family has ten
# Blocks of symbols that hold emoji, and those that stand alone among letters; the letters of flags are pairs, below.
BASE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001faff]"
)
ONE = f"{BASE}\ufe0f?[\U0001f3fb-\U0001f3ff]?"
FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
KEYCAP = "[0-9#*]\ufe0f?\u20e3"
TAGGED = "\U0001f3f4[\U000e0061-\U000e007a]{2,6}\U000e007f"
EMOJI = re.compile(f"(?:{KEYCAP}|{FLAG}|{TAGGED}|{ONE}(?:\u200d{ONE})*)")


def check_emoji(text: str) -> None:
    """Refuse what is not one emoji. Raises ``Refusal("not_emoji")``."""
    if len(text) > LONGEST or not EMOJI.fullmatch(text):
        raise Refusal("not_emoji")
