import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.chat.emoji import check_emoji
from palabre.kernel.errors import Refusal


@pytest.mark.parametrize("emoji", ["👍", "❤️", "👍🏽", "👩‍👩‍👧‍👦", "🇫🇷", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏳️‍🌈", "☕", "‼️", "🫶"])
def test_one_emoji_passes(emoji: str) -> None:
    """Skins, families, flags and keycaps are one emoji each."""
    check_emoji(emoji)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "👍👍",
        "👍 ",
        "<b>",
        "12",
        "e\u0301",
        "🇫",
        "👍‍",
        "👩‍" * 9 + "👩",
        "\u200d",
        "'",
        "あ",
        "カ",
        "─",
        "№",
        "⼀",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    """Letters, two emoji, halves of flags, open joiners and chains without end are no reaction."""
    with pytest.raises(Refusal, match="not_emoji"):
        check_emoji(text)


@given(st.text(alphabet=st.characters(max_codepoint=0x2000), min_size=1, max_size=12))
def test_no_plain_text_passes(text: str) -> None:
    """Nothing below the symbols of Unicode is a reaction, save © and ®."""
    if text.strip("©®0123456789#*\ufe0f\u20e3"):
        with pytest.raises(Refusal, match="not_emoji"):
            check_emoji(text)
