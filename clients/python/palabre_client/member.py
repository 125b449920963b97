"""A member that talks: keeps places up to date, comes back after a cut, repeats what was not answered."""

import asyncio
import contextlib
import secrets
import ssl
from collections import deque
from collections.abc import Callable
from typing import Any, Self

from palabre_client.connection import Closed, Connection, Refused
from palabre_client.history.log import History
from palabre_client.history.recorder import Recorder
from palabre_client.place import Place
from palabre_client.visit import Visit

Json = dict[str, Any]
TRIES = 5
BACK_WITHIN = 30.0  # seconds, unless another time is asked for
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds between two tries to connect
FOREVER = (1000, 1002, 1003, 1007, 1009, 4001, 4002, 4003, 4004, 4005, 401, 403)  # closes that a retry cannot mend


class Member:
    """One person of a room, over one connection at a time."""

    def __init__(self, visit: Visit, history: History | None = None) -> None:
        """Take a visit that has entered, and a history to write; use ``enter`` instead."""
        self.visit = visit
        self.recorder = Recorder.first(history) if history is not None else None
        self.me: Json = {}
        self.rooms: dict[str, Json] = {}
        self.places: dict[str, Place] = {}
        self.heard: deque[Json] = deque(maxlen=10_000)
        self.arrival = ""
        self.ends_at = 0  # when the visit ends, by the server's clock, as far as it was told
        self.by_proof = False  # whether only a new proof moves that end
        self._changed = asyncio.Condition()
        self._repairs: set[asyncio.Task[None]] = set()
        self._repairing: set[str] = set()
        self._returning = asyncio.Lock()
        self._connection: Connection | None = None

    @classmethod
    async def enter(
        cls,
        origin: str,
        *,
        wallet: str,
        pseudonym: str,
        town: str,
        age: int,
        history: History | None = None,
        trust: ssl.SSLContext | None = None,
        **choices: Any,
    ) -> Self:
        """Prove, enter and connect, writing a history from then on. Raises ``EntryRefused`` or ``Closed``."""
        visit = Visit.open(origin, wallet, trust)
        await visit.prove_age()
        member = cls(visit, history)
        member.arrival = await visit.enter(pseudonym, town, age, **choices)
        await member.connect()
        return member

    async def __aenter__(self) -> Self:
        """Return the member."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Disconnect; the visit itself goes on until it ends or leaves."""
        await self.disconnect()
        await self.visit.close()

    @property
    def connection(self) -> Connection:
        """The open connection. Raises ``Closed`` when there is none."""
        if self._connection is None:
            raise Closed(1006, "not connected")
        return self._connection

    async def connect(self) -> None:
        """Open the socket, say hello, take up every place where it was left. Raises ``Closed``."""
        recorder = self.recorder
        if recorder is not None and (recorder.is_over or self._connection is not None):
            recorder = recorder.following()
        visit = self.visit
        self._connection = await Connection.open(visit.origin, visit.cookies, self._told, recorder, visit.trust)
        self.recorder = recorder
        resume = [
            {"place": place.id, "epoch": place.epoch, "position": place.position} for place in self.places.values()
        ]
        try:
            welcome = await self.connection.ask("hello", v=1, resume=resume)
        except TimeoutError:
            self.connection.drop()
            await self.connection.closed
            raise
        self.me = welcome["me"]
        self._visit(welcome)
        self.rooms = {room["id"]: room for room in welcome["rooms"]}

    @property
    def is_connected(self) -> bool:
        """Whether a connection is open."""
        return self._connection is not None and not self._connection.closed.done()

    async def come_back(self, seconds: float = BACK_WITHIN) -> None:
        """Connect again, however often it takes; of several who ask, the first connects for all.

        Raises ``Closed`` when a retry cannot mend it, or not within the time.
        """
        async with self._returning:
            pause, deadline = FIRST_PAUSE, asyncio.get_running_loop().time() + seconds
            while not self.is_connected:
                try:
                    await self.connect()
                except (Closed, TimeoutError) as error:
                    is_final = isinstance(error, Closed) and error.code in FOREVER
                    if is_final or asyncio.get_running_loop().time() > deadline:
                        raise
                    await asyncio.sleep(secrets.SystemRandom().uniform(0.5, 1.5) * pause)
                    pause = min(2 * pause, LONGEST_PAUSE)

    async def disconnect(self) -> None:
        """Close politely, if connected."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await connection.close()

    async def join(self, place: str) -> Place:
        """Enter a room, or its twin when it is full."""
        known = self.places.get(place)
        resume = {"place": place, "epoch": known.epoch, "position": known.position} if known else None
        joined = await self.connection.ask("join", place=place, resume=resume)
        return self._entered(joined)

    async def leave(self, place: str) -> None:
        """Leave a room."""
        await self.connection.ask("leave", place=place)
        self.places.pop(place, None)

    async def say(self, place: str, text: str, *, key: str = "", **more: Any) -> Json:
        """Say something; repeated with the same key after a cut, so it is said once. Returns the ack."""
        key = key or secrets.token_urlsafe(12)
        for attempt in range(TRIES):
            try:
                return await self.connection.ask("send", place=place, key=key, text=text, **more)
            except Closed as closed:
                if closed.code in FOREVER or attempt == TRIES - 1:
                    raise
                await self.come_back()
            except Refused as refused:
                if refused.code != "busy" or attempt == TRIES - 1:
                    raise
                await asyncio.sleep(refused.frame["retry_after_ms"] / 1000)
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def report(self, what: str, target: str, category: str, **more: Any) -> Json:
        """Report a message, a card, a pseudonym or a room's name; returns the receipt, with its code."""
        return await self.ask("report", what=what, target=target, category=category, **more)

    async def ask(self, command: str, **fields: Any) -> Json:
        """Send any command of the protocol, return its answer."""
        return await self.connection.ask(command, **fields)

    async def hear(self, wanted: Callable[[Json], bool], seconds: float = 10) -> Json:
        """Wait for a frame or place event that fits; those already heard count. Raises ``TimeoutError``."""

        def found() -> Json | None:
            return next((frame for frame in self.heard if wanted(frame)), None)

        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(lambda: found() is not None)
        frame = found()
        assert frame is not None
        self.heard.remove(frame)
        return frame

    def _entered(self, joined: Json) -> Place:
        place = self.places.setdefault(joined["place"], Place(joined["place"]))
        before = len(place.events)
        place.enter(joined)
        for event in place.events[before:]:
            self._note(event | {"place": place.id})
        return place

    def _told(self, frame: Json) -> None:
        if frame["t"] == "events":
            self._events(frame)
            return
        if frame["t"] == "joined":
            self._entered(frame)
        elif frame["t"] == "visit":
            self._visit(frame)
        elif frame["t"] == "asked_out":
            self.places.pop(frame["place"], None)
        self._note(frame)

    def _visit(self, frame: Json) -> None:
        self.ends_at, self.by_proof = frame["ends_at"], frame["by_proof"]

    def _events(self, frame: Json) -> None:
        place = self.places.get(frame["place"])
        for event in frame["events"]:
            if place is None:
                return
            before = place.position
            if not place.apply(frame["epoch"], event):
                self._repair(place.id)
                return
            if place.position > before:
                self._note(event | {"place": place.id})

    def _repair(self, place: str) -> None:
        if place in self._repairing:
            return
        self._repairing.add(place)

        async def again() -> None:
            with contextlib.suppress(Closed, Refused, TimeoutError):  # the next event, or the next line, asks again
                await self.join(place)
            self._repairing.discard(place)

        task = asyncio.create_task(again())
        self._repairs.add(task)
        task.add_done_callback(self._repairs.discard)

    def _note(self, frame: Json) -> None:
        self.heard.append(frame)

        async def ring() -> None:
            async with self._changed:
                self._changed.notify_all()

        task = asyncio.ensure_future(ring())
        self._repairs.add(task)
        task.add_done_callback(self._repairs.discard)
