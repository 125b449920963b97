"""Writes the history of one line: looks at each frame as it leaves and as it arrives, and changes none."""

import json
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from palabre_client.history.log import History, Line

Json = dict[str, Any]
BLANK_LINES = re.compile(r"\n{3,}")
UNDECIDED = frozenset({"fault"})  # refusals that do not say whether it was done
NOWHERE = -1  # where a subscription begins that takes nothing up


def as_stored(text: str) -> str:
    """Return the form in which a server keeps a text (docs/protocol.md): what is received is compared with it."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return BLANK_LINES.sub("\n\n", text).strip()


@dataclass
class Recorder:
    """The history of one connection. ``member`` is known from the welcome on."""

    history: History
    proc: int
    member: str = ""
    is_over: bool = False
    is_unsure: bool = False  # something it asked will never be known as done or not done
    _open: dict[int, Line] = field(default_factory=dict)  # operations without an end, by their line
    _asked: dict[int, int] = field(default_factory=dict)  # request number to line
    _epochs: dict[str, str] = field(default_factory=dict)  # of the places subscribed to

    @classmethod
    def first(cls, history: History) -> "Recorder":
        """Return the recorder of somebody's first connection."""
        return cls(history, history.number())

    def following(self) -> "Recorder":
        """Return the recorder of the connection that follows: another process when this one is unsure of something."""
        is_same = self.is_over and not self.is_unsure
        return Recorder(self.history, self.proc if is_same else self.history.number(), self.member)

    def asked(self, frame: Json | str | bytes) -> None:
        """Note the operations that a frame begins."""
        if isinstance(frame, str | bytes):
            frame = _decoded(frame)
        for wanted in _operations(frame):
            line = self.history.note(type="invoke", proc=self.proc, member=self.member, **wanted)
            self._open[line["i"]] = line
            self.is_unsure = self.is_over  # asked of a connection that is gone
            if frame["t"] != "hello" and isinstance(number := frame.get("n"), int) and number > 0:
                self._asked[number] = line["i"]

    def heard(self, frame: Json) -> None:
        """Note what a frame ends, and what it shows."""
        if frame["t"] == "welcome":
            self.member = frame["me"]["card"]["id"]
        elif frame["t"] == "events":
            self._received(frame["place"], frame["epoch"], frame["events"])
        elif (asked := self._answered(frame)) is not None:
            self._end(asked, frame)

    def ended(self, code: int) -> None:
        """Note that the connection is over."""
        for asked in self._open.values():
            self._note_end(asked, "unknown", err="closed")
        self.is_over, self.is_unsure = True, bool(self._open)
        self._open.clear()
        self.history.note("line", type="lost", proc=self.proc, member=self.member, err=code)

    def _answered(self, frame: Json) -> Line | None:
        number = frame.get("n", 0)
        if number in self._asked:
            return self._open.pop(self._asked.pop(number), None)
        if frame["t"] != "joined":
            return None
        # Asked for by the hello and answered without a number, in order; a full room answers for its twin.
        waiting = [one for one in self._open.values() if one["f"] == "subscribe"]
        found = next((one for one in waiting if one["place"] == frame["place"]), next(iter(waiting), None))
        return self._open.pop(found["i"]) if found else None

    def _end(self, asked: Line, frame: Json) -> None:
        match frame["t"]:
            case "error":
                self._note_end(asked, "unknown" if frame["code"] in UNDECIDED else "fail", err=frame["code"])
            case "ack":
                fields = {"pos": frame["position"], "epoch": frame["epoch"], "id": frame["id"]}
                self._note_end(asked, "ok", held=frame["state"] == "held", **fields)
            case "joined":
                self._subscribed(asked, frame)
            case "page" | "found":
                epoch, seen = self._epochs.get(frame["place"], ""), [_seen(one) for one in frame["messages"]]
                self._note_end(asked, "ok", epoch=epoch, more=frame["more"], seen=seen)
            case _:
                self._note_end(asked, "ok", epoch=self._epochs.get(asked["place"], ""))

    def _subscribed(self, asked: Line, frame: Json) -> None:
        self._epochs[frame["place"]] = frame["epoch"]
        ended = self._note_end(
            asked, "ok", place=frame["place"], epoch=frame["epoch"], pos=frame["head"], reset=frame["reset"],
            more=frame["more"], asked_epoch=asked["epoch"], seen=[_seen(one) for one in frame["messages"]],
        )  # fmt: skip
        self._received(frame["place"], frame["epoch"], frame["events"], op=ended["op"])

    def _note_end(self, asked: Line, outcome: str, **fields: Any) -> Line:
        kept = {name: value for name, value in asked.items() if name not in {"i", "t"}}
        return self.history.note(**{**kept, "member": self.member, "type": outcome, "op": asked["i"], **fields})

    def _received(self, place: str, epoch: str, events: list[Json], **more: Any) -> None:
        for event in events:
            where = {"proc": self.proc, "member": self.member, "place": place, "epoch": epoch}
            self.history.note("recv", **where, **shown(event), **more)


def _decoded(frame: str | bytes) -> Json:
    try:
        decoded = json.loads(frame)
    except (ValueError, RecursionError):
        return {}
    return decoded if isinstance(decoded, dict) else {}


def _operations(frame: Json) -> list[Json]:
    """Return what a frame begins; scripts send odd ones, and what no server would take begins nothing."""
    match frame:
        case {"t": "send", "place": str(place), "key": str(key), "text": str(text)}:
            return [{"f": "send", "place": place, "key": key, "body": as_stored(text)}]
        case {"t": "roll", "place": str(place), "key": str(key)}:
            return [{"f": "send", "place": place, "key": key, "body": None}]  # the server finds the words
        case {"t": "edit", "place": str(place), "message": str(message), "text": str(text)}:
            return [{"f": "edit", "place": place, "id": message, "body": as_stored(text)}]
        case {"t": "delete" | "host_hide" as kind, "place": str(place), "message": str(message)} | {
            "t": "report" as kind,
            "what": "message",
            "place": str(place),
            "target": str(message),
        }:
            return [{"f": kind, "place": place, "id": message}]
        case {"t": "join", "place": str(place)}:
            return _subscriptions([frame.get("resume")]) or [_subscription(place, NOWHERE, "")]
        case {"t": "hello", "resume": list(resume)}:
            return _subscriptions(resume)
        case {"t": "history", "place": str(place), "before": int(before)}:
            return [{"f": "read", "place": place, "to": before - 1}]
        case {"t": "search" | "leave" as kind, "place": str(place)}:
            return [{"f": kind, "place": place}]
    return []


def _subscriptions(resume: list[Any]) -> list[Json]:
    found = []
    for one in resume:
        match one:
            case {"place": str(place), "position": int(position), "epoch": str(epoch)}:
                found.append(_subscription(place, position, epoch))
    return found


def _subscription(place: str, position: int, epoch: str) -> Json:
    return {"f": "subscribe", "place": place, "from": position, "epoch": epoch}


def shown(event: Json) -> Line:
    """Return an event of the wire as a history keeps it."""
    line: Line = {"pos": event["position"], "kind": event["t"]}
    match event["t"]:
        case "said":
            line |= _seen(event["message"])
        case "edited":
            line |= {"id": event["message"], "body": event["text"]}
        case "deleted" | "withheld" | "covered":
            line |= {"id": event["message"]}
        case "reacted":
            line |= {"id": event["message"], "what": f"{event['member']} {event['emoji']} {event['on']}"}
    return line


def _seen(message: Json) -> Line:
    author = message["author"]["id"]
    return {"pos": message["position"], "id": message["id"], "author": author, "body": message["text"]}
