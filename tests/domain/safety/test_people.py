import sys

from palabre.kernel.clock import DAY, HOUR, MINUTE, SECOND
from palabre.safety.engine import SafetyEngine
from palabre.safety.model import EventType, Observation, Verdict
from palabre.safety.people import PAIRS, PEOPLE, SLICE, Counted, Person, Register
from palabre.safety.tables import shipped_rules


class Day:
    """An engine and a clock, for telling events in order."""

    def __init__(self) -> None:
        self.engine = SafetyEngine.load(shipped_rules())
        self.now = HOUR

    def tell(self, kind: EventType, who: str, other: str = "", text: str = "", **facts: str) -> Verdict:
        """Tell one event, a second after the last."""
        self.now += SECOND
        to = (other,) if other else ()
        return self.engine.check(Observation(str(self.now), kind, who, text, "salon", to, (), facts), self.now)

    def count(self, who: str, what: Counted) -> int:
        """Return what is counted of somebody over a day."""
        return self.engine.register.person(who).total(what, "24h", self.now)


def test_requests_and_their_answers_are_counted_of_who_asked() -> None:
    """Accepted, refused, ignored and blocked count for the one who asked, not for the one who answered."""
    day = Day()
    for other in "bcde":
        day.tell(EventType.CONTACT_REQUESTED, "ada", other)
    day.tell(EventType.CONTACT_ACCEPTED, "b", "ada")
    day.tell(EventType.CONTACT_REFUSED, "c", "ada")
    day.tell(EventType.CONTACT_IGNORED, "d", "ada")
    day.tell(EventType.MEMBER_BLOCKED, "ada", "e")
    counts = (Counted.SENT, Counted.ACCEPTED, Counted.REFUSED, Counted.IGNORED, Counted.BLOCKED)
    assert [day.count("ada", what) for what in counts] == [4, 1, 1, 1, 1]
    assert day.count("b", Counted.ACCEPTED) == 0
    assert day.engine.register.pair("b", "ada").is_open


def test_a_refusal_binds_who_was_refused_and_not_who_refused() -> None:
    """Whoever said no may ask back; the other may not, for thirty days."""
    day = Day()
    day.tell(EventType.CONTACT_REQUESTED, "ada", "bo")
    day.tell(EventType.CONTACT_REFUSED, "bo", "ada")
    assert day.tell(EventType.CONTACT_REQUESTED, "bo", "ada").fired == ()
    assert day.tell(EventType.CONTACT_REQUESTED, "ada", "bo").fired == ("contact.after_refusals",)
    day.now += 31 * DAY
    assert day.tell(EventType.CONTACT_REQUESTED, "ada", "bo").fired == ()


def test_a_block_or_a_report_counts_once_for_each_person() -> None:
    """Somebody who blocks, unblocks and blocks again is one who blocked."""
    day = Day()
    for _ in range(3):
        day.tell(EventType.MEMBER_BLOCKED, "ada", "b")
        day.tell(EventType.MEMBER_REPORTED, "ada", "b")
    assert (day.count("ada", Counted.BLOCKED), day.count("ada", Counted.REPORTED)) == (1, 1)


def test_an_adult_told_of_a_minor_who_goes_on_is_suspended_and_one_who_stops_is_not() -> None:
    """The first attempt after the disclosure is counted, the next is refused; silence has no consequence."""
    day = Day()
    day.tell(EventType.DEVICE_TOLD, "young", "ada", code="self_disclosed_minor")
    day.tell(EventType.DEVICE_TOLD, "young", "bob", code="self_disclosed_minor")
    verdicts = [day.tell(EventType.MESSAGE_PRIVATE, "ada", "young") for _ in range(2)]
    assert [effect.name for effect in verdicts[1].effects if effect.name == "suspend"] == ["suspend"]
    assert day.engine.register.pair("young", "bob").attempts == 0
    assert day.count("bob", Counted.MINORS_TOLD) == 1


def test_what_devices_tell_is_counted_once_for_each_conversation() -> None:
    """An age asked at once counts for a conversation; the same question again does not."""
    day = Day()
    for _ in range(4):
        day.tell(EventType.DEVICE_TOLD, "ada", "b", code="age_asked")
    assert day.count("ada", Counted.AGE_ASKED) == 1
    for _ in range(5):
        day.tell(EventType.MESSAGE_PRIVATE, "bob", "c")
    day.tell(EventType.DEVICE_TOLD, "bob", "c", code="age_asked")
    assert day.count("bob", Counted.AGE_ASKED) == 0


def test_nothing_said_is_kept() -> None:
    """After a talk the memory holds no piece of it, only moments, digests and kinds."""
    day = Day()
    for number in range(40):
        day.tell(EventType.MESSAGE_ROOM, "ada", text=f"aubergine farcie numéro {number}, quel âge as-tu ?")
    person = day.engine.register.person("ada")
    remembered = repr((person.said, person.rare, list(day.engine.talk.places.values())))
    assert "aubergine" not in remembered
    assert person.said_within(10 * MINUTE, day.now) == 24


def test_the_memory_is_bounded_and_forgets_who_is_silent_longest() -> None:
    """One person and one pair over the bound push out the one of long ago; one who leaves is forgotten."""
    register = Register()
    for number in range(PEOPLE + 1):
        register.kept_person(str(number))
    assert len(register.people) == PEOPLE
    assert "0" not in register.people
    for number in range(PAIRS + 1):
        register.kept_pair("a", str(number))
    assert len(register.pairs) == PAIRS
    register.kept_pair("b", "c")
    register.forget("a")
    assert len(list(register.sweep())) == PAIRS // SLICE
    assert list(register.pairs) == [("b", "c")]


def test_a_person_takes_at_most_600_octets_of_counts_and_digests() -> None:
    """However much is remembered of somebody (safety engine section 5)."""
    person = Person()
    for number in range(200):
        person.add(Counted.SENT, number * MINUTE)
        person.say(number * SECOND, number)
        person.score(number / 100)
    assert person.rings is not None
    assert len(person.rings.octets) + len(person.said) + len(person.rare) <= 600
    assert sys.getsizeof(person.said) < 300
