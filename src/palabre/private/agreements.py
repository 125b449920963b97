"""What two people agree on: four consents each way, how long messages stay, marks, and what one shows to moderation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from palabre.kernel.clock import Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import ConversationId, MemberId
from palabre.private.model import Choices, ConsentKind, ConversationState, Offer, Shown, Vanishing
from palabre.private.ports import Desk, Pair, PrivateStore, Received, Report
from palabre.private.receipts import Receipts


@dataclass(frozen=True, slots=True)
class Agreements:
    """Every act by which one of the two says what they accept."""

    store: PrivateStore
    receipts: Receipts
    desk: Desk
    clock: Clock

    async def consent(
        self, member: MemberId, conversation: ConversationId, kind: ConsentKind, given_at: int | None
    ) -> Pair:
        """Say yes to a kind of thing from the other, or take it back with ``None``."""
        return await self.store.consent(member, conversation, kind, given_at)

    async def vanish(self, member: MemberId, conversation: ConversationId, after: Vanishing) -> Pair:
        """Choose how long both devices keep messages."""
        return await self.store.vanish(member, conversation, after)

    async def offer(
        self, member: MemberId, conversation: ConversationId, key: str, kind: Offer, target: str = ""
    ) -> None:
        """Announce that the message of an id holds a kind that needs a yes, or takes back one's own."""
        await self.store.offer(member, conversation, key, kind, target, self.clock.now())

    async def hears_typing(self, member: MemberId, conversation: ConversationId) -> MemberId | None:
        """Return the other, if both have typing marks on and may talk."""
        return await self._hears(member, conversation, lambda choices: choices.typing)

    async def hears_reading(self, member: MemberId, conversation: ConversationId) -> MemberId | None:
        """Return the other, if both have read marks on and may talk."""
        return await self._hears(member, conversation, lambda choices: choices.read)

    async def report(
        self,
        reporter: MemberId,
        conversation: ConversationId,
        category: str,
        messages: Sequence[Shown],
        words: str,
        *,
        stop: bool = False,
    ) -> Received:
        """Hand proven messages to moderation, and block the other at once if asked. Raises ``Refusal("bad_proof")``."""
        between = await self.store.relation(reporter, conversation)
        for index, shown in enumerate(messages):
            self.receipts.check(conversation, between.other_ref, shown, index)
        return await self.desk.take(
            Report(reporter, between.other, conversation, category, tuple(messages), words, stop)
        )

    async def _hears(
        self, member: MemberId, conversation: ConversationId, is_on: Callable[[Choices], bool]
    ) -> MemberId | None:
        seen = await self.store.relation(member, conversation)
        if seen.state is not ConversationState.OPEN or not seen.is_available:
            raise Refusal("not_available")
        mine, theirs = await self.store.choices(member), await self.store.choices(seen.other)
        return seen.other if is_on(mine) and is_on(theirs) else None
