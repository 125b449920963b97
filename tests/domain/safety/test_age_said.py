# ruff: noqa: E501 - examples stand side by side
from datetime import date

import pytest

from domain.safety.ages import is_minor, own_age

FIRST_PERSON = {
    "j'ai 14 ans et ma soeur 19": 14, "salut moi c'est inès et j'ai 14 ans": 14, "jai kinz an": 15, "gé 13 ans": 13,
    "chui une meuf de 14 piges": 14, "jsuis un keum de 16 balais": 16, "j'ai que 16 ans": 16, "moi 14 ans": 14,
    "j'ai seulement 12 ans": 12, "je suis âgé de 14 ans": 14, "mon vrai âge c'est 13": 13, "Emma, 15 ans, Lyon": 15,
    "quinze ans et toi": 15, "i'm 14 btw": 14, "I am only 13 years old": 13, "14yo here": 14, "13 y/o girl": 13,
    "15 yr old boy from texas": 15, "im a girl 14": 14, "i'm fifteen": 15, "my real age is 13": 13,
    "im 15 from leeds": 15, "im a kid im 11": 11, "im 15 ans": 15, "j'ai 15 years old": 15, "moi 15 yo": 15,
    "j'ai 45 ans pas 15": 45, "im 45 not 15": 45,
}  # fmt: skip
SHORT_FORMS = {
    "14/f/bordeaux": 14, "17 f paris cherche discussion": 17, "asv 13 f nice": 13, "asv : 16 h toulon": 16,
    "f15 et toi ?": 15, "h16 rouen": 16, "f 14 lyon": 14, "mec 17 lille": 17, "fille/15/lille": 15, "H17 Rennes": 17,
    "garçon de 16 ans cherche potes": 16, "jeune fille de 15 ans": 15, "une collégienne de 13 ans": 13,
    "16 male london": 16, "17 m boston": 17, "15/f/uk": 15, "f14 uk": 14, "asl 15 f uk": 15, "16f canada": 16,
    "boy 15 here": 15, "girl, 15, london": 15, "teen girl 15": 15, "h 45 paris": 45, "m 45 london": 45,
    "41 f leeds": 41,
}  # fmt: skip
BIRTHS = {
    "je suis né en 2011": 15, "jsuis de 2009": 17, "né le 12/05/2011": 15, "née le 3 mars 2010": 16,
    "ddn : 15.06.2013": 13, "né en deux mille onze": 15, "jsuis né en 2k11": 15, "je suis du 12 mai 2011": 15,
    "anniv le 2 mai 2010": 16, "née le 24 decembre 2009": 16, "née le 24/12/2008": 17, "née le 20/11/2008": 18,
    "né en 2008": 17, "né en 1984": 42, "i was born in 2011": 15, "born 2010": 16, "my birthday is 12/01/2011": 14,
    "dob 03.04.2012": 14, "dob: 2011-05-06": 15, "born on june 4th 2012": 14, "born in two thousand eleven": 15,
    "im a 2011 kid": 15, "born in march 2011": 15, "born 05/06/1990": 36,
}  # fmt: skip
SCHOOL = {
    "je suis en 4e": 13, "jsuis en 5eme": 12, "je suis en sixième au collège": 11, "chui en troisième": 14,
    "je suis en 2nde": 15, "jsuis en CM1": 9, "je suis en première S": 16, "je suis en secondaire 3": 14,
    "je suis en 6e primaire": 11, "je suis en 9H": 13, "je suis encore au collège": 13,
    "je passe mon brevet cette année": 15, "je rentre en seconde": 14, "élève de 4e": 13, "im in 8th grade": 13,
    "im an 8th grader": 13, "i'm in grade 9": 14, "in year 9": 13, "im in year 10": 14, "im a junior in hs": 16,
    "i'm a freshman in high school": 14, "i go to middle school": 12, "doing my gcses": 15, "im in secondary school": 12,
}  # fmt: skip
MAJORITY = (
    "chui mineur tu sais", "je suis pas majeure", "je ne suis pas encore majeur", "j'ai pas encore 18 ans",
    "jai tjrs pas 18 ans", "j'ai même pas 15 ans", "j'ai moins de 18 ans", "moins de 18 ans ici", "-17 ans",
    "j'ai pas l'âge de voter", "trop jeune pour conduire", "suis mineure", "mineur ici", "j'ai pas 18",
    "i'm not 18", "im not even 16", "i'm under 18", "underage here", "im a minor", "i'm still a minor sorry",
    "im not an adult", "i'm not legal yet", "too young to vote", "not of age yet", "im below 18", "minor btw",
    "il me faut l'autorisation de mes parents", "i need my parents permission",
)  # fmt: skip
SUMS = {
    "j'ai 10+5": 15, "j'ai 12 + 3 ans": 15, "j'ai 18-2": 16, "j'ai 22 moins 6": 16, "j'ai deux fois 8 ans": 16,
    "j'ai 2x7 ans": 14, "j'ai la moitié de 32": 16, "j'ai 30 divisé par 2": 15, "mon age c'est 8+8": 16,
    "j'ai un 1 suivi d'un 4": 14, "j'ai 3x5 ans": 15, "j'ai 12+2 ans": 14, "im 10+4": 14, "i'm 18-3": 15,
    "i'm 20 minus 5": 15, "im half of 30": 15, "im twice 7": 14, "i'm 2x8": 16, "my age is 10+6": 16,
    "im seven plus eight": 15, "im three times five": 15, "a 1 and a 5 thats my age": 15, "j'ai 20+22 ans": 42,
    "j'ai XV ans": 15, "XIV in roman numerals": 14,
}  # fmt: skip
TIME = {
    "presque 16 ans": 15, "j'ai presque 14 ans": 13, "j'aurai 15 ans en mars": 14, "bientôt 17": 16,
    "je vais avoir 14 ans la semaine prochaine": 13, "j'aurai 18 ans dans 2 ans": 16, "18 ans dans 2 mois": 17,
    "majeur dans 2 ans": 16, "je serai majeure en juin": 17, "dans 3 ans je suis majeur": 15,
    "plus que 2 ans avant la majorité": 16, "il me manque 2 ans pour être majeur": 16, "j'ai eu 15 ans hier": 15,
    "je viens d'avoir 13 ans": 13, "i turn 16 in may": 15, "ill be 15 in june": 14, "gonna be 17 next week": 16,
    "im nearly 18": 17, "18 in 3 months": 17, "3 years until im 18": 15, "2 years off 18": 16, "legal in 2 years": 16,
    "i can't vote for 3 years": 15, "just turned 15": 15, "i turned 30 yesterday": 30, "bientôt 50 ans": 49,
}  # fmt: skip
CORRECTIONS = {
    "j'ai 19 ans.. non en vrai 15": 15, "j'ai 18 ans enfin 16": 16, "j'ai 20 ans, pardon 14": 14, "18 ans euh non 15": 15,
    "j'ai dit 18 mais j'ai 14 ans": 14, "j'ai 19 ans *16": 16, "22 ans nan jrigole 15": 15, "j'ai 18.. ok j'avoue 16": 16,
    "j'ai dit 20 mais en vrai 15 ans": 15, "18... enfin 17": 17, "j'ai 21 ans non jrigole 16": 16, "im 18 jk 15": 15,
    "im 19.. nah 15": 15, "i'm 18, ok fine 16": 16, "im 21 wait 14": 14, "18... actually 15": 15, "i said 18 but im 14": 14,
    "18 nah 16": 16, "im 21 no jk 16": 16, "j'ai plus 15 ans, j'ai 40 ans": 40, "j'ai 14 ans non 41 ans": 41, "19 *15": 15,
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "age"),
    [*FIRST_PERSON.items(), *SHORT_FORMS.items(), *BIRTHS.items(), *SUMS.items(), *TIME.items(), *CORRECTIONS.items()],
)
def test_an_age_is_read_however_it_is_said(text: str, age: int) -> None:
    """By its number and words, short form, birth, sum, countdown or correction: the age now, at least probable."""
    found, confidence = own_age(text)
    assert found == age
    assert confidence >= 0.6


@pytest.mark.parametrize(("text", "age"), SCHOOL.items())
def test_a_level_at_school_says_the_age_of_its_pupils(text: str, age: int) -> None:
    """French, Belgian, Swiss, Québec, British and American levels, probable or more."""
    found, confidence = own_age(text)
    assert abs(found - age) <= 1
    assert confidence >= 0.6


@pytest.mark.parametrize("text", MAJORITY)
def test_words_of_majority_say_that_one_is_under_age(text: str) -> None:
    """Not of age, under a number, not allowed yet: a minor, whatever the exact age."""
    assert is_minor(text)


@pytest.mark.parametrize(
    "text", ["je suis en terminale", "je suis au lycée", "jsuis en prépa", "im in high school", "im a teenager"]
)
def test_a_vague_word_is_only_asked_about(text: str) -> None:
    """Sixth forms and the like hold adults too: the age is to be asked, not taken for said."""
    age, confidence = own_age(text)
    assert age == 17
    assert 0 < confidence < 0.6


def test_a_birth_year_says_nothing_without_a_day() -> None:
    """Safety has no clock: birth years are read by the day it is given, and only then."""
    assert own_age("né en 2011", today=None) == (0, 0.0)
    assert own_age("né en 2011", today=date(2040, 1, 1))[0] == 29


def test_a_correction_counts_after_an_age_given_before() -> None:
    """A star and a number correct one's last age in that place, and mean nothing elsewhere."""
    assert own_age("*15", former_age=18)[0] == 15
    assert own_age("*41", former_age=14)[0] == 41
    assert own_age("*15") == (0, 0.0)
