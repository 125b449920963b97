"""What a client knows of a room: its messages, folded from events that have positions without holes."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Place:
    """A room as this client sees it; ``apply`` keeps reliability R-3 and R-4."""

    id: str
    epoch: str = ""
    position: int = 0
    messages: dict[str, Json] = field(default_factory=dict)  # by id, in order of position
    room: Json = field(default_factory=dict)
    events: list[Json] = field(default_factory=list)  # everything applied, for scripts and checkers

    def enter(self, joined: Json) -> None:
        """Take the answer to ``join``: start again when it says so, else catch up."""
        self.room = joined["room"]
        if joined.get("reset"):
            self.messages = {message["id"]: message for message in joined.get("messages", [])}
            self.epoch, self.position = joined["epoch"], joined["head"]
            return
        for event in joined.get("events", []):
            if event["position"] > self.position:  # the others came while the answer was on its way
                self._take(event)
        self.epoch, self.position = joined["epoch"], max(self.position, joined["head"])

    def apply(self, epoch: str, event: Json) -> bool:
        """Take an event; false when something is missing before it, so that the caller asks again."""
        if epoch != self.epoch or event["position"] > self.position + 1:
            return False
        if event["position"] == self.position + 1:
            self._take(event)
            self.position = event["position"]
        return True

    def _take(self, event: Json) -> None:
        self.events.append(event)
        match event["t"]:
            case "said":
                self.messages.pop(event["message"]["id"], None)  # what was held stands where it was released
                self.messages[event["message"]["id"]] = event["message"]
            case "returned" if message := self.messages.get(event["message"]):
                message |= {"state": "returned"}
            case "withheld":
                self.messages.pop(event["message"], None)  # its author finds it in the history
            case "covered" if message := self.messages.get(event["message"]):
                message |= {"state": "covered"}  # its words are its author's alone
            case "shown_again":
                self.messages[event["message"]["id"]] = event["message"]
                self.messages = dict(sorted(self.messages.items(), key=lambda one: int(one[1]["position"])))
            case "edited" if message := self.messages.get(event["message"]):
                message |= {"text": event["text"], "edited": event["at"]}
            case "deleted" if message := self.messages.get(event["message"]):
                message |= {"text": "", "state": "deleted", "reactions": []}
            case "reacted" if message := self.messages.get(event["message"]):
                _react(message, event)
            case "room_changed":
                self.room |= {key: event.get(key) for key in ("topic", "slow_s", "read_only", "pinned")}


def _react(message: Json, event: Json) -> None:
    others = [one for one in message.get("reactions", []) if one["emoji"] != event["emoji"]]
    shown = [{"emoji": event["emoji"], "count": event["count"]}] if event["count"] else []
    message["reactions"] = others + shown
