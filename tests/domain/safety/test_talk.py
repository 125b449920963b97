from palabre.kernel.clock import MINUTE, SECOND
from palabre.safety.model import Entity, EventType, Observation
from palabre.safety.talk import Talk


def said(who: str, place: str = "salon", to: tuple[str, ...] = (), text: str = "") -> Observation:
    """Return a message of somebody."""
    return Observation("o", EventType.MESSAGE_ROOM, who, text, place, to)


def asks(kind: str) -> tuple[Entity, ...]:
    """Return what a question of a kind holds."""
    return (Entity("question", kind, 0, 3),)


def test_a_question_of_the_last_minute_may_be_answered() -> None:
    """A question stands for a minute among the last three messages of others, not of oneself, not elsewhere."""
    talk = Talk()
    talk.note(said("ada"), asks("age"), 0)
    assert talk.asked(said("bob"), 59 * SECOND) == ("age",)
    assert talk.asked(said("bob"), 61 * SECOND) == ()
    assert talk.asked(said("ada"), SECOND) == ()
    assert talk.asked(said("bob", "jardin"), SECOND) == ()


def test_a_question_is_over_once_three_others_have_spoken() -> None:
    """Three messages later nobody answers a question that named nobody."""
    talk = Talk()
    talk.note(said("ada"), asks("age"), 0)
    for who in ("cyd", "dan", "eve"):
        talk.note(said(who), (), SECOND)
    assert talk.asked(said("bob"), 2 * SECOND) == ()


def test_a_question_to_somebody_by_name_stands_ten_minutes() -> None:
    """Put to them, or answered by a reply to who asked."""
    talk = Talk()
    talk.note(said("ada", to=("bob",)), asks("majority"), 0)
    for who in ("cyd", "dan", "eve"):
        talk.note(said(who), (), SECOND)
    assert talk.asked(said("bob"), 9 * MINUTE) == ("majority",)
    assert talk.asked(said("fay", to=("ada",)), 9 * MINUTE) == ("majority",)
    assert talk.asked(said("bob"), 11 * MINUTE) == ()


def test_the_last_age_given_is_remembered_for_a_correction() -> None:
    """In its place, for ten minutes; a bare number counts."""
    talk = Talk()
    talk.note(said("bob", text="41"), (), 0)
    assert talk.former_age(said("bob"), MINUTE) == 41
    assert talk.former_age(said("bob", "jardin"), MINUTE) == 0
    assert talk.former_age(said("bob"), 11 * MINUTE) == 0
