"""The sentences of scripts: what people do, what they hear, what they see."""

import asyncio
import json
import re
from typing import Any

from palabre.kernel.clock import HOUR, MINUTE, SECOND
from scenarios.interpreter import read_text, sentence
from scenarios.scene import Person, Scene

UNITS = {"second": SECOND, "minute": MINUTE, "hour": HOUR}

# ---- coming and going ------------------------------------------------------------------------------------


@sentence("{names} are in {text}")
@sentence("{names} is in {text}")
async def are_in(scene: Scene, names: list[str], text: str) -> None:
    """Bring people in by the real gate, into a room."""
    for person in await asyncio.gather(*(scene.come(name) for name in names)):
        await scene.enter(person, text)


@sentence("{name} comes in")
async def comes_in(scene: Scene, name: str) -> None:
    """Come in, into no room."""
    await scene.come(name)


@sentence("{name} comes in as {text}")
async def comes_in_as(scene: Scene, name: str, text: str) -> None:
    """Come in under a pseudonym."""
    await scene.come(name, text)


@sentence("{name} comes in with {field} {text}")
async def comes_in_with(scene: Scene, name: str, field: str, text: str) -> None:
    """Come in with one answer of the form chosen."""
    await scene.come(name, **{field: text})


@sentence("{name} enters {text}")
async def enters(scene: Scene, name: str, text: str) -> None:
    """Enter a room."""
    await scene.enter(scene.people[name], text)


@sentence("{name} leaves the room")
async def leaves(scene: Scene, name: str) -> None:
    """Leave the room."""
    person = scene.people[name]
    await person.member.leave(person.place)


@sentence("{name} leaves the site")
async def leaves_site(scene: Scene, name: str) -> None:
    """Leave; words stay until they fade."""
    await scene.people[name].member.visit.leave()


@sentence("{name} leaves the site and erases everything")
async def erases(scene: Scene, name: str) -> None:
    """Leave, words erased."""
    await _erase(scene, scene.people[name])


@sentence("{name} says {texts} and erases everything in the same breath")
async def says_and_erases(scene: Scene, name: str, texts: list[str]) -> None:
    """Send without waiting for acks, and leave at once."""
    person = scene.people[name]
    for number, text in enumerate(texts):
        frame = {"t": "send", "n": 0, "place": person.place, "key": f"breath-{number}", "text": text}
        await person.member.connection.send(frame)
    await _erase(scene, person)


@sentence("{name} loses the line")
async def loses_line(scene: Scene, name: str) -> None:
    """Cut the line as a lost network does."""
    person = scene.people[name]
    person.left = person.here.position
    person.member.connection.drop()
    await person.member.connection.closed


@sentence("{name} takes the line up again")
async def comes_back(scene: Scene, name: str) -> None:
    """Open the socket again with the same visit; every place resumes where it was."""
    person = scene.people[name]
    await person.member.connect()
    await person.fence()


@sentence("{name} has {number} unread")
async def has_unread(scene: Scene, name: str, number: int) -> None:
    """Count what came since the line was lost, by positions alone."""
    person = scene.people[name]
    same(person.here.position - person.left, number)


@sentence("{name} opens {number} more connections")
async def opens_more(scene: Scene, name: str, number: int) -> None:
    """Open further sockets of the same visit; the script goes on with the newest."""
    for _ in range(number):
        await scene.again(name).member.connect()


@sentence("the first connection of {name} is closed with {number}")
async def first_closed(scene: Scene, name: str, number: int) -> None:
    """Wait for the end of the oldest socket."""
    first = next(person for person in scene.gone if person.name == name)
    same((await asyncio.wait_for(asyncio.shield(first.member.connection.closed), 10)).code, number)


@sentence("{name} is closed with {number}")
async def is_closed(scene: Scene, name: str, number: int) -> None:
    """Wait for the end of the line."""
    person = scene.people[name]
    person.left = person.here.position if person.place else 0
    same((await asyncio.wait_for(asyncio.shield(person.member.connection.closed), 10)).code, number)


@sentence("{name} is still connected")
async def is_connected(scene: Scene, name: str) -> None:
    """Get an answer."""
    await scene.people[name].member.ask("rooms")


# ---- time and the house ----------------------------------------------------------------------------------


@sentence("{number} {unit} pass")
async def pass_(scene: Scene, number: int, unit: str) -> None:
    """Move time."""
    scene.stage.clock.advance(number * UNITS[unit])


@sentence("{name} is active")
async def is_active(scene: Scene, name: str) -> None:
    """Do something on the page."""
    person = scene.people[name]
    await person.member.connection.send({"t": "active", "n": 0})
    await person.member.ask("rooms")


@sentence("the page of {name} reads by itself")
async def reads_by_itself(scene: Scene, name: str) -> None:
    """Ask what a page asks when a line returns or its reader sleeps: lists, a card, older words, a step away."""
    person = scene.people[name]
    await person.member.ask("rooms")
    await person.member.ask("people", place=person.place)
    await person.member.ask("card", member=person.id)
    await person.member.ask("history", place=person.place, before=1)
    await person.member.ask("away", on=True)


@sentence("the server restarts")
async def restarts(scene: Scene) -> None:
    """Stop the server, its connections told, and start another on the same files."""
    await scene.stage.stop()
    await scene.stage.start()


@sentence("old words fade")
async def fade(scene: Scene) -> None:
    """Do what the node does every ten minutes."""
    scene.history.note("fade", type="ok")
    await scene.stage.node.fade()


@sentence("the operator approves {text}")
async def approves(scene: Scene, text: str) -> None:
    """Run the command beside the live node."""
    status, written = await scene.stage.command("rooms", "approve", scene.rooms[text])
    same((status, written), (0, ""))


@sentence("the operator refuses {text}")
async def refuses(scene: Scene, text: str) -> None:
    """Run the command beside the live node."""
    same(await scene.stage.command("rooms", "refuse", scene.rooms[text], "--reason", "too_close"), (0, ""))


@sentence("the operator sees {text} waiting")
async def sees_waiting(scene: Scene, text: str) -> None:
    """Run the command beside the live node."""
    _, written = await scene.stage.command("rooms", "list")
    assert text in [json.loads(line)["name"] for line in written.splitlines()]


@sentence("{text} stands in the files")
async def stands(scene: Scene, text: str) -> None:
    """Look for words in the database and its log."""
    assert text.encode() in _octets(scene)


@sentence("{text} stands nowhere in the files")
async def stands_nowhere(scene: Scene, text: str) -> None:
    """Look for words in the database and its log."""
    assert text.encode() not in _octets(scene)


# ---- saying ----------------------------------------------------------------------------------------------


@sentence("{name} says {text}")
async def says(scene: Scene, name: str, text: str) -> None:
    """Say something, and hear it come back as everybody hears it."""
    await say(scene, scene.people[name], text)


@sentence("{name} does {text}")
async def does(scene: Scene, name: str, text: str) -> None:
    """Say something with /me."""
    await say(scene, scene.people[name], text, action=True)


@sentence("{name} says {text} with the key {new}")
async def says_with_key(scene: Scene, name: str, text: str, new: str) -> None:
    """Say something under a key of the script's choice."""
    await say(scene, scene.people[name], text, key=new)


@sentence("{name} replies {text} to {new}")
async def replies(scene: Scene, name: str, text: str, new: str) -> None:
    """Reply to what said something."""
    await say(scene, scene.people[name], text, reply=scene.message(new))


@sentence("{name} says {number} lines, {other} hears them all in order")
async def says_lines(scene: Scene, name: str, number: int, other: str) -> None:
    """Say numbered lines, two seconds apart."""
    for line in range(1, number + 1):
        scene.stage.clock.advance(2 * SECOND)
        await say(scene, scene.people[name], f"ligne {line}")
    heard = [(await scene.people[other].next_event())["message"]["text"] for _ in range(number)]
    same(heard, [f"ligne {line}" for line in range(1, number + 1)])


@sentence("{names} each say {number} lines at once")
async def say_at_once(scene: Scene, names: list[str], number: int) -> None:
    """Say numbered lines, everybody at the same time."""

    async def lines(person: Person) -> None:
        for line in range(1, number + 1):
            await say(scene, person, f"{person.name} {line}")

    await asyncio.gather(*(lines(scene.people[name]) for name in names))


@sentence("{names} have heard the same, {number} events without a hole")
async def heardsame(scene: Scene, names: list[str], number: int) -> None:
    """Compare everything that people heard of their room."""
    await scene.fence()
    heard = [scene.people[name].here.events[-number:] for name in names]
    assert all(one == heard[0] for one in heard)
    positions = [event["position"] for event in heard[0]]
    same(positions, list(range(positions[0], positions[0] + number)))
    for name in names:
        scene.people[name].cursors[scene.people[name].place] = len(scene.people[name].here.events)


@sentence("the last two acks of {name} are the same")
async def same_acks(scene: Scene, name: str) -> None:
    """Compare what the server answered."""
    first, second = ({**ack, "n": 0} for ack in scene.people[name].acks[-2:])
    same(first, second)


@sentence("{name} edits {text} into {new}")
async def edits(scene: Scene, name: str, text: str, new: str) -> None:
    """Change a message."""
    person = scene.people[name]
    await person.member.ask("edit", place=person.place, message=scene.message(text), text=new)
    scene.messages[new] = scene.message(text)


@sentence("{name} deletes {text}")
async def deletes(scene: Scene, name: str, text: str) -> None:
    """Take a message back."""
    person = scene.people[name]
    await person.member.ask("delete", place=person.place, message=scene.message(text))


@sentence("{name} puts {emoji} under {text}")
async def reacts(scene: Scene, name: str, emoji: str, text: str) -> None:
    """React."""
    person = scene.people[name]
    await person.member.ask("react", place=person.place, message=scene.message(text), emoji=emoji)


@sentence("{name} takes {emoji} away from {text}")
async def unreacts(scene: Scene, name: str, emoji: str, text: str) -> None:
    """Take a reaction away."""
    person = scene.people[name]
    await person.member.ask("react", place=person.place, message=scene.message(text), emoji=emoji, on=False)


@sentence("{name} is writing")
async def is_writing(scene: Scene, name: str) -> None:
    """Tell that one writes; the round trip after it shows that the server has heard."""
    person = scene.people[name]
    await person.member.connection.send({"t": "typing", "n": 0, "place": person.place})
    await person.member.ask("rooms")


# ---- hearing ---------------------------------------------------------------------------------------------


@sentence("{name} hears {pattern} from {other}")
async def hears(scene: Scene, name: str, pattern: re.Pattern[str], other: str) -> None:
    """Expect these words of somebody as the next event."""
    message = await _said(scene, name, other)
    assert pattern.fullmatch(message["text"]), message["text"]
    assert not message["action"]


@sentence("{name} hears {other} do {text}")
async def hears_do(scene: Scene, name: str, other: str, text: str) -> None:
    """Expect a /me of somebody as the next event."""
    message = await _said(scene, name, other)
    same((message["text"], message["action"]), (text, True))


@sentence("{name} hears {text} from {other}, quoting {new}")
async def hears_reply(scene: Scene, name: str, text: str, other: str, new: str) -> None:
    """Expect a reply to something as the next event."""
    message = await _said(scene, name, other)
    same((message["text"], message["reply"]["text"]), (text, new))


@sentence("{name} hears {text} from {other}, mentioning {names}")
async def hears_mention(scene: Scene, name: str, text: str, other: str, names: list[str]) -> None:
    """Expect exactly these people mentioned by the next event."""
    message = await _said(scene, name, other)
    same((message["text"], sorted(message["mentions"])), (text, sorted(scene.people[one].id for one in names)))


@sentence("{name} hears that {text} became {new}")
async def hears_edit(scene: Scene, name: str, text: str, new: str) -> None:
    """Expect a change as the next event."""
    event = await scene.people[name].next_event()
    same((event["t"], event["message"], event["text"]), ("edited", scene.message(text), new))


@sentence("{name} hears that {text} is gone")
async def hears_gone(scene: Scene, name: str, text: str) -> None:
    """Expect a deletion as the next event."""
    event = await scene.people[name].next_event()
    same((event["t"], event["message"]), ("deleted", scene.message(text)))


@sentence("{name} hears {number} {emoji} under {text}")
async def hears_reaction(scene: Scene, name: str, number: int, emoji: str, text: str) -> None:
    """Expect a reaction as the next event; so many are there now."""
    event = await scene.people[name].next_event()
    wanted = ("reacted", scene.message(text), emoji, number)
    same((event["t"], event["message"], event["emoji"], event["count"]), wanted)


@sentence("{name} hears that the room has {field} {rest}")
async def hears_room(scene: Scene, name: str, field: str, rest: str) -> None:
    """Expect a host's choice as the next event."""
    event = await scene.people[name].next_event()
    wanted = scene.message(read_text(rest)) if field == "pinned" and rest != "null" else json.loads(rest)
    same((event["t"], event[field]), ("room_changed", wanted))


@sentence("{name} hears that {other} is writing")
async def hears_writing(scene: Scene, name: str, other: str) -> None:
    """Expect a passing hint."""
    await scene.people[name].next_frame(t="typing", name=other)


@sentence("{name} hears that {text} is listed")
async def hears_listed(scene: Scene, name: str, text: str) -> None:
    """Expect the list of rooms to grow."""
    frame = await scene.people[name].next_frame(t="rooms_changed")
    same([room["name"] for room in frame["rooms"]], [text])


@sentence("{name} hears nothing")
async def hears_nothing(scene: Scene, name: str) -> None:
    """Once everybody has heard everything, nothing is left for this person."""
    await scene.fence()
    person = scene.people[name]
    left = [frame for frame in person.member.heard if frame["t"] in {"typing", "rooms_changed", "error"}]
    same(person.unheard + left, [])


@sentence("{name} sends the frame {text}")
async def sends_text(scene: Scene, name: str, text: str) -> None:
    """Send any text as a frame."""
    await scene.people[name].member.connection.send(text)


@sentence("{name} sends {number} broken frames")
async def sends_broken(scene: Scene, name: str, number: int) -> None:
    """Send frames that nobody can read."""
    for _ in range(number):
        await scene.people[name].member.connection.send("{")


@sentence("{name} sends {number} frames at once")
async def sends_many(scene: Scene, name: str, number: int) -> None:
    """Send good commands faster than a person could."""
    for _ in range(number):
        await scene.people[name].member.connection.send({"t": "rooms", "n": 0})


@sentence("{name} sends the octets {text}")
async def sends_octets(scene: Scene, name: str, text: str) -> None:
    """Send a binary frame."""
    await scene.people[name].member.connection.send(text.encode())


@sentence("{name} is told {field}")
async def is_told(scene: Scene, name: str, field: str) -> None:
    """Expect an error that no request waits for."""
    await scene.people[name].next_frame(t="error", code=field)


@sentence("{name} stops reading")
async def stops_reading(scene: Scene, name: str) -> None:
    """Read no more from the socket, as a frozen page does."""
    scene.people[name].member.connection._socket.transport.pause_reading()


@sentence("{name} reads again")
async def reads_again(scene: Scene, name: str) -> None:
    """Read again."""
    scene.people[name].member.connection._socket.transport.resume_reading()


@sentence("{name} says {number} long lines, {other} hears them all in order")
async def says_long_lines(scene: Scene, name: str, number: int, other: str) -> None:
    """Say lines of the longest length allowed, each character four octets."""
    for line in range(1, number + 1):
        scene.stage.clock.advance(2 * SECOND)
        await say(scene, scene.people[name], f"{line} {'🌳' * 1_990}")
    heard = [(await scene.people[other].next_event())["message"]["text"].split()[0] for _ in range(number)]
    same(heard, [str(line) for line in range(1, number + 1)])


# ---- what the sentences share ------------------------------------------------------------------------------


async def say(scene: Scene, person: Person, text: str, **more: Any) -> None:
    """Say something and wait until it has come back as everybody hears it."""
    ack = await person.member.say(person.place, text, **more)
    person.acks.append(ack)
    person.mine.add(ack["id"])
    scene.messages[text] = ack["id"]
    await person.until(lambda: person.here.position >= ack["position"])


async def _said(scene: Scene, name: str, other: str) -> dict[str, Any]:
    event = await scene.people[name].next_event()
    same((event["t"], event.get("message", {}).get("author", {}).get("name")), ("said", other))
    return dict(event["message"])


async def _erase(scene: Scene, person: Person) -> None:
    scene.history.note("erase", type="invoke", member=person.id)
    await person.member.visit.leave(erase_words=True)


def _octets(scene: Scene) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(scene.stage.folder.iterdir()) if file.is_file())


def same(found: object, wanted: object) -> None:
    """Compare whole values. Raises ``AssertionError`` with both."""
    assert found == wanted, f"{found!r} is not {wanted!r}"
