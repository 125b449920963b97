"""Keep a pseudonym, and come back to it: by a passkey or four words, always with an age session besides."""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from palabre.identity.methods import words
from palabre.identity.methods.passkeys import Challenges, Passkey, RelyingParty, credential_of
from palabre.identity.model import Member
from palabre.kernel.clock import HOUR, Clock
from palabre.kernel.errors import Advice, Refusal
from palabre.kernel.ids import MemberId, digest, new_secret
from palabre.safety.normalise import skeleton

TRIES_AN_HOUR = 5
PASSKEYS = 5  # of one member


class KeepStore(Protocol):
    """Keeps what proves a pseudonym; one method, one transaction."""

    async def kept(self, member: MemberId) -> tuple[bool, int]:
        """Return whether somebody has words, and how many passkeys."""

    async def set_words(self, member: MemberId, hashed: str) -> None:
        """Keep the hash of words; a former one ends."""

    async def words_of(self, skeleton: str) -> tuple[MemberId, str] | None:
        """Return whom a pseudonym is, and the hash of their words, if they have any."""

    async def add_passkey(self, member: MemberId, passkey: Passkey) -> bool:
        """Keep a passkey; false when it is known already."""

    async def passkeys_of(self, member: MemberId) -> list[bytes]:
        """Return the credentials of somebody."""

    async def passkey(self, credential: bytes) -> tuple[MemberId, Passkey] | None:
        """Return whose a credential is."""

    async def used(self, credential: bytes, count: int) -> None:
        """Note a passkey's counter."""

    async def end(self, member: MemberId) -> None:
        """Forget words and passkeys."""

    async def add_session(self, member: MemberId, session: bytes, now: int) -> Member | None:
        """Open another session of somebody who is still here."""


@dataclass
class Tries:
    """Five tries an hour for each of whom they are asked, in memory only."""

    clock: Clock
    _hour: int = 0
    _used: Counter[object] = field(default_factory=Counter)

    def take(self, *whose: object) -> None:
        """Use one try of each. Raises ``Refusal("rate_limited")``."""
        now = self.clock.now()
        if now // HOUR != self._hour:
            self._hour = now // HOUR
            self._used.clear()
        # Refused before it is counted: whoever has used theirs fills the memory with no more names.
        if any(self._used[one] >= TRIES_AN_HOUR for one in whose):
            raise Refusal("rate_limited", Advice.LATER, retry_after_ms=HOUR - now % HOUR)
        self._used.update(whose)


@dataclass(frozen=True, slots=True)
class Keeping:
    """Everything about keeping and coming back."""

    store: KeepStore
    hasher: words.WordHasher
    party: RelyingParty
    challenges: Challenges
    tries: Tries
    clock: Clock
    chance: random.Random

    async def kept(self, member: MemberId) -> tuple[bool, int]:
        """Return whether somebody has words, and how many passkeys."""
        return await self.store.kept(member)

    async def draw_words(self, member: MemberId, lang: Literal["fr", "en"]) -> tuple[str, ...]:
        """Return four fresh words, shown this once; former ones end."""
        drawn = words.draw(lang, self.chance)
        await self.store.set_words(member, await self.hasher.hashed(" ".join(drawn)))
        return drawn

    async def begin_passkey(self, member: Member) -> dict[str, Any]:
        """Return what the browser is asked to make."""
        known = await self.store.passkeys_of(member.id)
        challenge = self.challenges.ask(f"make {member.id}")
        return self.party.creation_options(challenge, member.profile.card.name, known)

    async def finish_passkey(self, member: MemberId, answer: dict[str, Any]) -> None:
        """Keep the passkey that a browser made. Raises ``Refusal("bad_passkey")``."""
        challenge = self.challenges.take(f"make {member}")
        made = self.party.created(answer, challenge) if challenge else None
        has_room = len(await self.store.passkeys_of(member)) < PASSKEYS
        if made is None or not has_room or not await self.store.add_passkey(member, made):
            raise Refusal("bad_passkey")

    async def end(self, member: MemberId) -> None:
        """Forget words and passkeys: the pseudonym ends with its session again."""
        await self.store.end(member)

    async def return_by_words(self, visitor: object, pseudonym: str, text: str) -> tuple[Member, str]:
        """Return the member and the secret of a new session; ``visitor`` is whose tries are counted.

        Raises ``Refusal``: not_recognised, whatever was wrong; rate_limited after five tries in the hour.
        """
        name = skeleton(pseudonym)
        self.tries.take(visitor, name)
        found = await self.store.words_of(name)
        is_theirs = await self.hasher.matches(text, found[1] if found else None)
        if found is None or not is_theirs:
            raise Refusal("not_recognised")
        return await self._opened(found[0])

    def begin_return(self, visitor: str) -> dict[str, Any]:
        """Return what the browser is asked to sign with."""
        return self.party.request_options(self.challenges.ask(f"sign {visitor}"))

    async def return_by_passkey(self, visitor: str, answer: dict[str, Any]) -> tuple[Member, str]:
        """Return the member of a passkey and the secret of a new session. Raises ``Refusal("not_recognised")``."""
        challenge = self.challenges.take(f"sign {visitor}")
        found = await self.store.passkey(credential_of(answer))
        count = self.party.signed(answer, challenge, found[1]) if challenge and found else None
        if found is None or count is None:
            raise Refusal("not_recognised")
        await self.store.used(found[1].credential, count)
        return await self._opened(found[0])

    async def _opened(self, member: MemberId) -> tuple[Member, str]:
        secret = new_secret()
        opened = await self.store.add_session(member, digest(secret), self.clock.now())
        if opened is None:
            raise Refusal("not_recognised")
        return opened, secret
