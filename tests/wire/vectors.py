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
    or_drop: bool
    closes_itself: bool

    @property
    def stream(self) -> bytes:
        """Return all that the client sends, with its close."""
        sent = b"".join(write.data for write in self.writes)
        return sent if self.closes_itself else sent + client_frame(8, (1000).to_bytes(2))


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
            or_drop=case["close"].get("or_drop", False),
            closes_itself=case["close"].get("sent_in_script", False) or case["close"]["by"] != "us",
        )
        for case in load("cases.json")
    ]
