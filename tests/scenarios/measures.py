"""Sentences of measures: who is bound, what they are shown, what a person decides beside the live node."""

import asyncio
import json
import re
from typing import Any

from palabre.kernel.clock import SECOND
from palabre.safety.model import Observation, Verdict
from palabre.safety.rulefile import _effect
from palabre.safety.verdicts import merged, outcome_of
from palabre_client import Closed, EntryRefused, Refused
from scenarios.interpreter import sentence
from scenarios.scene import Person, Scene
from scenarios.sealed import writes as write_sealed
from scenarios.sentences import UNITS, edits, same, say

SHUT = 4005


@sentence("{name} says {text}, and the place closes on {other}")
async def says_and_is_shut(scene: Scene, name: str, text: str, other: str) -> None:
    """Say something that ends every line of its author: each is told why, then closed."""
    lines = [person for person in [*scene.gone, scene.people[name]] if person.name == name]
    open_ones = [person for person in lines if not person.member.connection.closed.done()]
    assert other == name
    try:
        await say(scene, scene.people[name], text)
    except Closed as closed:
        same(closed.code, SHUT)
    for person in open_ones:
        same((await asyncio.wait_for(asyncio.shield(person.member.connection.closed), 10)).code, SHUT)
        await person.next_frame(t="shut")


@sentence("{name} edits {text} into {new}, and the place closes on {other}")
async def edits_and_is_shut(scene: Scene, name: str, text: str, new: str, other: str) -> None:
    """Change a message in a way that ends the line of its author."""
    assert other == name
    try:
        await edits(scene, name, text, new)
    except Closed as closed:
        same(closed.code, SHUT)
    await scene.people[name].next_frame(t="shut")


@sentence("{name} writes {text} as {field} of the card, and the place closes on {other}")
async def writes_card_and_is_shut(scene: Scene, name: str, text: str, field: str, other: str) -> None:
    """Write on the card what ends the line of its author."""
    assert other == name
    try:
        await scene.people[name].member.ask("set_profile", **{field: text})
    except Closed as closed:
        same(closed.code, SHUT)
    await scene.people[name].next_frame(t="shut")


@sentence("the place closes on {name}")
async def is_shut(scene: Scene, name: str) -> None:
    """Be told why, and closed."""
    person = scene.people[name]
    same((await asyncio.wait_for(asyncio.shield(person.member.connection.closed), 10)).code, SHUT)


@sentence("{name} cannot take the line up again")
async def stays_out(scene: Scene, name: str) -> None:
    """Be refused at the handshake."""
    try:
        await scene.people[name].member.connect()
    except Closed as closed:
        same(closed.code, 403)
    else:
        raise AssertionError(f"{name} is back")


@sentence("{name} opens the chat and reads {text}")
async def reads_page(scene: Scene, name: str, text: str) -> None:
    """Open the chat's page as a browser does, and find words on it."""
    assert text in await _page(scene.people[name]), text


@sentence("{name} opens the chat and does not read {text}")
async def does_not_read_page(scene: Scene, name: str, text: str) -> None:
    """Open the chat's page as a browser does, and find no such words."""
    assert text not in await _page(scene.people[name]), text


@sentence("{name} presses {text} on the page")
async def presses(scene: Scene, name: str, text: str) -> None:
    """Press a button of the page: a form, posted without a script."""
    visit = scene.people[name].member.visit
    await visit.post("/chat", {"act": text})


@sentence("{name} contests with {text}")
async def contests(scene: Scene, name: str, text: str) -> None:
    """Ask for another look from the page."""
    await scene.people[name].member.visit.post("/chat", {"act": "contest", "words": text})


@sentence("{name} cannot enter as {text}")
async def cannot_enter(scene: Scene, name: str, text: str) -> None:
    """Be refused at entry, with the cookies that the browser has."""
    visit = scene.people[name].member.visit
    try:
        await visit.prove_age()
        await visit.enter(text, "Limoges", 41)
    except EntryRefused as refused:
        same(refused.code, "shut")
    else:
        raise AssertionError(f"{name} has entered")


@sentence("{name} leaves and comes again from the same browser")
async def leaves_and_comes(scene: Scene, name: str) -> None:
    """Leave, so that no session is left; what other cookies there are stay."""
    visit = scene.people[name].member.visit
    await visit.leave()
    assert "__Host-member" not in visit.cookies


@sentence("{name} comes in again as {text} from the same browser")
async def comes_in_again(scene: Scene, name: str, text: str) -> None:
    """Prove, enter under another name and connect, with the cookies that the browser has."""
    member = scene.people[name].member
    await member.visit.prove_age()
    await member.visit.enter(text, "Limoges", 41)
    member.places.clear()
    await member.connect()


@sentence("the rules ask {rest} of {text}")
async def rules_ask(scene: Scene, rest: str, text: str) -> None:
    """Let a text meet a rule of the script's own, named ``script``, with these effects."""
    effects = merged(_effect("script", *_spelt(one)) for one in rest.split(", "))
    waits = [int(one.value) for one in effects if one.name in {"wait", "cool_off"}]
    verdict = Verdict(
        outcome_of(effects), "script", {"fr": "Une règle du script.", "en": "A rule of the script."},
        retry_after_ms=max(waits, default=0), effects=effects, policy_version="script",
    )  # fmt: skip
    engine = scene.stage.node.safety
    judge = engine.check

    def check(seen: Observation, now: int) -> Verdict:
        if seen.text == text:
            scene.stage.facts.append(dict(seen.facts))
            return verdict
        return judge(seen, now)

    engine.check = check  # type: ignore[assignment, method-assign]  # one more rule


def _spelt(effect: str) -> tuple[str, str]:
    name, _, value = effect.partition(": ")
    return name, value


@sentence("{name} says {text}, which is held")
async def says_held(scene: Scene, name: str, text: str) -> None:
    """Say something that waits for a person; its author is told so, and why."""
    person = scene.people[name]
    ack = await person.member.say(person.place, text)
    same((ack["state"], ack["sentence"]["fr"]), ("held", "Une règle du script."))
    person.mine.add(ack["id"])
    scene.messages[text] = ack["id"]
    await person.fence()


@sentence("{name} says {text}, being sure")
async def says_sure(scene: Scene, name: str, text: str) -> None:
    """Say something that a rule asked to think over."""
    await say(scene, scene.people[name], text, sure=True)


@sentence("{name} sees {text} as {field}")
async def sees_state(scene: Scene, name: str, text: str, field: str) -> None:
    """Read the page of history anew, as its author."""
    person = scene.people[name]
    page = await person.member.ask("history", place=person.place, before=1_000_000)
    same([(one["text"], one["state"]) for one in page["messages"] if one["text"] == text], [(text, field)])


@sentence("{name} finds {text} in no page of the room")
async def finds_nowhere(scene: Scene, name: str, text: str) -> None:
    """Ask for history, a search, and the room anew: the words are in none of the answers."""
    person = scene.people[name]
    answers = [
        await person.member.ask("history", place=person.place, before=1_000_000),
        await person.member.ask("search", place=person.place, text=text),
        await person.member.ask("join", place=person.place),
        await person.member.ask("about", place=person.place),
        (await person.member.visit.get("/api/me/data")).json(),
    ]
    assert text not in json.dumps(answers, ensure_ascii=False)
    assert text not in json.dumps([*person.member.heard, *person.here.events], ensure_ascii=False)


@sentence("{name} downloads what is kept and finds {text}")
async def downloads(scene: Scene, name: str, text: str) -> None:
    """Ask for one's own data."""
    data = (await scene.people[name].member.visit.get("/api/me/data")).json()
    assert text in [one["text"] for one in data["said_in_rooms"]]


@sentence("{name} is asked for the age")
async def asked_age(scene: Scene, name: str) -> None:
    """Be asked whether one is 18."""
    await scene.people[name].next_frame(t="age_asked")


@sentence("{name} answers that they are {rest}")
async def answers_age(scene: Scene, name: str, rest: str) -> None:
    """Answer the question; under 18 closes the place before an answer comes."""
    person = scene.people[name]
    try:
        await person.member.ask("answer_age", adult=rest == "adult")
    except Closed as closed:
        same((closed.code, rest), (SHUT, "under age"))


@sentence("safety knows {number} contradictions of the last words")
async def knows(scene: Scene, number: int) -> None:
    """Look at the facts that came with the last observation of a scripted rule."""
    same(scene.stage.facts[-1]["age_contradictions"], number)


@sentence("{name} sends {text} to be looked at again")
async def contests_text(scene: Scene, name: str, text: str) -> None:
    """Contest a refusal over the line."""
    person = scene.people[name]
    await person.member.ask("contest", rule="script", text=text, place=person.place)


@sentence("the case {field} holds the words {text}")
async def case_holds(scene: Scene, field: str, text: str) -> None:
    """Show a case with the operator's command."""
    (found,) = [one for one in await _cases(scene) if field in one["kind"].split()]
    _, written = await scene.stage.command("cases", "show", found["case"])
    same(json.loads(written)["words"], text)


@sentence("no case holds {text}")
async def no_case_holds(scene: Scene, text: str) -> None:
    """Show every case with the operator's command."""
    for one in await _cases(scene):
        _, written = await scene.stage.command("cases", "show", one["case"])
        assert text not in written


@sentence("{name} is told of {field} with {number} {unit} left")
async def told_of(scene: Scene, name: str, field: str, number: int, unit: str) -> None:
    """Be told of a lesser measure, and until when."""
    frame = await scene.people[name].next_frame(t="bound", kind=field)
    left = frame["ends"] - scene.stage.clock.now()
    assert 0 <= number * UNITS[unit] - left < 10 * SECOND, left


@sentence("{name} is told that nothing binds any more")
async def told_freed(scene: Scene, name: str) -> None:
    """Be told that measures have ended."""
    await scene.people[name].next_frame(t="freed")


@sentence("{names} write {number} lines to {name} at once, and none is taken")
async def crowd_writes(scene: Scene, names: list[str], number: int, name: str) -> None:
    """Send at the same moment to somebody protected."""
    writers = names
    asked = []
    for turn in range(number):
        writer = writers[turn % len(writers)]
        asked.append(write_sealed(scene, writer, f"mot {turn}", name))
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    codes = {one.code if isinstance(one, Refused) else repr(one) for one in outcomes}
    same((len(outcomes), codes), (number, {"frozen"}))


@sentence("there is a case {field} of {name}")
async def is_case(scene: Scene, field: str, name: str) -> None:
    """List the open cases with the operator's command."""
    found = [one for one in await _cases(scene) if field in one["kind"].split()]
    same({one["subject"] for one in found}, {scene.people[name].id})


@sentence("there is no case of {name}")
async def is_no_case(scene: Scene, name: str) -> None:
    """List the open cases with the operator's command."""
    same([one for one in await _cases(scene) if one["subject"] == scene.people[name].id], [])


@sentence("the case {field} of {name} is {rest}")
async def case_is(scene: Scene, field: str, name: str, rest: str) -> None:
    """Look at the priority of a case."""
    (found,) = [one for one in await _cases(scene) if field in one["kind"].split()]
    same((found["subject"], found["priority"]), (scene.people[name].id, rest))


@sentence("the operator releases the case {field}")
async def releases(scene: Scene, field: str) -> None:
    """Decide a case beside the live node; people are told once its poll has come."""
    await _decide(scene, field, "release")


@sentence("the operator upholds the case {field}")
async def upholds(scene: Scene, field: str) -> None:
    """Decide a case beside the live node; people are told once its poll has come."""
    await _decide(scene, field, "uphold")


@sentence("people have judged the rule {rest}")
async def was_judged(scene: Scene, rest: str) -> None:
    """Compare what the operator's list says of a rule: its id, upheld, overturned."""
    rule, upheld, overturned = rest.split()
    _, written = await scene.stage.command("cases", "rules")
    known = {one["rule"]: (one["upheld"], one["overturned"]) for one in map(json.loads, written.splitlines())}
    same(known[rule], (int(upheld), int(overturned)))


@sentence("the back-test finds {text} upheld {number} and wrong {rest}")
async def backtest_finds(scene: Scene, text: str, number: int, rest: str) -> None:
    """Run the command beside the live node, once what was judged is written."""
    node = scene.stage.node
    await node.judging.records.flush(node.clock.now())
    status, written = await scene.stage.command("safety", "backtest", "--since", "1h")
    assert status == 0, written
    row = next(line.split() for line in written.splitlines() if line.startswith(text))
    same(row[6:8], [str(number), rest])


@sentence("what is due is done")
async def due(scene: Scene) -> None:
    """Do what the node does every ten seconds."""
    await scene.stage.node.enforcement.sweep()
    await scene.stage.node.court.sweep()


async def _page(person: Person) -> str:
    visit = person.member.visit
    headers = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Accept-Language": "fr"}
    answer = await visit.http.get(visit.origin + "/chat", headers=visit._headers() | headers, follow_redirects=False)
    visit._take(answer)
    return re.sub(r"\s+", " ", answer.text)


async def _cases(scene: Scene) -> list[dict[str, Any]]:
    status, written = await scene.stage.command("cases", "list")
    assert status == 0, written
    return [json.loads(line) for line in written.splitlines()]


async def _decide(scene: Scene, field: str, act: str) -> None:
    (found,) = [one for one in await _cases(scene) if field in one["kind"].split()]
    same(await scene.stage.command("cases", act, found["case"]), (0, ""))
    scene.stage.clock.advance(5 * SECOND)
    node = scene.stage.node
    await node.rounds.poll()
    await asyncio.gather(*node._tasks)  # what it rang is looked at beside it
