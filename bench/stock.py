"""uvicorn's stock WebSocket behind the least ASGI application that broadcasts: the comparison, not the baseline.

.venv/bin/uvicorn bench.stock:app
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
rooms: dict[str, set[Send]] = defaultdict(set)


async def app(scope: Message, receive: Receive, send: Send) -> None:
    """Broadcast each text to everyone of the path it came by."""
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept", "subprotocol": "palabre.1"})
    here = rooms[scope["path"]]
    here.add(send)
    while (heard := await receive())["type"] == "websocket.receive":
        for member in list(here):
            await member({"type": "websocket.send", "text": heard["text"]})
    here.discard(send)
