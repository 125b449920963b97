"""Requests under way: in memory, bounded, each used once (age assurance specification section 3.1)."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256

from palabre.age.verifiers.dcapi import Exchange
from palabre.kernel.clock import SECOND, Clock
from palabre.kernel.ids import base64url

LIFE = 300 * SECOND
CROSS_LIFE = 120 * SECOND  # how long a QR code is shown
CODE_LIFE = 120 * SECOND
PENDING_PER_BROWSER = 3
PENDING_IN_ALL = 50_000  # 33 MB by link, 152 MB if all are the browser's, with their keys; the oldest goes first


class Status(Enum):
    """One way only: from pending to one of the others."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(slots=True)
class Transaction:
    """One request to one browser's wallet; no address, no pseudonym."""

    rid: str
    state: str
    nonce: str
    browser: bytes  # SHA-256 of the cookie
    created: int
    cross: bool  # answered from another device, by QR code
    script: bool  # the page runs scripts: the code travels in the fragment
    exchange: Exchange | None = None  # answered by the browser itself (path 2); dropped with its key once answered
    status: Status = Status.PENDING
    code: bytes = b""  # SHA-256 of the response code
    code_made: int = 0

    def is_over(self, now: int) -> bool:
        """Whether its time has passed."""
        if self.status is Status.PENDING:
            return now >= self.created + (CROSS_LIFE if self.cross else LIFE)
        return now >= self.created + LIFE + CODE_LIFE


@dataclass
class Transactions:
    """All requests under way, oldest first."""

    clock: Clock
    entropy: Callable[[int], bytes]
    _by_rid: dict[str, Transaction] = field(default_factory=dict)
    _by_browser: dict[bytes, list[Transaction]] = field(default_factory=dict)
    _by_code: dict[bytes, Transaction] = field(default_factory=dict)

    def begin(
        self, browser: bytes, *, cross: bool = False, script: bool = False, exchange: Exchange | None = None
    ) -> Transaction:
        """Open a request; those of the browser that are over go first, then past three its oldest pending one."""
        self.sweep()
        self._make_room(browser)
        if len(self._by_rid) >= PENDING_IN_ALL:
            self.drop(self._oldest())
        rid, state, nonce = (base64url(self.entropy(octets)) for octets in (16, 16, 32))
        new = Transaction(rid, state, nonce, browser, self.clock.now(), cross, script, exchange)
        self._by_rid[new.rid] = new
        self._by_browser.setdefault(browser, []).append(new)
        return new

    def answered(self, rid: str, state: str | None) -> Transaction | None:
        """Return a request that is pending, in time, and of that state (compared in constant time)."""
        found = self._by_rid.get(rid)
        if found is None or found.status is not Status.PENDING or found.is_over(self.clock.now()):
            return None
        same = state is not None and hmac.compare_digest(found.state.encode(), state.encode())
        return found if same else None

    def exchanged(self, rid: str, browser: bytes) -> Transaction | None:
        """Return a request to a browser itself that is pending, in time, and of that browser."""
        found = self._by_rid.get(rid)
        if found is None or found.exchange is None or found.is_over(self.clock.now()):
            return None
        return found if hmac.compare_digest(found.browser, browser) else None

    def give_code(self, transaction: Transaction) -> str:
        """Make the single-use code that the wallet carries back to the browser."""
        code = base64url(self.entropy(16))
        self._by_code.pop(transaction.code, None)
        transaction.code, transaction.code_made = sha256(code.encode()).digest(), self.clock.now()
        if transaction.rid in self._by_rid:  # else forgotten meanwhile to make room: the code finds nothing
            self._by_code[transaction.code] = transaction
        return code

    def take_code(self, code: str) -> Transaction | None:
        """Return the request of a code and consume the code, whoever brings it."""
        found = self._by_code.pop(sha256(code.encode()).digest(), None)
        if found is None:
            return None
        found.code = b""
        return found if self.clock.now() < found.code_made + CODE_LIFE else None

    def of_browser(self, browser: bytes) -> list[Transaction]:
        """Return a browser's requests, oldest first."""
        return list(self._by_browser.get(browser, ()))

    def drop(self, transaction: Transaction) -> None:
        """Forget a request."""
        self._by_rid.pop(transaction.rid, None)
        self._by_code.pop(transaction.code, None)
        mine = self._by_browser.get(transaction.browser, [])
        if transaction in mine:
            mine.remove(transaction)
        if not mine:
            self._by_browser.pop(transaction.browser, None)

    def sweep(self) -> None:
        """Forget every request whose time and whose code's time have passed."""
        # In order of creation, so the first that lives ends the sweep: constant work a request.
        now = self.clock.now()
        while self._by_rid and now >= self._oldest().created + LIFE + CODE_LIFE:
            self.drop(self._oldest())

    def _make_room(self, browser: bytes) -> None:
        now = self.clock.now()
        mine = [one for one in self.of_browser(browser) if one.status is Status.PENDING]
        living = [one for one in mine if not one.is_over(now)]
        kept = living[max(0, len(living) - PENDING_PER_BROWSER + 1) :]
        for one in mine:
            if one not in kept:
                self.drop(one)

    def _oldest(self) -> Transaction:
        return next(iter(self._by_rid.values()))
