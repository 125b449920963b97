"""Statements of reasons: every element of DSA 17(3), in both languages, from templates that are data. Pure.

There is one template for each ground (a clause of the terms or a law), each means and each source: its sentences
stand in ``templates/<lang>``, one file a part, and are put together here (moderation section 7.1).
"""

from enum import StrEnum
from functools import cache
from typing import Any

import msgspec
import yaml

from palabre.kernel.ids import MemberId
from palabre.moderation import terms
from palabre.moderation.decisions import VIOLATIONS, Decision, Imposed, Means, Source
from palabre.moderation.laws import CHILDREN, FOLDER, laws
from palabre.moderation.notices import ItemKind
from palabre.moderation.parisian import months_after, written
from palabre.moderation.terms import Words

MONTHS_TO_CONTEST = 6  # DSA 20(1)
LANGUAGES = ("fr", "en")


class Element(StrEnum):
    """What a statement must hold, with the point of DSA 17(3) that asks it."""

    RESTRICTION = "restriction"  # (a)
    TERRITORY = "territory"  # (a)
    DURATION = "duration"  # (a)
    SOURCE = "source"  # (b)
    ITEM = "item"  # (b)
    FACTS = "facts"  # (b)
    FOUND = "found"  # (c)
    DECIDED = "decided"  # (c)
    GROUND = "ground"  # (d) or (e)
    WHY = "why"  # (d) or (e)
    COMPLAINT = "complaint"  # (f)
    OUT_OF_COURT = "out_of_court"  # (f)
    COURTS = "courts"  # (f)
    DATA_PROTECTION = "data_protection"  # (f)
    REFERENCE = "reference"  # DSA 12
    HUMAN = "human"  # DSA 12


class Line(msgspec.Struct, frozen=True):
    """One element with its words."""

    element: Element
    text: str


class Text(msgspec.Struct, frozen=True):
    """A statement in one language."""

    title: str
    still: str  # what one can still do
    lines: tuple[Line, ...]


class Delivery(StrEnum):
    """Where a statement stands; the moves are ``states.STATEMENT``."""

    COMPOSED = "composed"
    DELIVERED = "delivered"


class Statement(msgspec.Struct, frozen=True):
    """What the person concerned reads."""

    id: str
    decision: str
    member: MemberId
    fr: Text
    en: Text
    state: Delivery = Delivery.COMPOSED
    informed: int = 0  # when it was delivered: the six months run from that day

    def text(self, lang: str) -> Text:
        """Return it in a language."""
        return self.en if lang == "en" else self.fr

    @property
    def contested_before(self) -> int:
        """The first moment at which it is too late to contest it; 0 before it is delivered."""
        return months_after(self.informed, MONTHS_TO_CONTEST) if self.informed else 0


class Template(msgspec.Struct, frozen=True):
    """The sentences of one ground, one means and one source, in one language, with holes to fill."""

    title: str
    done: str
    still: str
    source: str
    ground: str
    why: str


class Done(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a means is called and does."""

    title: str
    done: str
    still: str


def words_of(one: Imposed) -> str:
    """Return under which name the words of what is imposed stand: of a card or a name they are others."""
    return one.means.value if one.what is ItemKind.MESSAGE else f"{one.means.value}_{one.what.value}"


def template(lang: str, ground: str, means: str, source: Source, version: str = "") -> Template:
    """Return the template of a ground (a law's key, or a clause of a version), a means (``words_of``) and a source.

    Raises ``Refusal("unknown_clause")``.
    """
    done, frame = _means(lang)[means], _frame(lang)
    if law := laws(lang).get(ground):
        filled, why = frame["ground_law"].format(act=law.act, reference=law.reference), frame["ground_law_why"]
    else:
        words = _clause(lang, ground, version)
        filled = frame["ground_terms"].format(title=words.title, text=words.text, version=version)
        why = frame["ground_terms_why"]
    return Template(done.title, done.done, done.still, _sources(lang)[source.value], filled, why)


def composed(number: str, decision: Decision, contact: str = "") -> Statement:
    """Return the statement of a decision, exactly as it will be read; ``contact`` reaches a human (DSA 12)."""
    texts = {lang: _text(lang, number, decision, contact) for lang in LANGUAGES}
    return Statement(number, decision.id, decision.subject, texts["fr"], texts["en"])


def answer(decision: Decision, lang: str, notice: str, contact: str = "") -> Text:
    """Return what whoever reported reads: what was decided, whether by automation, how to contest (DSA 16(5)).

    Nothing in it is of the person acted upon, of other notifiers or of the evidence; the words written for the subject
    are not in it.
    """
    frame = _frame(lang)
    if decision.outcome not in VIOLATIONS:
        plain = _no_measure(lang, notice, decision, contact)
        return Text(frame["answer_title"], frame["answer_still"], plain.lines)
    acted = [Line(Element.RESTRICTION, frame["answer_acted"]), Line(Element.GROUND, _ground(lang, decision))]
    lines = (*acted, *_automation(frame, decision), *_redress(frame, notice, decision, contact, lang))
    return Text(frame["answer_title"], frame["answer_still"], lines)


def sentence(decision: Decision) -> dict[str, str]:
    """Return in a line, by language, why something binds a member: what lines and refusals tell."""
    if decision.source is Source.HOST:  # what it is comes before the rule it names
        return {lang: _means(lang)[decision.imposed[0].means.value].done for lang in LANGUAGES}
    return {lang: _ground(lang, decision) for lang in LANGUAGES}


def _text(lang: str, number: str, decision: Decision, contact: str) -> Text:
    frame = _frame(lang)
    if decision.outcome not in VIOLATIONS:
        return _no_measure(lang, number, decision, contact)
    shown = [
        template(lang, decision.basis, words_of(one), decision.source, decision.version) for one in decision.imposed
    ]
    first = _heaviest(decision)
    lines = []
    for one, words in zip(decision.imposed, shown, strict=True):
        lines += [Line(Element.RESTRICTION, words.done), Line(Element.DURATION, _duration(frame, decision, one, lang))]
    territory = "territory_room" if decision.source is Source.HOST else "territory_world"
    lines.append(Line(Element.TERRITORY, frame[territory]))
    lines += _facts(frame, decision, shown[first].source, lang)
    lines += [Line(Element.GROUND, shown[first].ground), Line(Element.WHY, shown[first].why)]
    return Text(shown[first].title, shown[first].still, (*lines, *_redress(frame, number, decision, contact, lang)))


def _no_measure(lang: str, number: str, decision: Decision, contact: str) -> Text:
    frame, done = _frame(lang), _means(lang)["none"]
    lines = [
        Line(Element.RESTRICTION, done.done),
        Line(Element.WHY, frame[decision.outcome.value]),
        Line(Element.FACTS, frame["happened"].format(words=decision.words)),
        *_automation(frame, decision),
    ]
    return Text(done.title, done.still, (*lines, *_redress(frame, number, decision, contact, lang)))


def _heaviest(decision: Decision) -> int:
    """Return the index of the restriction that gives the statement its title."""
    order = list(Means)
    return max(range(len(decision.imposed)), key=lambda index: order.index(decision.imposed[index].means))


def _duration(frame: dict[str, str], decision: Decision, one: Imposed, lang: str) -> str:
    begins = written(decision.begins, lang)
    if one.ends:
        return frame["from_until"].format(begins=begins, ends=written(one.ends, lang))
    return frame["from_on"].format(begins=begins)


def _facts(frame: dict[str, str], decision: Decision, source: str, lang: str) -> list[Line]:
    return [
        Line(Element.SOURCE, source),
        Line(Element.ITEM, _item(frame, decision, lang)),
        Line(Element.FACTS, frame["happened"].format(words=_happened(decision, lang))),
        *_automation(frame, decision),
    ]


def _happened(decision: Decision, lang: str) -> str:
    """Return what happened: in the words of the staff, or those that stand for a reason chosen from a list."""
    hosts: dict[str, str] = _read(lang, "hosts")
    names: dict[str, str] = _read(lang, "names")
    return hosts[decision.words] if decision.source is Source.HOST else names.get(decision.words, decision.words)


def _item(frame: dict[str, str], decision: Decision, lang: str) -> str:
    if decision.imposed and decision.imposed[0].means is Means.ASK_OUT:
        return frame["item_room"].format(room=decision.quote)
    what = next((one.what for one in decision.imposed if one.what is not ItemKind.MESSAGE), None)
    if what is not None:
        is_quoted = bool(decision.quote) and decision.basis not in CHILDREN
        return frame[f"item_{what.value}{'_quoted' if is_quoted else ''}"].format(quote=decision.quote)
    if not decision.item_at:
        return frame["item_account"]
    at = written(decision.item_at, lang)
    if decision.quote and decision.basis not in CHILDREN:
        return frame["item_quoted"].format(at=at, quote=decision.quote)
    return frame["item_dated"].format(at=at)


def _automation(frame: dict[str, str], decision: Decision) -> list[Line]:
    found = "found_by_rule" if decision.found_by_automation or decision.source is Source.OWN_RULE else "found_by_person"
    decided = "decided_by_two" if decision.second else "decided_by_person"
    return [Line(Element.FOUND, frame[found]), Line(Element.DECIDED, frame[decided])]


def _redress(frame: dict[str, str], number: str, decision: Decision, contact: str, lang: str) -> list[Line]:
    human = frame["human"].format(contact=contact) if contact else frame["human_none"]
    reference = frame["reference"].format(reference=number, date=written(decision.begins, lang))
    plain = (Element.COMPLAINT, Element.OUT_OF_COURT, Element.COURTS, Element.DATA_PROTECTION)
    return [
        *(Line(element, frame[element.value]) for element in plain),
        Line(Element.REFERENCE, reference),
        Line(Element.HUMAN, human),
    ]


def _ground(lang: str, decision: Decision) -> str:
    if decision.outcome not in VIOLATIONS:
        return _frame(lang)[decision.outcome.value]
    means = words_of(decision.imposed[_heaviest(decision)])
    return template(lang, decision.basis, means, decision.source, decision.version).ground


def _clause(lang: str, ground: str, version: str) -> Words:
    held = terms.version(version) if version else terms.current()
    return held.clause(ground).words(lang)


@cache
def _read(lang: str, part: str) -> Any:
    return yaml.safe_load((FOLDER / lang / f"{part}.yaml").read_text())


def _frame(lang: str) -> dict[str, str]:
    frame: dict[str, str] = _read(lang, "frame")
    return frame


def _sources(lang: str) -> dict[str, str]:
    sources: dict[str, str] = _read(lang, "sources")
    return sources


@cache
def _means(lang: str) -> dict[str, Done]:
    return msgspec.convert(_read(lang, "means"), dict[str, Done])
