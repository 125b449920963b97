"""Volunteering: a host whom the staff named reads what is said in their rooms, hides there, and asks to leave.

They see no notice, no case but those of ``access.FOR_HOSTS``, and no other room (moderation section 16).
"""

from dataclasses import dataclass

from palabre.chat.access import readable
from palabre.chat.model import Message, Room
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, MessageId, PlaceId
from palabre.kernel.limits import HISTORY_PAGE
from palabre.moderation.access import access_own_room, access_own_rooms
from palabre.moderation.casework import By
from palabre.moderation.decisions import Decision
from palabre.moderation.hosting import Host, HostActs, Reason
from palabre.moderation.looking import Looking
from palabre.moderation.model import Case, Priority
from palabre.moderation.roles import Manner
from palabre.moderation.staff import Staff

ANYBODY = MemberId("")  # what everybody may read
NEWEST = 2**62  # before every position that comes


@dataclass(frozen=True, slots=True)
class Volunteering:
    """What a named host does; every method refuses anybody else, and any other room, with ``not_yours``."""

    acts: HostActs
    looking: Looking

    async def rooms(self, staff: Staff) -> list[Room]:
        """Return the rooms that somebody looks after, by name."""
        found = [await self.acts.chat.room(place) for place in access_own_rooms(staff)]
        return sorted((room for room in found if room is not None), key=lambda room: room.name)

    async def talk(self, staff: Staff, place: PlaceId) -> tuple[Message, ...]:
        """Return the newest messages of a room, as everybody reads them."""
        await self._room(staff, place, Manner.READ)
        return (await self.acts.chat.page(place, ANYBODY, NEWEST, HISTORY_PAGE)).messages

    async def asked_out(self, staff: Staff, place: PlaceId) -> list[Decision]:
        """Return the decisions that keep people out of a room, oldest first."""
        await self._room(staff, place, Manner.READ)
        return await self.acts.asked_out(place)

    async def hide(
        self, staff: Staff, place: PlaceId, number: MessageId, reason: Reason, *, is_apart: bool = False
    ) -> None:
        """Hide a message of nobody one knows; ``is_apart`` takes their word for that.

        Raises ``Refusal``: apart_needed, those of ``HostActs``, ``said`` and ``hide``.
        """
        room = await self._room(staff, place, Manner.DO, "hide")
        said = await self.acts.said(host_of(staff), room.id, number)
        await self._check_near(staff, room, said.author.id, number, is_apart=is_apart)
        await self.acts.hide(host_of(staff), room.id, said, reason)

    async def show(self, staff: Staff, place: PlaceId, number: MessageId, *, is_apart: bool = False) -> None:
        """Show again what a host has hidden, of nobody one knows. Raises ``Refusal``: unknown_message, apart_needed."""
        room = await self._room(staff, place, Manner.DO, "hide")
        found = await self.acts.hidden(room.id, number)
        await self._check_near(staff, room, found[0].subject, number, is_apart=is_apart)
        await self.acts.undo(host_of(staff), found)

    async def ask_out(
        self, staff: Staff, place: PlaceId, member: MemberId, reason: Reason, *, is_apart: bool = False
    ) -> None:
        """Ask somebody whom one does not know, and who spoke there, to leave for 24 hours.

        Raises ``Refusal``: unknown_member, apart_needed, those of ``HostActs.ask_out``.
        """
        room = await self._room(staff, place, Manner.DO, "ask_to_leave")
        if all(one.author.id != member for one in await self.talk(staff, place)):
            raise Refusal("unknown_member")
        await self._check_near(staff, room, member, member, is_apart=is_apart)
        await self.acts.ask_out(host_of(staff), room, member, reason)

    async def let_in(self, staff: Staff, place: PlaceId, member: MemberId, *, is_apart: bool = False) -> None:
        """Let somebody whom one does not know come back. Raises ``Refusal``: unknown_member, apart_needed."""
        room = await self._room(staff, place, Manner.DO, "ask_to_leave")
        found = await self.acts.kept_out(room.id, member)
        await self._check_near(staff, room, member, member, is_apart=is_apart)
        await self.acts.undo(host_of(staff), found)

    async def _room(self, staff: Staff, place: PlaceId, manner: Manner, measure: str = "") -> Room:
        access_own_room(staff, place, manner, measure)
        return readable(await self.acts.chat.room(place), ANYBODY)

    async def _check_near(self, staff: Staff, room: Room, member: MemberId, about: str, *, is_apart: bool) -> None:
        now = self.looking.clock.now()
        case = Case(about, "", Priority.P3, now, member, room.id, "", "")
        if is_apart:
            await self.looking.store.say_apart(staff, case, now)
        await self.looking.check_near(staff, case)


def host_of(staff: Staff) -> Host:
    """Return somebody of the staff as a host: decisions and ledger name their reference."""
    return Host(staff.ref, By(staff.ref, "host"))
