"""Histories written by hand, a sentence a line: what clients asked, were answered and received."""

from dataclasses import dataclass, field
from typing import Any

from palabre_client.history import History, Line

TEA, EPOCH = "tea", "e1"
SECOND = 1_000_000_000


@dataclass
class Story:
    """A run with one place unless told otherwise; a member's name is their process's, ``ada`` is process 1."""

    history: History = field(init=False)
    reads: list[Line] = field(default_factory=list)
    at: int = 0
    procs: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with the seed."""
        self.history = History(clock=self._tick)
        self.history.note("run", seed=7)

    @property
    def lines(self) -> list[Line]:
        """The history."""
        return self.history.lines

    def ask(self, who: str, f: str, **fields: Any) -> Line:
        """Begin an operation."""
        return self.history.note(f, **{"type": "invoke", **self._of(who), "place": TEA, **fields})

    def end(self, asked: Line, outcome: str = "ok", **fields: Any) -> Line:
        """End an operation."""
        kept = {name: value for name, value in asked.items() if name not in {"i", "t"}}
        return self.history.note(**{**kept, "type": outcome, "op": asked["i"], **fields})

    def said(self, asked: Line, pos: int, **fields: Any) -> Line:
        """Acknowledge a send; the message of position 3 is ``m3``."""
        given: Line = {"pos": pos, "id": f"m{pos}", "epoch": EPOCH, "held": False}
        return self.end(asked, **{**given, **fields})

    def say(self, who: str, body: str, pos: int, **fields: Any) -> Line:
        """Send and acknowledge; the key of a body is ``key-body``."""
        asked = self.ask(who, "send", key=fields.pop("key", f"key-{body}"), body=body)
        return self.said(asked, pos, **fields)

    def send(self, who: str, body: str, **fields: Any) -> Line:
        """Send, not answered yet."""
        return self.ask(who, "send", **{"key": f"key-{body}", "body": body, **fields})

    def change(self, who: str, number: str, body: str) -> Line:
        """Edit a message, acknowledged."""
        return self.end(self.ask(who, "edit", id=number, body=body), epoch=EPOCH)

    def take_back(self, who: str, number: str) -> Line:
        """Delete a message, acknowledged."""
        return self.end(self.ask(who, "delete", id=number), epoch=EPOCH)

    def enter(self, who: str, head: int, *seen: Line, asked: Line | None = None, **fields: Any) -> Line:
        """Subscribe anew: the last messages are shown."""
        asked = asked or self.ask(who, "subscribe", **{"from": -1, "epoch": ""})
        given: Line = {"epoch": EPOCH, "pos": head, "reset": True, "more": False, "seen": list(seen), "asked_epoch": ""}
        return self.end(asked, **{**given, **fields})

    def resume(self, who: str, position: int, head: int, *events: Line, asked: Line | None = None) -> Line:
        """Take a subscription up where it was left: what was missed is received."""
        asked = asked or self.ask(who, "subscribe", **{"from": position, "epoch": EPOCH})
        given: Line = {"epoch": EPOCH, "pos": head, "reset": False, "more": False, "seen": [], "asked_epoch": EPOCH}
        ended = self.end(asked, **given)
        for event in events:
            self.hear(who, event, op=ended["op"])
        return ended

    def hear(self, who: str, event: Line, **fields: Any) -> Line:
        """Receive an event."""
        given = {**self._of(who), "place": TEA, "epoch": EPOCH, **event, **fields}
        return self.history.note("recv", **given)

    def read(self, who: str, to: int, *seen: Line, asked: Line | None = None, more: bool = False) -> Line:
        """Read a page of messages."""
        asked = asked or self.ask(who, "read", to=to)
        return self.end(asked, epoch=EPOCH, more=more, seen=list(seen))

    def lose(self, who: str, *unanswered: Line) -> None:
        """Lose the line: what was not answered is unknown; the member goes on as another process if any was."""
        for asked in unanswered:
            self.end(asked, "unknown")
        self.history.note("line", type="lost", err=1006, **self._of(who))
        if unanswered:
            self.procs[who] = self.history.number()

    def final(self, *events: Line, first: int = 1, whole: bool = True, **fields: Any) -> None:
        """Read the place after everything."""
        head = max((event["pos"] for event in events), default=0)
        given = {"node": "a", "place": TEA, "epoch": EPOCH, "head": head, "from": first, "whole": whole}
        self.reads.append({**given, "events": list(events), **fields})

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.at += int(seconds * SECOND)

    def _of(self, who: str) -> Line:
        proc = self.procs.get(who) or self.procs.setdefault(who, self.history.number())
        return {"proc": proc, "member": who}

    def _tick(self) -> int:
        self.at += 1_000_000
        return self.at


def message(author: str, body: str, pos: int, number: str = "") -> Line:
    """Return a message as it is shown, which is also the event of its saying."""
    return {"pos": pos, "kind": "said", "id": number or f"m{pos}", "author": author, "body": body}


def event(kind: str, pos: int, number: str | None = None, body: str | None = None) -> Line:
    """Return another event of the place."""
    given = {"pos": pos, "kind": kind, "id": number, "body": body}
    return {name: value for name, value in given.items() if value is not None}
