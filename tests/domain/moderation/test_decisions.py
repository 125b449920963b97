"""A decision has a ground, a reason, an end or none, and the signatures that it needs (moderation section 6)."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from palabre.kernel.clock import DAY, HOUR
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.moderation import terms
from palabre.moderation.decisions import (
    ENUMERATED,
    POINT_LIFE,
    RUNGS,
    Decision,
    DecisionState,
    Imposed,
    Means,
    Outcome,
    Rung,
    Source,
    check_decision,
    guards,
    living_points,
    moved,
    proposed,
    rung_of,
)
from palabre.moderation.four_eyes import Guarded, check_emergency, check_second, guards_count
from palabre.moderation.model import Priority

NOW = 1_795_000_000_000
# The enumerations of the statements database: what a restriction may be (moderation section 6).
VALUES = {
    "DECISION_VISIBILITY_CONTENT_REMOVED", "DECISION_VISIBILITY_CONTENT_DISABLED",
    "DECISION_PROVISION_PARTIAL_SUSPENSION", "DECISION_PROVISION_TOTAL_SUSPENSION",
    "DECISION_PROVISION_PARTIAL_TERMINATION", "DECISION_PROVISION_TOTAL_TERMINATION",
    "DECISION_ACCOUNT_SUSPENDED", "DECISION_ACCOUNT_TERMINATED",
}  # fmt: skip


def imposed(means: Means, lasts: int = 0) -> Imposed:
    """Return a restriction that lasts so long."""
    return Imposed(means.value, means, NOW + lasts if lasts else 0, "target")


def decided(*some: Imposed, **changes: object) -> Decision:
    """Return a decision on the terms."""
    whole = Decision(
        "one", "case", MemberId("ada"), Outcome.VIOLATION_TERMS, Priority.P2, Source.ARTICLE_16, "m-1", NOW, NOW,
        "You went on after a clear refusal.", "respect", "1", some or (imposed(Means.HIDE),),
    )  # fmt: skip
    return replace(whole, **changes)


def refusal(decision: Decision, points: int = 0) -> str:
    """Return the code of a refusal, or nothing."""
    try:
        check_decision(decision, points)
    except Refusal as refused:
        return refused.code
    return ""


def test_restrictions_are_of_the_enumerations_alone() -> None:
    """Each means has its words of the law's lists; advice and a warning restrict nothing."""
    assert set(ENUMERATED) == set(Means)
    assert {value for values in ENUMERATED.values() for value in values} <= VALUES
    assert [one for one in Means if not ENUMERATED[one]] == [Means.ADVICE, Means.WARNING]


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (decided(words=" "), "no_reason"),
        (decided(basis=""), "no_ground"),
        (decided(imposed=()), "nothing_imposed"),
        (decided(basis="politeness"), "unknown_clause"),
        (decided(version="0"), "unknown_clause"),
        (decided(outcome=Outcome.VIOLATION_ILLEGAL), "unknown_law"),
        (decided(Imposed("x", Means.SUSPEND, NOW, "")), "ends_before"),
        (decided(Imposed("x", Means.HIDE)), "no_target"),
        (decided(Imposed("x", Means.FREEZE_PAIR)), "no_target"),
        (decided(imposed(Means.HIDE), imposed(Means.HIDE)), "twice_imposed"),
        (decided(outcome=Outcome.NO_VIOLATION), "imposed_without_ground"),
        (decided(outcome=Outcome.OUTSIDE_SCOPE, imposed=(), basis="respect"), "imposed_without_ground"),
        (decided(outcome=Outcome.NO_VIOLATION, imposed=(), basis="", words=""), "no_reason"),
    ],
)
def test_a_decision_that_is_not_whole_is_refused(decision: Decision, code: str) -> None:
    """No restriction without reason, ground, end or "indefinite"; no answer without its why (sections 6 and 21)."""
    assert refusal(decision) == code


@pytest.mark.parametrize("outcome", Outcome)
def test_each_outcome_can_be_decided(outcome: Outcome) -> None:
    """With what it needs, and nothing more."""
    bare = decided(outcome=outcome, imposed=(), basis="")
    law = decided(outcome=outcome, basis="cp_222_17")
    shown = {Outcome.VIOLATION_TERMS: decided(), Outcome.VIOLATION_ILLEGAL: law}.get(outcome, bare)
    assert refusal(shown) == ""


def test_the_ladder_goes_up_one_rung_a_point() -> None:
    """Advice, warning, 24 h, 7 days, 30 days, end; and no higher."""
    assert [proposed(points) for points in range(-1, 8)] == [RUNGS[0], *RUNGS, RUNGS[-1], RUNGS[-1]]


@pytest.mark.parametrize(
    ("one", "rung"),
    [(imposed(Means.ADVICE), Rung.ADVICE), (imposed(Means.WARNING), Rung.WARNING),
     (imposed(Means.SUSPEND, HOUR), Rung.DAY), (imposed(Means.SUSPEND_ROOMS, DAY), Rung.DAY),
     (imposed(Means.SUSPEND_PRIVATE, DAY + 1), Rung.WEEK), (imposed(Means.SUSPEND, 7 * DAY), Rung.WEEK),
     (imposed(Means.SUSPEND, 30 * DAY), Rung.MONTH), (imposed(Means.SUSPEND, 30 * DAY + 1), Rung.END),
     (imposed(Means.SUSPEND), Rung.END), (imposed(Means.TERMINATE), Rung.END),
     (imposed(Means.HIDE), None), (imposed(Means.REMOVE), None), (imposed(Means.FREEZE_PAIR), None)],
)  # fmt: skip
def test_each_restriction_stands_on_its_rung(one: Imposed, rung: Rung | None) -> None:
    """By how long it lasts; those on a message and on a pair stand beside the ladder."""
    assert rung_of(one, NOW) is rung


def test_no_rung_is_skipped_for_the_terms_and_none_binds_the_law() -> None:
    """A first breach brings advice; what is illegal, or puts children in danger, does not wait."""
    day = imposed(Means.SUSPEND, DAY)
    assert [refusal(decided(day), points) for points in range(4)] == ["ladder_skipped", "ladder_skipped", "", ""]
    assert refusal(decided(day, basis="adults")) == ""
    assert refusal(decided(day, outcome=Outcome.VIOLATION_ILLEGAL, basis="cp_222_17")) == ""
    assert refusal(decided(imposed(Means.HIDE))) == ""


def test_points_go_after_ninety_days_and_with_a_reversal() -> None:
    """Counted to the millisecond; what was reversed or never came into force counts for nothing."""
    kept = decided(point=True, state=DecisionState.IN_FORCE)
    old = replace(kept, made=NOW - POINT_LIFE)
    run_out = replace(kept, state=DecisionState.EXPIRED, made=NOW - 10)
    others = [
        replace(kept, state=state)
        for state in DecisionState
        if state not in {DecisionState.IN_FORCE, DecisionState.EXPIRED}
    ]
    assert living_points([kept, old, run_out, *others], NOW) == [NOW - 10 + POINT_LIFE, NOW + POINT_LIFE]
    assert len(living_points([old], NOW - 1)) == 1
    assert living_points([replace(kept, point=False)], NOW) == []


def test_when_a_decision_ends() -> None:
    """With the last of what it imposes; never, when something has no date; advice ends with its point."""
    assert decided(imposed(Means.SUSPEND, DAY), imposed(Means.SUSPEND_ROOMS, 2 * DAY)).ends == NOW + 2 * DAY
    assert decided(imposed(Means.SUSPEND, DAY), imposed(Means.HIDE)).ends == 0
    assert decided(imposed(Means.WARNING), imposed(Means.SUSPEND, DAY)).ends == NOW + DAY
    assert decided(imposed(Means.ADVICE)).ends == NOW + POINT_LIFE


@pytest.mark.parametrize("guarded", Guarded)
def test_t7_nobody_does_a_guarded_act_alone_or_twice(guarded: Guarded) -> None:
    """T7: each act of the list fails with one person, with the same person twice, and with one who took part."""
    for first, second, part, code in (
        ("m-1", "", (), "needs_second"), ("", "m-2", (), "needs_second"), ("m-1", "m-1", (), "same_person"),
        ("m-1", "m-2", ("m-2",), "took_part"),
    ):  # fmt: skip
        with pytest.raises(Refusal, match=code):
            check_second(guarded, first, second, part)
    check_second(guarded, "m-1", "m-2", ("m-3",))


def test_t7_an_emergency_stands_alone_for_four_hours() -> None:
    """DSA 18: somebody's life first, the second look within four hours."""
    check_emergency("m-1", "", NOW, NOW + 4 * HOUR - 1)
    check_emergency("m-1", "m-2", NOW, NOW + DAY)
    with pytest.raises(Refusal, match="needs_second"):
        check_emergency("m-1", "", NOW, NOW + 4 * HOUR)
    with pytest.raises(Refusal, match="same_person"):
        check_emergency("m-1", "m-1", NOW, NOW)


@pytest.mark.parametrize(("guarded", "most"), [(Guarded.CLOSE_MANY, 20), (Guarded.EXPORT_MANY, 10)])
def test_t7_large_acts_are_guarded_by_their_size(guarded: Guarded, most: int) -> None:
    """More than twenty cases closed at once, more than ten accounts exported."""
    assert not guards_count(guarded, most)
    assert guards_count(guarded, most + 1)


@pytest.mark.parametrize(
    ("decision", "wanted"),
    [(decided(), ()), (decided(imposed(Means.TERMINATE)), (Guarded.TERMINATE,)),
     (decided(imposed(Means.SUSPEND, 30 * DAY)), ()),
     (decided(imposed(Means.SUSPEND_ROOMS, 30 * DAY + 1)), (Guarded.LONG_SUSPENSION,)),
     (decided(imposed(Means.SUSPEND_PRIVATE)), (Guarded.LONG_SUSPENSION,)),
     (decided(imposed(Means.TERMINATE), outcome=Outcome.VIOLATION_ILLEGAL),
      (Guarded.TERMINATE, Guarded.ILLEGAL_GROUND))],
)  # fmt: skip
def test_what_a_decision_needs_a_second_person_for(decision: Decision, wanted: tuple[Guarded, ...]) -> None:
    """The end of an account, an illegal ground, more than thirty days."""
    assert guards(decision) == wanted


def test_a_decision_moves_by_its_table() -> None:
    """What is reversed comes back by no edit."""
    moved(decided(), DecisionState.IN_FORCE)
    for state in (DecisionState.REVERSED, DecisionState.EXPIRED, DecisionState.REPLACED):
        with pytest.raises(Refusal, match="not_a_move"):
            moved(decided(state=state), DecisionState.IN_FORCE)


def test_the_terms_tell_what_the_law_asks(tmp_path: Path) -> None:
    """DSA 14: what may happen, tools, people who look, complaints, misuse; both languages, as data and as JSON."""
    held = terms.current()
    parts: list[terms.Clause | terms.Section] = [*held.clauses, *held.sections]
    assert {one.id for one in held.sections} == {"measures", "tools", "review", "complaints", "misuse"}
    assert all(one.words(lang).title and one.words(lang).text for one in parts for lang in ("fr", "en"))
    shown = json.loads(json.dumps(terms.machine_readable()))
    assert [one["id"] for one in shown["terms"]["clauses"]] == [one.id for one in held.clauses]
    assert shown["versions"][0]["added"][0] == held.clauses[0].id


def test_each_version_tells_what_it_changed() -> None:
    """Clauses added, changed and gone since the version before."""
    first = terms.current()
    money = replace(first.clauses[4], fr=terms.Words("Pas d’argent", "On ne vend rien."))
    second = replace(first, version="2", clauses=(*first.clauses[1:4], money, replace(money, id="gifts")))
    (_, difference) = terms.differences((first, second))
    assert (difference.added, difference.changed) == (("gifts",), ("money",))
    assert set(difference.removed) == {"adults", "care", "room", "flood", "names", "evasion", "honest"}
    with pytest.raises(Refusal, match="unknown_clause"):
        terms.version("0")
