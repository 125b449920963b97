"""What each command about people does; whoever changes something tells all it concerns at once."""

from dataclasses import dataclass
from typing import assert_never

from palabre.chat.presence import Presence
from palabre.gateway import protocol as p
from palabre.gateway import protocol_people as pp
from palabre.gateway.connection import Connection
from palabre.gateway.mailbox import Mailbox
from palabre.identity.around import AroundMe, Wanted
from palabre.identity.model import Friend
from palabre.identity.ties import Ties
from palabre.kernel.ids import MemberId
from palabre.private.bells import Changed, ring
from palabre.private.delivery import Delivery
from palabre.private.ports import Seat
from palabre.private.requests import Requests
from palabre.private.watch import Watch


@dataclass(frozen=True)
class PeopleCommands:
    """The use cases about people that the socket reaches."""

    ties: Ties
    around: AroundMe
    requests: Requests
    delivery: Delivery
    presence: Presence
    mailbox: Mailbox
    watch: Watch

    async def run(self, by: Connection, command: pp.AnyPeopleCommand) -> p.AnyFrame | None:
        """Do what a command asks and return its answer. Raises ``Refusal``."""
        match command:
            case pp.AskFriend():
                await self.ties.ask(by.member, command.member)
                await self._tell_circles(by.member, command.member)
            case pp.EndFriend():
                if await self.ties.part(by.member, command.member):
                    await self._tell_circles(by.member, command.member)
            case pp.NoteFriend():
                await self.ties.note(by.member, command.member, command.note)
                await self._tell_circles(by.member)
            case pp.ListFriends():
                return await self._circle(by.member, command.n)
            case pp.Block():
                await self._block(Seat(by.member, by.device), command.member, on=command.on)
            case pp.Ignore():
                await self.ties.ignore(by.member, command.member, on=command.on)
                await self.mailbox.tell(by.member, await self._set_aside(by.member, 0))
            case pp.ListSetAside():
                return await self._set_aside(by.member, command.n)
            case pp.Around():
                return await self._around(by, command)
            case _:
                assert_never(command)
        return p.Ok(command.n)

    async def came_or_went(self, member: MemberId) -> None:
        """Tell a member's friends whether they are here now."""
        here = self.presence.is_connected(member)
        for friend in (await self.ties.circle(member)).friends:
            if self.presence.is_connected(friend.card.id):
                await self.mailbox.tell(friend.card.id, pp.FriendHere(member, here))

    async def _tell_circles(self, *members: MemberId) -> None:
        for member in members:
            if self.presence.is_connected(member):
                await self.mailbox.tell(member, await self._circle(member, 0))

    async def _circle(self, member: MemberId, number: int) -> pp.Friends:
        circle = await self.ties.circle(member)
        friends = tuple(
            Friend(one.card, one.since, self.presence.is_connected(one.card.id), one.note) for one in circle.friends
        )
        return pp.Friends(number, friends, circle.asking, circle.asked)

    async def stop(self, member: MemberId, other: MemberId) -> None:
        """Let one block another, for good. Implements ``moderation.notice_ports.Stop``."""
        await self._block(Seat(member, b""), other, on=True)

    async def _block(self, seat: Seat, other: MemberId, *, on: bool) -> None:
        mine = seat.member
        asked = await self.requests.waiting_from(mine, other) if on else ()  # once blocked, they are listed no more
        await self.ties.block(mine, other, on=on)
        self.presence.look_again(mine, other)
        if on:
            self.watch.blocked(mine, other)
            await self.requests.refuse(mine, asked)
        await self.mailbox.tell(mine, await self._set_aside(mine, 0))
        await self._tell_circles(mine, other)
        for one in await self.delivery.conversations(seat):
            if one.other_id == other:
                for member in (mine, other):
                    await ring(self.mailbox.bus, member, Changed(one.id))

    async def _set_aside(self, member: MemberId, number: int) -> pp.SetAside:
        blocked, ignored = await self.ties.set_aside(member)
        return pp.SetAside(number, blocked, ignored)

    async def _around(self, by: Connection, command: pp.Around) -> pp.Neighbours:
        wanted = Wanted(
            command.distance_km, command.same_town, command.age_least, command.age_most, command.here_for, command.here
        )
        people, more = await self.around.page(by.profile, wanted, command.offset)
        return pp.Neighbours(command.n, people, more)
