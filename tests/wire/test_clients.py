"""Two independent clients talk to the socket."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.typing import Subprotocol
from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Event,
    Ping,
    Pong,
    Request,
    TextMessage,
)

from wire.client import tcp
from wire.service import COOKIE, HOST, ORIGIN, VALID, Service, serving

TEXTS = ["", "bonjour", "é" * 60, "漢" * 100, "🙂" * 16_384]


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    """Run the echo service."""
    async with serving() as running:
        yield running


def dial(service: Service, cookie: str = VALID) -> connect:
    """Return the websockets client's connection, as a browser's."""
    return connect(
        f"ws://{HOST}/socket",
        host="127.0.0.1",
        port=service.port,
        additional_headers={"Cookie": f"{COOKIE}={cookie}", "Origin": ORIGIN},
        subprotocols=[Subprotocol("palabre.1")],
        proxy=None,
    )


async def test_websockets_talks(service: Service) -> None:
    """The websockets client agrees on the subprotocol alone, is echoed, pinged and closed cleanly."""
    async with dial(service) as client:
        assert (client.subprotocol, client.protocol.extensions) == ("palabre.1", [])
        for text in TEXTS:
            await client.send(text)
            assert await client.recv() == text
        await client.send(iter(["in ", "three ", "pieces"]))
        assert await client.recv() == "in three pieces"
        async with asyncio.timeout(5):
            await (await client.ping(b"alive"))

    assert (client.close_code, service.door.echoes[0].code) == (1000, 1000)


async def test_websockets_sees_our_close(service: Service) -> None:
    """The websockets client sees a close of ours with its code and reason."""
    async with dial(service) as client:
        await service.door.echoes[0].begun.wait()
        wire = service.door.echoes[0].wire
        assert wire is not None
        wire.close(4001, "over")
        with pytest.raises(ConnectionClosedError) as closed:
            await client.recv()

    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4001, "over")
    assert service.door.echoes[0].code == 4001


async def test_websockets_answers_the_heartbeat(service: Service) -> None:
    """The websockets client, which answers pings, lives through any number of heartbeats."""
    async with dial(service) as client:
        for turn in range(100):
            await service.edge.heartbeat.beat()
            if turn % 20 == 0:
                await client.send("still here")
                assert await client.recv() == "still here"


async def test_websockets_is_refused(service: Service) -> None:
    """The websockets client without a session reads 401."""
    with pytest.raises(InvalidStatus) as refused:
        async with dial(service, "ended"):
            pass

    assert refused.value.response.status_code == 401


async def test_wsproto_talks(service: Service) -> None:
    """The wsproto client is echoed, gets its pong, and closes cleanly; binary messages are refused with 1003."""
    for last, code in ((CloseConnection(1000), 1000), (BytesMessage(b"\x00"), 1003)):
        client = WSConnection(ConnectionType.CLIENT)
        sent: list[Event] = [TextMessage(data) for data in TEXTS]
        async with tcp(service.port) as raw:
            raw.write(client.send(_request()))
            client.receive_data(await raw.reader.readuntil(b"\r\n\r\n"))
            raw.write(b"".join(client.send(event) for event in [*sent, Ping(b"alive"), last]))
            client.receive_data(await raw.reader.read(-1))
        heard = list(client.events())

        assert isinstance(heard[0], AcceptConnection)
        assert _texts(heard) == TEXTS
        assert [bytes(event.payload) for event in heard if isinstance(event, Pong)] == [b"alive"]
        assert [event.code for event in heard if isinstance(event, CloseConnection)] == [code]


def _request() -> Request:
    headers = [(b"Cookie", f"{COOKIE}={VALID}".encode()), (b"Origin", ORIGIN.encode())]
    return Request(host=HOST, target="/socket", extra_headers=headers)


def _texts(events: list[Event]) -> list[str]:
    """Join the pieces in which a client hands over long messages."""
    pieces = [event for event in events if isinstance(event, TextMessage)]
    texts = [""]
    for piece in pieces:
        texts[-1] += piece.data
        if piece.message_finished:
            texts.append("")
    return texts[:-1]
