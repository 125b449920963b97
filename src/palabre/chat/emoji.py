"""Whether a text is one emoji, without a table that ages (Unicode UTS 51, sequences)."""

import re

from palabre.kernel.errors import Refusal

LONGEST = 16  # code points; the longest family has ten
BASE = "[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff]"
ONE = f"{BASE}\ufe0f?[\U0001f3fb-\U0001f3ff]?"
FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
KEYCAP = "[0-9#*]\ufe0f?\u20e3"
TAGGED = "\U0001f3f4[\U000e0061-\U000e007a]{2,6}\U000e007f"
EMOJI = re.compile(f"(?:{KEYCAP}|{FLAG}|{TAGGED}|{ONE}(?:\u200d{ONE})*)")


def check_emoji(text: str) -> None:
    """Refuse what is not one emoji. Raises ``Refusal("not_emoji")``."""
    if len(text) > LONGEST or not EMOJI.fullmatch(text):
        raise Refusal("not_emoji")
