"""What was just asked in each place, by kind and never by its words, so that a bare answer is understood (4.6)."""

from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from palabre.kernel.clock import MINUTE, SECOND
from palabre.safety.model import Entity, Observation

PLACES = 20_000  # remembered; the one silent longest goes first
TURNS = 8  # last messages of a place
NEAR = 3  # messages back that an unaddressed answer may answer
ROOM_WINDOW = 60 * SECOND
DIRECT_WINDOW = 10 * MINUTE  # of a question put to somebody by name, and of an age given before


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a place: whose, when, to whom, which questions, and the age it gave."""

    subject: str
    at: int
    to: tuple[str, ...]
    questions: tuple[str, ...]
    age: int


@dataclass
class Talk:
    """The last messages of each place."""

    places: OrderedDict[str, deque[Turn]] = field(default_factory=OrderedDict)

    def asked(self, observation: Observation, now: int) -> tuple[str, ...]:
        """Return the kinds of the questions that a message may answer, oldest first.

        A question counts that was put to its author by name or answered by name within ten minutes, or that
        stands among the last three messages of others within a minute.
        """
        others = [turn for turn in self.places.get(observation.place, ()) if turn.subject != observation.subject]
        found: list[str] = []
        for place, turn in enumerate(others, NEAR - len(others)):
            if not turn.questions:
                continue
            is_named = observation.subject in turn.to or turn.subject in observation.to
            if now - turn.at <= (DIRECT_WINDOW if is_named else ROOM_WINDOW) and (is_named or place >= 0):
                found += turn.questions
        return tuple(found)

    def former_age(self, observation: Observation, now: int) -> int:
        """Return the last age that the author of a message gave in its place, or 0."""
        for turn in reversed(self.places.get(observation.place, ())):
            if turn.subject == observation.subject and turn.age and now - turn.at <= DIRECT_WINDOW:
                return turn.age
        return 0

    def note(self, observation: Observation, entities: Iterable[Entity], now: int) -> None:
        """Remember a message that was shown."""
        questions = tuple(str(one.value) for one in entities if one.kind == "question")
        said = [int(one.value) for one in entities if one.kind == "age_self"]
        age = said[-1] if said else _bare_number(observation.text)  # of a correction, what it ends with
        turns = self.places.setdefault(observation.place, deque(maxlen=TURNS))
        self.places.move_to_end(observation.place)
        turns.append(Turn(observation.subject, now, observation.to, questions, age))
        if len(self.places) > PLACES:
            self.places.popitem(last=False)


def _bare_number(text: str) -> int:
    bare = text.strip(" .!?")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) == 2 else 0
