"""What each command of a host does."""

from dataclasses import dataclass
from typing import assert_never

from palabre.chat.presence import Presence
from palabre.gateway import protocol_hosting as ph
from palabre.gateway.connection import Connection
from palabre.gateway.protocol import AnyFrame, Ok
from palabre.identity.members import Members
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, PlaceId
from palabre.moderation.hosting import Hosting, Reason


@dataclass(frozen=True, slots=True)
class HostCommands:
    """Hosting, as the socket reaches it."""

    hosting: Hosting
    presence: Presence
    members: Members

    async def run(self, by: Connection, command: ph.AnyHostCommand) -> AnyFrame:
        """Do what a command asks and return its answer. Raises ``Refusal``."""
        if command.place not in by.places:
            raise Refusal("not_joined")
        match command:
            case ph.HideMessage():
                await self.hosting.hide(by.member, command.place, command.message, Reason(command.reason.value))
            case ph.ShowMessage():
                await self.hosting.show(by.member, command.place, command.message)
            case ph.AskOut():
                self._check_here(by.member, command.member, command.place)
                await self.hosting.ask_out(by.member, command.place, command.member, Reason(command.reason.value))
            case ph.LetIn():
                await self.hosting.let_in(by.member, command.place, command.member)
            case ph.ListOut():
                return await self._out(by, command)
            case _:
                assert_never(command)
        return Ok(command.n)

    def _check_here(self, host: MemberId, member: MemberId, place: PlaceId) -> None:
        """Refuse somebody whom the host does not see there. Raises ``Refusal("not_here")``."""
        is_seen = self.presence.is_here(member, place) and member not in self.presence.apart.from_whom(host)
        if not is_seen:
            raise Refusal("not_here")

    async def _out(self, by: Connection, command: ph.ListOut) -> ph.OutList:
        lines = []
        for one in await self.hosting.asked_out(by.member, command.place):
            found = await self.members.find(one.subject)
            if found is not None:
                lines.append(ph.OutLine(one.subject, found.profile.card.name, one.ends))
        return ph.OutList(command.n, command.place, tuple(lines))
