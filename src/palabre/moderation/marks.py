"""Device marks: a chance value given in a cookie when a restriction begins, kept as an HMAC for thirty days.

Nothing is computed from the browser; whoever clears their cookies has no mark (safety engine section 5).
"""

import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

from palabre.kernel.clock import DAY, Clock
from palabre.kernel.ids import MemberId, base64url
from palabre.moderation.model import Restriction
from palabre.moderation.ports import ModerationStore

MARK_OCTETS = 16
MARK_LIFE = 30 * DAY
CARRIED = 10_000  # members whose device brought a mark, remembered while this node runs


@dataclass(frozen=True, slots=True)
class Marks:
    """Gives marks and knows them again; ``key`` is of this site alone."""

    store: ModerationStore
    key: bytes
    clock: Clock
    _carried: OrderedDict[MemberId, bytes] = field(default_factory=OrderedDict)

    async def give(self, restriction: Restriction) -> str:
        """Return a new mark for a restriction."""
        mark = base64url(secrets.token_bytes(MARK_OCTETS))
        await self.store.mark(self._mac(mark), restriction.id, self.clock.now() + MARK_LIFE)
        return mark

    async def restriction_of(self, mark: str | None) -> Restriction | None:
        """Return the restriction in force that a mark stands for."""
        if not mark:
            return None
        found = await self.store.marked(self._mac(mark), self.clock.now())
        return found.restriction if found else None

    def carries(self, member: MemberId, mark: str | None) -> None:
        """Note the mark that a member's device brought to a line of theirs, in memory alone."""
        if not mark:
            return
        self._carried[member] = self._mac(mark)
        self._carried.move_to_end(member)
        if len(self._carried) > CARRIED:
            self._carried.popitem(last=False)

    async def has_returned(self, member: MemberId) -> bool:
        """Whether a member's device is one of somebody who was suspended, come back under another name."""
        mac = self._carried.get(member)
        return mac is not None and await self.store.has_returned(mac, member, self.clock.now())

    def forget(self, member: MemberId) -> None:
        """Forget what somebody's device brought."""
        self._carried.pop(member, None)

    def _mac(self, mark: str) -> bytes:
        return hmac.digest(self.key, mark.encode("utf-8", "surrogatepass"), "sha256")
