"""R7: nothing of a person or of a proof is ever written to a log, however much goes wrong."""

import asyncio
import base64
import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from e2e.gate.process import Process, running_process
from e2e.gate.steps import code_of
from palabre.age.request import Request
from palabre.age.response import base64url
from palabre.age.verifiers.mdoc import transcript
from palabre.demo.dcapi_faults import FAULTS as DCAPI_FAULTS
from palabre.demo.dcapi_faults import faulty_hand_over
from palabre.demo.faults import FAULTS, faulty_response
from palabre.demo.issuer import Issuer
from palabre.demo.wallet import Asked, AskedByBrowser, answer_fields, device_response, read_request
from palabre.kernel.clock import SystemClock
from palabre_client import EntryRefused, Member, Visit

WINDOW = 12  # octets: anything that long is no chance
NAME, TOWN, WORDS = "Quetzalcoatline", "Aurillac", "marmelade-de-sureau-4711"
ADDRESS = "127.0.0.1"


@dataclass
class Planted:
    """Everything that went in, to be searched for in what came out."""

    texts: set[str] = field(default_factory=lambda: {NAME, TOWN, WORDS, ADDRESS})
    octets: set[bytes] = field(default_factory=set)

    def request(self, asked: Asked, *more: str) -> None:
        """Remember the secrets of a transaction."""
        self.texts |= {asked.response_uri.rpartition("/")[2], asked.nonce, asked.state, *more}

    def cookies(self, visit: Visit) -> None:
        """Remember the cookies of a visit."""
        self.texts |= {value for value in visit.cookies.values() if len(value) >= WINDOW}

    def found_in(self, log: str) -> set[str]:
        """Return what of all this stands in a log: texts, and any window of octets in hex or base64."""
        windows = {log[at : at + 16] for at in range(len(log))} | {log[at : at + 24].lower() for at in range(len(log))}
        spelled = (one for octets in self.octets for one in spellings(octets))
        return {text for text in self.texts if text in log} | {one for one in spelled if one in windows}


def spellings(octets: bytes) -> Iterable[str]:
    """Yield each window of 12 octets in hex, in base64 and in base64url, wherever it starts."""
    for at in range(len(octets) - WINDOW + 1):
        window = octets[at : at + WINDOW]
        yield window.hex()
        yield base64.b64encode(window).decode()
        yield base64.urlsafe_b64encode(window).decode()


async def begin(visit: Visit, planted: Planted) -> Asked:
    """Open a request and remember its secrets."""
    link = (await visit.post("/age/begin", {"lang": "fr"}, accept="application/json")).json()["link"]
    asked = read_request(link)
    planted.request(asked)
    planted.cookies(visit)
    return asked


async def post(visit: Visit, asked: Asked, response: bytes, planted: Planted) -> str:
    """Post a proof as a wallet; remember it, and the code that leads back."""
    planted.octets.add(response[:400] + response[-400:])
    form = answer_fields(asked, response)
    answer = await visit.http.post(asked.response_uri, data=form)
    code = code_of(answer.json())
    planted.request(asked, code)
    return code


async def hand_over(visit: Visit, make: Callable[[AskedByBrowser], str], planted: Planted) -> None:
    """Open a request to the browser and post what its dialog gives; remember it all."""
    begun = (await visit.post("/age/begin", {"lang": "fr", "way": "browser"})).json()
    data = begun["data"]
    response = make(AskedByBrowser(data["deviceRequest"], data["encryptionInfo"], visit.origin))
    planted.texts |= {begun["rid"], data["encryptionInfo"]}
    planted.cookies(visit)
    planted.octets.add(base64url(response))
    with suppress(EntryRefused):
        await visit.post("/age/dcapi", {"rid": begun["rid"], "response": response})


async def wrong_proofs(visit: Visit, planted: Planted) -> None:
    """Send each wrong proof once, then one that no anchor knows, and come back with its code."""
    issuer = Issuer(SystemClock(), os.urandom)
    for name in DCAPI_FAULTS:
        await hand_over(visit, partial(faulty_hand_over, name, issuer), planted)
    for fault in FAULTS:
        asked = await begin(visit, planted)
        await post(visit, asked, faulty_response(fault, issuer, asked), planted)
    asked = await begin(visit, planted)
    over = transcript(asked.client_id, asked.nonce, asked.response_uri)
    response = device_response(issuer.issue(generate_private_key(SECP256R1())), over)
    code = await post(visit, asked, response, planted)
    with pytest.raises(EntryRefused):
        await visit.post("/age/done", {"response_code": code})


async def a_whole_visit(site: Process, planted: Planted) -> Member:
    """Prove, enter, talk."""
    member = await Member.enter(
        site.site_url, wallet=site.wallet_url, pseudonym=NAME, town=TOWN, age=43, here_for=["talk"]
    )
    planted.cookies(member.visit)
    await member.visit.prove_age()  # prolonged, within the same visit
    planted.cookies(member.visit)
    await member.say((await member.join(member.arrival)).id, WORDS)
    return member


async def cut_short(port: int, head: str, body: bytes) -> None:
    """Send part of a request and go away."""
    _, writer = await asyncio.open_connection(ADDRESS, port)
    writer.write(f"POST {head}\r\nContent-Length: 4000\r\n\r\n".encode() + body)
    await writer.drain()
    writer.transport.abort()


async def odd_requests(site: Process, member: Member, asked: Asked) -> None:
    """Go away in the middle, speak nonsense, ask what does not exist, all with words that must not be kept."""
    visit, words = member.visit, f"{WORDS}={NAME}"
    form = "Content-Type: application/x-www-form-urlencoded"
    cookies = "; ".join(f"{name}={value}" for name, value in visit.cookies.items())
    common = f"Host: localhost:{site.port}\r\nOrigin: {site.site_url}\r\nCookie: {cookies}"
    for path in (f"/age/response/{asked.state}", "/age/begin", "/age/done", "/api/entry", "/api/leave", "/csp"):
        await cut_short(site.port, f"{path}?q={WORDS} HTTP/1.1\r\n{common}\r\n{form}", words.encode())
    await cut_short(site.port, f"/{WORDS} HTTP/9.9\r\n{words}", b"\xff\xfe")
    for path in (f"/{WORDS}", f"/chat?{words}", f"/api/{WORDS}", f"/age/done?response_code={asked.nonce}"):
        await visit.get(path)
    for body in (b"\xff" + WORDS.encode(), b'{"pseudonym":"' + WORDS.encode(), b"[" * 5_000 + WORDS.encode()):
        await visit.http.post(f"{site.site_url}/api/entry", content=body, headers=visit._headers())
        await visit.http.post(asked.response_uri, content=body, headers={"Content-Type": form.partition(": ")[2]})
    with suppress(Exception):
        await member.connection.send("{" + WORDS)
        await member.ask("send", place=WORDS, key=WORDS, text=WORDS)


def break_table(path: Path, table: str) -> None:
    """Take a table away from under the running site."""
    with sqlite3.connect(path) as database:
        database.execute(f"DROP TABLE {table}")
    database.close()


async def faults_of_ours(site: Process, member: Member, planted: Planted) -> None:
    """Break the stores and go on asking, so that the site has faults to report."""
    break_table(site.folder / "age.db", "spent_proof")
    asked = await begin(member.visit, planted)
    await member.visit._to_wallet("/present", {"link": link_of(asked)})
    break_table(site.folder / "age.db", "age_session")
    other = Visit.open(site.site_url, site.wallet_url)
    other.cookies = {"__Host-adult": "A" * 43, "__Host-member": member.visit.cookies["__Host-member"]}
    with suppress(Exception):
        await other.get(f"/api/entry/towns?q={TOWN}")
    await other.close()
    break_table(site.folder / "chat.db", "message")
    with suppress(Exception):
        await member.say(member.arrival, WORDS)


def link_of(asked: Asked) -> str:
    """Return the link of a request again."""
    return Request(asked.response_uri, asked.nonce, asked.state).link()


@pytest.fixture
async def told(tmp_path: Path) -> tuple[str, Planted]:
    """Play everything against a process that logs all it can; return its words and what went in."""
    planted = Planted()
    async with running_process(tmp_path, PALABRE_LOG_LEVEL="debug") as site:
        member = await a_whole_visit(site, planted)
        stranger = Visit.open(site.site_url, site.wallet_url)
        await wrong_proofs(stranger, planted)
        await odd_requests(site, member, await begin(stranger, planted))
        await faults_of_ours(site, member, planted)
        await stranger.close()
        with suppress(Exception):
            await member.disconnect()
        await member.visit.close()
        log = await site.stop()
    return log, planted


async def test_r7_nothing_of_a_person_or_a_proof_is_logged(told: tuple[str, Planted]) -> None:
    """A debug log of right and wrong proofs, cut requests and our own faults holds nothing of what went in."""
    log, planted = told
    assert planted.found_in(log) == set()
    assert "OperationalError" in log  # our faults were told: the log is not merely empty
    assert "ClientDisconnect" not in log  # whoever goes away is no fault of ours


def test_the_search_would_find_it() -> None:
    """Each kind of value, written into a log in any of the spellings, is found."""
    octets = bytes(range(100))
    planted = Planted({NAME}, {octets})
    written = [
        f'{{"event": "x", "who": "{NAME}"}}',
        f"body {octets[7:19].hex()}",
        f"body {octets[7:19].hex().upper()}",
        f"body {base64.b64encode(octets[3:90]).decode()}",
        f"body {base64.urlsafe_b64encode(octets[1:40]).decode()}",
    ]
    found: list[Any] = [planted.found_in(f"INFO a line\n{line}\nINFO another") for line in written]
    assert [bool(one) for one in found] == [True] * 5
    assert planted.found_in("INFO a line\nINFO another") == set()
