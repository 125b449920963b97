"""The sentences of scripts, ended: several lines of one person, lines that say no hello, rooms that fill up."""

from palabre_client import Connection
from scenarios.interpreter import sentence
from scenarios.scene import Scene
from scenarios.sentences import same


@sentence("{name} opens a line without a word")
async def opens_silent(scene: Scene, name: str) -> None:
    """Open a further socket of the same visit and say nothing, not even hello; the script goes on with it."""
    silent = scene.again(name).member
    silent._connection = await Connection.open(scene.stage.origin, silent.visit.cookies, silent._told, silent.recorder)


@sentence("the first line of {name} learns {text} as {field} of the card")
async def first_learns(scene: Scene, name: str, text: str, field: str) -> None:
    """Wait until the oldest socket is told of a change made on another."""
    first = next(person for person in scene.gone if person.name == name)
    frame = await first.next_frame(t="me")
    same(frame["me"]["card"][field], text)


@sentence("the operator lets {number} people into a room")
async def lets_in(scene: Scene, number: int) -> None:
    """Change the setting and start again."""
    await scene.stage.stop()
    scene.stage.changes["room_audience"] = number
    await scene.stage.start()


@sentence("{name} is in the room named {text}")
async def is_in(scene: Scene, name: str, text: str) -> None:
    """Look at the name of the room where one arrived."""
    same(scene.people[name].here.room["name"], text)


@sentence("{name} hears that the list shows {text} with {field} {new}")
async def hears_line(scene: Scene, name: str, text: str, field: str, new: str) -> None:
    """Wait for a change of one line of the list of rooms."""
    frame = await scene.people[name].next_frame(t="rooms_changed")
    same([(room["name"], room[field]) for room in frame["rooms"]], [(text, new)])


@sentence("{name} is told that {number} are in {text}, and no count of {new}")
async def told_count_alone(scene: Scene, name: str, number: int, text: str, new: str) -> None:
    """Wait for a count; neither it nor any before it speaks of the other room."""
    member, hidden = scene.people[name].member, scene.room(new)
    heard = [frame for frame in member.heard if frame["t"] == "counts"]
    heard.append(await member.hear(lambda frame: frame["t"] == "counts" and frame["rooms"].get(text) == number))
    same([frame for frame in heard if hidden in frame["rooms"]], [])


@sentence("{number} days pass without {name}")
async def days_pass(scene: Scene, number: int, name: str) -> None:
    """Move time while somebody is away, then do what the node does every ten minutes."""
    await scene.people[name].member.disconnect()
    scene.stage.clock.advance(number * 86_400_000)
    scene.history.note("fade", type="ok")
    await scene.stage.node.fade()
