"""Every open connection of this node, by member."""

import asyncio
import heapq
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from palabre.gateway.codes import CloseCode
from palabre.gateway.connection import Connection
from palabre.kernel.ids import MemberId
from palabre.kernel.limits import CONNECTIONS_PER_MEMBER

SPARE_LOOKS = 100


@dataclass
class Registry:
    """Holds connections while they are open; a sixth of one member closes the oldest."""

    _by_key: dict[int, Connection] = field(default_factory=dict)
    _by_member: dict[MemberId, list[Connection]] = field(default_factory=lambda: defaultdict(list))
    _looks: list[tuple[int, int]] = field(default_factory=list)  # a heap: when each is to be looked at, its key

    def add(self, connection: Connection) -> None:
        """Note an open connection."""
        self._by_key[connection.key] = connection
        self.look_at(connection, 0)
        mine = self._by_member[connection.member]
        mine.append(connection)
        if len(mine) > CONNECTIONS_PER_MEMBER:
            mine[0].close(CloseCode.TOO_MANY_CONNECTIONS)

    def remove(self, connection: Connection) -> None:
        """Forget a connection."""
        self._by_key.pop(connection.key, None)
        mine = self._by_member[connection.member]
        if connection in mine:
            mine.remove(connection)
        if not mine:
            del self._by_member[connection.member]

    def of(self, member: MemberId) -> list[Connection]:
        """Return a member's connections."""
        return list(self._by_member.get(member, ()))

    def get(self, key: int) -> Connection | None:
        """Return an open connection."""
        return self._by_key.get(key)

    def every(self) -> Iterator[Connection]:
        """Iterate over all connections, each if it is still open when its turn comes."""
        for connection in list(self._by_key.values()):
            if not connection.is_over:
                yield connection

    def look_at(self, connection: Connection, at: int) -> None:
        """Let a connection be due at a moment; it has no other until ``due`` has given it."""
        if len(self._looks) > 2 * len(self._by_key) + SPARE_LOOKS:  # most are of connections that are gone
            self._looks = [look for look in self._looks if look[1] in self._by_key]
            heapq.heapify(self._looks)
        heapq.heappush(self._looks, (at, connection.key))

    def due(self, now: int | None = None) -> list[Connection]:
        """Take the open connections that are to be looked at by now, or all of them."""
        keys: list[int] = []
        while self._looks and (now is None or self._looks[0][0] <= now):
            keys.append(heapq.heappop(self._looks)[1])
        return [connection for key in keys if (connection := self._by_key.get(key))]

    def members(self) -> list[MemberId]:
        """Return who is connected."""
        return list(self._by_member)

    def close(self, member: MemberId, code: CloseCode) -> None:
        """Close every connection of a member."""
        for connection in self.of(member):
            connection.close(code)

    async def end(self, member: MemberId, code: CloseCode) -> None:
        """Close every connection of a member and return once none of their commands is under way."""
        connections = self.of(member)
        self.close(member, code)
        await asyncio.gather(*(connection.finished() for connection in connections))

    def __len__(self) -> int:
        """How many connections are open."""
        return len(self._by_key)
