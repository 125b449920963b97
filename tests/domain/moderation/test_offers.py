"""What the console offers to impose: the whole table of object, role, ground and points."""

from itertools import product

import pytest

from palabre.kernel.clock import DAY
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import ConversationId, MemberId, MessageId, PlaceId
from palabre.moderation.decisions import Decision, Imposed, Means, Outcome, Source, check_decision
from palabre.moderation.docket import Pointed
from palabre.moderation.model import Case, Contact, Priority
from palabre.moderation.notices import ItemKind
from palabre.moderation.offers import LASTS, OFFERED, Ground, Offer, offers, targets
from palabre.moderation.proposing import is_proposed
from palabre.moderation.staff import Role, Staff

NOW = 1_795_000_000_000
ADA, BO = MemberId("ada"), MemberId("bo")
MESSAGE = Pointed(ItemKind.MESSAGE, "m1", "tea", ADA)
TALK = Pointed(ItemKind.SEALED, "s1", "talk", ADA)
CARD = Pointed(ItemKind.CARD, "ada", "", ADA)
OBJECTS: dict[str, tuple[Case, tuple[Pointed, ...]]] = {}
GROUNDS = {
    Ground.TERMS: (Outcome.VIOLATION_TERMS, "respect"),
    Ground.SKIPS: (Outcome.VIOLATION_TERMS, "adults"),
    Ground.LAW: (Outcome.VIOLATION_ILLEGAL, "cp_222_17"),
}


def case(place: str = "", contacts: tuple[Contact, ...] = (), message: str = "", subject: MemberId = ADA) -> Case:
    """Return a case about Ada."""
    return Case(
        "one", "harassment", Priority.P2, NOW, subject, place, "", "v1", contacts=contacts, message=MessageId(message)
    )


OBJECTS |= {
    "message": (case(), (MESSAGE,)),
    "talk": (case(place="talk"), (TALK,)),
    "card": (case(), (CARD,)),
    "both": (case(), (MESSAGE, TALK)),
    "held": (case(place="tea", message="m2"), ()),
    "engine": (case(contacts=(Contact(BO, ConversationId("talk"), "open", NOW),)), ()),
}
SENDERS = ("notice-1",)
CELLS = list(product(OBJECTS, Role, Ground, range(7)))


def somebody(role: Role) -> Staff:
    """Return somebody with one role."""
    return Staff("2222-2222", frozenset({role}), rooms=frozenset({PlaceId("tea")}), trained=True)


def every(found: Case, items: tuple[Pointed, ...]) -> list[Offer]:
    """Return all that could be written of a case, whoever asks: each means, length and target."""
    lasting = {Means.SUSPEND_ROOMS, Means.SUSPEND_PRIVATE, Means.SUSPEND}
    aimed = {Means.HIDE, Means.REMOVE, Means.FREEZE_PAIR}
    return [
        Offer(means, lasts, target, what)
        for means in OFFERED
        for lasts in (LASTS if means in lasting else (0,))
        for what, target in (targets(means, found, items, SENDERS) if means in aimed else ((ItemKind.MESSAGE, ""),))
    ]


def answer(staff: Staff, found: Case, one: Offer, ground: Ground, points: int) -> bool | None:
    """Return what the decision itself would answer: whether it waits for a second person; nothing when refused."""
    outcome, basis = GROUNDS[ground]
    imposed = Imposed("i", one.means, NOW + one.lasts if one.lasts else 0, one.target, "", one.what)
    decision = Decision(
        "d", found.id, ADA, outcome, Priority.P2, Source.ARTICLE_16, staff.ref, NOW, NOW, "Words.", basis, "1",
        (imposed,),
    )  # fmt: skip
    try:
        check_decision(decision, points)
        return is_proposed(staff, decision, lifts=False)
    except Refusal:
        return None


@pytest.mark.parametrize(("thing", "role", "ground", "points"), CELLS)
def test_what_is_offered_is_what_a_decision_takes(thing: str, role: Role, ground: Ground, points: int) -> None:
    """Every offer passes the decision's own checks as said; nothing that would pass and fits is left out."""
    found, items = OBJECTS[thing]
    staff = somebody(role)
    given = {
        (one.means, one.lasts, one.what, one.target): one.needs_second
        for one in offers(staff, found, items, SENDERS, ground, points)
    }
    takes = {
        (one.means, one.lasts, one.what, one.target): said
        for one in every(found, items)
        if (said := answer(staff, found, one, ground, points)) is not None
    }
    assert given.items() <= takes.items()
    left_out = {means for means, *_ in takes.keys() - given.keys()}
    alien = {"message": {Means.SUSPEND_PRIVATE}, "held": {Means.SUSPEND_PRIVATE}, "talk": {Means.SUSPEND_ROOMS},
             "engine": {Means.SUSPEND_ROOMS}}.get(thing, set())  # fmt: skip
    assert left_out <= alien
    assert not {means for means, *_ in given} & alien


def test_the_nine_means_are_all_offered_somewhere() -> None:
    """On what is both a message and a private talk, by the law, a senior has every one."""
    found, items = OBJECTS["both"]
    assert {one.means for one in offers(somebody(Role.SENIOR), found, items, (), Ground.LAW, 0)} == set(OFFERED)


def test_only_what_fits_the_object_is_offered() -> None:
    """A card alone has no talk to stop; somebody else's message is no target; of nobody there is nothing."""
    senior = somebody(Role.SENIOR)
    of_card = offers(senior, *OBJECTS["card"], (), Ground.LAW, 0)
    assert Means.FREEZE_PAIR not in {one.means for one in of_card}
    assert {one.what for one in of_card if one.means is Means.HIDE} == {ItemKind.CARD}
    others = Pointed(ItemKind.MESSAGE, "m9", "tea", BO)
    assert "m9" not in {one.target for one in offers(senior, case(), (MESSAGE, others), (), Ground.LAW, 0)}
    assert offers(senior, case(subject=MemberId("")), (MESSAGE,), SENDERS, Ground.LAW, 0) == ()


def test_whoever_reported_may_be_kept_apart_unnamed() -> None:
    """Their notice names the pair: no reference of theirs is in the offer."""
    apart = [one for one in offers(somebody(Role.SENIOR), *OBJECTS["message"], SENDERS, Ground.LAW, 0)
             if one.means is Means.FREEZE_PAIR]  # fmt: skip
    assert [one.target for one in apart] == list(SENDERS)


def test_the_ladder_and_the_role_stand_in_the_offer() -> None:
    """At two points a moderator has a day alone; a clause that skips gives the week, with a second person."""
    moderator = somebody(Role.MODERATOR)
    lengths = {one.lasts for one in offers(moderator, *OBJECTS["message"], (), Ground.TERMS, 2)}
    assert lengths == {0, DAY}
    skipped = {
        one.lasts: one.needs_second
        for one in offers(moderator, *OBJECTS["message"], (), Ground.SKIPS, 0)
        if one.means is Means.SUSPEND
    }
    assert skipped == {DAY: False, 7 * DAY: True, 30 * DAY: True, 90 * DAY: True}
    assert offers(somebody(Role.AUDITOR), *OBJECTS["message"], (), Ground.LAW, 0) == ()
