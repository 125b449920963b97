"""The sentences of scripts, continued: hosting a room, and what people see when they look."""

import json
from typing import Any

from scenarios.interpreter import read_text, sentence
from scenarios.scene import Scene
from scenarios.sentences import same

# ---- hosting -----------------------------------------------------------------------------------------------


@sentence("{name} opens the room {text} for {new}")
async def opens_room(scene: Scene, name: str, text: str, new: str) -> None:
    """Propose a room; it waits."""
    opened = await scene.people[name].member.ask("open_room", name=text, purpose=new)
    same((opened["room"]["name"], opened["room"]["state"]), (text, "waiting"))
    scene.rooms[text] = opened["room"]["id"]


@sentence("{name} sets {field} to {rest}")
async def sets(scene: Scene, name: str, field: str, rest: str) -> None:
    """Choose something for the room, as its host."""
    person = scene.people[name]
    await person.member.ask("set_room", place=person.place, **{field: json.loads(rest)})


@sentence("{name} pins {text}")
async def pins(scene: Scene, name: str, text: str) -> None:
    """Pin a message."""
    person = scene.people[name]
    await person.member.ask("set_room", place=person.place, pin=scene.message(text))


@sentence("{name} reads about {text} that its {field} is {rest}")
async def reads_about(scene: Scene, name: str, text: str, field: str, rest: str) -> None:
    """Ask what a room is, in it or not; a host is told by name."""
    told = await scene.people[name].member.ask("about", place=scene.room(text))
    known = {**told["room"], **told, "host": told["host"] and told["host"]["name"]}
    same(known[field], json.loads(rest))


# ---- one's own card ----------------------------------------------------------------------------------------


@sentence("{name} writes {text} as {field} of the card")
async def writes_card(scene: Scene, name: str, text: str, field: str) -> None:
    """Change a field of one's own card."""
    await scene.people[name].member.ask("set_profile", **{field: text})


@sentence("{name} sees {text} as {field} on the card of {other}")
async def sees_card(scene: Scene, name: str, text: str, field: str, other: str) -> None:
    """Look at somebody's card."""
    shown = await scene.people[name].member.ask("card", member=scene.people[other].id)
    same((shown["card"][field], shown["here"]), (text, True))


@sentence("{name} looks for the card of {other}")
async def looks_for_card(scene: Scene, name: str, other: str) -> None:
    """Look at the card of somebody who may be gone."""
    person = next((one for one in scene.gone if one.name == other), scene.people[other])
    await scene.people[name].member.ask("card", member=person.id)


# ---- the list of rooms -------------------------------------------------------------------------------------


@sentence("{name} sees {text} in the list of rooms")
async def sees_room(scene: Scene, name: str, text: str) -> None:
    """Ask for the list."""
    assert text in await _listed(scene, name)


@sentence("{name} does not see {text} in the list of rooms")
async def sees_no_room(scene: Scene, name: str, text: str) -> None:
    """Ask for the list."""
    assert text not in await _listed(scene, name)


@sentence("{name} is told that {number} are in {text}")
async def told_count(scene: Scene, name: str, number: int, text: str) -> None:
    """Expect a live count."""
    person = scene.people[name]
    await person.member.hear(lambda frame: frame["t"] == "counts" and frame["rooms"].get(text) == number)


# ---- people ------------------------------------------------------------------------------------------------


@sentence("{name} looks at the people and sees {texts}")
async def looks(scene: Scene, name: str, texts: list[str]) -> None:
    """Ask for the page of people; differences follow."""
    person = scene.people[name]
    page = await person.member.ask("people", place=person.place)
    same([one["name"] for one in page["people"]], texts)


@sentence("{name} looks at the people named {text} and sees {texts}")
async def looks_for(scene: Scene, name: str, text: str, texts: list[str]) -> None:
    """Ask for the people whose name holds something."""
    person = scene.people[name]
    page = await person.member.ask("people", place=person.place, filter=text)
    same([one["name"] for one in page["people"]], texts)


@sentence("{name} is told that {text} came")
async def told_came(scene: Scene, name: str, text: str) -> None:
    """Expect a difference for the page on screen."""
    await _difference(scene, name, lambda frame: [one["name"] for one in frame["here"]] == [text])


@sentence("{name} is told that {other} went")
async def told_went(scene: Scene, name: str, other: str) -> None:
    """Expect a difference for the page on screen."""
    await _difference(scene, name, lambda frame: frame["gone"] == [scene.people[other].id])


@sentence("{name} is told that {other} is away with {text}")
async def told_away(scene: Scene, name: str, other: str, text: str) -> None:
    """Expect a difference for the page on screen."""
    await _difference(
        scene, name, lambda frame: [(one["name"], one["away"]) for one in frame["here"]] == [(other, text)]
    )


@sentence("{name} is told that {other} is back")
async def told_back(scene: Scene, name: str, other: str) -> None:
    """Expect a difference for the page on screen."""
    await _difference(
        scene, name, lambda frame: [(one["name"], one["away"]) for one in frame["here"]] == [(other, None)]
    )


@sentence("{name} goes away with {text}")
async def goes_away(scene: Scene, name: str, text: str) -> None:
    """Say that one is away."""
    await scene.people[name].member.ask("away", note=text)


@sentence("{name} comes back from away")
async def back_from_away(scene: Scene, name: str) -> None:
    """Say that one is back."""
    await scene.people[name].member.ask("away", on=False)


# ---- what was said -----------------------------------------------------------------------------------------


@sentence("{name} sees {texts} in the room")
async def sees(scene: Scene, name: str, texts: list[str]) -> None:
    """Compare what the client shows of the room, folded from everything it heard."""
    await scene.fence()
    same([message["text"] for message in scene.people[name].here.messages.values()], texts)


@sentence("{name} sees {text} marked as edited")
async def sees_edited(scene: Scene, name: str, text: str) -> None:
    """Expect a changed message to say when."""
    assert _shown(scene, name, text)["edited"] > 0


@sentence("{name} sees {number} {emoji} under {text}")
async def sees_reactions(scene: Scene, name: str, number: int, emoji: str, text: str) -> None:
    """Compare the reactions that a message shows; none means no trace."""
    await scene.fence()
    found = [one["count"] for one in _shown(scene, name, text)["reactions"] if one["emoji"] == emoji]
    same(found, [number] if number else [])


@sentence("{name} sees {text} quoting {new}")
async def sees_quote(scene: Scene, name: str, text: str, new: str) -> None:
    """Compare what a reply carries of what it replies to."""
    same(_shown(scene, name, text)["reply"]["text"], new)


@sentence("{name} sees the room with {field} {rest}")
async def sees_room_choice(scene: Scene, name: str, field: str, rest: str) -> None:
    """Compare a choice of the host as somebody who enters sees it."""
    wanted = scene.message(read_text(rest)) if field == "pinned" else json.loads(rest)
    same(scene.people[name].here.room[field], wanted)


@sentence("{name} finds {number} messages on entering")
async def finds(scene: Scene, name: str, number: int) -> None:
    """Count the messages that came with the room."""
    same(len(scene.people[name].here.messages), number)


@sentence("{name} asks for older ones: {rest}")
async def asks_older(scene: Scene, name: str, rest: str) -> None:
    """Ask for the page before the oldest message known: "FIRST to LAST" and whether there are more."""
    person = scene.people[name]
    before = person.page or min(person.here.messages.values(), key=lambda one: one["position"])
    page = await person.member.ask("history", place=person.place, before=before["position"])
    person.page = page["messages"][0]
    texts = [message["text"] for message in page["messages"]]
    same(f'"{texts[0]}" to "{texts[-1]}", {"more" if page["more"] else "no more"}', rest)


@sentence("{name} finds {number} messages on entering, asking for older ones until there are none")
async def finds_all(scene: Scene, name: str, number: int) -> None:
    """Read a room back to its first message."""
    person = scene.people[name]
    found = sorted(message["position"] for message in person.here.messages.values())
    more = True
    while more:
        page = await person.member.ask("history", place=person.place, before=found[0])
        found = [message["position"] for message in page["messages"]] + found
        more = page["more"]
    same(found, list(range(found[0], found[0] + number)))


@sentence("{name} searches {text} and finds some")
async def searches_some(scene: Scene, name: str, text: str) -> None:
    """Search the visible history for what stands in too many messages to show."""
    person = scene.people[name]
    found = await person.member.ask("search", place=person.place, text=text)
    assert found["more"]
    assert all(text in message["text"] for message in found["messages"])


@sentence("{name} searches {text} and finds {texts}")
async def searches(scene: Scene, name: str, text: str, texts: list[str]) -> None:
    """Search the visible history, newest first."""
    person = scene.people[name]
    found = await person.member.ask("search", place=person.place, text=text)
    same([message["text"] for message in found["messages"]], texts)


async def _listed(scene: Scene, name: str) -> list[str]:
    return [room["name"] for room in (await scene.people[name].member.ask("rooms"))["rooms"]]


async def _difference(scene: Scene, name: str, fits: Any) -> None:
    await scene.people[name].member.hear(lambda frame: frame["t"] == "people_changed" and fits(frame))


def _shown(scene: Scene, name: str, text: str) -> dict[str, Any]:
    return next(one for one in scene.people[name].here.messages.values() if one["text"] == text)
