"""The sentences of scripts, private: asking, sealed talk, consents, blocks, friends, people around.

Devices here have no MLS: frames have its shape around random octets; a script learns the words from their author.
"""

import json
import sqlite3
from typing import Any

import sealing
from scenarios.devices import SealedDevice
from scenarios.interpreter import sentence
from scenarios.scene import Scene
from scenarios.sentences import same

Json = dict[str, Any]


def between(scene: Scene, name: str, other: str) -> str:
    """Return the conversation of two people."""
    return scene.talks[frozenset((name, other))]


# ---- devices and asking ------------------------------------------------------------------------------------


@sentence("{names} have devices")
async def have_devices(scene: Scene, names: list[str]) -> None:
    """Begin a device of each, with its key packages."""
    for name in names:
        scene.devices[name] = SealedDevice(scene.stage, scene.people[name].member)
        await scene.devices[name].begin(packages=10)


@sentence("{name} begins the device again")
async def begins_again(scene: Scene, name: str) -> None:
    """Say on the line taken up which device this is."""
    device = scene.devices[name]
    device.member = scene.people[name].member
    await device.begin(packages=10)


@sentence("{name} asks {other} to talk with {text}")
async def asks(scene: Scene, name: str, other: str, text: str) -> None:
    """Bring a request, in its two steps."""
    stored = await scene.devices[name].ask(scene.people[other].id, text)
    scene.talks[frozenset((name, other))] = stored["conversation"]


@sentence("{name} is told that {number} wait and {rest} are folded")
async def told_waiting(scene: Scene, name: str, number: int, rest: str) -> None:
    """Expect numbers, and nothing else."""
    frame = await scene.people[name].next_frame(t="requests_wait", requests=number, folded=int(rest))
    same(set(frame), {"t", "requests", "folded"})


@sentence("{name} sees requests from {names}")
async def sees_requests(scene: Scene, name: str, names: list[str]) -> None:
    """Look in the tray, newest first."""
    page = await scene.people[name].member.ask("contact.list")
    same([one["card"]["name"] for one in page["requests"]], names)


@sentence("{name} sees no request")
async def sees_no_request(scene: Scene, name: str) -> None:
    """Look in an empty tray."""
    page = await scene.people[name].member.ask("contact.list")
    same((page["requests"], page["folded"]), ([], 0))


@sentence("{name} opens the request of {other} and reads {text}")
async def opens_request(scene: Scene, name: str, other: str, text: str) -> None:
    """Fetch the Welcome and the one text, as a device does to show a request."""
    talk = between(scene, name, other)
    frames = await scene.people[name].member.ask("private.fetch", conversation=talk, after=0)
    same([item["kind"] for item in frames["items"]], ["welcome", "message"])
    note = scene.devices[other].notes[frames["items"][1]["id"]]
    same(note.payload.decode(), text)
    note.receipt = frames["items"][1]["receipt"]


@sentence("{name} accepts {other}")
async def accepts(scene: Scene, name: str, other: str) -> None:
    """Say yes to a request."""
    await scene.people[name].member.ask("contact.answer", conversation=between(scene, name, other), yes=True)


@sentence("{name} says no to {other}")
async def says_no(scene: Scene, name: str, other: str) -> None:
    """Say no thanks to a request."""
    await scene.people[name].member.ask("contact.answer", conversation=between(scene, name, other), yes=False)


@sentence("{name} is answered {field} by {other}")
async def is_answered(scene: Scene, name: str, field: str, other: str) -> None:
    """Expect the answer to a request: yes, or the one no there is."""
    frame = await scene.people[name].next_frame(t="contact_answered", conversation=between(scene, name, other))
    same(frame["yes"], field == "yes")


@sentence("{name} chooses {field} {rest}")
async def chooses(scene: Scene, name: str, field: str, rest: str) -> None:
    """Choose who may ask, or a mark."""
    await scene.people[name].member.ask("contact.choose", **{field: json.loads(rest)})


# ---- sealed talk -------------------------------------------------------------------------------------------


@sentence("{names} talk privately")
async def talk_privately(scene: Scene, names: list[str]) -> None:
    """Ask and accept."""
    name, other = names
    await asks(scene, name, other, "Bonjour")
    await accepts(scene, other, name)
    scene.devices[other].hear()
    await reads(scene, other, "Bonjour", name)


@sentence("{name} writes {text} to {other}")
async def writes(scene: Scene, name: str, text: str, other: str) -> None:
    """Send something sealed."""
    await scene.devices[name].send(between(scene, name, other), text)


@sentence("{name} writes {number} lines to {other}")
async def writes_lines(scene: Scene, name: str, number: int, other: str) -> None:
    """Send numbered lines."""
    for line in range(1, number + 1):
        scene.stage.clock.advance(500)
        await writes(scene, name, f"ligne {line}", other)


@sentence("{name} reads {text} from {other}")
async def reads(scene: Scene, name: str, text: str, other: str) -> None:
    """Get the next message of a conversation, with a receipt."""
    item = await scene.devices[name].next_message(between(scene, name, other))
    note = scene.devices[other].notes[item["id"]]
    note.receipt = item["receipt"]
    same((note.payload.decode(), item["member"], bool(note.receipt)), (text, scene.people[other].id, True))


@sentence("{name} reads {number} lines from {other}, in order")
async def reads_lines(scene: Scene, name: str, number: int, other: str) -> None:
    """Get numbered lines, each once."""
    for line in range(1, number + 1):
        await reads(scene, name, f"ligne {line}", other)


@sentence("{name} changes the keys with {other}")
async def changes_keys(scene: Scene, name: str, other: str) -> None:
    """Send a commit."""
    await scene.devices[name].commit(between(scene, name, other))


@sentence("{names} hold everything")
async def hold_everything(scene: Scene, names: list[str]) -> None:
    """Say of every conversation that all of it is held."""
    for name in names:
        member = scene.people[name].member
        for talk in (await member.ask("private.list"))["conversations"]:
            await member.ask("private.ack", conversation=talk["id"], order=talk["head"])


@sentence("the server holds {number} sealed frames")
async def server_holds(scene: Scene, number: int) -> None:
    """Count what rests in the database."""
    with sqlite3.connect(scene.stage.folder / "chat.db") as database:
        same(database.execute("SELECT count(*) FROM frame").fetchone()[0], number)


@sentence("{name} reports what {other} wrote")
async def reports(scene: Scene, name: str, other: str) -> None:
    """Show every message of the other that was read, with its proof."""
    await _report(scene, name, other, stop=False)


@sentence("{name} reports and blocks {other} for what was written")
async def reports_and_blocks(scene: Scene, name: str, other: str) -> None:
    """Report, with the block that the form offers."""
    assert await _report(scene, name, other, stop=True)


async def _report(scene: Scene, name: str, other: str, *, stop: bool) -> bool:
    notes = [note for note in scene.devices[other].notes.values() if note.receipt]
    shown = [
        {"payload": sealing.text(note.payload), "fk": sealing.text(note.fk), "receipt": note.receipt} for note in notes
    ]
    talk = next(iter(scene.talks.values()))
    answer = await scene.people[name].member.ask(
        "private.report", conversation=talk, category="threats", messages=shown, stop=stop
    )
    scene.people[name].codes.append(answer["code"])
    return bool(answer["stopped"])


@sentence("{name} changes a word of what {other} wrote")
async def changes_word(scene: Scene, name: str, other: str) -> None:
    """Alter what would be reported."""
    assert name != other
    note = next(note for note in scene.devices[other].notes.values() if note.receipt)
    note.payload += b"!"


# ---- agreements --------------------------------------------------------------------------------------------


@sentence("{name} accepts {field} from {other}")
async def accepts_kind(scene: Scene, name: str, field: str, other: str) -> None:
    """Say yes to a kind of thing."""
    talk = between(scene, name, other)
    await scene.people[name].member.ask("consent.set", conversation=talk, kind=field, on=True)


@sentence("{name} accepts {field} from {other} no more")
async def accepts_no_more(scene: Scene, name: str, field: str, other: str) -> None:
    """Take a yes back."""
    talk = between(scene, name, other)
    await scene.people[name].member.ask("consent.set", conversation=talk, kind=field, on=False)


@sentence("{name} accepts {field} from {other} in the name of {names}")
async def accepts_for(scene: Scene, name: str, field: str, other: str, names: list[str]) -> None:
    """Try to say yes for somebody else."""
    talk, whose = between(scene, name, other), scene.people[names[0]].id
    await scene.people[name].member.ask("consent.set", conversation=talk, kind=field, on=True, by=whose)


@sentence("{name} is told that {other} accepts {field}")
async def told_accepts(scene: Scene, name: str, other: str, field: str) -> None:
    """Expect the row that both see."""
    frame = await scene.people[name].next_frame(t="consent", by=scene.people[other].id, kind=field)
    assert frame["given_at"]


@sentence("{name} is told that {other} accepts {field} no more")
async def told_accepts_no_more(scene: Scene, name: str, other: str, field: str) -> None:
    """Expect the row that both see."""
    frame = await scene.people[name].next_frame(t="consent", by=scene.people[other].id, kind=field)
    same(frame["given_at"], None)


@sentence("{name} offers {other} a {field}")
async def offers(scene: Scene, name: str, other: str, field: str) -> None:
    """Announce a sealed kind."""
    talk = between(scene, name, other)
    await scene.people[name].member.ask(f"{field}.offer", conversation=talk, id=sealing.message_id())


@sentence("{name} is writing to {other}")
async def is_writing_to(scene: Scene, name: str, other: str) -> None:
    """Send the passing hint, which has no answer."""
    scene.stage.clock.advance(4_000)
    frame = {"t": "private.typing", "n": 0, "conversation": between(scene, name, other)}
    await scene.people[name].member.connection.send(frame)
    await scene.people[name].fence()


@sentence("{name} is told that {other} is writing privately")
async def told_writing(scene: Scene, name: str, other: str) -> None:
    """Expect the hint."""
    await scene.people[name].next_frame(t="private_typing", conversation=between(scene, name, other))


@sentence("{name} is told nothing of {field}")
async def told_nothing_of(scene: Scene, name: str, field: str) -> None:
    """Make everybody hear what there is; no frame of this type may be among it."""
    await scene.fence()
    same([frame for frame in scene.people[name].member.heard if frame["t"] == field], [])


# ---- people ------------------------------------------------------------------------------------------------


@sentence("{name} blocks {other}")
async def blocks(scene: Scene, name: str, other: str) -> None:
    """Block somebody."""
    await scene.people[name].member.ask("block", member=scene.people[other].id)


@sentence("{name} unblocks {other}")
async def unblocks(scene: Scene, name: str, other: str) -> None:
    """Take a block back."""
    await scene.people[name].member.ask("block", member=scene.people[other].id, on=False)


@sentence("{name} ignores {other}")
async def ignores(scene: Scene, name: str, other: str) -> None:
    """Ignore somebody."""
    await scene.people[name].member.ask("ignore", member=scene.people[other].id)


@sentence("{name} has set aside {names}")
async def has_set_aside(scene: Scene, name: str, names: list[str]) -> None:
    """Read the list of people blocked and ignored."""
    aside = await scene.people[name].member.ask("set_aside.list")
    same([card["name"] for card in aside["blocked"] + aside["ignored"]], names)


@sentence("{name} asks {other} to be friends")
async def asks_friend(scene: Scene, name: str, other: str) -> None:
    """Ask, or say yes to whoever asked."""
    await scene.people[name].member.ask("friend.ask", member=scene.people[other].id)


@sentence("{name} has friends {names}")
async def has_friends(scene: Scene, name: str, names: list[str]) -> None:
    """Read the list of friends."""
    circle = await scene.people[name].member.ask("friend.list")
    same([one["card"]["name"] for one in circle["friends"]], names)


@sentence("{name} has no friend")
async def has_no_friend(scene: Scene, name: str) -> None:
    """Read an empty list of friends."""
    same((await scene.people[name].member.ask("friend.list"))["friends"], [])


@sentence("{name} is told that the friend {other} {field}")
async def told_friend(scene: Scene, name: str, other: str, field: str) -> None:
    """Expect a friend's coming or going: ``came`` or ``went``."""
    await scene.people[name].next_frame(t="friend_here", member=scene.people[other].id, here=field == "came")


@sentence("{name} looks around and sees {texts}")
async def looks_around(scene: Scene, name: str, texts: list[str]) -> None:
    """Ask for people around: "Bo same" is Bo, of the same town."""
    scene.stage.clock.advance(15_000)
    page = await scene.people[name].member.ask("around")
    same([f"{one['card']['name']} {one['distance']}" for one in page["people"]], texts)
