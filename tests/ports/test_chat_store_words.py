import msgspec
import pytest

from palabre.chat.ports import ChatStore
from ports.samples import ADA, BO, NOW, TEA, draft, say


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE message; --", "100 %", "a_b", "\\", '"', "<b>", "%", "e\u0323", "👩‍🌾"]
)
async def test_no_text_means_anything_to_the_store(chat: ChatStore, text: str) -> None:
    """Words are kept and found as they are, whatever they would say to a database."""
    await say(chat, ADA, "autre chose")
    await say(chat, ADA, text)
    found = await chat.search(TEA.id, BO.id, text, 9)
    page = await chat.page(TEA.id, BO.id, 9, 9)
    assert [one.text for one in found.messages] == [text]
    assert [one.text for one in page.messages] == ["autre chose", text]


async def test_the_announcement_is_what_a_reader_finds(chat: ChatStore) -> None:
    """The event told at once is the event read later, octet for octet (R-3)."""
    _, written = await chat.append(TEA.id, ADA, draft("Bonsoir"), (BO.id,), held=False, now=NOW)
    events = await chat.events(TEA.id, BO.id, 0, 9)
    assert [one.event for one in written.announcements] == [msgspec.json.encode(event) for event in events]


async def test_a_quote_is_short(chat: ChatStore) -> None:
    """A reply carries at most 140 characters of what it answers."""
    asked = await say(chat, ADA, "é" * 200)
    await say(chat, BO, draft("Oui", reply=asked.id))
    quote = (await chat.page(TEA.id, BO.id, 9, 9)).messages[1].reply
    assert quote is not None
    assert (quote.name, quote.text) == ("Ada", "é" * 140)
