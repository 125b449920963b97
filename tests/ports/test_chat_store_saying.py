import asyncio

import msgspec
import pytest

from palabre.chat.events import Said, Stub
from palabre.chat.model import Draft, Message, MessageState, Reaction
from palabre.kernel.clock import MINUTE
from palabre.kernel.ids import MessageId, PlaceId
from palabre.kernel.limits import EDIT_WINDOW_MS, REACTIONS_PER_MESSAGE
from ports.talk import LAVANDE, MARC, OLIVE, OTHER, ROOM, Talk, refused


async def test_a_message_is_kept_whole(talk: Talk) -> None:
    """What was said is read back as it was said, by whom and when."""
    ack, _ = await talk.say(LAVANDE, "Bonsoir Marc", mentions=[MARC.id])
    message = Message(ack.id, 1, talk.clock.now(), LAVANDE, "Bonsoir Marc", mentions=(MARC.id,))
    assert await talk.seen() == (message,)
    assert await talk.store.message(ROOM, MARC.id, ack.id) == message


async def test_the_announcement_is_what_a_reader_would_find(talk: Talk) -> None:
    """The event told at once is the event read later, octet for octet."""
    _, told = await talk.say(LAVANDE, "Bonsoir")
    assert [one.event for one in told] == [msgspec.json.encode(event) for event in await talk.events()]


async def test_positions_have_no_holes(talk: Talk) -> None:
    """However many write at once, a room counts 1, 2, 3 …, and each room for itself."""
    places = [ROOM, OTHER] * 40
    acks = await asyncio.gather(*(talk.say(LAVANDE, f"ligne {n}", place=place) for n, place in enumerate(places)))
    for place in (ROOM, OTHER):
        found = sorted(ack.position for ack, _ in acks if ack.place == place)
        assert found == list(range(1, 41))


async def test_a_refusal_takes_no_position(talk: Talk) -> None:
    """What was refused leaves no hole behind."""
    await talk.say(LAVANDE, "un")
    await refused(talk.say(LAVANDE, "perdu", reply=MessageId("inconnu")))
    await talk.say(LAVANDE, "deux")
    assert [event.position for event in await talk.events()] == [1, 2]


async def test_the_same_key_gives_the_same_ack(talk: Talk) -> None:
    """A repeated send is said once, announced once and answered alike, even when both come at once."""
    draft = Draft("cle-de-lavande", "Bonsoir")
    assert await talk.store.acked(LAVANDE.id, draft) is None
    (first, told), (again, silent) = await asyncio.gather(
        *(talk.say(LAVANDE, draft.text, key=draft.key) for _ in range(2))
    )
    assert (again, silent, len(told)) == (first, (), 1)
    assert await talk.store.acked(LAVANDE.id, draft) == first
    assert await talk.texts() == ["Bonsoir"]


async def test_a_key_belongs_to_its_member(talk: Talk) -> None:
    """Two people may choose the same key."""
    await talk.say(LAVANDE, "de Lavande", key="la-meme-cle")
    await talk.say(MARC, "de Marc", key="la-meme-cle")
    assert await talk.texts() == ["de Lavande", "de Marc"]


async def test_a_key_carries_one_text(talk: Talk) -> None:
    """The same key with other words is refused, whether looked up or sent."""
    await talk.say(LAVANDE, "Bonsoir", key="cle-de-lavande")
    assert await refused(talk.say(LAVANDE, "Bonjour", key="cle-de-lavande")) == ("key_reused", 0)
    assert await refused(talk.store.acked(LAVANDE.id, Draft("cle-de-lavande", "Bonjour"))) == ("key_reused", 0)


async def test_an_unknown_room_is_refused(talk: Talk) -> None:
    """Nothing is said nowhere."""
    assert await refused(talk.say(LAVANDE, "Bonsoir", place=PlaceId("nulle-part"))) == ("unknown_place", 0)


async def test_slow_mode_counts_for_each_member(talk: Talk) -> None:
    """A member waits out the rest of the pause; another, and the host, do not."""
    await talk.change(slow_s=30)
    await talk.say(LAVANDE, "un")
    talk.clock.advance(20_000)
    assert await refused(talk.say(LAVANDE, "deux")) == ("slow_mode", 10_000)
    await talk.say(MARC, "moi aussi")
    await talk.say(OLIVE, "un")
    await talk.say(OLIVE, "deux")
    talk.clock.advance(10_000)
    await talk.say(LAVANDE, "deux")
    assert await talk.texts() == ["un", "moi aussi", "un", "deux", "deux"]


async def test_only_the_host_writes_where_others_read(talk: Talk) -> None:
    """Read only closes the room's mouth, not its host's."""
    await talk.change(read_only=True)
    assert await refused(talk.say(LAVANDE, "Puis-je ?")) == ("read_only", 0)
    await talk.say(OLIVE, "Annonce")
    assert await talk.texts() == ["Annonce"]


async def test_a_reply_quotes_in_short(talk: Talk) -> None:
    """A reply carries the name and the first 140 characters of what it answers."""
    asked = await talk.said(LAVANDE, "é" * 200)
    await talk.said(MARC, "Oui", reply=asked)
    quote = (await talk.seen())[1].reply
    assert quote is not None
    assert (quote.message, quote.name, quote.text) == (asked, "Lavande", "é" * 140)


async def test_a_reply_stays_in_its_room(talk: Talk) -> None:
    """What was said in another room cannot be quoted here."""
    elsewhere = await talk.said(LAVANDE, "Au jardin", place=OTHER)
    assert await refused(talk.say(MARC, "Oui", reply=elsewhere)) == ("unknown_message", 0)


async def test_an_edit_is_marked_with_its_time(talk: Talk) -> None:
    """New words take the place of the old and say when they came."""
    message = await talk.said(LAVANDE, "J’ai lut")
    talk.clock.advance(MINUTE)
    await talk.edit(LAVANDE, message, "J’ai lu")
    assert [(one.text, one.edited) for one in await talk.seen()] == [("J’ai lu", talk.clock.now())]
    assert await talk.found("lut") == []


async def test_an_edit_has_its_time(talk: Talk) -> None:
    """The last moment of the 15 minutes counts; the next does not."""
    message = await talk.said(LAVANDE, "un")
    talk.clock.advance(EDIT_WINDOW_MS)
    await talk.edit(LAVANDE, message, "deux")
    talk.clock.advance(1)
    assert await refused(talk.edit(LAVANDE, message, "trois")) == ("too_late", 0)
    assert await talk.texts() == ["deux"]


async def test_only_the_author_changes_or_deletes(talk: Talk) -> None:
    """Not even the host takes somebody's words."""
    message = await talk.said(LAVANDE, "Bonsoir")
    assert await refused(talk.edit(MARC, message, "Volé")) == ("not_yours", 0)
    assert await refused(talk.delete(OLIVE, message)) == ("not_yours", 0)
    assert await talk.texts() == ["Bonsoir"]


async def test_a_deleted_message_leaves_its_place_only(talk: Talk) -> None:
    """Text, mentions, quote and reactions go; it is found, quoted and answered no more."""
    first = await talk.said(OLIVE, "Qui vient ?")
    message = await talk.said(LAVANDE, "Marc vient", mentions=[MARC.id], reply=first)
    await talk.said(MARC, "Oui", reply=message)
    await talk.react(MARC, message)
    at = talk.clock.now()
    await talk.delete(LAVANDE, message)
    _, gone, answer = await talk.seen()
    assert gone == Message(message, 2, at, LAVANDE, "", state=MessageState.DELETED)
    assert answer.reply is not None
    assert answer.reply.text == ""
    assert await talk.found("Marc vient") == []
    assert await refused(talk.edit(LAVANDE, message, "Retour")) == ("unknown_message", 0)
    assert await refused(talk.delete(LAVANDE, message)) == ("unknown_message", 0)
    assert await refused(talk.react(MARC, message)) == ("unknown_message", 0)


async def test_a_reaction_counts_once_each(talk: Talk) -> None:
    """Each member counts once for each emoji, however often they press, and sees their own."""
    message = await talk.said(LAVANDE, "Bonsoir")
    events = [await talk.react(who, message) for who in (LAVANDE, MARC, MARC)]
    assert events == [1, 1, 0]
    assert (await talk.seen(MARC))[0].reactions == (Reaction("👍", 2, mine=True),)
    assert (await talk.seen(OLIVE))[0].reactions == (Reaction("👍", 2),)
    assert [await talk.react(MARC, message, on=False) for _ in range(2)] == [1, 0]
    assert (await talk.seen(MARC))[0].reactions == (Reaction("👍", 1),)


async def test_a_message_carries_so_many_emoji(talk: Talk) -> None:
    """Past the bound a new emoji is refused, one already there is not."""
    message = await talk.said(LAVANDE, "Bonsoir")
    emoji = [chr(0x1F600 + number) for number in range(REACTIONS_PER_MESSAGE + 1)]
    for one in emoji[:-1]:
        await talk.react(LAVANDE, message, one)
    assert await refused(talk.react(MARC, message, emoji[-1])) == ("too_many_reactions", 0)
    assert await talk.react(MARC, message, emoji[0]) == 1


async def test_a_held_message_is_its_author_s_alone(talk: Talk) -> None:
    """Until it is let through, others find a stub, no message, no search and no quote."""
    ack, told = await talk.say(LAVANDE, "En attente", held=True)
    assert (ack.state, [one.event for one in told]) == (MessageState.HELD, [msgspec.json.encode(Stub(1))])
    assert (await talk.texts(LAVANDE), await talk.texts(MARC)) == (["En attente"], [])
    assert (await talk.found("attente", LAVANDE), await talk.found("attente")) == (["En attente"], [])
    assert await talk.events(MARC) == [Stub(1)]
    assert isinstance((await talk.events(LAVANDE))[0], Said)
    assert await refused(talk.say(MARC, "Oui", reply=ack.id)) == ("unknown_message", 0)
    assert await refused(talk.delete(MARC, ack.id)) == ("unknown_message", 0)


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE message; --", "100 %", "a_b", "\\", '"', "<b>", "%", "é\u0301", "👩‍🌾"]
)
async def test_no_text_means_anything_to_the_store(talk: Talk, text: str) -> None:
    """Words are kept and found as they are, whatever they would say to a database."""
    await talk.said(LAVANDE, "autre chose")
    await talk.said(LAVANDE, text)
    assert await talk.found(text) == [text]
    assert await talk.texts() == ["autre chose", text]
