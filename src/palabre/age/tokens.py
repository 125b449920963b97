"""Admits by token: the challenge of the week, the same for everybody, and what is done with a token (section 10)."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from palabre.age.counters import GateCounters
from palabre.age.gate import RELEASED
from palabre.age.issuers import TokenIssuers
from palabre.age.reasons import Refused
from palabre.age.spent import Spent
from palabre.age.verifiers import privacypass
from palabre.age.verifiers.privacypass import TokenKey, token_challenge
from palabre.kernel.clock import DAY, Clock

PATH = "privacypass"
EPOCH = 7 * DAY  # a week: tokens are fetched long before a visit, so that the time of fetching tells nothing
MAX_AGE = 300  # seconds that a wallet may hold the challenge of a 401
NAME = b"palabre-age"


def epoch_of(moment: int) -> int:
    """Return the number of the week of a moment (milliseconds), counted from 1970-01-01, a Thursday."""
    return moment // EPOCH


def context_of(epoch: int) -> bytes:
    """Return the redemption context of a week: the same for every visitor and every site of this kind."""
    return sha256(NAME + epoch.to_bytes(8, "big")).digest()


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a provider's token is asked to carry in a week; ``until`` is when the last site refuses it."""

    key: TokenKey
    epoch: int

    @property
    def octets(self) -> bytes:
        """The TokenChallenge."""
        return token_challenge(self.key.issuer, context_of(self.epoch))

    @property
    def begins(self) -> int:
        """When tokens of this week begin to be taken, in milliseconds."""
        return self.epoch * EPOCH

    @property
    def until(self) -> int:
        """When they cease to be: a week is taken during the next one too."""
        return (self.epoch + 2) * EPOCH

    def header(self) -> str:
        """Return the challenge as ``WWW-Authenticate`` says it (RFC 9577 section 2.1)."""
        challenge, key = spelled(self.octets), spelled(self.key.spki)
        return f'PrivateToken challenge="{challenge}", token-key="{key}", max-age="{MAX_AGE}"'


def spelled(octets: bytes) -> str:
    """Return base64url with its padding."""
    return base64.urlsafe_b64encode(octets).decode()


@dataclass(frozen=True, slots=True)
class TokenGate:
    """Admits adults by path 3; fails closed."""

    issuers: TokenIssuers
    spent: Spent
    clock: Clock
    counters: GateCounters

    def challenges(self, *, ahead: int = 0) -> Iterator[Challenge]:
        """Yield each key's challenge of this week, or of ``ahead`` weeks later."""
        epoch = epoch_of(self.clock.now()) + ahead
        return (Challenge(key, epoch) for key in self.issuers.keys.values())

    async def admits(self, read: Callable[[str], bytes], given: str) -> bool:
        """Whether a token, as read from what was given, admits; it is then used up."""
        try:
            await self._redeem(read(given))
        except Refused as refused:
            self.counters.refused(refused.reason)
            return False
        except Exception:  # noqa: BLE001 - a fault of ours admits nobody, and is told to nobody (R3, R8)
            self.counters.refused("fault")
            return False
        self.counters.admitted(PATH)
        return True

    async def _redeem(self, token: bytes) -> None:
        now = self.clock.now()
        if now < RELEASED:
            raise Refused("clock")
        epochs = (epoch_of(now), epoch_of(now) - 1)
        contexts = {context_of(epoch): (epoch + 2) * EPOCH for epoch in epochs}
        await self.spent.spend(privacypass.verify(token, self.issuers.keys, contexts))
