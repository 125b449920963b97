"""Sentences of reports: what is pointed at, what comes back, what changes for the two at once."""

import re
from typing import Any

from scenarios.interpreter import sentence
from scenarios.scene import Person, Scene
from scenarios.sentences import same


@sentence("{name} reports {text} as {field}")
async def reports_message(scene: Scene, name: str, text: str, field: str) -> None:
    """Report a message of the room."""
    await _report(scene.people[name], "message", scene.message(text), field, place=scene.people[name].place)


@sentence("{name} reports {text} as {field} and wants no contact")
async def reports_and_stops(scene: Scene, name: str, text: str, field: str) -> None:
    """Report a message, and block whoever wrote it, in one act."""
    person = scene.people[name]
    answer = await _report(person, "message", scene.message(text), field, place=person.place, stop=True)
    assert answer["stopped"]


@sentence("{name} reports the {rest} of {other} as {field}")
async def reports_member(scene: Scene, name: str, rest: str, other: str, field: str) -> None:
    """Report a card or a pseudonym."""
    await _report(scene.people[name], rest, scene.people[other].id, field)


@sentence("{name} reports the name of the room {text} as {field}")
async def reports_room(scene: Scene, name: str, text: str, field: str) -> None:
    """Report a room's name."""
    await _report(scene.people[name], "room_name", scene.room(text), field)


@sentence("{name} is given the number {text}")
async def given_number(scene: Scene, name: str, text: str) -> None:
    """Find a help line in the receipt of the last report."""
    assert text in scene.people[name].lines


@sentence("the report of {name} is {field}")
async def report_is(scene: Scene, name: str, field: str) -> None:
    """Look at the newest of one's own reports."""
    answer = await scene.people[name].member.ask("report.list")
    same(answer["reports"][0]["state"], field)


@sentence("{name} follows the report with its code and reads {text}")
async def follows(scene: Scene, name: str, text: str) -> None:
    """Type the code on the public page, as somebody without an account does."""
    person = scene.people[name]
    answer = await person.member.visit.post("/suivi", {"code": person.codes[-1].lower()})
    assert text in re.sub(r"\s+", " ", answer.text), answer.text


@sentence("{name} is told that the report is {field}")
async def told_report(scene: Scene, name: str, field: str) -> None:
    """Be told on the line that a report has its answer; nothing else stands in it."""
    frame = await scene.people[name].next_frame(t="report_moved", undone=False)
    same((set(frame), frame["state"]), ({"t", "report", "state", "undone"}, field))


@sentence("{name} is told that the answer to the report has changed")
async def told_report_undone(scene: Scene, name: str) -> None:
    """Be told on the line that somebody looked again, and see it in the list; not what was decided instead."""
    frame = await scene.people[name].next_frame(t="report_moved", undone=True)
    same(set(frame), {"t", "report", "state", "undone"})
    answer = await scene.people[name].member.ask("report.list")
    same([one["undone"] for one in answer["reports"] if one["report"] == frame["report"]], [True])


@sentence("{name} is offered {number} reasons")
async def is_offered(scene: Scene, name: str, number: int) -> None:
    """Ask what may be reported."""
    answer = await scene.people[name].member.ask("report.choices")
    same(len(answer["choices"]), number)


@sentence("{name} sees {text} no more")
async def sees_no_more(scene: Scene, name: str, text: str) -> None:
    """Ask for the history anew, and find no such words."""
    person = scene.people[name]
    page = await person.member.ask("history", place=person.place, before=1_000_000)
    same([one["text"] for one in page["messages"] if one["text"] == text], [])


async def _report(person: Person, what: str, target: str, category: str, **more: Any) -> dict[str, Any]:
    answer = await person.member.report(what, target, category, **more)
    person.codes.append(answer["code"])
    person.lines = [one["number"] for one in answer["lines"]]
    return answer
