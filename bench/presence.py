"""What it costs the server that somebody enters a room where thousands are: CPU time and octets.

.venv/bin/python bench/presence.py [--people 1000] [--lines 5] [--joins 1000]

A demonstration runs in a process of its own, its room's bound raised. People prove by the real gate with the test
wallet; each opens some lines into one room where fifty ordinary messages were said. Then lines of the crowd leave and
enter again, and the CPU time that the system counts for the server, less what it uses when nothing happens, is
divided by the entrances. A leaving is counted with its entrance; so is what others are told of both.
"""

import argparse
import asyncio
import base64
import json
import os
import resource
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from palabre_client import Member, Visit
from palabre_client.visit import EntryRefused

PORT = 18_400
ROOM = "comptoir"
SAID = 50
ORDINARY = "Bonsoir à toutes et à tous, quel temps chez vous ?"
SOURCES = 64  # addresses people come from: one network may begin ten proofs a second
AT_ONCE = 24
QUIET_S = 10
PROMISED_MS, PROMISED_OCTETS = 2.0, 8 * 1024
CPU_CLOCK = 2  # CPUCLOCK_SCHED: everything a process ran, in nanoseconds (clock_gettime(2))


@dataclass
class Line(asyncio.Protocol):
    """A line that counts what it hears and remembers no more of it."""

    cookies: str
    heard: int = 0

    def __post_init__(self) -> None:
        """Wait for nothing yet."""
        self.wanted, self.found = b"HTTP/1.1 101", asyncio.Event()
        self._tail = b""

    def connection_made(self, transport: Any) -> None:
        """Ask for the socket, as a browser does."""
        self.transport = transport
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        origin = f"localhost:{PORT}"
        lines = [
            "GET /socket HTTP/1.1", f"Host: {origin}", "Upgrade: websocket", "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", f"Origin: http://{origin}",
            "Sec-WebSocket-Protocol: palabre.1", f"Cookie: {self.cookies}", "", "",
        ]  # fmt: skip
        transport.write("\r\n".join(lines).encode())

    def data_received(self, data: bytes) -> None:
        """Count, and look for what is waited for."""
        self.heard += len(data)
        if self.wanted and self.wanted in self._tail + data:
            self.wanted = b""
            self.found.set()
        self._tail = data[-64:]

    async def ask(self, answer: bytes, **frame: Any) -> None:
        """Send a command; return once its answer has been heard."""
        self.wanted = answer
        self.found.clear()
        self.send(**frame)
        async with asyncio.timeout(60):
            await self.found.wait()

    def send(self, **frame: Any) -> None:
        """Send a command, masked with noughts (RFC 6455 section 5.3)."""
        octets = json.dumps(frame).encode()
        head = bytes([0x81, 0x80 | len(octets)]) if len(octets) < 126 else b"\x81\xfe" + len(octets).to_bytes(2)
        self.transport.write(head + bytes(4) + octets)

    async def enter(self) -> None:
        """Enter the room."""
        await self.ask(b'"t":"joined"', t="join", n=2, place=ROOM)


class _From(httpx.AsyncHTTPTransport):
    """Leaves by one of this machine's addresses; resolvers do not know *.localhost."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(host="127.0.0.1")
        return await super().handle_async_request(request)


async def prove(people: int) -> list[str]:
    """Let people in by the real gate; return the cookies of each."""
    turns = asyncio.Semaphore(AT_ONCE)
    clients = [
        httpx.AsyncClient(transport=_From(local_address=f"127.0.2.{1 + one}"), timeout=120) for one in range(SOURCES)
    ]

    async def one(number: int) -> str:
        async with turns:
            visit = Visit(f"http://localhost:{PORT}", f"http://wallet.localhost:{PORT + 1}", clients[number % SOURCES])
            await visit.prove_age()
            await visit.enter(f"Essai {_word(number)}", "Limoges", 41)
            return "; ".join(f"{name}={value}" for name, value in visit.cookies.items())

    try:
        return list(await asyncio.gather(*(one(number) for number in range(people))))
    finally:
        await asyncio.gather(*(client.aclose() for client in clients))


def _word(number: int) -> str:
    letters = "bdfgkmpstz"
    return "".join(letters[number // 10**power % 10] + "a" for power in (3, 2, 1, 0))


async def open_lines(cookies: list[str], each: int) -> list[Line]:
    """Open lines, each greeted and in the room."""
    turns, loop = asyncio.Semaphore(AT_ONCE), asyncio.get_running_loop()

    async def one(number: int, carried: str) -> Line:
        async with turns:
            source = (f"127.0.2.{1 + number % SOURCES}", 0)
            _, line = await loop.create_connection(lambda: Line(carried), "127.0.0.1", PORT, local_addr=source)
            async with asyncio.timeout(60):
                await line.found.wait()
            await line.ask(b'"t":"welcome"', t="hello", n=1, v=1)
            await line.enter()
            return line

    return list(await asyncio.gather(*(one(number, carried) for number, carried in enumerate(cookies * each))))


async def talk(cookies: Sequence[str]) -> None:
    """Say fifty ordinary messages, ten a person, as fast as people may."""
    for carried in cookies[: SAID // 10 + 1]:
        visit = Visit.open(f"http://localhost:{PORT}", "")
        visit.cookies = dict(pair.split("=", 1) for pair in carried.split("; "))
        async with Member(visit) as member:
            await member.connect()
            await member.join(ROOM)
            for number in range(9):
                await member.say(ROOM, f"{ORDINARY} {number}")


def cpu_s(pid: int) -> float:
    """Return the CPU time of a process, all its threads, in seconds."""
    return time.clock_gettime((~pid << 3) | CPU_CLOCK)


async def measure(pid: int, lines: Sequence[Line], joins: int) -> dict[str, Any]:
    """Have lines leave and enter again; return what each entrance cost."""
    before = cpu_s(pid)
    await asyncio.sleep(QUIET_S)
    idle = (cpu_s(pid) - before) / QUIET_S
    octets, turns = list[int](), asyncio.Semaphore(4)

    async def one(line: Line) -> None:
        async with turns:
            line.send(t="leave", n=0, place=ROOM)
            heard = line.heard
            await line.enter()
            octets.append(line.heard - heard)

    before, begun = cpu_s(pid), time.monotonic()
    await asyncio.gather(*(one(lines[number % len(lines)]) for number in range(joins)))
    took = time.monotonic() - begun
    each = (cpu_s(pid) - before - idle * took) / joins * 1000
    return {
        "connections_in_room": len(lines),
        "joins": joins,
        "joins_per_s": round(joins / took),
        "server_cpu_ms_per_join": round(each, 2),
        "octets_per_join": round(statistics.median(octets)),
        "messages_shown": SAID,
        "idle_cpu_percent": round(100 * idle, 1),
        "within_promise_ms": each <= PROMISED_MS,
    }


async def run(asked: argparse.Namespace, pid: int) -> dict[str, Any]:
    """Fill the room, then measure."""
    cookies = await prove(asked.people)
    await talk(cookies)
    lines = await open_lines(cookies, asked.lines)
    report = {"people": asked.people, **await measure(pid, lines, asked.joins)}
    for line in lines:
        line.transport.abort()
    return report


def main() -> None:
    """Print the measure as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--lines", type=int, default=5, help="of each person, five at most")
    parser.add_argument("--joins", type=int, default=1_000)
    asked = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "PALABRE_FOLDER": str(Path(folder) / "var"),
            "PALABRE_PORT": str(PORT),
            "PALABRE_ROOM_AUDIENCE": "5000",
        }
        server = subprocess.Popen(
            [sys.executable, "-m", "palabre", "demo"], env=os.environ | settings, stdout=subprocess.PIPE, text=True
        )
        try:
            assert server.stdout is not None
            if not any("Ctrl+C" in line for line in server.stdout):
                raise SystemExit(f"the demonstration ended at once with status {server.wait()}")
            print(json.dumps(asyncio.run(run(asked, server.pid))))
        except EntryRefused as refused:
            raise SystemExit(f"somebody was not let in: {refused}") from None
        finally:
            server.terminate()
            server.wait(30)


if __name__ == "__main__":
    main()
