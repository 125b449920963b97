"""The families of sizes: the parser with its limits raised, the server with its own."""

import json
from itertools import product
from typing import Any

import pytest

from palabre.gateway.websocket import Binary, Event, Parser, Text
from wire.client import upgraded
from wire.service import serving
from wire.vectors import FOLDER, client_frame

FAMILIES: list[dict[str, Any]] = json.loads((FOLDER / "limits.json").read_text())["families"]
SIZES = [family for family in FAMILIES if family["id"] in {f"9.{number}" for number in range(1, 7)}]
OPCODES = {"text": 1, "binary": 2}
LIMIT = 1 << 24


def fragments(opcode: int, payload: bytes, size: int) -> bytes:
    """Return a message in fragments of a size."""
    starts = range(0, len(payload), size)
    return b"".join(
        client_frame(0 if start else opcode, payload[start : start + size], fin=start + size >= len(payload))
        for start in starts
    )


@pytest.mark.parametrize("family", SIZES, ids=[family["id"] for family in SIZES])
def test_family(family: dict[str, Any]) -> None:
    """Each message of a family is heard whole, in whatever fragments and writes it comes."""
    opcode = OPCODES[family["kind"]]
    for size, fragment, write in product(family["message"], family.get("fragment", [0]), family.get("write", [0])):
        payload = b"*" * size
        stream = fragments(opcode, payload, fragment or size)
        parser, step = Parser(LIMIT, fragments=LIMIT, binary=True), write or len(stream)
        heard = [event for start in range(0, len(stream), step) for event in parser.feed(stream[start : start + step])]
        expected: Event = Text(payload) if opcode == 1 else Binary(payload)
        assert heard == [expected]


@pytest.mark.parametrize("size", sorted({size for family in SIZES for size in family["message"] if size > 65_536}))
async def test_over_the_limit_of_the_server(size: int) -> None:
    """The server answers 1009 to each message over its limit, however long it is."""
    async with serving() as service, upgraded(service.port) as raw:
        raw.send(1, b"*" * size)
        frames = await raw.frames()

    assert [(frame.opcode, frame.code) for frame in frames] == [(8, 1009)]
    assert service.door.echoes[0].heard == []
