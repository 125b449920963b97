"""What one process received of one place, subscription after subscription: rising, without holes, whole in the end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from palabre_client.history.log import Line
from palabre_client.history.violation import Violation


def reached(line: Line) -> int:
    """Return the position up to which a receipt, or the answer to a subscription, has brought the subscriber."""
    if line["f"] == "recv" or line["reset"]:
        return int(line["pos"])
    return int(line["from"])


@dataclass
class Subscription:
    """Where one process stands in one place; ``take`` its lines in order."""

    place: str
    last: Line | None = None  # the latest receipt in order, or the answer that began it
    hole: tuple[Line, Line] | None = None  # met, and not asked for yet
    asks: bool = False  # for the hole

    def take(self, line: Line) -> Violation | None:
        """Go on by a line; return what it breaks."""
        match line:
            case {"f": "subscribe", "type": "invoke"}:
                self.asks = True
            case {"f": "subscribe", "type": "ok"}:
                self.last, self.hole, self.asks = line, None, False
                if not line["reset"] and line["epoch"] != line["asked_epoch"]:
                    return Violation("R-4", self.place, "taken up again in another epoch", (line,))
            case {"f": "line" | "leave"}:
                self.last, self.hole, self.asks = None, None, False
            case {"f": "recv"} if self.last is not None:
                return self._receive(self.last, line)
        return None

    def end(self) -> Violation | None:
        """Return the hole that nothing asked for."""
        if self.hole is None or self.asks:
            return None
        return Violation("R-4", self.place, "a hole was met, and nothing asked for it", self.hole)

    def _receive(self, last: Line, line: Line) -> Violation | None:
        is_same = line["epoch"] == last["epoch"]
        if is_same and line["pos"] <= reached(last):
            return Violation("R-3", self.place, f"{line['pos']} received after {reached(last)}", (last, line))
        if self.hole is not None:
            return None  # nothing is shown until the answer to the question
        if is_same and line["pos"] == reached(last) + 1:
            self.last = line
        elif "op" in line:
            self.last = line
            return Violation("R-4", self.place, "the answer to a subscription has a hole", (last, line))
        else:
            self.hole, self.asks = (last, line), False
        return None


def follow(place: str, lines: Sequence[Line]) -> tuple[Subscription, Iterator[Violation]]:
    """Return where a stream ends, and what it breaks on the way."""
    subscription = Subscription(place)
    found = [subscription.take(line) for line in lines]
    return subscription, (one for one in [*found, subscription.end()] if one is not None)
