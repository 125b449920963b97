"""The gate: opens requests, judges answers, admits a browser that comes back with its code.

The story of one proof by link: ``begin`` → the wallet posts to ``respond`` → the browser comes to ``complete``
(same device) or asks ``poll`` (other device). Through the browser itself: ``begin_exchange`` → ``take``.
Source: age assurance specification sections 3 and 5.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from palabre.age.counters import GateCounters
from palabre.age.reasons import Refused
from palabre.age.request import Request, check_requests, device_request
from palabre.age.response import device_response, sealed_response
from palabre.age.spent import Spent
from palabre.age.transactions import Status, Transaction, Transactions
from palabre.age.trust import Anchors, BadAnchors
from palabre.age.verifiers import dcapi, mdoc
from palabre.kernel.clock import Clock
from palabre.kernel.ids import is_secret, new_secret

RELEASED = 1_793_491_200_000  # 2026-11-01: a clock before the release is wrong (E22)
BY_LINK, BY_BROWSER = "openid4vp", "dcapi"  # how the paths are called in the counters
KNOWN_FIELDS = frozenset({"vp_token", "state", "error"})


@dataclass(frozen=True, slots=True)
class Begun:
    """What the page shows: a link for this device, a QR code for another; and the browser's cookie."""

    browser: str
    same: Request
    cross: Request


@dataclass(frozen=True, slots=True)
class Exchanging:
    """What the page hands to the browser's own dialog."""

    browser: str
    rid: str
    device_request: str
    encryption_info: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the wallet is told; never whether the proof held."""

    status: int
    body: dict[str, str]


@dataclass(frozen=True, slots=True)
class Gate:
    """Admits adults by paths 1 and 2; fails closed."""

    origin: str
    anchors: Callable[[], Anchors]  # raises BadAnchors
    spent: Spent
    transactions: Transactions
    clock: Clock
    counters: GateCounters

    def __post_init__(self) -> None:
        """Refuse to exist with a request that asks too much (E23)."""
        check_requests()

    def begin(self, browser: str | None, *, script: bool) -> Begun:
        """Open a request for this device and one for another; each has its own rid, state and nonce."""
        secret = _own(browser)
        key = _digest(secret)
        same, cross = (self.transactions.begin(key, cross=cross, script=script) for cross in (False, True))
        return Begun(secret, self._request(same), self._request(cross))

    def begin_cross(self, browser: str | None) -> tuple[str, Request]:
        """Open one more request for another device, in place of a code whose time has passed."""
        secret = _own(browser)
        return secret, self._request(self.transactions.begin(_digest(secret), cross=True, script=True))

    def begin_exchange(self, browser: str | None) -> Exchanging:
        """Open a request to the browser itself, with a key pair of its own."""
        secret = _own(browser)
        exchange = dcapi.open_exchange(self.transactions.entropy)
        opened = self.transactions.begin(_digest(secret), exchange=exchange)
        return Exchanging(secret, opened.rid, device_request(), exchange.encryption_info)

    async def respond(self, rid: str, fields: Sequence[tuple[str, str]]) -> Reply:
        """Judge what a wallet posted; the same answer whatever the proof was worth."""
        given = _single(fields)
        transaction = self.transactions.answered(rid, given.get("state"))
        if transaction is None:
            self.counters.refused("unknown")
            return Reply(400, {})
        transaction.status = Status.FAILED  # left at once, whatever follows: a second post finds nothing
        if "error" in given:
            self.counters.refused("wallet_error")
            return Reply(200, {})
        if await self._holds(self._judge_form(transaction, fields, given)):
            transaction.status = Status.DONE
        return self._told(transaction)

    async def take(self, rid: str, response: str, browser: str | None) -> bool:
        """Judge what a browser's own dialog gave, once; true admits the browser that asked. The key is dropped."""
        transaction = self.transactions.exchanged(rid, _digest(browser or ""))
        if transaction is None or transaction.exchange is None:
            self.counters.refused("unknown")
            return False
        exchange = transaction.exchange
        self.transactions.drop(transaction)  # left at once, whatever follows: the same answer finds nothing (E25)
        if not await self._holds(self._judge_sealed(exchange, response)):
            return False
        self.counters.admitted(BY_BROWSER)
        return True

    def complete(self, code: str, browser: str | None) -> bool:
        """Admit the browser that began the request of this code, once; a wrong browser consumes the code."""
        transaction = self.transactions.take_code(code)
        if transaction is None or browser is None or transaction.browser != _digest(browser):
            return False
        self.transactions.drop(transaction)
        return self._admits(transaction)

    def poll(self, browser: str | None) -> str:
        """Tell a waiting page ``pending``, ``ok`` (once: the request is then forgotten) or ``no``."""
        mine = [one for one in self.transactions.of_browser(_digest(browser or "")) if one.cross]
        for transaction in mine:
            if transaction.status is Status.DONE:
                self.transactions.drop(transaction)
                is_late = transaction.is_over(self.clock.now())
                return "ok" if not is_late and self._admits(transaction) else "no"
        if not mine or mine[-1].status is Status.FAILED:
            return "no"
        return "no" if mine[-1].is_over(self.clock.now()) else "pending"

    def _admits(self, transaction: Transaction) -> bool:
        if transaction.status is not Status.DONE:
            return False
        self.counters.admitted(BY_LINK)
        return True

    async def _holds(self, judging: Awaitable[None]) -> bool:
        try:
            await judging
        except Refused as refused:
            self.counters.refused(refused.reason)
        except Exception:  # noqa: BLE001 - a fault of ours admits nobody, and is told to nobody (R3, R8)
            self.counters.refused("fault")
        else:
            return True
        return False

    async def _judge_form(
        self, transaction: Transaction, fields: Sequence[tuple[str, str]], given: Mapping[str, str]
    ) -> None:
        if _repeats(fields) or "vp_token" not in given:
            raise Refused("syntax")
        request = self._request(transaction)
        over = mdoc.transcript(request.client_id, request.nonce, request.response_uri)
        await self._judge(device_response(given["vp_token"]), over)

    async def _judge_sealed(self, exchange: dcapi.Exchange, response: str) -> None:
        over = dcapi.transcript(exchange.encryption_info, self.origin)
        await self._judge(dcapi.opened(sealed_response(response), exchange.key, over), over)

    async def _judge(self, response: bytes, session_transcript: bytes) -> None:
        now = self.clock.now()
        if now < RELEASED:
            raise Refused("clock")
        await self.spent.spend(mdoc.verify(response, session_transcript, self._anchors(), now))

    def _anchors(self) -> Anchors:
        try:
            return self.anchors()
        except BadAnchors:
            raise Refused("anchors") from None

    def _told(self, transaction: Transaction) -> Reply:
        if transaction.cross:
            return Reply(200, {})
        mark = "#" if transaction.script else "?"
        code = self.transactions.give_code(transaction)
        return Reply(200, {"redirect_uri": f"{self.origin}/age/done{mark}response_code={code}"})

    def _request(self, transaction: Transaction) -> Request:
        uri = f"{self.origin}/age/response/{transaction.rid}"
        return Request(uri, transaction.nonce, transaction.state)


def _single(fields: Sequence[tuple[str, str]]) -> dict[str, str]:
    given = {name: value for name, value in fields if name in KNOWN_FIELDS}
    if sum(name == "state" for name, _ in fields) > 1:
        del given["state"]
    return given


def _repeats(fields: Sequence[tuple[str, str]]) -> bool:
    names = [name for name, _ in fields if name in KNOWN_FIELDS]
    return len(names) != len(set(names))


def _own(browser: str | None) -> str:
    return browser if browser and is_secret(browser) else new_secret()  # never give back what is not ours


def _digest(browser: str) -> bytes:
    return sha256(browser.encode()).digest()
