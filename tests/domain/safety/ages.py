"""Reads the ages of a text as rooms do, for the tests of ages."""

from datetime import date

from palabre.safety.entities.age import find_ages
from palabre.safety.entities.question import find_questions
from palabre.safety.model import Context
from palabre.safety.views import Views

TODAY = date(2026, 11, 23)


def own_age(text: str, *, asked: str = "", former_age: int = 0, today: date | None = TODAY) -> tuple[int, float]:
    """Return the last age that the author of a text gives as theirs and how surely, or (0, 0); ``asked`` before it."""
    kinds = tuple(str(one.value) for one in find_questions(Views(asked), Context()) if one.kind == "question")
    found = find_ages(Views(text), Context(kinds, (), former_age, today))
    own = [one for one in found if one.kind == "age_self"]
    return (int(own[-1].value), own[-1].confidence) if own else (0, 0.0)


def is_minor(text: str, *, asked: str = "", former_age: int = 0) -> bool:
    """Whether a text says that its author is under 18, probably or certainly."""
    age, confidence = own_age(text, asked=asked, former_age=former_age)
    return 0 < age < 18 and confidence >= 0.6
