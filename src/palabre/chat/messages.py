"""What members say: access, judge, append, announce."""

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from msgspec.structs import replace

from palabre.chat.access import access_room_to_post, access_room_to_read, postable
from palabre.chat.announce import pack, subject
from palabre.chat.emoji import check_emoji
from palabre.chat.judgement import Judgement, Saying
from palabre.chat.listing import Listing
from palabre.chat.model import Ack, Author, Draft
from palabre.chat.ports import ChatStore, Written
from palabre.kernel.clock import Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, MessageId, PlaceId
from palabre.kernel.ports import Bus
from palabre.safety.model import EventType
from palabre.safety.normalise import normalise_text

Mentioned = Callable[[PlaceId, str, MemberId], tuple[tuple[MemberId, str], ...]]


async def ring(bus: Bus, written: Written) -> None:
    """Tell the bus what is now durable; a lost bell is repaired by positions."""
    for announcement in written.announcements:
        await bus.publish(subject(announcement.place), pack(announcement))


@dataclass(frozen=True, slots=True)
class Posted:
    """A message is durable; what its author is told besides, in French and English: why it is held, where help is."""

    ack: Ack
    sentence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Messages:
    """Everything a member does with messages."""

    store: ChatStore
    judgement: Judgement
    bus: Bus
    clock: Clock
    mentioned: Mentioned
    listing: Listing

    async def post(self, author: Author, place: PlaceId, draft: Draft, *, sure: bool = False) -> Posted:
        """Say something, or show what dice gave; the same draft again gives the same ack.

        Raises ``Refusal``: of ``normalise_text``, access, the judge, slow_mode, key_reused, busy.
        """
        draft = replace(draft, text=normalise_text(draft.text))
        if self.store.may_repeat(author.id, draft) and (earlier := await self.store.earlier(author.id, draft)):
            return Posted(earlier)
        postable(self.listing.known(place) or await self.store.room(place), author.id)
        # Dice hold nobody's words: what may be judged of them is their pace.
        words = "" if draft.roll else draft.text
        called = self.mentioned(place, draft.text, author.id)
        saying = Saying(sure, called, await self._answered(place, author.id, draft.reply))
        try:
            judged = await self.judgement.of(EventType.MESSAGE_ROOM, author.id, words, place, saying)
        except Refusal:
            if earlier := await self.store.earlier(author.id, draft):
                return Posted(earlier)  # repeated so late that its key was no longer remembered
            raise
        ack, written = await self.store.append(
            place,
            author,
            draft,
            tuple(member for member, _ in called),
            held=judged.is_held,
            now=self.clock.now(),
            number=judged.id,
        )
        await ring(self.bus, written)
        return Posted(ack, judged.sentence)

    async def edit(self, member: MemberId, place: PlaceId, message: MessageId, text: str) -> None:
        """Change one's own message within 15 minutes; judged as new."""
        text = normalise_text(text)
        await access_room_to_post(self.store, member, place)
        called, before = self.mentioned(place, text, member), await self.store.message(place, member, message)
        saying = Saying(called=called, answered=before.reply.author if before and before.reply else None)
        await self.judgement.of(EventType.MESSAGE_EDITED, member, text, place, saying)
        mentions = tuple(one for one, _ in called)
        await ring(self.bus, await self.store.edit(place, member, message, text, mentions, self.clock.now()))

    async def delete(self, member: MemberId, place: PlaceId, message: MessageId) -> None:
        """Take one's own message back."""
        await access_room_to_read(self.store, member, place)
        await ring(self.bus, await self.store.delete(place, member, message, self.clock.now()))

    async def release(self, place: str, message: MessageId) -> None:
        """Show a held message after all; harmless when it is not held any more."""
        await self._decide(self.store.release(PlaceId(place), message, self.clock.now()))

    async def give_back(self, place: str, message: MessageId) -> None:
        """Leave a held message to its author; harmless when it is not held any more."""
        await self._decide(self.store.give_back(PlaceId(place), message, self.clock.now()))

    async def give_back_late(self, before: int) -> None:
        """Give back what is held since before a moment and nobody has looked at."""
        for place, message in await self.store.held_before(before):
            await self.give_back(place, message)

    async def _answered(self, place: PlaceId, member: MemberId, message: MessageId | None) -> MemberId | None:
        """Return whose message a reply is to, as far as its author may see that message."""
        found = await self.store.message(place, member, message) if message else None
        return found.author.id if found else None

    async def _decide(self, deciding: Awaitable[Written]) -> None:
        with contextlib.suppress(Refusal):
            await ring(self.bus, await deciding)

    async def react(self, member: MemberId, place: PlaceId, message: MessageId, emoji: str, *, on: bool) -> None:
        """Put an emoji under a message, or take it away."""
        check_emoji(emoji)
        await access_room_to_read(self.store, member, place)
        now = self.clock.now()
        await ring(self.bus, await self.store.react(place, member, message, emoji, on=on, now=now))

    async def erase_words(self, member: MemberId) -> None:
        """Erase everything a member said in rooms."""
        await ring(self.bus, await self.store.erase_words(member, self.clock.now()))
