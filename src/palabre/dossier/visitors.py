"""Visitors of a rehearsal: each plays one proof by one way, right or wrong, and remembers all that it sent."""

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from os import urandom
from typing import Self
from urllib.parse import parse_qs, urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from palabre.age.tokens import context_of, epoch_of
from palabre.age.verifiers.mdoc import transcript
from palabre.age.verifiers.privacypass import token_challenge
from palabre.demo.dcapi_faults import FAULTS as DIALOG_FAULTS
from palabre.demo.dcapi_faults import faulty_hand_over
from palabre.demo.faults import FAULTS, faulty_response
from palabre.demo.issuer import Issuer
from palabre.demo.provider import Provider
from palabre.demo.token_client import Wanted, authorization, fetch_token
from palabre.demo.wallet import Asked, AskedByBrowser, answer_fields, device_response, read_request, sealed
from palabre.kernel.clock import Clock

WRONG_BY_WALLET = tuple(FAULTS)
WRONG_BY_BROWSER = tuple(DIALOG_FAULTS)
RIGHT_EVERY = 4  # one proof in four is right


@dataclass
class Stage:
    """One site, those who issue proofs for it, and everything that visitors sent it."""

    origin: str
    issuer: Issuer
    provider: Provider
    clock: Clock
    planted: list[bytes] = field(default_factory=list)
    admitted: int = 0
    http: httpx.AsyncClient = field(init=False)

    async def __aenter__(self) -> Self:
        """Open the connections."""
        self.http = httpx.AsyncClient(trust_env=False, timeout=60)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close them."""
        await self.http.aclose()

    def plant(self, *sent: bytes | str) -> None:
        """Remember what must be found nowhere."""
        self.planted += [one.encode() if isinstance(one, str) else one for one in sent]

    async def post(self, path: str, form: dict[str, str], cookie: str = "") -> httpx.Response:
        """Post a form as our own page would; remember the cookies given."""
        headers = {"Origin": self.origin, "Accept": "application/json"} | ({"Cookie": cookie} if cookie else {})
        answer = await self.http.post(self.origin + path, data=form, headers=headers)
        self.plant(*(line.split(";")[0].partition("=")[2] for line in answer.headers.get_list("set-cookie")))
        self.admitted += "__Host-adult" in answer.headers.get("set-cookie", "")
        return answer


async def by_wallet(stage: Stage, number: int) -> None:
    """Prove by OpenID4VP: one of the wrong ways in turn, or the right one, to the end."""
    begun = await stage.post("/age/begin", {"lang": "fr"})
    asked = read_request(begun.json()["link"])
    response = _response(stage, asked, number)
    form = answer_fields(asked, response)
    rid = asked.response_uri.rpartition("/")[2]
    stage.plant(response, form["vp_token"].split('"')[3], rid, asked.nonce, asked.state)
    answer = await stage.http.post(asked.response_uri, data=form)
    back = urlsplit(answer.json()["redirect_uri"])
    code = parse_qs(back.query or back.fragment)["response_code"][0]
    stage.plant(code)
    cookie = begun.headers.get_list("set-cookie")[0].split(";")[0]
    await stage.post("/age/done", {"response_code": code}, cookie)


def _response(stage: Stage, asked: Asked, number: int) -> bytes:
    if number % RIGHT_EVERY:
        return faulty_response(WRONG_BY_WALLET[number % len(WRONG_BY_WALLET)], stage.issuer, asked)
    over = transcript(asked.client_id, asked.nonce, asked.response_uri)
    return device_response(stage.issuer.issue(generate_private_key(SECP256R1())), over)


async def by_browser(stage: Stage, number: int) -> None:
    """Prove by the browser's own dialog: one of the wrong ways in turn, or the right one."""
    begun = await stage.post("/age/begin", {"lang": "fr", "way": "browser"})
    opened = begun.json()
    asked = AskedByBrowser(opened["data"]["deviceRequest"], opened["data"]["encryptionInfo"], stage.origin)
    response = _handed_over(stage, asked, number)
    stage.plant(opened["rid"], asked.encryption_info, response, base64.urlsafe_b64decode(response + "=="))
    cookie = begun.headers.get_list("set-cookie")[0].split(";")[0]
    await stage.post("/age/dcapi", {"rid": opened["rid"], "response": response}, cookie)


def _handed_over(stage: Stage, asked: AskedByBrowser, number: int) -> str:
    if number % RIGHT_EVERY:
        return faulty_hand_over(WRONG_BY_BROWSER[number % len(WRONG_BY_BROWSER)], stage.issuer, asked)
    inner = device_response(stage.issuer.issue(generate_private_key(SECP256R1())), asked.transcript)
    stage.plant(inner)
    return sealed(inner, asked.recipient(), asked.transcript)


async def by_token(stage: Stage, number: int) -> None:
    """Show a token: right, by form or header, twice, spoilt, or of a week to come."""
    is_early = number % RIGHT_EVERY == 1
    token = bytearray(await _token(stage, weeks=2 if is_early else 0))
    if number % RIGHT_EVERY == 2:
        token[-1 - number % 200] ^= 1
    text = base64.urlsafe_b64encode(token).decode()
    stage.plant(bytes(token), text)
    if number % 2:
        await stage.post("/age/token", {"lang": "fr", "token": text})
    else:
        answer = await stage.http.get(
            f"{stage.origin}/age/token", headers={"Authorization": authorization(bytes(token))}
        )
        stage.admitted += "__Host-adult" in answer.headers.get("set-cookie", "")
    if number % RIGHT_EVERY == 3:
        await stage.post("/age/token", {"lang": "fr", "token": text})


async def _token(stage: Stage, weeks: int) -> bytes:
    async def ask(request: bytes) -> bytes:
        return stage.provider.sign(request)

    context = context_of(epoch_of(stage.clock.now()) + weeks)
    wanted = Wanted(token_challenge(stage.provider.name, context), stage.provider.key.spki)
    return await fetch_token(wanted, ask, urandom)


# One line a way: what plays one proof by it.
WAYS: tuple[Callable[[Stage, int], Awaitable[None]], ...] = (
    by_wallet,
    by_browser,
    by_token,
)
