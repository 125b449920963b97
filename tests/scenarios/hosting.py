"""Sentences of hosts: a message hidden, somebody asked to leave, and both undone or contested."""

from palabre.moderation.casework import By
from palabre.moderation.complaining import Answer
from palabre.moderation.complaints import Verdict
from scenarios.interpreter import sentence
from scenarios.scene import Person, Scene
from scenarios.sentences import same

READER = By("reader-1", "appeals")
OPINION = "Rien dans ces mots ne va contre une règle."


@sentence("{name} hides {text} as {field}")
async def hides(scene: Scene, name: str, text: str, field: str) -> None:
    """Hide a message in a room of one's own."""
    person = scene.people[name]
    await person.member.ask("host_hide", place=person.place, message=scene.message(text), reason=field)


@sentence("{name} shows {text} again")
async def shows(scene: Scene, name: str, text: str) -> None:
    """Undo the hiding of a message."""
    person = scene.people[name]
    await person.member.ask("host_show", place=person.place, message=scene.message(text))


@sentence("{name} asks {other} to leave as {field}")
async def asks_out(scene: Scene, name: str, other: str, field: str) -> None:
    """Ask somebody to leave a room of one's own."""
    person, member = scene.people[name], scene.people[other].id
    await person.member.ask("host_ask_out", place=person.place, member=member, reason=field)


@sentence("{name} lets {other} in again")
async def lets_in(scene: Scene, name: str, other: str) -> None:
    """Undo the asking."""
    person, member = scene.people[name], scene.people[other].id
    await person.member.ask("host_let_in", place=person.place, member=member)


@sentence("{name} hears that {text} is hidden by the host")
async def hears_hidden(scene: Scene, name: str, text: str) -> None:
    """Expect a hiding as the next event."""
    event = await scene.people[name].next_event()
    same((event["t"], event["message"]), ("covered", scene.message(text)))


@sentence("{name} hears that {text} is shown again")
async def hears_shown(scene: Scene, name: str, text: str) -> None:
    """Wait for a message that is back, with its words."""
    person, number = scene.people[name], scene.message(text)

    def back() -> list[str]:
        again = [one["message"] for one in person.here.events if one["t"] == "shown_again"]
        return [one["text"] for one in again if one["id"] == number]

    await person.until(lambda: bool(back()))
    same(back()[-1], text)


@sentence("{name} sees a hidden message of {other} without words")
async def sees_hidden(scene: Scene, name: str, other: str) -> None:
    """Enter anew, and find in the room that a message is hidden, not what it says."""
    person = scene.people[name]
    page = await person.member.ask("history", place=person.place, before=2**31)
    hidden = [one for one in page["messages"] if one["state"] == "covered"]
    same([(one["author"]["id"], one["text"]) for one in hidden], [(scene.people[other].id, "")])


@sentence("{name} is asked to leave and is out of {text}")
async def is_out(scene: Scene, name: str, text: str) -> None:
    """Be told that one is out of a room, with a reason and an end."""
    told = await scene.people[name].next_frame(t="asked_out", place=scene.room(text))
    assert all(told["sentence"].values())
    assert told["ends"] > scene.stage.clock.now()


@sentence("{name} reads the decision and finds {text}")
async def reads_decision(scene: Scene, name: str, text: str) -> None:
    """Read the newest statement of reasons about oneself, whole."""
    shown = await _newest(scene.people[name])
    words = " ".join(line["text"] for line in shown["fr"]["lines"])
    assert text in words, words


@sentence("{name} contests the decision")
async def contests(scene: Scene, name: str) -> None:
    """Ask for another look at the newest decision about oneself."""
    number = (await _newest(scene.people[name]))["line"]["id"]
    await scene.people[name].member.ask("complain", statement=number, text="Je demande un autre regard.")


@sentence("a reader finds the host of {name} wrong")
async def reader_reverses(scene: Scene, name: str) -> None:
    """Read the complaint of somebody as staff who took no part, and reverse the decision."""
    complaining = scene.stage.node.court.complaining
    waiting = await complaining.store.complaints_in(["lodged"], 100)
    (lodged,) = [one for one in waiting if one.member == scene.people[name].id]
    await complaining.take(READER, lodged.id)
    await complaining.write_opinion(READER, lodged.id, OPINION)
    await complaining.decide(READER, lodged.id, Answer(Verdict.REVERSED, "La règle du salon était suivie."))


async def _newest(person: Person) -> dict:  # type: ignore[type-arg]  # JSON
    standing = await person.member.ask("standing")
    return dict(await person.member.ask("statement", statement=standing["statements"][0]["id"]))


@sentence("{name} finds {names} out of the room")
async def finds_out(scene: Scene, name: str, names: str) -> None:
    """Ask, as host, who may not come back yet."""
    person = scene.people[name]
    told = await person.member.ask("host_out", place=person.place)
    same([one["name"] for one in told["people"]], names)


@sentence("{name} finds nobody out of the room")
async def finds_nobody(scene: Scene, name: str) -> None:
    """Ask, as host, who may not come back yet: nobody."""
    await finds_out(scene, name, [])


@sentence("{name} hides {text} as {field} and shows it again, {number} times")
async def hides_often(scene: Scene, name: str, text: str, field: str, number: int) -> None:
    """Hide and show a message many times."""
    for _ in range(number):
        await hides(scene, name, text, field)
        await shows(scene, name, text)
