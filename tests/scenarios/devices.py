"""A device of a person of a script: keeps what a real one keeps of the server's part; what it seals is random."""

from dataclasses import dataclass, field
from typing import Any

import sealing
from palabre.kernel.clock import SECOND
from palabre_client import Member, Refused
from scenarios.stage import PATIENCE, Stage

Json = dict[str, Any]


@dataclass
class TalkSeen:
    """A conversation as the device knows it."""

    id: str
    group: bytes
    epoch: int = 1
    upto: int = 0
    items: list[Json] = field(default_factory=list)
    cursor: int = 0


@dataclass
class SealedDevice:
    """One device: begins, gives packages, asks, sends, acks."""

    stage: Stage
    member: Member
    device: str | None = None
    identity: bytes = b""
    begun: Json = field(default_factory=dict)
    talks: dict[str, TalkSeen] = field(default_factory=dict)
    notes: dict[str, sealing.Note] = field(default_factory=dict)

    async def begin(self, *, packages: int = 20, last_resort: bool = True) -> Json:
        """Say which device this is, and fill what is missing of key packages."""
        self.begun = await self.member.ask("device.begin", device=self.device)
        self.device = self.begun["device"]
        self.identity = sealing.octets(self.begun["identity"])
        for one in self.begun["conversations"]:
            self.know(one)
        wanted = packages - self.begun["packages"]
        if wanted > 0 or not self.begun["last_resort"]:
            await self.give(max(0, wanted), last_resort=last_resort)
        return self.begun

    async def give(self, count: int, *, last_resort: bool = False) -> Json:
        """Give fresh key packages."""
        made = [self.package() for _ in range(count)]
        last = self.package(last_resort=True) if last_resort else None
        return await self.member.ask("device.packages", packages=made, last_resort=last)

    def package(self, *, last_resort: bool = False, life: int = sealing.TWO_WEEKS, late: int = 0) -> str:
        """Return a fresh key package of this device."""
        begins = self.stage.clock.now() // SECOND - 1 + late
        return sealing.text(sealing.package(self.identity, begins, life=life, last_resort=last_resort).octets)

    def know(self, conversation: Json) -> TalkSeen:
        """Take a conversation as the server tells it."""
        group = sealing.octets(conversation["group"])
        talk = self.talks.setdefault(conversation["id"], TalkSeen(conversation["id"], group))
        talk.group, talk.epoch = group, conversation["epoch"]
        return talk

    async def ask(self, other: str, words: str, **changed: Any) -> Json:
        """Ask somebody to talk, in two steps."""
        ticket = await self.member.ask("contact.open", member=other)
        return await self.request(ticket, words, **changed)

    async def request(self, ticket: Json, words: str, *, padded: int = 256, key: str = "") -> Json:
        """Bring the Welcome and the one text."""
        references = [sealing.reference_of(sealing.octets(one["package"])) for one in ticket["packages"]]
        group = sealing.octets(ticket["group"])
        talk = self.talks.setdefault(ticket["conversation"], TalkSeen(ticket["conversation"], group))
        note, frame = self.seal(talk, words, padded=padded, key=key)
        return await self.member.ask(
            "contact.request", ticket=ticket["ticket"], id=note.id,
            welcome=sealing.text(sealing.welcome(references)), frame=sealing.text(frame),
        )  # fmt: skip

    def seal(self, talk: TalkSeen, words: str, *, padded: int = 256, key: str = "") -> tuple[sealing.Note, bytes]:
        """Return a note of what is said, and the frame that stands for it."""
        payload = words.encode()
        fk, commitment = sealing.franked(payload)
        note = sealing.Note(key or sealing.message_id(), payload, fk)
        self.notes[note.id] = note
        return note, sealing.message(talk.group, talk.epoch, commitment, padded=padded)

    async def send(self, conversation: str, words: str, **sealed: Any) -> Json:
        """Send something; catches up and seals again when another commit came first."""
        talk = self.talks[conversation]
        try:
            return await self._send(talk, words, **sealed)
        except Refused as refused:
            if refused.code != "stale_epoch":
                raise
            talk.epoch = refused.frame["params"]["epoch"]
            return await self._send(talk, words, **sealed)

    async def _send(self, talk: TalkSeen, words: str, **sealed: Any) -> Json:
        note, frame = self.seal(talk, words, **sealed)
        return await self.member.ask("private.send", conversation=talk.id, id=note.id, frame=sealing.text(frame))

    async def commit(self, conversation: str, **more: Any) -> Json:
        """Send a commit of the current epoch."""
        talk = self.talks[conversation]
        frame = sealing.commit(talk.group, talk.epoch)
        stored = await self.member.ask(
            "private.commit", conversation=conversation, id=sealing.message_id(), frame=sealing.text(frame), **more
        )
        talk.epoch = stored["epoch"]
        return stored

    def hear(self) -> None:
        """Take every frame of conversations that came unasked."""
        for frame in [one for one in self.member.heard if one["t"] in {"frames", "conversation"}]:
            self.member.heard.remove(frame)
            if frame["t"] == "conversation":
                self.know(frame["conversation"])
            else:
                self.take(frame)

    def take(self, frame: Json) -> None:
        """Take frames in order: what is known is passed over, a hole is an error of the server's."""
        group = sealing.octets(frame["items"][-1]["group"]) if frame["items"] else b""
        talk = self.talks.setdefault(frame["conversation"], TalkSeen(frame["conversation"], group))
        assert frame["after"] <= talk.upto, f"a hole: {talk.upto} then after {frame['after']}"
        fresh = [item for item in frame["items"] if item["order"] > talk.upto]
        talk.items += fresh
        talk.upto = max(talk.upto, frame["upto"])
        for item in fresh:
            if item["kind"] == "commit":
                talk.epoch = item["epoch"] + 1

    async def next_message(self, conversation: str) -> Json:
        """Return the next message that somebody else's device sent. Raises ``TimeoutError``."""
        while True:
            self.hear()
            talk = self.talks.get(conversation)
            while talk and talk.cursor < len(talk.items):
                item = talk.items[talk.cursor]
                talk.cursor += 1
                if item["kind"] == "message" and item["frame"]:
                    return item
            frame = await self.member.hear(lambda one: one["t"] in {"frames", "conversation"}, PATIENCE)
            self.member.heard.appendleft(frame)  # before what came meanwhile: frames are taken in their order

    async def ack(self, conversation: str) -> None:
        """Say that everything heard is held."""
        self.hear()
        talk = self.talks[conversation]
        await self.member.ask("private.ack", conversation=conversation, order=talk.upto)
