"""Every open connection of this node, by member."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from palabre.gateway.codes import CloseCode
from palabre.gateway.connection import Connection
from palabre.kernel.ids import MemberId
from palabre.kernel.limits import CONNECTIONS_PER_MEMBER


@dataclass
class Registry:
    """Holds connections while they are open; a sixth of one member closes the oldest."""

    _by_member: dict[MemberId, list[Connection]] = field(default_factory=lambda: defaultdict(list))

    def add(self, connection: Connection) -> None:
        """Note an open connection."""
        mine = self._by_member[connection.member]
        mine.append(connection)
        if len(mine) > CONNECTIONS_PER_MEMBER:
            mine[0].close(CloseCode.TOO_MANY_CONNECTIONS)

    def remove(self, connection: Connection) -> None:
        """Forget a connection."""
        mine = self._by_member[connection.member]
        if connection in mine:
            mine.remove(connection)
        if not mine:
            del self._by_member[connection.member]

    def of(self, member: MemberId) -> list[Connection]:
        """Return a member's connections."""
        return list(self._by_member.get(member, ()))

    def every(self) -> Iterator[Connection]:
        """Iterate over all connections; they may close meanwhile."""
        for mine in list(self._by_member.values()):
            yield from list(mine)

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
        return sum(len(mine) for mine in self._by_member.values())
