"""What whoever decides reads at the console, on a whole server: a private talk laid out, the means that fit it."""

import json
from typing import Any

import sealing
from palabre.kernel.clock import DAY
from palabre.moderation.model import CaseState
from palabre.moderation.offers import OFFERED
from scenarios.devices import SealedDevice
from scenarios.stage import Stage
from scenarios.test_console import look, named
from scenarios.test_console_walk import API, WORDS, walk


def written(words: str) -> str:
    """Return a payload as a device writes it."""
    payload = {"body": words, "kind": "text", "reply_to": None, "sent_at": 1, "v": 1}
    return json.dumps(payload, separators=(",", ":"), ensure_ascii=False)


async def privately(stage: Stage, *lines: str) -> tuple[SealedDevice, SealedDevice, str, list[sealing.Note]]:
    """Let Ada write to Bo, in private; return both devices, the conversation and what Bo holds with its receipts."""
    ada, bo = [SealedDevice(stage, await stage.member(name)) for name in ("Ada", "Bo")]
    for one in (ada, bo):
        await one.member.join("comptoir")
        await one.begin(packages=10)
    talk = (await ada.ask(bo.member.me["card"]["id"], written("Bonjour")))["conversation"]
    await bo.member.ask("contact.answer", conversation=talk, yes=True)
    for line in lines:
        await ada.send(talk, written(line))
    notes = []
    for _ in range(1 + len(lines)):
        item = await bo.next_message(talk)
        note = ada.notes[item["id"]]
        note.receipt = item["receipt"]
        notes.append(note)
    return ada, bo, talk, notes


async def reported(stage: Stage, bo: SealedDevice, talk: str, notes: list[sealing.Note]) -> str:
    """Let Bo show messages with their proofs; return the case."""
    shown = [
        {"payload": sealing.text(one.payload), "fk": sealing.text(one.fk), "receipt": one.receipt} for one in notes
    ]
    await bo.member.ask("private.report", conversation=talk, category="harassment", messages=shown)
    (case,) = [one.id for one in await stage.node.law.store.cases([CaseState.OPEN], 9)]
    return case


def lengths_of(offers: list[dict[str, Any]]) -> dict[str, set[int]]:
    """Return the days that each means is offered for; 0 for what has no length."""
    found: dict[str, set[int]] = {}
    for one in offers:
        found.setdefault(one["means"], set()).add(one["lasts"] // DAY)
    return found


async def test_a_private_talk_is_read_in_order_with_its_gaps_and_marks(stage: Stage) -> None:
    """Shown backwards and cut: read in order, proven, the hole counted; neither keys nor seals leave the vault."""
    ada, bo, talk, notes = await privately(stage, "une phrase", "encore une", "la dernière")
    case = await reported(stage, bo, talk, [notes[3], notes[0]])
    visit = await named(stage, "moderator")
    (kept,) = (await look(visit, case)).json()["kept"]
    await visit.post_json(f"{API}/cases/{case}/lease", {})
    told = await visit.post_json(f"{API}/cases/{case}/open", {"kept": kept["id"], "reason": "context"})
    read = [(one["text"], one["kind"], one["mark"], one["missing"]) for one in told["private"]]
    assert read == [("Bonjour", "text", "verified", 0), ("la dernière", "text", "verified", 2)]
    assert told["reordered"] is True
    assert "encore une" not in json.dumps(told, ensure_ascii=False)
    assert sealing.text(notes[0].fk) not in json.dumps(told)
    for one in (ada, bo):
        await one.member.disconnect()


async def test_a_private_talk_is_decided_by_what_fits_it_and_quoted_from_its_proof(stage: Stage) -> None:
    """Nothing to hide and no room to leave: the conversation is stopped, and the person reads their own words."""
    ada, bo, talk, notes = await privately(stage, "une phrase")
    case = await reported(stage, bo, talk, notes)
    visit = await named(stage, "moderator")
    told = (await look(visit, case)).json()
    assert lengths_of(told["offers"]["terms"]) == {"advice": {0}, "freeze_pair": {0}}
    skips = lengths_of(told["offers"]["skips"])
    assert (set(skips) & {"hide", "remove", "suspend_rooms"}, skips["suspend_private"]) == (set(), {1, 7, 30, 90})
    await visit.post_json(f"{API}/cases/{case}/lease", {})
    stop = next(one for one in told["offers"]["terms"] if one["target"] == talk)
    asked = {
        "outcome": "violation_terms", "basis": "respect", "words": WORDS, "item": notes[1].id,
        "kept": told["kept"][0]["id"], "wanted": [{"means": "freeze_pair", "target": stop["target"]}],
    }  # fmt: skip
    drafted = await visit.post_json(f"{API}/cases/{case}/draft", asked)
    assert "une phrase" in json.dumps(drafted["text"]["fr"], ensure_ascii=False)
    signed = await visit.post_json(f"{API}/decisions/{drafted['decision']}/sign", {})
    assert (stop["target"], signed["state"]) == (talk, "in_force")
    for one in (ada, bo):
        await one.member.disconnect()


async def test_whatever_is_offered_is_drafted_with_its_exact_text(stage: Stage) -> None:
    """Each offer on a message, by a senior under the clause that skips the ladder: a text in both languages."""
    on = await walk(stage)
    visit = await on.taken("senior")
    offers = (await look(visit, on.case)).json()["offers"]["skips"]
    assert {one["means"] for one in offers} == {each.value for each in OFFERED} - {"suspend_private"}
    number = ""
    for one in offers:
        wanted = [{"means": one["means"], "lasts": one["lasts"], "target": one["target"], "what": one["what"]}]
        drafted = await on.draft(visit, wanted=wanted, number=number)
        number = drafted["decision"]
        assert [each["means"] for each in drafted["imposed"]] == [one["means"]]
        assert drafted["needs_second"] is one["needs_second"]
        assert all(drafted["text"][lang]["lines"] for lang in ("fr", "en"))
    await on.done()
