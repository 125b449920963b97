import sys
from dataclasses import replace

import pytest

from palabre.safety.engine import SafetyEngine
from palabre.safety.facts import reading
from palabre.safety.model import Entity, EventType, Observation
from palabre.safety.stages import Course, Side, scale, score
from palabre.safety.tables import shipped_rules

PLACE, SECRET, MOVE = ("probing", "place"), ("secrecy", "delete"), ("contact", "ask_move")
PHOTO, ALONE, WORK = ("bait", "photo"), ("meeting", "alone"), ("probing", "work_place")
NO = ("refusal", "no")


def said(*kinds: tuple[str, str], confidence: float = 0.9) -> list[Entity]:
    """Return entities of these kinds and values."""
    return [Entity(kind, value, 0, 1, confidence=confidence) for kind, value in kinds]


def course(*messages: tuple[str, list[Entity]]) -> Course:
    """Return the state after messages of A, the first, and B."""
    state = Course()
    for whose, entities in messages:
        state = state.after(entities, is_first=whose == "A")
    return state


@pytest.mark.parametrize("kind", [PLACE, SECRET, MOVE, PHOTO, ALONE, WORK, ("threat", "pay")])
def test_one_stage_alone_stays_low(kind: tuple[str, str]) -> None:
    """However often and however insisted, one stage never passes 0.4."""
    state = course(*[("A", said(kind)), ("B", said(NO))] * 20)
    assert 0 < score(state.first) <= 0.4


def test_distinct_stages_add_up_and_repeats_do_not() -> None:
    """The same stage again changes nothing; a further one does."""
    once = course(("A", said(PLACE)), ("A", said(SECRET)))
    again = course(("A", said(PLACE)), ("A", said(SECRET)), ("A", said(SECRET)))
    more = course(("A", said(PLACE)), ("A", said(SECRET)), ("A", said(ALONE)))
    assert score(once.first) == score(again.first) < score(more.first) < 1
    assert score(more.first) > 0.6


def test_skipping_ahead_early_weighs_more() -> None:
    """Stages reached out of order count among the first ten messages of a side, and not later."""
    steady = [("A", said(WORK)), ("A", said(PLACE)), ("A", said(ALONE))]
    late = [("A", said())] * scale().jumps_within + steady
    early = course(*steady)
    assert early.first.jumps == 1
    assert course(*late).first.jumps == 0
    assert score(early.first) > score(course(*late).first)


def test_the_same_ask_after_a_refusal_weighs_half_as_much_again() -> None:
    """A refusal, then the same ask; another ask, or no refusal, is none."""
    asked = [("A", said(PLACE)), ("A", said(PHOTO))]
    insisted = course(*asked, ("B", said(NO)), ("A", said(PHOTO)))
    elsewhere = course(*asked, ("B", said(NO)), ("A", said(PLACE)))
    accepted = course(*asked, ("B", said()), ("A", said(PHOTO)))
    assert score(insisted.first) > score(elsewhere.first) == score(accepted.first)


def test_coaxing_after_a_refusal_is_the_same_ask() -> None:
    """``allez stp`` after no asks again for what was refused."""
    state = course(("A", said(MOVE)), ("B", said(NO)), ("A", said(("insistence", "again"))))
    assert state.first.insisted == state.first.refused != 0


def test_each_side_is_judged_alone() -> None:
    """What one asks says nothing of the other."""
    state = course(("A", said(PLACE)), ("A", said(SECRET)), ("B", said()))
    assert score(state.first) > 0.4
    assert score(state.second) < 0.2


def test_an_unsure_question_is_only_personal() -> None:
    """Where somebody is from is an ordinary question."""
    assert course(("A", said(PLACE, confidence=0.4))).first == course(("A", said(WORK, confidence=0.4))).first


def test_a_conversation_takes_under_400_octets() -> None:
    """Two sides of small numbers, whatever was said."""
    state = course(*[("A", said(PLACE, SECRET, MOVE, PHOTO, ALONE)), ("B", said(NO, ALONE))] * 300)
    fields = [getattr(side, name) for side in (state.first, state.second) for name in Side.__slots__]
    assert max(fields) < 257  # small numbers that the interpreter shares
    assert sum(map(sys.getsizeof, [state, state.first, state.second])) <= 400


def test_a_room_remembers_the_stages_of_two_who_write_to_each_other() -> None:
    """By reply or mention only; the score is the author's, with the message at hand; the other's stays low."""
    engine = SafetyEngine.load(shipped_rules())
    for place, text in enumerate(("tu vis seule ?", "dans quelle rue exactement ?", "n'en parle à personne")):
        engine.check(Observation(str(place), EventType.MESSAGE_ROOM, "a", text, "room", ("b",)), 1_000 * place)
    stages = reading("signals", "stages")
    again = Observation("4", EventType.MESSAGE_ROOM, "a", "ok", "room", ("b",))
    assert float(stages(engine.scene(again, 4_000))) > 0.4
    assert float(stages(engine.scene(replace(again, subject="b", to=("a",)), 4_000))) < 0.2
    assert stages(engine.scene(replace(again, to=()), 4_000)) == 0


def test_each_public_message_is_scored_for_the_rare_pattern() -> None:
    """A person's last scores are kept, ordinary ones too."""
    engine = SafetyEngine.load(shipped_rules())
    for place, text in enumerate(("il pleut à Brest", "tu vis toute seule ?")):
        engine.check(Observation(str(place), EventType.MESSAGE_ROOM, "a", text, "room"), 1_000 * place)
    low, high = engine.register.person("a").scores()
    assert low < 0.3 < high
