"""The product broken on purpose, in a process of the tests alone: what the runs must catch (docs/reliability.md)."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from palabre.chat.history import History
from palabre.kernel.ids import MemberId, MessageId, PlaceId
from palabre.store import chat_writes, groups, writer
from palabre.store.chat_schema import room, send_key

SLOW_COMMIT = 0.05  # seconds: a disk that takes its time


@dataclass(frozen=True)
class Mutant:
    """A way of being wrong, and the rules of which at least one must be found broken."""

    breaks: Callable[[], None]
    caught_by: frozenset[str]
    restores: bool = False  # shows only when an older copy is restored


def ack_before_commit() -> None:
    """Answer what is said in rooms once its rows are written, and commit them a little later."""
    right = writer.Writer._serve

    def serve(self: writer.Writer, connection: Connection, group: list[groups.Pending]) -> None:
        if not all(pending.act.__qualname__.startswith("SqlChatStore") for pending in group):
            right(self, connection, group)
            return
        with groups.transaction(connection, "BEGIN IMMEDIATE"):
            for pending in group:
                writer._run(connection, pending)
            self._tell(lambda: groups.settle(group))
            time.sleep(SLOW_COMMIT)

    writer.Writer._serve = serve  # type: ignore[method-assign]


def no_key_check() -> None:
    """Forget which keys were used."""

    def forget(c: Connection, member: str, draft: Any) -> None:
        c.execute(delete(send_key).where(send_key.c.member == member, send_key.c.key == draft.key))

    chat_writes.earlier_ack = forget


def cached_counter() -> None:
    """Count positions in memory, and count those too that are refused afterwards."""
    heads: dict[str, int] = {}
    right = chat_writes.own_message

    def next_position(c: Connection, place: PlaceId) -> tuple[str, int]:
        epoch, head = c.execute(select(room.c.epoch, room.c.head).where(room.c.id == place)).one()
        heads[place] = heads.get(place, head) + 1
        c.execute(room.update().where(room.c.id == place).values(head=heads[place]))
        return epoch, heads[place]

    def own_message(c: Connection, place: PlaceId, member: MemberId, number: MessageId) -> Row[Any]:
        try:
            return right(c, place, member, number)
        except Exception:
            if place in heads:
                heads[place] += 1
            raise

    chat_writes.next_position = next_position
    chat_writes.own_message = own_message


def resume_off_by_one() -> None:
    """Take up one event too late."""
    right = History.entry

    async def entry(self: History, member: Any, place: Any, epoch: str = "", position: int = -1) -> Any:
        found = await right(self, member, place, epoch, position)
        if found.shown is None:
            object.__setattr__(found, "missed", found.missed[1:])
        return found

    History.entry = entry  # type: ignore[method-assign]


def epoch_ignored() -> None:
    """Take up a place that is no longer the same."""
    right = History.entry

    async def entry(self: History, member: Any, place: Any, epoch: str = "", position: int = -1) -> Any:
        epoch = (await self.head(place)).epoch
        return await right(self, member, place, epoch, position)

    History.entry = entry  # type: ignore[method-assign]


MUTANTS = {
    "ack_before_commit": Mutant(ack_before_commit, frozenset({"R-1", "R-3"})),
    "no_key_check": Mutant(no_key_check, frozenset({"R-2"})),
    "cached_counter": Mutant(cached_counter, frozenset({"R-4"})),
    "resume_off_by_one": Mutant(resume_off_by_one, frozenset({"R-4"})),
    "epoch_ignored": Mutant(epoch_ignored, frozenset({"R-4"}), restores=True),
}
