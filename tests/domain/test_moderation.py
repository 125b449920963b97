"""What follows a verdict, effect by effect: restrictions, cases, freezes; bounded, and in one place."""

import asyncio
import itertools
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace

from palabre.bus.memory import MemoryBus
from palabre.kernel.clock import HOUR, MINUTE, ManualClock
from palabre.kernel.ids import MemberId
from palabre.moderation.effects import ARMS, PRIORITIES, drawn
from palabre.moderation.enforcement import Enforcement
from palabre.moderation.help_lines import STALE_DAYS, BadHelp, HelpLines
from palabre.moderation.model import SHUT, SUSPENDED_LONGEST, Kind, Priority, Restriction
from palabre.moderation.ports import Measure, ModerationStore
from palabre.moderation.restrictions import Standings
from palabre.private.ports import Pair
from palabre.safety.model import Effect, EventType, Observation, Outcome, Verdict
from palabre.safety.rulebook import load_rulebook
from palabre.safety.tables import shipped_rules
from palabre.safety.verdicts import EFFECTS, merged, outcome_of

NOW = 1_795_000_000_000
SENTENCE = {"fr": "Pourquoi.", "en": "Why."}
VALUES: Mapping[str, int | str] = {"nothing": "", "duration": 15 * MINUTE, "word": "threat"}
RULES = shipped_rules()


def effect(name: str, value: int | str | None = None) -> Effect:
    """Return an effect with a value that it takes."""
    return Effect(name, VALUES[EFFECTS[name].takes] if value is None else value)


def measure(*effects: Effect, subject: str = "member-ada") -> Measure:
    """Return what a verdict with these effects, merged, brings about."""
    chosen = merged(effects)
    verdict = Verdict(outcome_of(chosen), "a.rule", SENTENCE, effects=chosen, policy_version="v1")
    seen = Observation("message-id", EventType.MESSAGE_ROOM, subject, "words that no case may hold", "tea")
    return drawn(seen, verdict, NOW)


def test_every_effect_has_its_arm_in_one_place() -> None:
    """An effect that rules may name and nobody does would be a silent lie."""
    assert list(ARMS) == list(EFFECTS)


@pytest.mark.parametrize(
    ("name", "kind", "ends"),
    [("cool_off", Kind.COOL_OFF, NOW + 15 * MINUTE), ("requests_off", Kind.REQUESTS_OFF, NOW + 15 * MINUTE),
     ("suspend", Kind.SUSPEND, NOW + 15 * MINUTE), ("isolate_member", Kind.ISOLATED, 0),
     ("freeze_account_until_age_proof", Kind.AGE_PROOF, 0), ("ask_age", Kind.AGE_ASKED, 0),
     ("ask_age_once", Kind.AGE_ASKED, 0)],
)  # fmt: skip
def test_an_effect_binds_for_its_time(name: str, kind: Kind, ends: int) -> None:
    """Each effect on a member is one restriction, with its rule and its sentence in both languages."""
    (bound,) = measure(effect(name)).restrictions
    assert (bound.kind, bound.ends, bound.rule, dict(bound.sentence)) == (kind, ends, "a.rule", SENTENCE)


def test_every_case_that_a_shipped_rule_opens_has_its_urgency() -> None:
    """A misspelt kind would wait among the others: harm to somebody absent comes first, whatever its rule calls it."""
    rules = load_rulebook(RULES).rules
    opened = {str(one.value) for rule in rules for one in rule.effects if one.name == "open_case"}
    assert opened <= set(PRIORITIES)
    assert PRIORITIES["third_party_harm"] is PRIORITIES["threat"] is Priority.P0


def test_software_suspends_for_72_hours_at_most() -> None:
    """Whatever a rule file says, a longer time is a person's to give."""
    (bound,) = measure(Effect("suspend", 1_000 * HOUR)).restrictions
    assert bound.ends - NOW == SUSPENDED_LONGEST == 72 * HOUR


@pytest.mark.parametrize("pair", list(itertools.combinations(EFFECTS, 2)), ids="+".join)
def test_any_two_effects_together(pair: tuple[str, str]) -> None:
    """The strongest of a family binds; nothing closes the place or holds words without a case that a person sees."""
    effects = [effect(name) for name in pair]
    found = measure(*effects)
    kinds = {one.kind for one in found.restrictions}
    outcome = outcome_of(merged(effects))
    if EFFECTS[pair[0]].family == EFFECTS[pair[1]].family:
        assert len(found.restrictions) <= 1
    assert not kinds & SHUT or found.case is not None
    assert ("hold_message" in pair and outcome is Outcome.HOLD) <= (found.case is not None)
    assert ("open_case" in pair) <= (found.case is not None and "threat" in found.case.kind)
    if found.case is not None:
        assert bool(found.case.message) is (outcome is Outcome.HOLD)
        assert {one.case for one in found.restrictions} <= {found.case.id}
        assert "words that no case may hold" not in repr(found.case)


def test_isolating_withdraws_requests_and_suspending_does_not() -> None:
    """Both freeze every conversation; only who is protected leaves no request behind."""
    isolated, suspended = measure(effect("isolate_member")), measure(effect("suspend"))
    assert [(one.member, one.withdraw) for one in isolated.freezes] == [("member-ada", True)]
    assert [(one.member, one.withdraw) for one in suspended.freezes] == [("member-ada", False)]
    assert measure(effect("freeze_conversation")).freezes[0].conversation == "tea"


def test_nobody_is_bound_before_having_entered() -> None:
    """A name judged at the door has no member yet: what it asks of one falls away, its case stays."""
    found = measure(*(effect(name) for name in EFFECTS), subject="")
    assert found.restrictions == ()
    assert found.case is not None
    assert [one for one in found.freezes if not one.conversation] == []


def test_the_most_urgent_of_several_cases_decides() -> None:
    """A case of several kinds is as urgent as the worst of them."""
    found = measure(Effect("open_case", "something"), Effect("open_case", "threat"))
    assert found.case is not None
    assert (found.case.kind, found.case.priority) == ("something threat", Priority.P0)


def bound(kind: Kind, ends: int = 0, member: str = "member-ada") -> Restriction:
    """Return a restriction."""
    return Restriction(f"{kind}{ends}", MemberId(member), kind, "a.rule", SENTENCE, NOW, ends)


def test_a_restriction_ends_by_its_date() -> None:
    """While it holds it is found; the strongest closes the place; after its date nothing is left of it."""
    clock = ManualClock(NOW)
    standings = Standings(None, clock)  # type: ignore[arg-type]  # nothing is read
    for one in (bound(Kind.COOL_OFF, NOW + 1), bound(Kind.SUSPEND, NOW + 2), bound(Kind.ISOLATED, member="member-bo")):
        standings.bind(one)
    shut = standings.shut(MemberId("member-ada"))
    assert (shut and shut.kind, standings.is_gone(MemberId("member-ada"))) == (Kind.SUSPEND, False)
    assert standings.is_gone(MemberId("member-bo"))
    clock.advance(2)
    assert standings.shut(MemberId("member-ada")) is None
    standings.check_speaks(MemberId("member-ada"))


def test_help_lines_are_checked_whole_and_grow_stale_after_six_months() -> None:
    """The shipped file is sound, for the young too; half a year after its date the operator is told how to mend it."""
    lines = HelpLines.load(RULES)
    assert {"3018", "119", "17", "112", "114", "116 000"} <= {one.number for one in lines.of("minor")}
    assert all(one.hours.fr and one.hours.en and one.languages for one in lines.of("minor"))
    checked = lines.file.checked
    assert lines.overdue(checked + timedelta(days=STALE_DAYS)) == ""
    assert str(checked) in lines.overdue(checked + timedelta(days=STALE_DAYS + 1))
    assert isinstance(checked, date)


GOOD = (RULES / "help/fr.yaml").read_text()
BAD = {
    "no YAML": ("version: 1", "version: [", "fr.yaml"),
    "no date": ("checked: 2026-11-24", "checked: lately", "checked"),
    "a group less": ("  report:\n", "  reports:\n", "groups are"),
    "letters in a number": ('number: "119"', 'number: "one"', "figures"),
    "a link that is no https": ("link: https://", "link: http://", "https://"),
    "hours missing in English": ("hours: {fr: jour et nuit, en: day and night}", "hours: {fr: jour et nuit}", "en"),
    "no language": ("languages: [fr]", "languages: []", "languages"),
    "an unknown key": ("write: sms", "wriet: sms", "wriet"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_of_help_lines_says_what_is_wrong(name: str, tmp_path: Path) -> None:
    """A fault is named with its file, before anybody could read a wrong number."""
    good, bad, wanted = BAD[name]
    assert good in GOOD
    (tmp_path / "help").mkdir()
    (tmp_path / "help/fr.yaml").write_text(GOOD.replace(good, bad, 1))
    with pytest.raises(BadHelp, match=r"fr\.yaml") as refused:
        HelpLines.load(tmp_path)
    assert wanted in str(refused.value)


class SlowStore:
    """Reads what binds a member when asked to, and answers when let; only what ``Standings`` calls."""

    def __init__(self, *kept: Restriction) -> None:
        self.kept = list(kept)
        self.let = asyncio.Event()
        self.asked = asyncio.Event()

    async def binding_of(self, member: MemberId, now: int) -> list[Restriction]:  # noqa: ARG002 - the port's shape
        """Return what was kept when asked."""
        found = list(self.kept)
        self.asked.set()
        await self.let.wait()
        return found

    async def lift(self, number: str, now: int) -> tuple[Pair, ...]:  # noqa: ARG002 - the port's shape
        """End a restriction."""
        self.kept = [one for one in self.kept if one.id != number]
        return ()


async def test_an_older_reading_never_overwrites_what_was_bound_since() -> None:
    """Somebody says they are threatened while a bell makes the node read: the page that follows says it is noted."""
    before = bound(Kind.ISOLATED)
    store = SlowStore(before)
    standings = Standings(cast("ModerationStore", store), ManualClock(NOW))
    standings.bind(before)
    reading = asyncio.create_task(standings.refresh(before.member))
    await store.asked.wait()
    told = replace(before, threatened=NOW)
    with standings.writing(told.member):
        standings.bind(told)
        store.kept = [told]
    store.let.set()
    await reading
    assert standings.shut(told.member) == told


async def test_an_older_reading_never_binds_again_who_was_freed_since() -> None:
    """A measure ends while a bell makes the node read: its member speaks at once, and goes on speaking."""
    before = bound(Kind.ISOLATED)
    store = SlowStore(before)
    standings = Standings(cast("ModerationStore", store), ManualClock(NOW))
    standings.bind(before)
    kept, nobody = cast("ModerationStore", store), cast("Any", None)  # no line is told, nothing known is asked
    law = Enforcement(kept, standings, nobody, MemoryBus(), standings.clock, nobody)
    reading = asyncio.create_task(standings.refresh(before.member))
    await store.asked.wait()
    await law.lift(before)
    store.let.set()
    await reading
    standings.check_speaks(before.member)
    assert standings.shut(before.member) is None
