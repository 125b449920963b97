"""Sentences of cards, pseudonyms and rooms' names that a hold or a decision covers."""

import re

from palabre.kernel.ids import MemberId
from palabre.moderation.casework import By
from palabre.moderation.deciding import Draft, Wanted
from palabre.moderation.decisions import DecisionState, Means, Outcome, Source
from palabre.moderation.model import CaseState, Priority
from palabre.moderation.notices import ItemKind
from scenarios.interpreter import sentence
from scenarios.scene import Person, Scene
from scenarios.sentences import same

AUTHOR = By("M-1", "moderator")
WORDS = "Ces mots blessent d’autres personnes, comme le disent les règles."
STAND_IN = re.compile(r"Incognito [0-9a-f]{4}")
NEUTRAL = re.compile(r"Salon [0-9a-f]{4}")


@sentence("{name} hears that {other} goes by a stand-in")
async def hears_stand_in(scene: Scene, name: str, other: str) -> None:
    """Expect the words of somebody to bear another name as the next event."""
    event = await scene.people[name].next_event()
    same((event["t"], event["author"]), ("named", scene.people[other].id))
    assert STAND_IN.fullmatch(event["name"]), event["name"]


@sentence("{name} hears that {other} goes by {text} again")
async def hears_name_back(scene: Scene, name: str, other: str, text: str) -> None:
    """Expect the words of somebody to bear their own name as the next event."""
    event = await scene.people[name].next_event()
    same((event["t"], event["author"], event["name"]), ("named", scene.people[other].id, text))


@sentence("{name} reads {text} under a stand-in")
async def reads_under_stand_in(scene: Scene, name: str, text: str) -> None:
    """Ask for the history anew: the author of a message goes by a stand-in, everywhere the same."""
    shown = await _author(scene, name, text)
    assert STAND_IN.fullmatch(shown), shown


@sentence("{name} reads {text} under the name {new}")
async def reads_under_name(scene: Scene, name: str, text: str, new: str) -> None:
    """Ask for the history anew, and see by whom something was said."""
    same(await _author(scene, name, text), new)


@sentence("{name} looks at the people and sees a stand-in and {texts}")
async def sees_stand_in(scene: Scene, name: str, texts: list[str]) -> None:
    """Ask for the list of people of the room."""
    person = scene.people[name]
    page = await person.member.ask("people", place=person.place, offset=0, filter="")
    names = [one["name"] for one in page["people"]]
    same(sorted(one for one in names if not STAND_IN.fullmatch(one)), sorted(texts))
    same(len(names), len(texts) + 1)


@sentence("{name} is shown their own {field} as {rest}")
async def shown_own(scene: Scene, name: str, field: str, rest: str) -> None:
    """Expect to be told how a hold or a decision has left one's own pseudonym or words: ``held``, ``removed``."""
    told = await scene.people[name].member.hear(
        lambda frame: frame["t"] == "me" and frame["me"][f"{field}_covered"] == ("" if rest == "before" else rest)
    )
    scene.people[name].member.me = told["me"]


@sentence("{name} still has {text} as words of the card")
async def still_has(scene: Scene, name: str, text: str) -> None:
    """Read one's own card: whoever wrote it sees it while it is held."""
    same(scene.people[name].member.me["card"]["words"], text)


@sentence("a decision removes the {field} of {name}")
async def removes(scene: Scene, field: str, name: str) -> None:
    """Decide about somebody's card or pseudonym, in the case of what was reported."""
    person = scene.people[name]
    await _decide(scene, person, Wanted(Means.REMOVE, 0, person.id, what=ItemKind(field)))


@sentence("a decision removes the name of the room {text} of {name}")
async def removes_room_name(scene: Scene, text: str, name: str) -> None:
    """Decide about the name of a room that somebody opened."""
    await _decide(scene, scene.people[name], Wanted(Means.REMOVE, 0, scene.room(text), what=ItemKind.ROOM_NAME))


@sentence("{name} reads in the statement {text}")
async def reads_statement(scene: Scene, name: str, text: str) -> None:
    """Ask for one's own decisions, and find a sentence in the last of them."""
    answer = await scene.people[name].member.ask("standing")
    assert text in str(answer), answer


@sentence("the decision is reversed")
async def is_reversed(scene: Scene) -> None:
    """Undo the last decision whole."""
    await scene.stage.node.court.deciding.reverse(scene.messages["decision"], AUTHOR, "complaint")


@sentence("{name} sees the room {text} under a neutral name in the list of rooms")
async def sees_neutral(scene: Scene, name: str, text: str) -> None:
    """Be told of a line of the list, whose name is no longer the host's."""
    await _listed_as(scene, name, scene.room(text), NEUTRAL)


@sentence("{name} sees the room {text} as {new} in the list of rooms")
async def sees_named(scene: Scene, name: str, text: str, new: str) -> None:
    """Be told of a line of the list, and read its name."""
    await _listed_as(scene, name, scene.room(text), re.compile(re.escape(new)))


async def _listed_as(scene: Scene, name: str, place: str, wanted: re.Pattern[str]) -> None:
    def is_so(frame: dict[str, object]) -> bool:
        rooms = frame.get("rooms") if frame["t"] == "rooms_changed" else None
        return isinstance(rooms, list) and any(
            one["id"] == place and wanted.fullmatch(one["name"]) is not None for one in rooms
        )

    await scene.people[name].member.hear(is_so)


async def _author(scene: Scene, name: str, text: str) -> str:
    person = scene.people[name]
    page = await person.member.ask("history", place=person.place, before=1_000_000)
    return next(str(one["author"]["name"]) for one in page["messages"] if one["text"] == text)


async def _decide(scene: Scene, person: Person, wanted: Wanted) -> None:
    deciding, hearing = scene.stage.node.court.deciding, scene.stage.node.hearing
    cases = [one for one in await hearing.law.store.cases([CaseState.OPEN], 10) if one.subject == person.id]
    draft = Draft(
        cases[0].id,
        MemberId(person.id),
        Outcome.VIOLATION_TERMS,
        Priority.P2,
        Source.ARTICLE_16,
        WORDS,
        "adults",
        (wanted,),
    )
    drafted, _ = await deciding.preview(AUTHOR, draft)
    signed = await deciding.decide(AUTHOR, drafted.id)
    same(signed.state, DecisionState.IN_FORCE)
    scene.messages["decision"] = drafted.id
