"""How cases, decisions and complaints are told to the console's page: as plain data, never with whoever reported."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from palabre.moderation.casework import Note, Waiting
from palabre.moderation.complaining import Blind
from palabre.moderation.complaints import Complaint
from palabre.moderation.deciding import Facts
from palabre.moderation.decisions import Decision, DecisionState
from palabre.moderation.docket import Docket, Past, Said
from palabre.moderation.laid_out import laid_out
from palabre.moderation.laws import laws
from palabre.moderation.looking import Found
from palabre.moderation.looking_again import Line, Unseen
from palabre.moderation.model import Case
from palabre.moderation.offers import Ground
from palabre.moderation.offers import offers as offered
from palabre.moderation.policy.catalogue import categories
from palabre.moderation.proposing import Open
from palabre.moderation.shown import Before
from palabre.moderation.staff import Staff
from palabre.moderation.statements import Element, Statement, composed
from palabre.moderation.terms import current

LANGUAGES = ("fr", "en")


def row(found: Found, ref: str, now: int) -> dict[str, Any]:
    """Return the line of a queue: no word of anybody, and nobody's name."""
    case, work = found.case, found.work
    return {
        "id": case.id,
        "queue": found.queue,
        "kind": case.kind,
        "label": label(case.kind),
        "priority": (work.priority if work else case.priority).value,
        "age_ms": max(0, now - found.received),
        "sentence": dict(case.sentence),
        **lease(work, ref, now),
    }


def lease(work: Waiting | None, ref: str, now: int) -> dict[str, Any]:
    """Return where a case stands, and whether somebody has it; not who."""
    if work is None:
        return {"state": "open", "leased": "", "leased_until": 0}
    if not work.is_leased(now):
        return {"state": work.state, "leased": "", "leased_until": 0}
    whose = "mine" if work.leased_by == ref else "other"
    return {"state": work.state, "leased": whose, "leased_until": work.leased_until}


def label(category: str) -> dict[str, str]:
    """Return the plain words of a category of reports; nothing for the word of a rule, which the page has."""
    known = categories().get(category)
    return {"fr": known.label.fr, "en": known.label.en} if known else {}


def docket(one: Docket) -> dict[str, Any]:
    """Return what stands beside a case."""
    return {
        "said": [said(each) for each in one.said],
        "kept": msgspec.to_builtins(one.kept),
        "sealed": one.sealed,
        "notes": [note(each) for each in one.notes],
        "past": past(one.past),
        "stands": one.stands,
    }


def opened(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """Return a piece of evidence as it is read: private messages as talk, their keys and proofs left in the vault."""
    told = {name: value for name, value in snapshot.items() if name != "excerpt"}
    reordered = bool((snapshot.get("excerpt") or {}).get("reordered"))
    return {**told, "private": msgspec.to_builtins(laid_out(snapshot)), "reordered": reordered}


def offers(staff: Staff, case: Case, one: Docket) -> dict[str, Any]:
    """Return what somebody may impose, by what it would rest on; of what is sealed unseen nothing is named."""
    pointed = [item for said in one.said for item in said.pointed]
    senders = [said.notice for said in one.said if said.notice]
    points = len(one.past.points)
    return {of.value: msgspec.to_builtins(offered(staff, case, pointed, senders, of, points)) for of in Ground}


def past(one: Past) -> dict[str, Any]:
    """Return what a person did before: outcomes and measures, no words."""
    return {
        "points": list(one.points),
        "step": one.step,
        "reporters": one.reporters,
        "illegal": one.illegal,
        "unfounded": one.unfounded,
        "decisions": [
            {
                "made": each.made, "outcome": each.outcome.value, "basis": each.basis, "state": each.state.value,
                "imposed": [{"means": of.means.value, "ends": of.ends} for of in each.imposed],
            }
            for each in one.decisions
        ],
    }  # fmt: skip


def note(one: Note) -> dict[str, Any]:
    """Return a note: staff are references."""
    return {"at": one.at, "by": one.by, "words": one.words}


def drafted(decision: Decision, statement: Statement | None, *, needs_second: bool) -> dict[str, Any]:
    """Return a decision with the exact text that its subject will read."""
    return {
        "decision": decision.id,
        "state": decision.state.value,
        "needs_second": needs_second and decision.state is not DecisionState.IN_FORCE,
        "outcome": decision.outcome.value,
        "basis": decision.basis,
        "words": decision.words,
        "imposed": [
            {"id": one.id, "means": one.means.value, "ends": one.ends, "target": one.target}
            for one in decision.imposed
        ],
        "text": text(statement),
    }  # fmt: skip


def text(statement: Statement | None) -> dict[str, Any]:
    """Return a statement in both languages."""
    if statement is None:
        return {}
    shown: dict[str, Any] = {lang: msgspec.to_builtins(statement.text(lang)) for lang in LANGUAGES}
    return shown


def waiting_second(one: Open, now: int) -> dict[str, Any]:
    """Return a line of what waits for a second person: the case, nothing of what was made of it."""
    case = one.found.case
    return {
        "decision": one.decision, "case": case.id, "kind": case.kind, "label": label(case.kind),
        "priority": case.priority.value, "queue": one.found.queue, "age_ms": max(0, now - one.made),
    }  # fmt: skip


def waiting_look(one: Line, now: int) -> dict[str, Any]:
    """Return a line of what is looked at again: the case, nothing of what was made of it."""
    case = one.found.case
    return {
        "decision": one.look.decision, "case": case.id, "kind": case.kind, "label": label(case.kind),
        "priority": case.priority.value, "queue": one.found.queue, "age_ms": max(0, now - one.look.drawn),
    }  # fmt: skip


def waiting_complaint(one: Complaint, now: int, *, second: bool = False) -> dict[str, Any]:
    """Return a line of the complaints: not what they say."""
    return {
        "second": second,
        "complaint": one.id, "party": one.party.value, "state": one.state.value, "age_ms": max(0, now - one.lodged),
        "mine": bool(one.reader) and not second,
    }  # fmt: skip


def complaint(one: Complaint) -> dict[str, Any]:
    """Return where a complaint stands, to its reader."""
    return {
        "complaint": one.id, "state": one.state.value, "opinion": one.opinion, "question": one.question,
        "answer": one.answer, "verdict": one.verdict.value if one.verdict else "",
    }  # fmt: skip


def seen(one: Blind | Facts | Unseen, before: Before | None) -> dict[str, Any]:
    """Return what somebody sees first; words that they have read elsewhere are a line."""
    told: dict[str, Any] = msgspec.to_builtins(one)
    return {**told, "quote": "", "seen": msgspec.to_builtins(before)} if before else told


def unquoted(told: dict[str, Any], decision: Decision, before: Before | None) -> dict[str, Any]:
    """Return a decision as it is told, its text without the words that this person has read elsewhere."""
    if before is None:
        return told
    without = composed("", replace(decision, quote=""))
    lines = {lang: {line.element.value: line.text for line in without.text(lang).lines} for lang in LANGUAGES}
    text = {
        lang: {**letter, "lines": [_without(line, lines[lang]) for line in letter["lines"]]}
        for lang, letter in told["text"].items()
    }
    return {**told, "text": text, "seen": msgspec.to_builtins(before)}


def grounds() -> dict[str, Any]:
    """Return what a decision may rest on: clauses of the terms, and laws, in both languages."""
    return {
        "version": current().version,
        "clauses": [
            {"id": one.id, "fr": one.fr.title, "en": one.en.title, "skips": one.skips} for one in current().clauses
        ],
        "laws": [
            {"id": key, "fr": laws("fr")[key].reference, "en": laws("en")[key].reference} for key in laws("fr")
        ],
        "categories": [{"id": code, **label(code)} for code in categories()],
    }  # fmt: skip


def _without(line: dict[str, Any], plain: Mapping[str, str]) -> dict[str, Any]:
    item = Element.ITEM.value
    return {**line, "text": plain[item]} if line["element"] == item else line


def said(one: Said) -> dict[str, Any]:
    """Return what a notice says, never who said it."""
    return {**msgspec.to_builtins(one), "label": label(one.category)}
