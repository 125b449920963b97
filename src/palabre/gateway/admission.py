"""Who may open a socket: whoever carries a valid age session and a member's session, nobody else."""

import itertools
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus

from palabre.chat.presence import Presence
from palabre.gateway.budget import Budgets
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
    clock: Clock
    arrivals: Budgets[MemberId] = field(
        default_factory=lambda: Budgets(ARRIVALS_PER_SECOND, ARRIVALS_BURST, ARRIVALS_COUNTED)
    )
    _keys: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def admit(self, asked: Handshake) -> Listener | Rejection:
        """Return a connection, or 401 (H.26, H.27), or 429 for a member who comes and goes without pause."""
        handle = await self.age(asked.cookies.get(AGE_COOKIE))
        member = await self.member(asked.cookies.get(MEMBER_COOKIE))
        if handle is None or member is None:
            return Rejection(HTTPStatus.UNAUTHORIZED)
        if not self.arrivals.take(member.profile.card.id, self.clock.monotonic()):
            return later(HTTPStatus.TOO_MANY_REQUESTS)
        return Connection(next(self._keys), member.profile, handle, self.run, self._opened, self._closed, self.clock)

    def _opened(self, connection: Connection) -> None:
        comes = not self.presence.is_connected(connection.member)
        self.presence.connect(connection.key, connection.profile.card, self.clock.now())
        self.registry.add(connection)
        if comes:
            self.moved(connection.member)

    def _closed(self, connection: Connection) -> None:
        self.registry.remove(connection)
        self.mailbox.leave(connection)
        self.presence.disconnect(connection.key)
        for place in connection.places:
            self.hub.leave(connection.key, place)
        if not self.presence.is_connected(connection.member):
            self.moved(connection.member)
