"""The families of sizes: the parser with its limits raised, the server with its own."""

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from palabre.gateway.websocket import Binary, Event, Parser, Text
from palabre.kernel.limits import FRAGMENTS_PER_MESSAGE, FRAME_OCTETS
from wire.client import BASE, Frame, Raw, head, tcp, upgraded
from wire.service import Service, serving
from wire.vectors import FOLDER, client_frame

FAMILIES: list[dict[str, Any]] = json.loads((FOLDER / "limits.json").read_text())["families"]
SIZES = [family for family in FAMILIES if "message" in family and "round_trips" not in family]
TRIPS = [family for family in FAMILIES if "round_trips" in family]
DEFLATED = [family for family in FAMILIES if family.get("only_if") == "compression is on"]
OPCODES = {"text": 1, "binary": 2}
LIMIT = 1 << 24


def ids(families: list[dict[str, Any]]) -> list[str]:
    """Return the ids of families."""
    return [family["id"] for family in families]


def fragments(opcode: int, payload: bytes, size: int) -> Iterator[bytes]:
    """Return a message in fragments of a size."""
    for start in range(0, len(payload), size):
        last = start + size >= len(payload)
        yield client_frame(0 if start else opcode, payload[start : start + size], fin=last)


def test_every_family_is_played() -> None:
    """The families are those below, none forgotten."""
    assert sorted(ids(SIZES) + ids(TRIPS) + ids(DEFLATED)) == sorted(ids(FAMILIES))
    assert (ids(SIZES), ids(TRIPS), ids(DEFLATED)) == (
        ["9.1", "9.2", "9.3", "9.4", "9.5", "9.6"],
        ["9.7", "9.8"],
        ["12", "13"],
    )


@pytest.mark.parametrize("family", SIZES, ids=ids(SIZES))
def test_family(family: dict[str, Any]) -> None:
    """Each message of a family is heard whole, in whatever fragments and writes it comes."""
    opcode = OPCODES[family["kind"]]
    for size, fragment, write in product(family["message"], family.get("fragment", [0]), family.get("write", [0])):
        payload = b"*" * size
        stream = b"".join(fragments(opcode, payload, fragment or size))
        parser, step = Parser(LIMIT, fragments=LIMIT, binary=True), write or len(stream)
        heard = [event for start in range(0, len(stream), step) for event in parser.feed(stream[start : start + step])]
        expected: Event = Text(payload) if opcode == 1 else Binary(payload)
        assert heard == [expected]


@pytest.mark.parametrize("family", SIZES, ids=ids(SIZES))
async def test_family_over_the_limit_of_the_server(family: dict[str, Any]) -> None:
    """The server echoes a message of exactly its limit and answers 1009 to each longer one, in any fragments."""
    async with serving(binary=True) as service:
        for size, fragment in product(family["message"], family.get("fragment", [0])):
            async with upgraded(service.port) as raw:
                frames = await answered(raw, OPCODES[family["kind"]], size, fragment or size)
                closes = [(frame.opcode, frame.code) for frame in frames]
                assert closes == [(8, 1009)] if size > FRAME_OCTETS else len(frames[0].payload) == size


async def answered(raw: Raw, opcode: int, size: int, fragment: int) -> list[Frame]:
    """Send a message, then a close; return what came back."""
    for piece in fragments(opcode, b"*" * size, fragment):
        raw.write(piece)
        await raw.writer.drain()
    raw.send(8, (1000).to_bytes(2))
    return await raw.frames()


def test_the_fragment_that_passes_the_limit_is_too_big() -> None:
    """A fragment that passes both the octets and the fragments of a message fails for its octets: 1009."""
    parser, size = Parser(), FRAME_OCTETS // FRAGMENTS_PER_MESSAGE
    pieces = [client_frame(0 if n else 1, b"a" * size, fin=False) for n in range(FRAGMENTS_PER_MESSAGE + 1)]
    events = [event for piece in pieces for event in parser.feed(piece)]

    assert [getattr(event, "code", 0) for event in events] == [1009]


@pytest.mark.parametrize("family", TRIPS, ids=ids(TRIPS))
async def test_round_trips(family: dict[str, Any]) -> None:
    """A thousand messages of each size, each sent once the one before came back, all come back."""
    async with serving(binary=True) as service:
        for size in family["message"]:
            expected = Frame(OPCODES[family["kind"]], b"*" * size)
            assert await trips(service, expected, family["round_trips"]) == family["round_trips"]


async def trips(service: Service, message: Frame, count: int) -> int:
    """Send a message again and again; return how often it came back as it was."""
    async with upgraded(service.port) as raw:
        came = 0
        for _ in range(count):
            raw.send(message.opcode, message.payload)
            came += await raw.frame() == message
        return came


@pytest.mark.parametrize("family", DEFLATED, ids=ids(DEFLATED))
async def test_no_compression(family: dict[str, Any]) -> None:
    """Families 12 and 13 (X.25 to X.27) do not apply: no offer of theirs is taken, and RSV1 ends in 1002."""
    for offer in family.get("offers", [[{}]]):
        said = ", ".join("; ".join(["permessage-deflate", *written(one)]) for one in offer)
        async with serving() as service, tcp(service.port) as raw:
            raw.write(head([*BASE, ("Sec-WebSocket-Extensions", said)]))
            answer = await raw.answer()
            assert answer is not None
            assert (answer.status, "sec-websocket-extensions" in answer.headers) == (101, False)
            raw.send(1, b"\x00", rsv=4)
            assert [frame.code for frame in await raw.frames()] == [1002]


def written(parameters: dict[str, Any]) -> list[str]:
    """Return the parameters of one offer as a header has them."""
    return [name if value is True else f"{name}={value}" for name, value in parameters.items()]
