"""What identity asks of a store."""

from collections.abc import Collection
from typing import Protocol

from palabre.identity.model import Entered, Member
from palabre.kernel.ids import MemberId


class MemberStore(Protocol):
    """Keeps members while they are here; one method, one transaction."""

    async def add(self, member: Member, skeleton: str, session: bytes, now: int) -> None:
        """Record a member; of any racers for a skeleton one wins. Raises ``Refusal("pseudonym_taken")``.

        One whose name is covered comes in under a stand-in; the name waits for a person, and stays theirs.
        """

    async def get(self, member: MemberId) -> Member | None:
        """Return a member by id."""

    async def entered(self, member: MemberId) -> Entered | None:
        """Return when a member came in and the age they gave."""

    async def by_session(self, session: bytes, now: int) -> Member | None:
        """Return the member of a session digest, and note that it was used now."""

    async def saw(self, members: Collection[MemberId], now: int) -> None:
        """Note that members, and so every session of theirs, were here now."""

    async def save(self, member: Member, skeleton: str) -> None:
        """Replace a member's card and choices. Raises ``Refusal("pseudonym_taken")``."""

    async def remove(self, member: MemberId) -> None:
        """Erase a member and every session of theirs; harmless when repeated."""

    async def is_taken(self, skeleton: str) -> bool:
        """Whether a member present has this skeleton."""

    async def unused_since(self, passing: int, kept: int) -> list[MemberId]:
        """Return members not seen since a moment: one for those of passage, another for kept pseudonyms."""

    async def everybody(self) -> list[Member]:
        """Return every member."""
