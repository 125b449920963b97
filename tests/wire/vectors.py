"""The WebSocket cases as octets, and what must come back of each."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from palabre.gateway.websocket import unmask

FOLDER = Path(__file__).parents[1] / "vectors" / "websocket"
MASK = bytes.fromhex("37fa213d")
LONG = 2_048  # octets; beyond it not every octet is a border to cut at
Said = tuple[str, bytes]


def load(name: str) -> list[dict[str, Any]]:
    """Return the cases of one file."""
    found: list[dict[str, Any]] = json.loads((FOLDER / name).read_text())["cases"]
    return found


def octets(payload: dict[str, Any]) -> bytes:
    """Return what a payload of the files stands for."""
    if "hex" in payload:
        return bytes.fromhex(payload["hex"])
    whole = bytes.fromhex(payload["repeat"][0])
    size = int(payload["repeat"][1])
    return (whole * (size // len(whole) + 1))[:size]


def client_frame(opcode: int, payload: bytes, *, fin: bool = True, rsv: int = 0, mask: bytes = MASK) -> bytes:
    """Return a frame as a client sends it, masked, its length in the shortest form."""
    size = len(payload)
    if size <= 125:
        length = bytes((0x80 | size,))
    elif size < 1 << 16:
        length = b"\xfe" + size.to_bytes(2)
    else:
        length = b"\xff" + size.to_bytes(8)
    return bytes((fin << 7 | rsv << 4 | opcode,)) + length + mask + unmask(payload, mask)


def frames(stream: bytes) -> Iterator[tuple[int, range]]:
    """Return where each frame of a client's stream begins, and where its payload stands."""
    start = 0
    while start < len(stream):
        short = stream[start + 1] & 0x7F
        head = {126: 4, 127: 10}.get(short, 2)
        length = int.from_bytes(stream[start + 2 : start + head]) if head > 2 else short
        payload = range(start + head + 4, start + head + 4 + length)
        yield start, payload
        start = payload.stop


CLOSE = client_frame(8, (1000).to_bytes(2))
NEXT = client_frame(1, b"next") + client_frame(9, b"next")
HEARD_NEXT: list[Said] = [("text", b"next"), ("pong", b"next")]


@dataclass(frozen=True)
class Write:
    """Octets to write at once, then a pause in seconds; by its end the peer may have to be gone."""

    data: bytes
    pause: float = 0.0
    closed: bool = False


@dataclass(frozen=True)
class Case:
    """One case of cases.json."""

    id: str
    writes: list[Write]
    events: list[Said] | None
    by: str
    codes: list[int]
    closes_itself: bool
    fails_fast: bool

    @property
    def stream(self) -> bytes:
        """Return all that the client sends, with its close."""
        return self._sent if self.closes_itself else self._sent + CLOSE

    @property
    def joined(self) -> bytes:
        """Return the same with two more frames before the close; after the case's own end nobody hears them."""
        return self._sent + NEXT + CLOSE

    @property
    def joined_events(self) -> list[Said] | None:
        """Return what must be received of ``joined``."""
        return self.events if self.events is None or self.closes_itself else self.events + HEARD_NEXT

    @property
    def borders(self) -> list[int]:
        """Return where to cut it in two: at every octet, or of a long case at every octet that can matter.

        Of a long case those are the 16 octets around each frame's beginning (a head has 14 at most) and
        of a payload, whose octets are read alike, one in 4,099 (a prime: every place of the mask comes).
        """
        size = len(self.stream)
        if size <= LONG:
            return list(range(1, size))
        heads = {start + near for start, _ in frames(self.stream) for near in range(-16, 17)}
        return [border for border in sorted(heads | set(range(1, size, 4_099))) if 0 < border < size]

    @property
    def _sent(self) -> bytes:
        return b"".join(write.data for write in self.writes)


def _pieces(step: dict[str, Any]) -> Iterator[Write]:
    """Return how one frame of a script is written."""
    head = {"fin": step["fin"], "rsv": step["rsv"]}
    payload = octets(step["payload"])
    whole = client_frame(step["op"], payload, **head)
    before = len(whole) - len(payload)
    if "chop" in step:
        size = step["chop"]
        yield from (Write(whole[at : at + size]) for at in range(0, len(whole), size))
    elif "cut" in step:
        borders = [0, *(before + cut for cut in step["cut"]), len(whole)]
        for start, end in pairwise(borders):
            yield Write(whole[start:end], step["pause"] if end < len(whole) else 0)
    else:
        yield Write(whole)


def _writes(script: list[dict[str, Any]]) -> Iterator[Write]:
    for step in script:
        if "wait" in step:
            yield Write(b"", step["wait"], closed=step.get("must_be_closed", False))
        else:
            yield from _pieces(step)


def cases() -> list[Case]:
    """Return every case of cases.json."""
    return [
        Case(
            id=case["id"],
            writes=list(_writes(case["send"])),
            events=None if case["events"] is None else [(kind, octets(body)) for kind, body in case["events"]],
            by=case["close"]["by"],
            codes=case["close"]["codes"],
            closes_itself=case["close"].get("sent_in_script", False) or case["close"]["by"] != "us",
            fails_fast=case.get("fail_fast", False),
        )
        for case in load("cases.json")
    ]
