"""Requests to talk: nothing opens unasked, and a no cannot be told from any other silence."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from msgspec.structs import replace

from palabre.identity.around import WITHIN
from palabre.identity.model import Profile
from palabre.identity.nearness import Nearness
from palabre.kernel.clock import DAY, Clock
from palabre.kernel.errors import Advice, Refusal
from palabre.kernel.ids import ConversationId, MemberId
from palabre.kernel.limits import REQUEST_PADDED, REQUESTS_FOLD, REQUESTS_PAGE, WROTE_TOLD
from palabre.kernel.ports import Bus
from palabre.private.bells import Answered, Changed, FramesCame, LowStock, RequestsMoved, ring
from palabre.private.delivery import read_sealed, read_welcome_frame
from palabre.private.model import Choices, Request
from palabre.private.ports import Company, Founding, Kept, Opened, PrivateStore, Seat, Waiting
from palabre.private.rules import is_over_quota, may_ask, requests_allowed
from palabre.private.watch import NOTHING, Watch
from palabre.safety.model import Facts

AGE_LARGEST = 120
DAYS_LARGEST = 365


async def nothing_known(_: MemberId, __: MemberId) -> Facts:
    """Know nothing of anybody."""
    return NOTHING


@dataclass(frozen=True, slots=True)
class RequestsPage:
    """Requests to show, whether older ones wait, and how many are folded."""

    requests: tuple[Request, ...]
    more: bool
    folded: int


@dataclass(frozen=True, slots=True)
class Requests:
    """Everything about asking and answering."""

    store: PrivateStore
    company: Company
    nearness: Nearness
    bus: Bus
    clock: Clock
    watch: Watch
    check_asks: Callable[[MemberId], None] = lambda _: None  # raises ``Refusal`` for whoever may ask nobody now
    check_opens: Callable[[MemberId], None] = lambda _: None  # the same for whoever may open no conversation
    facts: Callable[[MemberId, MemberId], Awaitable[Facts]] = nothing_known  # of who asks, and of whom

    async def open(self, seat: Seat, asker: Profile, asked: MemberId) -> Opened:
        """Return a ticket.

        Raises ``Refusal``: not_available, whatever the reason; too_many_requests and refused, about oneself.
        """
        self.check_asks(seat.member)
        now = self.clock.now()
        mine = await self.store.asker(seat.member, now)
        if is_over_quota(mine, now):
            raise Refusal("too_many_requests", Advice.LATER, limit=requests_allowed(mine, now))
        self.watch.asked(seat.member, asked, await self.facts(seat.member, asked))
        standing = await self.store.standing(seat.member, asked, now)
        spoken = await self.company.have_spoken(seat.member, asked)
        band = self.nearness.shown_band(standing.asked or asker, asker)
        if not may_ask(standing, asker, band, now, spoken=spoken):
            raise Refusal("not_available")
        opened = await self.store.open_contact(seat, asked, now)
        for member, device in opened.low:
            await ring(self.bus, member, LowStock(device))
        return opened

    async def request(self, seat: Seat, ticket: str, key: str, welcome: bytes, frame: bytes) -> Kept:
        """Store a request whole. Raises ``Refusal``: see docs/private.md."""
        self.check_asks(seat.member)
        sealed = read_sealed(frame, is_commit=False)
        if sealed.envelope.padded > REQUEST_PADDED:
            raise Refusal("bad_frame_sealed", reason="padding class")
        founding = Founding(read_welcome_frame(welcome), sealed)
        kept = await self.store.request(seat, ticket, key, founding, self.clock.now())
        if pair := kept.pair:
            await ring(self.bus, pair.asked, RequestsMoved())
            await ring(self.bus, pair.asker, Changed(pair.conversation))
            await ring(self.bus, pair.asker, FramesCame(pair.conversation, kept.order))
        return kept

    async def counts(self, member: MemberId) -> tuple[int, int]:
        """Return how many requests wait to be shown, and how many are folded."""
        shown, folded = self._folded(await self.store.waiting(member))
        return len(shown), len(folded)

    async def page(self, me: Profile, before: int, *, folded: bool) -> RequestsPage:
        """Return a page of requests older than a moment in seconds, 0 for the newest."""
        shown, hidden = self._folded(await self.store.waiting(me.card.id))
        wanted = [one for one in (hidden if folded else shown) if not before or one.at < before * 1_000]
        page = tuple(self._request(me, one) for one in wanted[:REQUESTS_PAGE])
        return RequestsPage(page, len(wanted) > REQUESTS_PAGE, len(hidden))

    async def answer(self, member: MemberId, conversation: ConversationId, *, yes: bool) -> None:
        """Accept or refuse; a refusal holds 30 days.

        Raises ``Refusal``: unknown_conversation, not_available, those of ``check_opens``.
        """
        if yes:
            self.check_opens(member)
        pair = await self.store.answer(member, conversation, self.clock.now(), yes=yes)
        for one in (pair.asker, pair.asked):
            await ring(self.bus, one, Answered(conversation, yes))
            if yes:
                await ring(self.bus, one, Changed(conversation))
        await ring(self.bus, member, RequestsMoved())
        self.watch.answered(member, pair.asker, yes=yes)

    async def notice_ignored(self, after: int, upto: int) -> None:
        """Tell safety of requests that had no answer for a day: those asked after one moment, up to another."""
        for asker, asked in await self.store.unanswered(after, upto):
            self.watch.ignored(asked, asker)

    async def refuse_folded(self, member: MemberId) -> None:
        """Refuse every folded request."""
        _, hidden = self._folded(await self.store.waiting(member))
        for one in hidden:
            await self.answer(member, one.conversation, yes=False)

    async def waiting_from(self, member: MemberId, other: MemberId) -> tuple[ConversationId, ...]:
        """Return the requests of one person that wait for a member, those too that are not shown to them."""
        return await self.store.asked_by(other, member)

    async def refuse(self, member: MemberId, asked: tuple[ConversationId, ...]) -> None:
        """Refuse requests that waited a moment ago; one that is answered or faded meanwhile needs no more."""
        for one in asked:
            with suppress(Refusal):
                await self.answer(member, one, yes=False)

    async def choices(self, member: MemberId) -> Choices:
        """Return who may ask a member."""
        return await self.store.choices(member)

    async def choose(self, member: MemberId, **wanted: object) -> Choices:
        """Change what is given. Raises ``Refusal("bad_choice")``."""
        given = {name: value for name, value in wanted.items() if value is not None}
        choices = replace(await self.store.choices(member), **given)
        _check(choices)
        await self.store.choose(member, choices)
        return choices

    def _folded(self, waiting: tuple[Waiting, ...]) -> tuple[list[Waiting], list[Waiting]]:
        new = [one for one in waiting if _is_new(one)]
        if len(new) <= REQUESTS_FOLD:
            return list(waiting), []
        return [one for one in waiting if not _is_new(one)], new

    def _request(self, me: Profile, one: Waiting) -> Request:
        rooms = self.company.rooms_of_both(me.card.id, one.asker.card.id)
        wrote = one.wrote if one.wrote >= WROTE_TOLD else 0
        band = self.nearness.band(me, one.asker)
        return Request(one.conversation, one.asker.seen, one.at, band, rooms, wrote, _is_new(one))


def _is_new(one: Waiting) -> bool:
    return one.at - one.arrived < DAY


def _check(choices: Choices) -> None:
    bounds = (
        ("age_least", choices.age_least <= AGE_LARGEST),
        ("age_most", choices.age_most <= AGE_LARGEST),
        ("distance_km", choices.distance_km in WITHIN),
        ("here_days", choices.here_days <= DAYS_LARGEST),
    )
    for name, holds in bounds:
        if not holds:
            raise Refusal("bad_choice", field=name)
