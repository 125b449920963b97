"""Shows members as the store has them now, on every line of this node: their own, and the lists they stand in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from palabre.chat.presence import Presence
from palabre.gateway.protocol import Me
from palabre.gateway.registry import Registry
from palabre.identity.around import AroundMe
from palabre.identity.members import Members
from palabre.kernel.ids import MemberId


@dataclass(frozen=True, slots=True)
class Showing:
    """What a node does when somebody is shown otherwise without having asked for it."""

    members: Members
    presence: Presence
    registry: Registry
    around: AroundMe
    tell_people: Callable[[], Awaitable[None]]

    async def anew(self, member: MemberId) -> None:
        """Show a member as they are kept; nothing for somebody who is shown so already, or has left."""
        found = await self.members.store.get(member)
        if found is None:
            return
        profile, differ = found.profile, False
        for connection in self.registry.of(member):
            if connection.profile != profile:
                connection.profile, differ = profile, True
                connection.send(Me(0, profile))
        self.around.look_again()
        if differ:
            self.presence.update(profile.card)
            await self.tell_people()
