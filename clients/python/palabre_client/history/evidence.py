"""A history folded once, so that each rule reads what it needs in one pass."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from palabre_client.history.log import Line

FOREVER = 2**63  # later than any line
Where = tuple[str, str]  # place and epoch


@dataclass(slots=True, eq=False)
class Act:
    """An operation: how it was asked, how it ended if it did."""

    asked: Line
    ended: Line | None = None
    floor: "Act | None" = None  # of a read: the acknowledged send of the highest position when it began

    @property
    def outcome(self) -> str:
        """Ok, fail or unknown; what has no end is unknown."""
        return str(self.ended["type"]) if self.ended else "unknown"

    @property
    def begun(self) -> int:
        """The line at which it began."""
        return int(self.asked["i"])

    @property
    def done(self) -> int:
        """The line at which it was certainly done; never, unless it ended ok."""
        return int(self.ended["i"]) if self.ended and self.ended["type"] == "ok" else FOREVER

    @property
    def answer(self) -> Line:
        """How it ended, or how it was asked."""
        return self.ended or self.asked


@dataclass(slots=True, frozen=True)
class Sight:
    """An event or message as somebody was shown it."""

    line: Line  # what proves it
    place: str
    epoch: str
    pos: int
    kind: str
    id: str | None
    author: str | None
    body: str | None
    what: str | None
    since: int  # what was acknowledged before this line must be in it
    at: int

    @property
    def identity(self) -> tuple[str, str | None, str | None]:
        """What makes it the same event for everybody, whatever its words have become."""
        return self.kind, self.id, self.what


@dataclass
class FinalRead:
    """A place read through one node after the faults, every position of it when ``whole``."""

    line: Line
    place: str
    epoch: str
    head: int
    first: int
    whole: bool
    sights: list[Sight]

    @property
    def said(self) -> dict[int, Sight]:
        """Messages by position."""
        return {sight.pos: sight for sight in self.sights if sight.kind == "said"}


@dataclass
class Evidence:
    """Everything the rules look at."""

    sends: list[Act] = field(default_factory=list)
    edits: dict[str, list[Act]] = field(default_factory=lambda: defaultdict(list))  # by message
    deletes: dict[str, list[Act]] = field(default_factory=lambda: defaultdict(list))
    reads: list[Act] = field(default_factory=list)  # pages and subscriptions that ended ok
    sights: list[Sight] = field(default_factory=list)
    streams: dict[tuple[int, str], list[Line]] = field(default_factory=lambda: defaultdict(list))  # by process, place
    revocations: list[Line] = field(default_factory=list)
    received: list[Line] = field(default_factory=list)
    erased: dict[str, int] = field(default_factory=dict)  # member to the line of the erasure
    faded: list[int] = field(default_factory=list)
    reported: dict[str, int] = field(default_factory=dict)  # message to the line of its first report, or hiding
    finals: list[FinalRead] = field(default_factory=list)
    acked: dict[str, Act] = field(default_factory=dict)  # by message
    at: dict[Where, dict[int, Act]] = field(default_factory=lambda: defaultdict(dict))  # acknowledged, by position
    _acts: dict[int, Act] = field(default_factory=dict)
    _places: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))  # by process
    _highest: dict[str, Act] = field(default_factory=dict)  # by place

    @classmethod
    def gather(cls, history: Sequence[Line], final_reads: Sequence[Line]) -> "Evidence":
        """Fold a history and the reads taken after it."""
        evidence = cls()
        for line in history:
            evidence._take(line)
        for read in final_reads:
            evidence._take_final(read)
        return evidence

    def may_be_gone(self, send: Act, before: int = FOREVER) -> bool:
        """Whether what was said may have come to its declared end before a line: erased, reported, or faded."""
        if self.reported.get(send.answer.get("id", ""), FOREVER) < before:
            return True  # whoever reports sees it no more; everybody may lose it, or its words
        if self.erased.get(send.asked["member"], FOREVER) < before:
            return True
        return any(send.begun < faded < before for faded in self.faded)

    def _take(self, line: Line) -> None:
        match line["f"]:
            case "recv":
                self._take_received(line)
            case "revoke":
                self.revocations.append(line)
            case "line":
                for place in self._places[line["proc"]]:
                    self.streams[line["proc"], place].append(line)
            case "erase":
                self.erased[line["member"]] = line["i"]
            case "fade":
                self.faded.append(line["i"])
            case "report" | "host_hide":
                self.reported.setdefault(line["id"], line["i"])
            case "send" | "edit" | "delete" | "read" | "search" | "subscribe" | "leave":
                self._take_operation(line)

    def _take_operation(self, line: Line) -> None:
        if line["f"] in {"subscribe", "leave"}:
            self._places[line["proc"]].add(line["place"])
            self.streams[line["proc"], line["place"]].append(line)
        if line["type"] == "invoke":
            self._begin(line)
            return
        act = self._acts[line["op"]]
        act.ended = line
        if line["type"] == "ok":
            self._succeed(act, line)

    def _begin(self, line: Line) -> None:
        act = self._acts[line["i"]] = Act(line, floor=self._highest.get(line["place"]))
        match line["f"]:
            case "send":
                self.sends.append(act)
            case "edit":
                self.edits[line["id"]].append(act)
            case "delete":
                self.deletes[line["id"]].append(act)

    def _succeed(self, act: Act, line: Line) -> None:
        if line["f"] == "send":
            self._acknowledge(act, line)
        elif line["f"] in {"read", "subscribe", "search"}:
            self.sights += _sights(line, line.get("seen", ()), act.begun)
        if line["f"] in {"read", "subscribe"}:
            self.reads.append(act)

    def _acknowledge(self, act: Act, line: Line) -> None:
        self.acked.setdefault(line["id"], act)
        self.at[line["place"], line["epoch"]].setdefault(line["pos"], act)
        highest = self._highest.get(line["place"])
        if highest is None or highest.answer["epoch"] != line["epoch"] or highest.answer["pos"] < line["pos"]:
            self._highest[line["place"]] = act

    def _take_received(self, line: Line) -> None:
        self.received.append(line)
        self.streams[line["proc"], line["place"]].append(line)
        # What answers a subscription began with it; what is pushed shows an event as it was.
        self.sights += _sights(line, [line], line.get("op", 0))

    def _take_final(self, read: Line) -> None:
        line = {"f": "final", **{name: value for name, value in read.items() if name != "events"}}
        sights = [sight for event in read["events"] for sight in _sights({**line, "event": event}, [event], FOREVER)]
        first, whole = read.get("from", 1), read.get("whole", False)
        self.finals.append(FinalRead(line, read["place"], read["epoch"], read["head"], first, whole, sights))
        self.sights += sights


def _sights(line: Line, shown: Sequence[Line], since: int) -> Iterator[Sight]:
    for one in shown:
        yield Sight(
            line, line["place"], line.get("epoch", ""), one["pos"], one.get("kind", "said"), one.get("id"),
            one.get("author"), one.get("body"), one.get("what"), since, line.get("i", FOREVER),
        )  # fmt: skip
