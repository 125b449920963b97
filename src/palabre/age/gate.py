"""The gate: opens requests, judges answers, admits a browser that comes back with its code.

The story of one proof: ``begin`` → the wallet posts to ``respond`` → the browser comes to ``complete`` (same
device) or asks ``poll`` (other device). Source: age assurance specification section 3.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from palabre.age.counters import GateCounters
from palabre.age.reasons import Refused
from palabre.age.request import DCQL, Request, check_query
from palabre.age.response import device_response
from palabre.age.spent import Spent
from palabre.age.transactions import Status, Transaction, Transactions
from palabre.age.trust import Anchors, BadAnchors
from palabre.age.verifiers import mdoc
from palabre.kernel.clock import Clock
from palabre.kernel.ids import is_secret, new_secret

RELEASED = 1_793_491_200_000  # 2026-11-01: a clock before the release is wrong (E22)
PATH = "openid4vp"
KNOWN_FIELDS = frozenset({"vp_token", "state", "error"})


@dataclass(frozen=True, slots=True)
class Begun:
    """What the page shows: a link for this device, a QR code for another; and the browser's cookie."""

    browser: str
    same: Request
    cross: Request


@dataclass(frozen=True, slots=True)
class Reply:
    """What the wallet is told; never whether the proof held."""

    status: int
    body: dict[str, str]


@dataclass(frozen=True, slots=True)
class Gate:
    """Admits adults by path 1; fails closed."""

    origin: str
    anchors: Callable[[], Anchors]  # raises BadAnchors
    spent: Spent
    transactions: Transactions
    clock: Clock
    counters: GateCounters
    query: object = None

    def __post_init__(self) -> None:
        """Refuse to exist with a query that asks too much (E23)."""
        check_query(DCQL if self.query is None else self.query)

    def begin(self, browser: str | None, *, script: bool) -> Begun:
        """Open a request for this device and one for another; each has its own rid, state and nonce."""
        secret = browser if browser and is_secret(browser) else new_secret()  # never give back what is not ours
        key = _digest(secret)
        same, cross = (self.transactions.begin(key, cross=cross, script=script) for cross in (False, True))
        return Begun(secret, self._request(same), self._request(cross))

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
        try:
            await self._judge(transaction, fields, given)
        except Refused as refused:
            self.counters.refused(refused.reason)
        except Exception:  # noqa: BLE001 - a fault of ours admits nobody, and is told to nobody (R3, R8)
            self.counters.refused("fault")
        else:
            transaction.status = Status.DONE
        return self._told(transaction)

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
        self.counters.admitted(PATH)
        return True

    async def _judge(
        self, transaction: Transaction, fields: Sequence[tuple[str, str]], given: Mapping[str, str]
    ) -> None:
        if _repeats(fields) or "vp_token" not in given:
            raise Refused("syntax")
        now = self.clock.now()
        if now < RELEASED:
            raise Refused("clock")
        response = device_response(given["vp_token"])
        request = self._request(transaction)
        transcript = mdoc.transcript(request.client_id, request.nonce, request.response_uri)
        await self.spent.spend(mdoc.verify(response, transcript, self._anchors(), now))

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


def _digest(browser: str) -> bytes:
    return sha256(browser.encode()).digest()
