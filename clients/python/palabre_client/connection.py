"""One socket: numbered requests with their answers, and whatever the server tells unasked."""

import asyncio
import contextlib
import itertools
import json
import ssl
from collections.abc import Callable, Mapping
from typing import Any, Self
from urllib.parse import urlsplit

import websockets
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from palabre_client.history.recorder import Recorder

Json = dict[str, Any]
SUBPROTOCOL = websockets.Subprotocol("palabre.1")
ANSWER_SECONDS = 10
LOST = 1006  # a line that ended without a word (RFC 6455 section 7.1.5)


class Refused(Exception):  # noqa: N818 - the protocol's word
    """The server refused a command: it is certainly not done."""

    def __init__(self, frame: Json) -> None:
        """Take the error frame."""
        super().__init__(frame["code"])
        self.code: str = frame["code"]
        self.frame = frame


class Closed(Exception):  # noqa: N818 - a state, not a fault
    """The socket closed, or its handshake was refused; ``code`` is the close code or the HTTP status."""

    def __init__(self, code: int, reason: str = "") -> None:
        """Take the code and the reason."""
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


class Connection:
    """A socket that is open; frames not asked for go to ``told``."""

    def __init__(
        self, socket: ClientConnection, told: Callable[[Json], None], recorder: Recorder | None = None
    ) -> None:
        """Take an open socket; use ``open`` instead."""
        self._socket = socket
        self._told = told
        self._recorder = recorder
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Json]] = {}
        self.closed: asyncio.Future[Closed] = asyncio.get_running_loop().create_future()
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(
        cls,
        origin: str,
        cookies: Mapping[str, str],
        told: Callable[[Json], None],
        recorder: Recorder | None = None,
        trust: ssl.SSLContext | None = None,
    ) -> Self:
        """Open the socket of a site with the cookies of a visit; a recorder writes its history.

        Raises ``Closed`` with the HTTP status, 1006 when nobody answers.
        """
        parts = urlsplit(origin)
        scheme = "wss" if parts.scheme == "https" else "ws"
        believed: dict[str, Any] = {"ssl": trust} if trust is not None and scheme == "wss" else {}
        try:
            socket = await websockets.connect(
                f"{scheme}://{parts.netloc}/socket",
                origin=websockets.Origin(origin),
                subprotocols=[SUBPROTOCOL],
                additional_headers={"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())},
                compression=None,
                proxy=None,
                max_size=4 * 1024 * 1024,
                **believed,
            )
        except InvalidStatus as error:
            raise Closed(error.response.status_code) from error
        except (OSError, TimeoutError, InvalidHandshake) as error:
            raise Closed(LOST, "nobody answers") from error
        return cls(socket, told, recorder)

    async def ask(self, command: str, **fields: Any) -> Json:
        """Send a command, return its answer. Raises ``Refused`` or ``Closed``."""
        number = next(self._numbers)
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        await self.send({"t": command, "n": number, **fields})
        frame = await asyncio.wait_for(answer, ANSWER_SECONDS)
        if frame["t"] == "error":
            raise Refused(frame)
        return frame

    async def send(self, frame: Json | str | bytes) -> None:
        """Send a frame as it is; tests send odd ones. Raises ``Closed``."""
        if self._recorder is not None:
            self._recorder.asked(frame)
        try:
            await self._socket.send(json.dumps(frame) if isinstance(frame, dict) else frame)
        except ConnectionClosed as error:
            raise _closed(error) from error

    async def close(self) -> None:
        """Close politely."""
        await self._socket.close()
        with contextlib.suppress(asyncio.CancelledError):
            await self._reader

    def drop(self) -> None:
        """Cut the line without a word, as a lost network does."""
        self._socket.transport.abort()

    async def _read(self) -> None:
        try:
            async for data in self._socket:
                self._hear(json.loads(data))
            raise_code = Closed(self._socket.close_code or LOST, self._socket.close_reason or "")
        except ConnectionClosed as error:
            raise_code = _closed(error)
        self._end(raise_code)

    def _hear(self, frame: Json) -> None:
        if self._recorder is not None:
            self._recorder.heard(frame)
        answer = self._waiting.pop(frame.get("n", 0), None)
        if answer is not None and not answer.done():
            answer.set_result(frame)
        else:
            self._told(frame)

    def _end(self, closed: Closed) -> None:
        if self._recorder is not None:
            self._recorder.ended(closed.code)
        if not self.closed.done():
            self.closed.set_result(closed)
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(closed)
        self._waiting.clear()


def _closed(error: ConnectionClosed) -> Closed:
    frame = error.rcvd
    return Closed(frame.code, frame.reason) if frame else Closed(LOST)
