"""What each private command does: one ``match``, one use case a command."""

from dataclasses import dataclass
from typing import assert_never

from palabre.gateway import protocol as p
from palabre.gateway import protocol_private as pp
from palabre.gateway.connection import Connection
from palabre.gateway.mailbox import Mailbox
from palabre.gateway.report_commands import ReportCommands
from palabre.kernel.clock import Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import ConversationId
from palabre.kernel.limits import TYPING_EVERY_MS
from palabre.private.agreements import Agreements
from palabre.private.delivery import Delivery
from palabre.private.devices import Devices
from palabre.private.model import Offer
from palabre.private.ports import Kept, Opened, Seat
from palabre.private.requests import Requests


@dataclass(frozen=True)
class PrivateCommands:
    """The use cases of private conversations that the socket reaches."""

    devices: Devices
    requests: Requests
    delivery: Delivery
    agreements: Agreements
    mailbox: Mailbox
    reports: ReportCommands
    clock: Clock

    async def run(self, by: Connection, command: pp.AnyPrivateCommand) -> p.AnyFrame | None:  # noqa: C901, PLR0912, PLR0911 - one exhaustive match, a line or two a command
        """Do what a command asks and return its answer. Raises ``Refusal``."""
        match command:
            case pp.BeginDevice():
                return await self._begin(by, command)
            case pp.GivePackages():
                return await self._give(by, command)
            case pp.DropDevice():
                await self.devices.drop(by.member, command.device)
            case pp.OpenContact() | pp.RequestContact() | pp.ListRequests() | pp.AnswerContact() | pp.RefuseFolded():
                return await self._contact(by, command)
            case pp.Choose():
                return await self._choose(by, command)
            case pp.ListConversations():
                return pp.Conversations(command.n, await self.delivery.conversations(seat_of(by)))
            case pp.SendSealed():
                return stored(
                    command.n, await self.delivery.send(seat_of(by), command.conversation, command.id, command.frame)
                )
            case pp.SendCommit():
                return await self._commit(by, command)
            case pp.AckSealed():
                await self.delivery.ack(seat_of(by), command.conversation, command.order)
            case pp.FetchSealed():
                return await self._fetch(by, command)
            case pp.GroupPackages() | pp.LostGroup() | pp.OpenGroup() | pp.FoundGroup():
                return await self._group(by, command)
            case pp.SetConsent():
                await self._consent(by, command)
            case pp.SetVanishing():
                await self._vanish(by, command)
            case pp.OfferPhoto():
                await self._offer(by, command.conversation, command.id, Offer.PHOTO)
            case pp.OfferCall():
                await self._offer(by, command.conversation, command.id, Offer.CALL)
            case pp.OfferPlan():
                await self._offer(by, command.conversation, command.id, Offer.PLAN)
            case pp.Retract():
                await self._offer(by, command.conversation, command.id, Offer.RETRACT, command.message)
            case pp.TypePrivately():
                await self._types(by, command.conversation)
                return None
            case pp.ReadPrivately():
                await self._reads(by, command)
                return None
            case pp.ReportSealed():
                return await self._report(by, command)
            case _:
                assert_never(command)
        return p.Ok(command.n)

    async def _report(self, by: Connection, command: pp.ReportSealed) -> p.AnyFrame:
        shown = (command.conversation, command.category, command.messages, command.words)
        received = await self.agreements.report(by.member, *shown, stop=command.stop)
        return self.reports.sealed(command.n, received)

    async def _contact(self, by: Connection, command: pp.AnyContactCommand) -> p.AnyFrame:
        match command:
            case pp.OpenContact():
                return ticket(command.n, await self.requests.open(seat_of(by), by.profile, command.member))
            case pp.RequestContact():
                asked = (command.ticket, command.id, command.welcome, command.frame)
                return stored(command.n, await self.requests.request(seat_of(by), *asked))
            case pp.ListRequests():
                page = await self.requests.page(by.profile, command.before, folded=command.folded)
                return pp.Requests(command.n, page.requests, page.more, page.folded)
            case pp.AnswerContact():
                await self.requests.answer(by.member, command.conversation, yes=command.yes)
            case pp.RefuseFolded():
                await self.requests.refuse_folded(by.member)
        return p.Ok(command.n)

    async def _group(self, by: Connection, command: pp.AnyGroupCommand) -> p.AnyFrame:
        match command:
            case pp.GroupPackages():
                opened = await self.delivery.own_packages(seat_of(by), command.conversation)
                return pp.Packages(command.n, opened.conversation, opened.packages)
            case pp.LostGroup():
                await self.delivery.lose(seat_of(by), command.conversation)
            case pp.OpenGroup():
                return ticket(command.n, await self.delivery.open_group(seat_of(by), command.conversation))
            case pp.FoundGroup():
                found = (command.ticket, command.id, command.welcome)
                return stored(command.n, await self.delivery.found_group(seat_of(by), *found))
        return p.Ok(command.n)

    async def _begin(self, by: Connection, command: pp.BeginDevice) -> pp.DeviceBegun:
        begun = await self.devices.begin(by.member, command.device)
        seat = Seat(by.member, begun.identity[16:])
        held = await self.devices.stock(seat)
        devices = await self.devices.of(by.member)
        waiting, folded = await self.requests.counts(by.member)
        choices = await self.requests.choices(by.member)
        conversations = await self.delivery.conversations(seat)
        by.device = seat.device
        by.identity = begun.identity
        self.mailbox.begin(by, seat, conversations)  # reads before it writes: the answer leaves first
        return pp.DeviceBegun(
            command.n, begun.identity, seat.device, begun.is_new, held.packages, held.until, held.last_resort,
            devices, conversations, waiting + folded, choices,
        )  # fmt: skip

    async def _give(self, by: Connection, command: pp.GivePackages) -> pp.Stock:
        held = await self.devices.give(seat_of(by), by.identity, command.packages, command.last_resort)
        return pp.Stock(command.n, held.packages, held.until, held.last_resort)

    async def _choose(self, by: Connection, command: pp.Choose) -> pp.ChoicesShown:
        choices = await self.requests.choose(
            by.member, who=command.who, age_least=command.age_least, age_most=command.age_most,
            distance_km=command.distance_km, here_days=command.here_days, typing=command.typing, read=command.read,
        )  # fmt: skip
        await self.mailbox.tell(by.member, pp.ChoicesShown(0, choices), but=by.device)
        return pp.ChoicesShown(command.n, choices)

    async def _commit(self, by: Connection, command: pp.SendCommit) -> pp.Stored:
        kept = await self.delivery.commit(
            seat_of(by), command.conversation, command.id, command.frame, command.welcome, command.removed
        )
        return stored(command.n, kept)

    async def _fetch(self, by: Connection, command: pp.FetchSealed) -> pp.Frames:
        given = await self.delivery.after(seat_of(by), command.conversation, command.after)
        self.mailbox.reached(by, command.conversation, given.upto, more=given.more)
        return pp.Frames(command.n, command.conversation, command.after, given.upto, given.items, given.more)

    async def _consent(self, by: Connection, command: pp.SetConsent) -> None:
        if command.by is not None and command.by != by.member:
            raise Refusal("not_yours")
        now = self.clock.now()
        given_at = now if command.on else None
        pair = await self.agreements.consent(by.member, command.conversation, command.kind, given_at)
        told = pp.ConsentChanged(command.conversation, by.member, command.kind, given_at, now)
        for member in (pair.asker, pair.asked):
            await self.mailbox.tell(member, told)

    async def _vanish(self, by: Connection, command: pp.SetVanishing) -> None:
        pair = await self.agreements.vanish(by.member, command.conversation, command.after)
        told = pp.VanishingChanged(command.conversation, by.member, command.after, self.clock.now())
        for member in (pair.asker, pair.asked):
            await self.mailbox.tell(member, told)

    async def _offer(
        self, by: Connection, conversation: ConversationId, key: str, kind: Offer, target: str = ""
    ) -> None:
        await self.agreements.offer(by.member, conversation, key, kind, target)

    async def _types(self, by: Connection, conversation: ConversationId) -> None:
        now = self.clock.monotonic()
        if by.typed_at and now - by.typed_at < TYPING_EVERY_MS:
            return
        by.typed_at = now
        if other := await self.agreements.hears_typing(by.member, conversation):
            await self.mailbox.tell(other, pp.TypesPrivately(conversation))

    async def _reads(self, by: Connection, command: pp.ReadPrivately) -> None:
        told = pp.HasRead(command.conversation, by.member, command.order)
        other = await self.agreements.hears_reading(by.member, command.conversation)
        await self.mailbox.tell(by.member, told, but=by.device)
        if other:
            await self.mailbox.tell(other, told)


def seat_of(by: Connection) -> Seat:
    """Return whose device a connection is. Raises ``Refusal("no_device")``."""
    if not by.device:
        raise Refusal("no_device")
    return Seat(by.member, by.device)


def ticket(number: int, opened: Opened) -> pp.Ticket:
    """Return the frame of a ticket."""
    return pp.Ticket(number, opened.ticket, opened.conversation, opened.group, opened.packages, opened.until)


def stored(number: int, kept: Kept) -> pp.Stored:
    """Return the frame that says where a frame stands."""
    return pp.Stored(number, kept.conversation, kept.id, kept.order, kept.epoch, kept.seq, kept.at)
