"""What each command does: one ``match``, one use case a command."""

from dataclasses import dataclass
from typing import assert_never

from msgspec.structs import replace

from palabre.chat.dice import cast, told
from palabre.chat.history import Entry, History
from palabre.chat.messages import Messages
from palabre.chat.model import Author, Draft, Room
from palabre.chat.presence import Presence
from palabre.chat.rooms import Rooms
from palabre.chat.seeing import room_for
from palabre.gateway import protocol as p
from palabre.gateway import protocol_people, protocol_private
from palabre.gateway.codes import CloseCode
from palabre.gateway.connection import Connection, encoder
from palabre.gateway.host_commands import HostCommands
from palabre.gateway.hub import Hub, encoded_for, events_frame
from palabre.gateway.mailbox import Mailbox
from palabre.gateway.measures import Measures
from palabre.gateway.people_commands import PeopleCommands
from palabre.gateway.private_commands import PrivateCommands
from palabre.gateway.protocol_base import PeopleCommand, PrivateCommand
from palabre.gateway.protocol_hosting import HostCommand
from palabre.gateway.protocol_measures import AnswerAge, Contest
from palabre.gateway.protocol_reports import Report, ReportCommand
from palabre.gateway.protocol_statements import StatementCommand
from palabre.gateway.registry import Registry
from palabre.gateway.seats import Seats
from palabre.gateway.statements import StatementCommands
from palabre.identity.members import Members
from palabre.identity.model import Profile
from palabre.kernel.clock import Clock
from palabre.kernel.errors import Refusal, busy
from palabre.kernel.ids import PlaceId
from palabre.kernel.limits import AWAY_NOTE, PLACES_JOINED, TYPING_AUDIENCE, TYPING_EVERY_MS
from palabre.safety.normalise import normalise_text

# What only a person does, and so what prolongs a visit; a page asks for lists, cards and its place again by itself.
ACTS = (
    p.Active
    | p.Join
    | p.Leave
    | p.Send
    | p.Throw
    | p.Edit
    | p.Delete
    | p.React
    | p.Search
    | p.OpenRoom
    | p.SetRoom
    | p.SetProfile
    | protocol_private.RequestContact
    | protocol_private.AnswerContact
    | protocol_private.SendSealed
    | protocol_people.AskFriend
    | protocol_people.Block
    | protocol_people.Around
    | AnswerAge
    | Contest
    | Report
    | HostCommand
)


@dataclass(frozen=True)
class Commands:
    """The use cases that the socket reaches."""

    members: Members
    rooms: Rooms
    messages: Messages
    history: History
    presence: Presence
    hub: Hub
    registry: Registry
    seats: Seats
    clock: Clock
    demo: bool
    fades_h: int  # hours that words of rooms last
    private: PrivateCommands
    people: PeopleCommands
    mailbox: Mailbox
    measures: Measures
    statements: StatementCommands
    hosts: HostCommands

    async def run(self, by: Connection, command: p.AnyCommand) -> p.AnyFrame | None:  # noqa: C901, PLR0912, PLR0911 - one exhaustive match, a line or two a command
        """Do what a command asks and return its answer. Raises ``Refusal``."""
        if isinstance(command, ACTS):
            self._acts(by)
        match command:
            case p.Hello():
                await self._hello(by, command)
                return None
            case p.Join():
                resume = command.resume or p.Resume(command.place, "", -1)
                await self._join(by, command.n, command.place, resume)
                return None
            case p.Leave():
                self.leave(by, command.place)
            case p.Send() | p.Throw() | p.Edit() | p.Delete() | p.React():
                return await self._say(by, command)
            case p.Typing():
                self._typing(by, command.place)
                return None
            case p.History():
                page = await self.history.page(by.member, self._here(by, command.place), command.before)
                return p.Page(command.n, command.place, page.messages, page.more)
            case p.Search():
                found = await self.history.search(by.member, self._here(by, command.place), command.text)
                return p.Found(command.n, command.place, found.messages, found.more)
            case p.People():
                return self._people(by, command)
            case p.Unwatch():
                self.presence.unwatch(by.key)
            case p.ShowCard():
                card = await self.members.card(command.member, by.member)
                return p.CardShown(command.n, card, self.presence.is_connected(card.id))
            case p.Rooms():
                return p.RoomList(command.n, await self._listed(by))
            case p.About():
                return await self._about(by, command)
            case p.OpenRoom():
                return await self._open_room(by, command)
            case p.SetRoom():
                await self._set_room(by, command)
            case p.Away():
                note = normalise_text(command.note, AWAY_NOTE) if command.note.strip() else ""
                self.presence.set_away(by.member, note if command.on else None)
            case p.SetProfile():
                return await self._set_profile(by, command)
            case p.Active():
                return None
            case PrivateCommand():
                return await self.private.run(by, command)
            case AnswerAge() | Contest():
                return await self.measures.run(by, command)
            case StatementCommand():
                return await self.statements.run(by, command)
            case HostCommand():
                return await self.hosts.run(by, command)
            case ReportCommand():
                return await self.private.reports.run(by, command)
            case PeopleCommand():
                return await self.people.run(by, command)
            case _:
                assert_never(command)
        return p.Ok(command.n)

    async def _say(self, by: Connection, command: p.Send | p.Throw | p.Edit | p.Delete | p.React) -> p.AnyFrame:
        match command:
            case p.Send():
                draft = Draft(command.key, command.text, command.action, command.reply)
                return await self._post(by, command.n, command.place, draft, sure=command.sure)
            case p.Throw():
                roll = cast(command.dice)
                draft = Draft(command.key, told(roll), reply=command.reply, roll=roll)
                return await self._post(by, command.n, command.place, draft)
            case p.Edit():
                here = self._speaks(by, command.place)
                await self.messages.edit(by.member, here, command.message, command.text)
            case p.Delete():
                await self.messages.delete(by.member, self._here(by, command.place), command.message)
            case p.React():
                here = self._speaks(by, command.place)
                await self.messages.react(by.member, here, command.message, command.emoji, on=command.on)
        return p.Ok(command.n)

    def _acts(self, by: Connection) -> None:
        now = self.clock.now()
        by.age.touch(now)
        self.presence.active(by.member, now)

    async def _hello(self, by: Connection, command: p.Hello) -> None:
        if command.v != p.VERSION:
            by.close(CloseCode.VERSION)
            return
        by.greeted = True
        await self.mailbox.watch(by)
        rooms = await self._listed(by)
        visit, now = by.visit(), self.clock.now()
        welcome = p.Welcome(command.n, p.VERSION, by.profile, rooms, now, visit.ends_at, visit.by_proof, self.demo)
        by.send(welcome)
        self.measures.greet(by)
        for resume in command.resume[:PLACES_JOINED]:
            await by.wire.drained()
            if by.is_over:
                return
            try:
                await self._join(by, 0, resume.place, resume)
            except Refusal as refusal:
                by.refuse(0, refusal)

    async def _join(self, by: Connection, number: int, wanted: PlaceId, resume: p.Resume) -> None:
        is_here = wanted in by.places or self.presence.is_here(by.member, wanted)
        place = wanted if is_here else self.rooms.choose(wanted, self.seats.taken)
        if place not in by.places and len(by.places) >= PLACES_JOINED:
            raise Refusal("too_many_places", limit=PLACES_JOINED)
        with self.seats.kept(place):  # from the choice to here nothing waits
            if place != wanted:
                await self.history.room(by.member, wanted)  # a twin is entered by right of its room
                await self.rooms.make(place)
            await self._enter(by, number, place, resume)

    async def _enter(self, by: Connection, number: int, place: PlaceId, resume: p.Resume) -> None:
        if not self.hub.expect(place):
            head = await self.history.head(place)
            await self.hub.watch(place, head.epoch, head.position)
        try:
            entry = await self.history.entry(by.member, place, resume.epoch, resume.position)
            missed, since = await self.hub.catch_up(place, entry.head)
            self.measures.enforcement.standings.check_enters(by.member, place)
        except BaseException:
            self.hub.give_up(place)
            raise
        if by.is_over:
            self.hub.give_up(place)
            return
        # From here to the end nothing waits: no event can fall between what was read and what is heard.
        by.places.add(place)
        self.presence.enter(by.key, place, entry.room.host)
        by.send(self._joined(by, number, entry))
        if missed:
            hidden = self.presence.apart.from_whom(by.member)
            shown = [encoded_for(one, hidden) for one in missed] if hidden else missed
            by.wire.send_text(events_frame(place, entry.epoch, shown))
        self.hub.enter(by.key, by.wire, by.member, place, since)

    def _joined(self, by: Connection, number: int, entry: Entry) -> p.Joined:
        total = self.presence.count(entry.room.id)
        room = room_for(entry.room, self.presence.apart.from_whom(by.member))
        return p.Joined(
            number, room.id, replace(room, count=total), entry.epoch, entry.head,
            reset=entry.shown is not None, messages=entry.shown.messages if entry.shown else (),
            events=entry.missed, more=entry.shown.more if entry.shown else False, total=total, pinned=entry.pinned,
        )  # fmt: skip

    def leave(self, by: Connection, place: PlaceId) -> None:
        """Take a line out of a room."""
        by.places.discard(place)
        self.presence.leave(by.key, place)
        self.hub.leave(by.key, place)

    async def _post(self, by: Connection, number: int, place: PlaceId, draft: Draft, *, sure: bool = False) -> p.Acked:
        posted = await self.messages.post(author_of(by.profile), self._speaks(by, place), draft, sure=sure)
        ack, why = posted.ack, dict(posted.sentence)
        return p.Acked(number, ack.key, ack.place, ack.id, ack.epoch, ack.position, ack.at, ack.state, why)

    def _typing(self, by: Connection, place: PlaceId) -> None:
        now = self.clock.monotonic()
        if self.presence.count(self._here(by, place)) > TYPING_AUDIENCE:
            return
        if now - by.typed_at >= TYPING_EVERY_MS or by.typed_at == 0:
            by.typed_at = now
            told = p.SomeoneTypes(place, by.member, by.profile.card.name)
            self.hub.whisper(place, encoder.encode(told), by.member, by.key)

    def _people(self, by: Connection, command: p.People) -> p.PeoplePage:
        place = self._here(by, command.place)
        total, people = self.presence.watch(by.key, place, command.offset, command.filter)
        return p.PeoplePage(command.n, place, total, command.offset, people)

    async def _about(self, by: Connection, command: p.About) -> p.RoomAbout:
        room = await self.history.room(by.member, command.place)
        host = await self.members.find(room.host) if room.host else None
        return p.RoomAbout(
            command.n, replace(room, count=self.presence.count(room.id)), self.members.town_name(room.town),
            author_of(host.profile) if host else None,
            host_here=bool(host and self.presence.is_here(host.id, room.id)), fades_h=self.fades_h,
        )  # fmt: skip

    async def _open_room(self, by: Connection, command: p.OpenRoom) -> p.Opened:
        town = self.members.known_town(command.town)
        opened = await self.rooms.open(by.profile.card, command.name, command.purpose, command.theme, town)
        return p.Opened(command.n, opened)

    async def _set_room(self, by: Connection, command: p.SetRoom) -> None:
        if command.name is not None:
            await self.rooms.rename(by.member, self._here(by, command.place), command.name)
        await self.rooms.change(
            by.member, self._here(by, command.place), topic=command.topic, slow_s=command.slow_s,
            read_only=command.read_only, pin=command.pin,
        )  # fmt: skip

    async def _set_profile(self, by: Connection, command: p.SetProfile) -> p.Me:
        profile = await self.members.edit(
            by.member, pseudonym=command.pseudonym, town=command.town, town_shown=command.town_shown,
            age_shown=command.age_shown, colour=command.colour, here_for=command.here_for, words=command.words,
            pronouns=command.pronouns, gender=command.gender, languages=command.languages,
        )  # fmt: skip
        self.presence.update(profile.card)
        for other in self.registry.of(by.member):
            other.profile = profile
            if other is not by:
                other.send(p.Me(0, profile))
        return p.Me(command.n, profile)

    async def _listed(self, by: Connection) -> tuple[Room, ...]:
        hidden = self.presence.apart.from_whom(by.member)
        rooms = (room_for(room, hidden) for room in await self.rooms.listed())
        return tuple(replace(room, count=self.presence.count(room.id)) for room in rooms)

    def _here(self, by: Connection, place: PlaceId) -> PlaceId:
        if place not in by.places:
            raise Refusal("not_joined")
        return place

    def _speaks(self, by: Connection, place: PlaceId) -> PlaceId:
        """Return the place, unless more is said there than can be told."""
        if self.hub.is_behind(self._here(by, place)):
            raise busy()
        return place


def author_of(profile: Profile) -> Author:
    """Return a member as their messages show them."""
    card = profile.card
    return Author(card.id, card.name, card.colour, card.age, card.town)
