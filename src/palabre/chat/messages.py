"""What members say: access, judge, append, announce."""

from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from palabre.chat.access import access_room_to_post, access_room_to_read, postable
from palabre.chat.announce import pack, subject
from palabre.chat.emoji import check_emoji
from palabre.chat.judgement import Judgement
from palabre.chat.model import Ack, Author, Draft
from palabre.chat.ports import ChatStore, Written
from palabre.kernel.clock import Clock
from palabre.kernel.ids import MemberId, MessageId, PlaceId
from palabre.kernel.ports import Bus
from palabre.safety.model import EventType, Outcome
from palabre.safety.normalise import normalise_text

Mentioned = Callable[[PlaceId, str, MemberId], tuple[MemberId, ...]]


async def ring(bus: Bus, written: Written) -> None:
    """Tell the bus what is now durable; a lost bell is repaired by positions."""
    for announcement in written.announcements:
        await bus.publish(subject(announcement.place), pack(announcement))


@dataclass(frozen=True, slots=True)
class Messages:
    """Everything a member does with messages."""

    store: ChatStore
    judgement: Judgement
    bus: Bus
    clock: Clock
    mentioned: Mentioned

    async def post(self, author: Author, place: PlaceId, draft: Draft) -> Ack:
        """Say something, or show what dice gave; the same draft again gives the same ack.

        Raises ``Refusal``: of ``normalise_text``, access, the judge, slow_mode, key_reused, busy.
        """
        draft = replace(draft, text=normalise_text(draft.text))
        room, earlier = await self.store.before(place, author.id, draft)
        if earlier is not None:
            return earlier
        postable(room, author.id)
        # Dice hold nobody's words: what may be judged of them is their pace.
        words = "" if draft.roll else draft.text
        verdict = self.judgement.of(EventType.MESSAGE_ROOM, author.id, words, place)
        ack, written = await self.store.append(
            place,
            author,
            draft,
            self.mentioned(place, draft.text, author.id),
            held=verdict.outcome is Outcome.HOLD,
            now=self.clock.now(),
        )
        await ring(self.bus, written)
        return ack

    async def edit(self, member: MemberId, place: PlaceId, message: MessageId, text: str) -> None:
        """Change one's own message within 15 minutes; judged as new."""
        text = normalise_text(text)
        await access_room_to_post(self.store, member, place)
        self.judgement.of(EventType.MESSAGE_EDITED, member, text, place)
        mentions = self.mentioned(place, text, member)
        await ring(self.bus, await self.store.edit(place, member, message, text, mentions, self.clock.now()))

    async def delete(self, member: MemberId, place: PlaceId, message: MessageId) -> None:
        """Take one's own message back."""
        await access_room_to_read(self.store, member, place)
        await ring(self.bus, await self.store.delete(place, member, message, self.clock.now()))

    async def react(self, member: MemberId, place: PlaceId, message: MessageId, emoji: str, *, on: bool) -> None:
        """Put an emoji under a message, or take it away."""
        check_emoji(emoji)
        await access_room_to_read(self.store, member, place)
        now = self.clock.now()
        await ring(self.bus, await self.store.react(place, member, message, emoji, on=on, now=now))

    async def erase_words(self, member: MemberId) -> None:
        """Erase everything a member said in rooms."""
        await ring(self.bus, await self.store.erase_words(member, self.clock.now()))
