"""Which cases somebody sees: by queue, by room, and never about whom they know."""

from typing import Any

import pytest

from palabre.kernel.errors import Refusal
from palabre.kernel.ids import ConversationId, MemberId, PlaceId
from palabre.moderation.access import POWERS, QUEUES, access_case, queue_of, sees
from palabre.moderation.conflicts import check_apart, concerned, is_apart
from palabre.moderation.effects import PRIORITIES
from palabre.moderation.model import Case, Contact, Priority
from palabre.moderation.roles import Manner, Right
from palabre.moderation.staff import Role, Staff

NOW = 1_795_000_000_000
ADA, BO, CLEO = MemberId("ada"), MemberId("bo"), MemberId("cleo")


def case(kind: str, place: str = "tea", **more: Any) -> Case:
    """Return a case about Ada, who talks with Bo."""
    contacts = (Contact(BO, ConversationId("talk"), "open", NOW),)
    return Case("one", kind, Priority.P2, NOW, ADA, place, more.pop("rule", "a.rule"), "v1", contacts=contacts, **more)


def somebody(role: Role) -> Staff:
    """Return somebody with one role; a host looks after the room "tea"."""
    rooms = frozenset({PlaceId("tea")} if role is Role.HOST else set[PlaceId]())
    return Staff("2222-2222", frozenset({role}), rooms=rooms, trained=True)


def test_every_kind_that_a_rule_opens_has_its_queue() -> None:
    """Only words held for a check wait with what nobody has sorted; every queue is somebody's."""
    assert set(PRIORITIES) - set(QUEUES) == {"held"}
    assert set(QUEUES.values()) | {"triage"} <= set(POWERS)


def test_a_case_of_several_kinds_waits_in_the_most_guarded_queue() -> None:
    """A threat by somebody who may be a minor is seen by those who may see either."""
    assert queue_of(case("hate minor_doubt")) == "child_safety"
    assert queue_of(case("hate threat")) == "urgent"
    assert queue_of(case("something")) == "triage"
    assert queue_of(case("contest", rule="minor_said")) == "child_safety"


def test_what_people_report_waits_in_the_queue_of_its_category_or_where_it_was_handed() -> None:
    """Reported abuse material is nobody's to triage; a case handed on waits where its work stands."""
    assert (queue_of(case("csam")), queue_of(case("csam"), "triage")) == ("child_safety", "child_safety")
    assert (queue_of(case("harassment")), queue_of(case("harassment"), "crime")) == ("abuse", "crime")


@pytest.mark.parametrize(
    ("kind", "seen_by"),
    [("minor_disclosure", {"child_safety"}), ("threat", {"moderator", "senior", "child_safety", "auditor"}),
     ("hate", {"host", "moderator", "senior", "auditor"}), ("phishing", {"moderator", "senior", "auditor"}),
     ("held", {"moderator", "senior", "auditor"})],
)  # fmt: skip
def test_each_queue_is_seen_by_its_roles(kind: str, seen_by: set[str]) -> None:
    """And to all others the case does not exist."""
    assert {role.value for role in Role if sees(somebody(role), case(kind))} == seen_by


@pytest.mark.parametrize(
    ("kind", "rule"),
    [("minor_doubt", ""), ("hate minor_doubt", ""), ("contest", "age_asked"), ("threat", ""), ("phishing", "")],
)
def test_what_began_with_an_age_or_an_address_is_never_a_hosts(kind: str, rule: str) -> None:
    """Handed on to a queue that hosts see, it is the moderators' all the same; what nobody had sorted is theirs."""
    host, moderator = somebody(Role.HOST), somebody(Role.MODERATOR)
    for queue in ("abuse", "hygiene"):
        assert not sees(host, case(kind, rule=rule), queue)
        assert sees(moderator, case(kind, rule=rule), queue)
        assert sees(host, case("something"), queue)


def test_a_host_sees_the_text_of_their_own_rooms_only() -> None:
    """Nothing of another room, of private talk, of ages, of what is urgent."""
    host = somebody(Role.HOST)
    assert access_case(host, case("hate")).right is Right.ROOM_TEXT
    hidden = [case("hate", "soup"), case("hate", ""), case("minor_doubt"), case("threat"), case("payment_scam")]
    assert [one for one in hidden if sees(host, one)] == []
    with pytest.raises(Refusal, match="not_yours"):
        access_case(host, case("hate"), Manner.DO)


def test_an_auditor_reads_and_does_nothing() -> None:
    """Looking is theirs; taking a case is not, and of child safety they see numbers."""
    auditor = somebody(Role.AUDITOR)
    assert access_case(auditor, case("hate")).right is Right.READ
    for refused, manner in ((case("hate"), Manner.DO), (case("minor_doubt"), Manner.READ)):
        with pytest.raises(Refusal, match="not_yours"):
            access_case(auditor, refused, manner)
    assert access_case(auditor, case("minor_doubt"), Manner.COUNT).right is Right.NUMBERS


@pytest.mark.parametrize(
    ("own", "known", "senders", "apart"),
    [(set(), set(), (), True), ({ADA}, set(), (), False), ({BO}, set(), (), False), ({CLEO}, {ADA}, (), False),
     ({CLEO}, {BO}, (), True), ({CLEO}, set(), (CLEO,), False), ({CLEO}, set(), (BO,), True)],
    ids=["nothing shown", "about oneself", "a talk of one's own", "about a friend", "a friend of the subject",
         "one's own report", "another's report"],
)  # fmt: skip
def test_a_conflict_is_a_tie_of_ones_own(
    own: set[MemberId], known: set[MemberId], senders: tuple[MemberId, ...], *, apart: bool
) -> None:
    """Oneself, one's talks, whom one knows, one's own report; that two know a third is nothing."""
    assert is_apart(case("hate"), own, known, senders) is apart


def test_who_shows_no_pseudonym_says_it_instead() -> None:
    """A tick for each case; a tie that was found is never said away, and looks like any case that is another's."""
    check_apart(is_apart=True, has_shown=True, has_said=False)
    check_apart(is_apart=True, has_shown=False, has_said=True)
    with pytest.raises(Refusal, match="apart_needed"):
        check_apart(is_apart=True, has_shown=False, has_said=False)
    with pytest.raises(Refusal, match="not_yours"):
        check_apart(is_apart=False, has_shown=True, has_said=True)


def test_nobody_is_concerned_by_an_empty_name() -> None:
    """A name judged at the door has no member yet."""
    assert concerned(case("hate", event="x"), (MemberId(""),)) == {ADA, BO}
