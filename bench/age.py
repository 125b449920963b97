"""What proofs of age cost: each way, hostile inputs, a flood beside people who talk.

    .venv/bin/python bench/age.py [verify] [hostile] [flood]

Each part prints one line of JSON. ``verify`` is a ratio to the bare cryptography of the same proof; ``hostile`` names
the dearest refused input in time and in memory; ``flood`` compares the acks of a talk with 1,000 answers a second to
requests that nobody made beside it, and without.
"""

import asyncio
import base64
import json
import os
import secrets
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.x509 import load_der_x509_certificate
from starlette.requests import Request

sys.path[:0] = [str(Path(__file__).parents[1] / "tests")]

from e2e.gate.process import Process, running_process
from palabre.age.cbor import decode
from palabre.age.check_vectors import anchors_of, case_octets
from palabre.age.reasons import Refused
from palabre.age.response import device_response, sealed_response
from palabre.age.verifiers import dcapi, mdoc, privacypass
from palabre.age.verifiers.privacypass import TokenKey, of_header, of_paste
from palabre.web.age import FORM_OCTETS, RESPONSE_OCTETS
from palabre.web.forms import TooLarge, read_form
from palabre_client import Member

VECTORS = Path(__file__).parents[1] / "tests" / "vectors" / "age"
PROOFS = json.loads((VECTORS / "av-openid4vp-cases.json").read_text())
SEALED = json.loads((VECTORS / "av-dcapi-annex-c-cases.json").read_text())
TOKENS = json.loads((VECTORS / "privacypass-origin-cases.json").read_text())
NOW = 1_795_435_200_000  # 2026-11-23T12:00:00Z, the cases' moment
ANCHORS = anchors_of(PROOFS["trust_anchors"]["default"])
TRANSCRIPT = mdoc.transcript(*(PROOFS["request"][name] for name in ("client_id", "nonce", "response_uri")))
KEY = TokenKey.read(TOKENS["issuer_name"], bytes.fromhex(TOKENS["issuer_public_key_spki_hex"]))
CONTEXTS = {bytes.fromhex(TOKENS["redemption_context_hex"]): 1}
MOST_MS, MOST_KIB = 5, 1_024  # of a hostile input, beyond its own size
REPEATS = 300
RATE, SECONDS, LANES, SPEAKERS, PAUSE_S = 1_000, 20, 20, 24, 1.2
ALLOWED_MS = 50

Act = Callable[[], object]


def main(parts: list[str]) -> None:
    """Print each part asked for, or all."""
    for part in parts or list(PARTS):
        print(json.dumps({"part": part} | PARTS[part]()))


# Verification.


def verify() -> dict[str, Any]:
    """Measure a right proof by each way, in microseconds, and as a ratio to its bare cryptography."""
    ways: dict[str, tuple[Act, Act]] = {
        "dcapi": (by_browser(), bare_browser()),
        "openid4vp": (by_wallet(), bare_wallet()),
        "privacypass": (by_token(), bare_token()),
    }
    found = {}
    for name, (whole, bare) in ways.items():
        times = timed(whole)
        found[name] = {
            "median_us": round(statistics.median(times) * 1e6),
            "p95_us": round(statistics.quantiles(times, n=20)[-1] * 1e6),
            "over_bare_cryptography": round(statistics.median(times) / statistics.median(timed(bare)), 2),
        }
    return found


def by_wallet() -> Act:
    """Return the verification of case P01, from the posted text on."""
    octets = case_octets(PROOFS["cases"][0], PROOFS["cases"])
    text = json.dumps({"proof_of_age": [base64.urlsafe_b64encode(octets).rstrip(b"=").decode()]})
    return lambda: mdoc.verify(device_response(text), TRANSCRIPT, ANCHORS, NOW)


def bare_wallet() -> Act:
    """Return what cannot be saved: loading the certificate, its signature, two ECDSA verifications."""
    document = decode(case_octets(PROOFS["cases"][0], PROOFS["cases"]))["documents"][0]
    leaf = document["issuerSigned"]["issuerAuth"][1][33]
    certificate = load_der_x509_certificate(leaf)
    signed = certificate.tbs_certificate_bytes, certificate.signature
    issuer = ANCHORS.certificates[0].public_key()

    def act() -> None:
        load_der_x509_certificate(leaf)
        for _ in range(3):
            issuer.verify(signed[1], signed[0], ECDSA(SHA256()))  # type: ignore[union-attr,call-arg,arg-type]  # P-256

    return act


def by_browser() -> Act:
    """Return the verification of case C-P01, opening included."""
    text, key, over = SEALED["cases"][0]["response_b64url"], sealing_key(), sealed_over()
    anchors = anchors_of(SEALED["trust_anchors"])
    return lambda: mdoc.verify(dcapi.opened(sealed_response(text), key, over), over, anchors, NOW)


def bare_browser() -> Act:
    """Return what cannot be saved: opening the seal, and what the other way needs."""
    text, key, over = SEALED["cases"][0]["response_b64url"], sealing_key(), sealed_over()
    sealed, rest = sealed_response(text), bare_wallet()

    def act() -> None:
        dcapi.opened(sealed, key, over)
        rest()

    return act


def sealing_key() -> EllipticCurvePrivateKey:
    """Return the key that the cases are sealed for."""
    return derive_private_key(int(SEALED["recipient_private_key_hex"], 16), SECP256R1())


def sealed_over() -> bytes:
    """Return the transcript of the cases."""
    return dcapi.transcript(SEALED["encryption_info_b64url"], SEALED["origin"])


def by_token() -> Act:
    """Return the verification of the right token, from the header on."""
    header = TOKENS["cases"][0]["authorization"]
    return lambda: privacypass.verify(of_header(header), {KEY.id: KEY}, CONTEXTS)


def bare_token() -> Act:
    """Return one RSASSA-PSS verification."""
    token = of_header(TOKENS["cases"][0]["authorization"])
    return lambda: KEY.public.verify(token[98:], token[:98], PSS(MGF1(SHA384()), 48), SHA384())


def timed(act: Act, repeats: int = REPEATS) -> list[float]:
    """Return the time of each of many runs, in seconds."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return times


# Hostile inputs.


def hostile() -> dict[str, Any]:
    """Measure every refused input: the best of five times, and the most memory beyond its own size."""
    loop = asyncio.new_event_loop()
    rows = []
    for name, size, act in inputs(loop):
        quiet = refused(act)
        best = min(timed(quiet, 5)) * 1e3
        tracemalloc.start()
        quiet()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        rows.append((name, best, (peak - size) / 1_024))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
    slowest, largest = max(rows, key=lambda row: row[1]), max(rows, key=lambda row: row[2])
    return {
        "inputs": len(rows),
        "slowest": {"name": slowest[0], "ms": round(slowest[1], 2)},
        "largest": {"name": largest[0], "kib": round(largest[2])},
        "under_bounds": slowest[1] < MOST_MS and largest[2] < MOST_KIB,
    }


def refused(act: Act) -> Act:
    """Return an act that swallows its refusal."""

    def quiet() -> None:
        with suppress(Refused, TooLarge, ValueError):
            act()

    return quiet


def inputs(loop: asyncio.AbstractEventLoop) -> Iterator[tuple[str, int, Act]]:
    """Yield each input with its name, its size and what it meets, from the octets of its request on."""
    for case in PROOFS["cases"]:
        if case["expect"] == "reject":
            yield answered(loop, case["id"], case_octets(case, PROOFS["cases"]))
    for name, octets in {**fillings(), **certificates()}.items():
        yield answered(loop, name, octets)
    for name, body in bodies().items():
        yield posted(loop, name, body)
        yield handed(loop, name, body)
    for case in SEALED["cases"]:
        if case["expect"] == "reject":
            yield handed(loop, case["id"], b"response=" + case["response_b64url"].encode())
    for name, octets in fillings().items():
        yield handed(loop, name, b"response=" + base64.urlsafe_b64encode(octets).rstrip(b"="))
    for case in TOKENS["cases"]:
        yield shown(case["id"], case["authorization"])
    for name, text in headers().items():
        yield shown(name, text)
        yield pasted(loop, name, text)


def answered(loop: asyncio.AbstractEventLoop, name: str, octets: bytes) -> tuple[str, int, Act]:
    """Return a DeviceResponse in its form."""
    token = json.dumps({"proof_of_age": [base64.urlsafe_b64encode(octets).rstrip(b"=").decode()]})
    return posted(loop, name, urlencode({"state": "A" * 22, "vp_token": token}).encode())


def posted(loop: asyncio.AbstractEventLoop, name: str, body: bytes) -> tuple[str, int, Act]:
    """Return a body that is read as a form, then as a proof."""

    def act() -> None:
        fields = dict(loop.run_until_complete(read_form(request(body), RESPONSE_OCTETS)))
        mdoc.verify(device_response(fields.get("vp_token", "")), TRANSCRIPT, ANCHORS, NOW)

    return name, len(body), act


def handed(loop: asyncio.AbstractEventLoop, name: str, body: bytes) -> tuple[str, int, Act]:
    """Return a body that is read as a form, then as the answer of a browser's dialog."""
    key, over, anchors = sealing_key(), sealed_over(), anchors_of(SEALED["trust_anchors"])

    def act() -> None:
        fields = dict(loop.run_until_complete(read_form(request(body), RESPONSE_OCTETS)))
        text = fields.get("response", fields.get("vp_token", ""))
        mdoc.verify(dcapi.opened(sealed_response(text), key, over), over, anchors, NOW)

    return f"{name} by dialog", len(body), act


def shown(name: str, header: str) -> tuple[str, int, Act]:
    """Return a header that is read as a token."""
    return f"{name} by header", len(header), lambda: privacypass.verify(of_header(header), {KEY.id: KEY}, CONTEXTS)


def pasted(loop: asyncio.AbstractEventLoop, name: str, text: str) -> tuple[str, int, Act]:
    """Return a form with a token in it."""
    body = urlencode({"token": text}).encode()

    def act() -> None:
        fields = dict(loop.run_until_complete(read_form(request(body), FORM_OCTETS)))
        privacypass.verify(of_paste(fields["token"]), {KEY.id: KEY}, CONTEXTS)

    return f"{name} pasted", len(body), act


def request(body: bytes) -> Request:
    """Return a request that carries a form."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    head = [(b"content-type", b"application/x-www-form-urlencoded")]
    return Request({"type": "http", "method": "POST", "headers": head}, receive)


def fillings() -> dict[str, bytes]:
    """Return 64 KiB of CBOR of each kind that costs most."""
    pairs = b"".join(b"\x19" + (300 + number).to_bytes(2) + b"\0" for number in range(0x3FF0))
    nested = b"\x90" * 15 + b"\0" * 65_000
    return {
        "numbers": b"\x99\xff\xf0" + bytes(0xFFF0),
        "texts": b"\x99\x7f\xf0" + b"\x61a" * 0x7FF0,
        "pairs": b"\xb9\x3f\xf0" + pairs,
        "tags": b"\x99\x3f\xf0" + b"\xd8\x18\x41a" * 0x3FF0,
        "nested": nested[:65_536],
        "one long text": b"\x79\xff\xf0" + b"a" * 0xFFF0,
        "one long octet string": b"\x59\xff\xf0" + bytes(0xFFF0),
    }


def certificates() -> dict[str, bytes]:
    """Return right answers around certificates that are not."""
    right = case_octets(PROOFS["cases"][0], PROOFS["cases"])
    leaf = decode(right)["documents"][0]["issuerSigned"]["issuerAuth"][1][33]
    head = b"\x59" + len(leaf).to_bytes(2) + leaf
    grown = b"\x30\x83" + (60_000).to_bytes(3) + leaf[4:] + bytes(60_000 - len(leaf) + 4)
    odd = {
        "a certificate of 60 KB": grown,
        "a sequence of 60 KB": b"\x30\x03\x02\x01\x00" * 12_000,
        "noise": os.urandom(60_000),
    }
    return {name: right.replace(head, b"\x59" + len(one).to_bytes(2) + one) for name, one in odd.items()}


def bodies() -> dict[str, bytes]:
    """Return forms of 128 KiB that cost most."""
    room = RESPONSE_OCTETS - 20
    keys = ",".join(f'"{number:05}":0' for number in range(13_000))
    texts = {
        "escapes": b"%41" * (room // 3),
        "accents": b"%C3%A9" * (room // 6),
        "spaces": b"+" * room,
        "brackets": b"[" * room,
        "numbers": b"[" + b"1," * (room // 2),
        "quotes": b'"' * room,
        "keys": ("{" + keys).encode(),
        "padding": b'{"proof_of_age":["' + b"A" * (room - 30) + b'"]}',
        "backslashes": b'{"proof_of_age":["' + b"\\u0041" * 20_000,
    }
    fields = b"&".join(b"a%d=b" % number for number in range(20_000))
    return {f"form of {name}": b"vp_token=" + text[:room] for name, text in texts.items()} | {
        "form of fields": fields[:room]
    }


def headers() -> dict[str, str]:
    """Return texts of a head's size that cost most as a token."""
    size = 15_000
    return {
        "parameters": "PrivateToken " + ", ".join(f"a{number}=b" for number in range(size // 9)),
        "quotes": 'PrivateToken token="' + '\\"' * (size // 2),
        "spaces": "PrivateToken" + " " * size,
        "signs": "PrivateToken a" + "=" * size,
        "letters": 'PrivateToken token="' + "A" * size + '"',
        "white space": " \t" * (size // 2),
    }


# A flood beside people who talk.


def flood() -> dict[str, Any]:
    """Measure the acks of a talk, quiet and beside a flood of answers to requests that nobody made."""
    return asyncio.run(_flood())


async def _flood() -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        async with running_process(Path(folder)) as site:
            speakers = [await entered(site, number) for number in range(SPEAKERS)]
            quiet = await talk(speakers)
            flooding = await asyncio.create_subprocess_exec(
                sys.executable, __file__, "--flood", str(site.port), stdout=asyncio.subprocess.PIPE
            )
            await asyncio.sleep(1)
            beside = await talk(speakers)
            sent, _ = await flooding.communicate()
            for one in speakers:
                await one.disconnect()
                await one.visit.close()
    told = json.loads(sent)
    limit = max(2 * quiet["p99_ms"], ALLOWED_MS)
    return {"quiet": quiet, "beside": beside, "flood": told, "holds": beside["p99_ms"] <= limit}


async def entered(site: Process, number: int) -> Member:
    """Enter by the real gate, into the room of arrival."""
    member = await Member.enter(site.site_url, wallet=site.wallet_url, pseudonym=f"Banc {number}", town="Lyon", age=40)
    await member.join(member.arrival)
    return member


async def talk(speakers: list[Member]) -> dict[str, Any]:
    """Let everybody say something now and then; return the times from saying to the ack, that is durable."""
    times: list[float] = []

    async def speak(member: Member, shift: float) -> None:
        await asyncio.sleep(shift)
        until = time.perf_counter() + SECONDS - 3
        while time.perf_counter() < until:
            began = time.perf_counter()
            await member.say(member.arrival, f"Mesure {secrets.token_hex(6)}")
            times.append((time.perf_counter() - began) * 1e3)
            await asyncio.sleep(PAUSE_S)

    await asyncio.gather(*(speak(one, at * PAUSE_S / len(speakers)) for at, one in enumerate(speakers)))
    centiles = statistics.quantiles(times, n=100)
    return {"messages": len(times), "p50_ms": round(centiles[49], 1), "p99_ms": round(centiles[98], 1)}


async def pour(port: int) -> None:
    """Send the flood, over twenty connections, and print how much went through."""
    body = urlencode({"state": "A" * 22, "vp_token": json.dumps({"proof_of_age": ["A" * 1_656]})}).encode()
    began = time.perf_counter()
    lanes = await asyncio.gather(*(lane(port, body, RATE / LANES) for _ in range(LANES)))
    spent = time.perf_counter() - began
    print(json.dumps({"answers": sum(lanes), "per_second": round(sum(lanes) / spent)}))


async def lane(port: int, body: bytes, rate: float) -> int:
    """Send one connection's share, on time; return how many were refused as they should."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    loop, sent, right = asyncio.get_running_loop(), 0, 0
    began = loop.time()
    while loop.time() < began + SECONDS:
        head = f"POST /age/response/{secrets.token_urlsafe(16)} HTTP/1.1\r\nHost: localhost:{port}\r\n"
        head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        right += (await answer_of(reader)).startswith(b"HTTP/1.1 400")
        sent += 1
        await asyncio.sleep(max(0, began + sent / rate - loop.time()))
    writer.close()
    return right


async def answer_of(reader: asyncio.StreamReader) -> bytes:
    """Read one answer; return its head."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
    await reader.readexactly(int(length.partition(b":")[2]))
    return head


PARTS: dict[str, Callable[[], dict[str, Any]]] = {"verify": verify, "hostile": hostile, "flood": flood}

if __name__ == "__main__":
    if sys.argv[1:2] == ["--flood"]:
        asyncio.run(pour(int(sys.argv[2])))
    else:
        main(sys.argv[1:])
