"""Hosting: whoever opened a room may hide a message there and ask somebody to leave it, and sees no notice.

So may a volunteer whom the staff named for it (``volunteering``). Each act is a decision like those of the staff: with
a reason, a statement, an end or an undoing, and a complaint. The staff are asked out like anybody: an exemption would
tell each host who they are (docs/decisions/0094).
"""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from enum import StrEnum

from msgspec import Struct

from palabre.chat.access import access_room_to_host
from palabre.chat.model import Message, MessageState, Room
from palabre.chat.ports import ChatStore
from palabre.kernel.clock import DAY, HOUR, Clock
from palabre.kernel.errors import Advice, Refusal
from palabre.kernel.ids import MemberId, MessageId, PlaceId, new_id
from palabre.kernel.limits import HOST_ACTS_AN_HOUR
from palabre.moderation import terms
from palabre.moderation.casework import By
from palabre.moderation.deciding import Deciding
from palabre.moderation.decisions import HOST_AUTHOR, Decision, Imposed, Means, Outcome, Source
from palabre.moderation.model import Priority

OUT_FOR = DAY  # then whoever was asked to leave may come back
HOSTS_COUNTED = 10_000


class Reason(StrEnum):
    """Why a host acts; its words are in ``templates/<lang>/hosts.yaml``."""

    OFF_TOPIC = "off_topic"
    RUDE = "rude"
    FLOOD = "flood"
    REVEALS = "reveals"


class Host(Struct, frozen=True):
    """Who looks after a room: as decisions name them, as the ledger does, and as whom they talk, if that is known."""

    author: str
    by: By
    member: MemberId = MemberId("")


CLAUSES = {Reason.OFF_TOPIC: "room", Reason.RUDE: "respect", Reason.FLOOD: "flood", Reason.REVEALS: "others"}
OPENER = By("", "host")  # as the ledger names who opened a room; who it was stands in the decision


@dataclass
class Pace:
    """So many acts of one host in an hour, since this node started."""

    clock: Clock
    _acts: OrderedDict[str, deque[int]] = field(default_factory=OrderedDict)

    def take(self, host: str) -> None:
        """Count an act. Raises ``Refusal("host_pace")`` with the time left."""
        now, mine = self.clock.now(), self._acts.pop(host, None) or deque[int]()
        self._acts[host] = mine
        while mine and now - mine[0] >= HOUR:
            mine.popleft()
        if len(mine) >= HOST_ACTS_AN_HOUR:
            left = HOUR - (now - mine[0])
            raise Refusal("host_pace", Advice.LATER, retry_after_ms=left, limit=HOST_ACTS_AN_HOUR)
        mine.append(now)
        if len(self._acts) > HOSTS_COUNTED:
            self._acts.popitem(last=False)


@dataclass(frozen=True, slots=True)
class HostActs:
    """What is done in a room by whoever looks after it; that they do is the caller's to check."""

    deciding: Deciding
    chat: ChatStore
    pace: Pace
    words_last: int  # milliseconds that words of rooms are kept

    async def said(self, host: Host, place: PlaceId, number: MessageId) -> Message:
        """Return a message that may be hidden. Raises ``Refusal``: unknown_message, not_oneself."""
        said = await self.chat.message(place, host.member, number)
        if said is None or said.state is not MessageState.SAID:
            raise Refusal("unknown_message")
        _check_other(host, said.author.id)
        return said

    async def hide(self, host: Host, place: PlaceId, said: Message, reason: Reason) -> None:
        """Hide a message; its author reads why. Raises ``Refusal("host_pace")``."""
        self.pace.take(host.author)
        faded = said.at + self.words_last + DAY  # its words are gone by then
        imposed = Imposed(new_id(), Means.COVER, faded, said.id, place)
        await self.deciding.at_once(host.by, self._decision(host, said.author.id, imposed, reason, quote=said))

    async def hidden(self, place: PlaceId, number: MessageId) -> list[Decision]:
        """Return the decisions that hide a message. Raises ``Refusal("unknown_message")``."""
        found = [one for one in await self._of(place, Means.COVER) if one.imposed[0].target == number]
        if not found:
            raise Refusal("unknown_message")
        return found

    async def ask_out(self, host: Host, room: Room, member: MemberId, reason: Reason) -> None:
        """Ask somebody to leave, for 24 hours. Raises ``Refusal``: not_oneself, host_pace."""
        _check_other(host, member)
        if any(one.subject == member for one in await self._of(room.id, Means.ASK_OUT)):
            return
        self.pace.take(host.author)
        imposed = Imposed(new_id(), Means.ASK_OUT, self.deciding.clock.now() + OUT_FOR, "", room.id)
        await self.deciding.at_once(host.by, self._decision(host, member, imposed, reason, quote=room))

    async def kept_out(self, place: PlaceId, member: MemberId) -> list[Decision]:
        """Return the decisions that keep somebody out of a room. Raises ``Refusal("unknown_member")``."""
        found = [one for one in await self.asked_out(place) if one.subject == member]
        if not found:
            raise Refusal("unknown_member")
        return found

    async def asked_out(self, place: PlaceId) -> list[Decision]:
        """Return the decisions that keep people out of a room, oldest first."""
        return await self._of(place, Means.ASK_OUT)

    async def undo(self, host: Host, found: list[Decision]) -> None:
        """Undo what hosts decided, and tell whom it concerned."""
        for one in found:
            await self.deciding.reverse(one.id, host.by, "host")
            await self.deciding.tell(one)

    async def _of(self, place: PlaceId, means: Means) -> list[Decision]:
        now = self.deciding.clock.now()
        found = await self.deciding.store.in_force_by([means.value])
        return [one for one in found if one.imposed[0].place == place and not 0 < one.ends <= now]

    def _decision(
        self, host: Host, subject: MemberId, imposed: Imposed, reason: Reason, quote: Message | Room
    ) -> Decision:
        now = self.deciding.clock.now()
        said, at = (quote.text, quote.at) if isinstance(quote, Message) else (quote.name, 0)
        return Decision(
            new_id(), new_id(), subject, Outcome.VIOLATION_TERMS, Priority.P3, Source.HOST, host.author, now,
            now, reason.value, CLAUSES[reason], terms.current().version, (imposed,), quote=said, item_at=at,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hosting:
    """What members do in the rooms that they opened; every method refuses anybody else with ``not_host``."""

    acts: HostActs

    async def hide(self, host: MemberId, place: PlaceId, number: MessageId, reason: Reason) -> None:
        """Hide a message. Raises ``Refusal``: those of ``HostActs``, ``said`` and ``hide``."""
        await access_room_to_host(self.acts.chat, host, place)
        said = await self.acts.said(opener(host), place, number)
        await self.acts.hide(opener(host), place, said, reason)

    async def show(self, host: MemberId, place: PlaceId, number: MessageId) -> None:
        """Show again what a host has hidden. Raises ``Refusal("unknown_message")``."""
        await access_room_to_host(self.acts.chat, host, place)
        await self.acts.undo(opener(host), await self.acts.hidden(place, number))

    async def ask_out(self, host: MemberId, place: PlaceId, member: MemberId, reason: Reason) -> None:
        """Ask somebody to leave. Raises ``Refusal``: those of ``HostActs.ask_out``."""
        room = await access_room_to_host(self.acts.chat, host, place)
        await self.acts.ask_out(opener(host), room, member, reason)

    async def let_in(self, host: MemberId, place: PlaceId, member: MemberId) -> None:
        """Let somebody come back. Raises ``Refusal("unknown_member")``."""
        await access_room_to_host(self.acts.chat, host, place)
        await self.acts.undo(opener(host), await self.acts.kept_out(place, member))

    async def asked_out(self, host: MemberId, place: PlaceId) -> list[Decision]:
        """Return the decisions that keep people out of a room, oldest first."""
        await access_room_to_host(self.acts.chat, host, place)
        return await self.acts.asked_out(place)


def opener(member: MemberId) -> Host:
    """Return a member as the host of the room that they opened."""
    return Host(HOST_AUTHOR + member, OPENER, member)


def _check_other(host: Host, member: MemberId) -> None:
    if host.member == member:
        raise Refusal("not_oneself")
