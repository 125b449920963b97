"""Who may open a socket: whoever carries a valid age session and a member's session, nobody else."""

import itertools
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus

from palabre.chat.presence import Presence
from palabre.gateway.budget import Budgets
from palabre.gateway.codes import CloseCode
from palabre.gateway.connection import Connection, Handle, Run
from palabre.gateway.doors import later
from palabre.gateway.edge import Listener
from palabre.gateway.handshake import Handshake, Rejection
from palabre.gateway.hub import Hub
from palabre.gateway.mailbox import Mailbox
from palabre.gateway.registry import Registry
from palabre.identity.model import Member
from palabre.kernel.clock import Clock
from palabre.kernel.ids import MemberId
from palabre.kernel.limits import ARRIVALS_BURST, ARRIVALS_COUNTED, ARRIVALS_PER_SECOND

AGE_COOKIE = "__Host-adult"
MEMBER_COOKIE = "__Host-member"
MARK_COOKIE = "__Host-mark"


@dataclass(frozen=True)
class Admission:
    """Builds a connection from a handshake's cookies; what it knows of the two sessions meets only here, in memory."""

    age: Callable[[str | None], Awaitable[Handle | None]]
    member: Callable[[str | None], Awaitable[Member | None]]
    run: Run
    presence: Presence
    hub: Hub
    registry: Registry
    mailbox: Mailbox
    moved: Callable[[MemberId], None]  # somebody came, or went
    is_shut: Callable[[MemberId], bool]  # no line may be open for them
    carries: Callable[[MemberId, str | None], None]  # a device's mark, when it brings one
    clock: Clock
    is_open: Callable[[], bool]  # whether anybody may be in (moderation section 5.4)
    arrivals: Budgets[MemberId] = field(
        default_factory=lambda: Budgets(ARRIVALS_PER_SECOND, ARRIVALS_BURST, ARRIVALS_COUNTED)
    )
    _keys: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def admit(self, asked: Handshake) -> Listener | Rejection:
        """Return a connection, or 401 (H.26, H.27), 403 under a measure, 429 for who comes and goes without pause."""
        handle = await self.age(asked.cookies.get(AGE_COOKIE))
        member = await self.member(asked.cookies.get(MEMBER_COOKIE))
        if handle is None or member is None:
            return Rejection(HTTPStatus.UNAUTHORIZED)
        if self.is_shut(member.profile.card.id):
            return Rejection(HTTPStatus.FORBIDDEN)
        if not self.arrivals.take(member.profile.card.id, self.clock.monotonic()):
            return later(HTTPStatus.TOO_MANY_REQUESTS)
        self.carries(member.profile.card.id, asked.cookies.get(MARK_COOKIE))
        return Connection(next(self._keys), member.profile, handle, self.run, self._opened, self._closed, self.clock)

    def _opened(self, connection: Connection) -> None:
        comes = not self.presence.is_connected(connection.member)
        self.presence.connect(connection.key, connection.profile.card, self.clock.now())
        self.registry.add(connection)
        if comes:
            self.moved(connection.member)
        if self.is_shut(connection.member):  # since the handshake was answered
            connection.close(CloseCode.SHUT)
        elif not self.is_open():
            connection.close(CloseCode.CLOSED)

    def _closed(self, connection: Connection) -> None:
        self.registry.remove(connection)
        self.mailbox.leave(connection)
        self.presence.disconnect(connection.key)
        for place in connection.places:
            self.hub.leave(connection.key, place)
        if not self.presence.is_connected(connection.member):
            self.moved(connection.member)
