# ruff: noqa: E501 - examples stand side by side
import pytest

from domain.safety.ages import is_minor
from palabre.safety.entities.question import find_questions
from palabre.safety.model import Context
from palabre.safety.views import Views

MINORS = (
    ("t'as quel âge ?", "14"), ("quel âge as-tu", "quinze"), ("c quoi ton age", "je dirais 15"), ("ton age", "XVI"),
    ("t'es née en quelle année", "2012"), ("t'as bien 18 ans ?", "nan"), ("tu es majeur ?", "pas encore"),
    ("t'es majeure", "dans 2 ans"), ("vous êtes majeur ?", "bientôt"), ("t'es mineure ?", "oui"), ("quel age ?", "10+4"),
    ("how old are you then?", "15"), ("how old r u", "fourteen lol"), ("age?", "im like 14"), ("are you over 18?", "no"),
    ("r u 18", "not yet"), ("you're 18 right?", "in 2 years"), ("are you a minor?", "yes"), ("ur age?", "l5"),
    ("what year were you born", "2011"), ("how old are u", "12 why"), ("are you 18+?", "almost"),
    ("t'as 25 ans ?", "non 15"), ("what age are ya", "15"), ("i'm 22, you?", "15"), ("j'ai 40 ans et toi", "15"),
    ("which class are you in", "15 years old"), ("so how old, kid?", "14"), ("mineure ou majeure", "pas encore"),
)  # fmt: skip
OTHERS = (
    ("t'as quel âge ?", "35"), ("t'es majeur ?", "oui"), ("t'es majeure ?", "non je rigole, j'ai 30 ans"),
    ("t'as snap ?", "non"), ("tu viens ?", "pas encore"), ("quel âge a ton fils ?", "14"), ("quelle page ?", "15"),
    ("depuis combien de temps ?", "15 ans"), ("à quelle heure ?", "16"), ("quel étage ?", "14"), ("quel bus ?", "13"),
    ("t'avais quel âge ?", "16 ans"), ("combien t'as d'enfants ?", "12 lol"), ("how old is your son", "15"),
    ("how old were you", "14"), ("how long have you been married", "12 years"), ("what time", "15"),
    ("are you over 18?", "no way im 45"), ("got snap?", "no"), ("what floor", "14"), ("are you a minor?", "no"),
    ("how old are you", "guess"), ("how old are you", "15 years older than you lol"), ("which platform?", "15"),
    ("t'as 30 ans ?", "non"), ("are you 35?", "no"), ("what year?", "2011"), ("which class?", "15"), ("20 ?", "15"), ("tu conduis ?", "non"),
    ("when's your birthday", "may 15"), ("j'ai fait 14 et toi ?", "12"), ("how old is that whisky", "15"), ("quel niveau ?", "15"),
    ("the house is how old?", "15"), ("18 ans minimum", "non"), ("date de naissance de ton fils", "2012"), ("do you drive?", "no"),
)  # fmt: skip
QUESTIONS = {
    "t'as quel age": "age", "asv ?": "age", "tu as 18 ans ?": "majority", "t'es majeur": "majority", "t'es mineur ?": "minority",
    "t'as insta ?": "handle", "c'est quoi ton snap": "handle", "quel quai ?": "number", "à quelle heure": "hour",
    "t'habites où ?": "place", "quel étage": "floor", "quel âge a ta fille": "child", "depuis quand tu fumes": "duration",
    "t'avais quel age": "past", "how old are you": "age", "are you over 18": "majority", "are you underage?": "minority",
    "combien de livres": "number",
    "whats your snap": "handle", "what time": "hour", "where are you from": "place", "how long have you lived here": "duration",
    "how old is your dog": "child", "how old were you": "past", "which bus": "number", "what floor": "floor",
    "moi 22 et toi ?": "age", "prénom, âge, ville": "age", "quel âge as-tu toi": "age", "on est de quelle génération ?": "age",
    "combien de bougies cette année": "age", "t'as 16 ou 26 ans": "age", "tu as plus de 18 ans n'est ce pas": "majority", "âge ?": "age", "crache ton âge": "age",
    "t'as l'âge d'être là ?": "majority", "on est tous majeurs ici ?": "majority", "c'est quand tes 18 ?": "majority",
    "salon +18, c'est ok pour toi ?": "majority", "t'es un adulte au moins": "majority", "né avant 2008 ?": "majority",
    "tu serais pas un ado ?": "minority", "15 ans c'est ça ?": "minority", "t'es en 3e ?": "minority", "né après 2009 ?": "minority",
    "31 here, you?": "age", "dob?": "age", "how old might you be": "age", "everyone drop your age": "age", "age check": "age",
    "you're 17 or 71?": "age", "are you of legal age": "majority", "this room is 18+, are you ok with that?": "majority",
    "have you turned 18": "majority", "when do you turn 18?": "majority", "everyone here is over 18 right?": "majority",
    "so 15?": "minority", "you sound 14": "minority", "are you a kid?": "minority", "are you in high school?": "minority",
    "are you under 18 by any chance?": "minority", "t'as 30 ans ?": "guess", "your profile says 22": "guess", "tu conduis ?": "grown", "do you work?": "grown", "uni or college?": "grown",
}  # fmt: skip


@pytest.mark.parametrize(("asked", "text"), MINORS)
def test_a_bare_answer_to_a_question_about_age_is_an_age(asked: str, text: str) -> None:
    """A number, a no or a not yet says an age when that was asked, and nothing when nobody asked."""
    assert is_minor(text, asked=asked)


@pytest.mark.parametrize(("asked", "text"), OTHERS)
def test_an_answer_to_another_question_or_of_an_adult_is_not(asked: str, text: str) -> None:
    """The kind of the last question decides: hours, floors, children, durations and former ages are no age now."""
    assert not is_minor(text, asked=asked)


@pytest.mark.parametrize("text", ["14", "non", "pas encore", "bientôt", "dans 2 ans", "oui", "2012", "nope", "almost"])
def test_a_bare_answer_says_nothing_when_nothing_was_asked(text: str) -> None:
    """The same words alone are ordinary talk."""
    assert not is_minor(text)


@pytest.mark.parametrize(("text", "kind"), QUESTIONS.items())
def test_a_question_has_its_kind(text: str, kind: str) -> None:
    """What is asked is told by kind, never by its words; one about age is an age asked too."""
    found = find_questions(Views(text), Context())
    assert [one.value for one in found if one.kind == "question"][-1] == kind
    assert any(one.kind == "age_asked" for one in found) == (kind in {"age", "majority", "minority", "guess"})


@pytest.mark.parametrize("text", [
    "bonsoir à tous", "je lis un livre", "snow coming", "pas grave", "good evening", "ta fille est née en quelle année ?",
    "tu enseignes en quelle classe ?", "t'es en première année ?", "what age is your eldest", "is your daughter under 18?",
    "do you teach year 9?",
])  # fmt: skip
def test_ordinary_talk_asks_nothing_of_ones_age(text: str) -> None:
    """No question where none is put, or where it is about somebody else."""
    assert find_questions(Views(text), Context()) == []
