"""The sentences of scripts about dice: nobody can know beforehand what they show, so they are named by their kind."""

import re

from palabre_client import Member
from scenarios.interpreter import sentence
from scenarios.scene import Scene
from scenarios.sentences import same


@sentence("{name} rolls {text}")
async def rolls(scene: Scene, name: str, text: str) -> None:
    """Throw dice and wait until what they showed has come back; repeated under the same key, they fall once."""
    person = scene.people[name]
    key = f"dice-{len(person.acks):08}"
    ack = await person.member.ask("roll", place=person.place, key=key, dice=text)
    same((await person.member.ask("roll", place=person.place, key=key, dice=text))["id"], ack["id"])
    person.acks.append(ack)
    person.mine.add(ack["id"])
    scene.messages[text] = ack["id"]
    await person.until(lambda: person.here.position >= ack["position"])


@sentence("{name} hears {other} roll {number} dice of {rest} faces")
async def hears_roll(scene: Scene, name: str, other: str, number: int, rest: str) -> None:
    """Expect dice as the next event, each within its faces, their words saying the same."""
    event = await scene.people[name].next_event()
    same((event["t"], event["message"]["author"]["name"]), ("said", other))
    roll, text = event["message"]["roll"], event["message"]["text"]
    same((roll["dice"], len(roll["faces"])), (f"{number}d{rest}", number))
    assert all(1 <= face <= int(rest) for face in roll["faces"])
    same([int(one) for one in re.findall(r"\d+", text.partition(": ")[2])][:number], roll["faces"])


@sentence("{name} sees the same dice as {other}")
async def sees_same(scene: Scene, name: str, other: str) -> None:
    """Compare what two people's clients show of every roll of the room."""

    def shown(member: Member, place: str) -> list[object]:
        return [one["roll"] for one in member.places[place].messages.values() if one["roll"]]

    await scene.fence()
    one, two = scene.people[name], scene.people[other]
    assert shown(one.member, one.place) == shown(two.member, two.place) != []
