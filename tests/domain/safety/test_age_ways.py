"""Further ways to say an age: backwards, by what one is not yet, by school in several countries, by asking leave."""

# ruff: noqa: E501 - examples stand side by side
import pytest

from domain.safety.ages import is_minor, own_age

BACKWARDS_AND_SUMS = {
    "51 à l'envers": 15, "j'ai 41 ans mais à l'envers": 14, "mon âge c'est l'inverse de 61": 16, "im 31 backwards": 13,
    "flip 51 and that's my age": 15, "20 moins 5 ans": 15, "18 moins 3": 15, "la moitié de 28 ans": 14, "18 minus 2": 16,
    "mon âge commence par 1 et finit par 4": 14, "it starts with a 1 and ends with a 5, my age": 15,
    "j'ai entre 14 et 16 ans": 14, "im between 13 and 15": 13,
}  # fmt: skip
NOT_YET = (
    "je suis trop jeune pour ce site", "plus que six mois et je suis majeure", "je suis sous la barre des 18",
    "encore mineure pour deux ans", "à un an près je suis majeur", "je vote que dans 3 ans", "not an adult yet",
    "i'm too young to be on here", "havent turned 18 yet", "six months until im 18", "still a minor for 2 years",
)  # fmt: skip
ADMITTED = (
    "j'ai mis 19 à l'inscription mais j'en ai 15", "j'ai triché sur mon âge, 16 en vrai", "en fait j'ai pas 20 ans j'en ai 16",
    "tu voulais mon âge : 15", "on m'en donne plus vieille mais j'ai 14 ans", "i clicked 18+ but im really 15",
    "people say i look older but im 14", "truth: 15", "you asked how old i am, 15", "i lied about my age, im 16",
)  # fmt: skip
ASKS_LEAVE = (
    "ça te dérange si j'ai 15 ans", "on peut rester ici à 15 ans ?", "je suis mature pour mes 14 ans", "tu acceptes les 16 ans",
    "are you ok with 15", "what if i was 14", "im mature for 15", "can 15 year olds be here", "half your age, 16",
)  # fmt: skip
PUPILS = (
    "ma prof de 5e me saoule", "demain contrôle en 4e", "je sors du collège à 16h", "je cherche un stage de troisième",
    "je prépare le BEPC", "je passe mon BFEM cette année", "lycéenne en seconde", "à mon âge on est en 4e",
    "my year 8 teacher is annoying", "8th grade sucks", "im in class 9 cbse", "studying in 9th standard", "form 3 student",
    "i have my class 10 boards", "picking my gcse options", "third year at secondary", "my bat mitzvah is next month",
    "i play for the under 15s", "i start middle school in september",
)  # fmt: skip
BIRTHDAYS = (
    "j'ai soufflé mes 15 bougies", "je cours sur mes 15 ans", "j'approche des 16 ans", "celebrated my 15th last weekend",
    "we're celebrating my 16th tomorrow", "i've been 15 for a week", "about to hit 16", "birthday today, 14!",
)  # fmt: skip
PLACED = {
    "h15 cotonou ici": 15, "m14 karachi": 14, "london f15": 15, "lille h16": 16, "texas 16 m": 16, "de lyon, 15 ans, fille": 15,
    "luxembourg fille 15": 15, "m/14/sydney": 14, "hola 15 f from el paso": 15, "hello fille 15 ans belfort": 15,
    "howdy 15 from tulsa": 15, "petit de 14 ans à douala": 14, "yo im marcus 15": 15, "lena, 15, into anime": 15,
}  # fmt: skip
TOGETHER_AND_TIME = {
    "on est 2 copines 14 et 15 ans": 14, "we're 2 girls 15 and 16": 15, "2 lads 15 from wigan": 15, "me n my cousin 15 n 14": 15,
    "2 years ago i was 14": 16, "il y a 2 ans j'avais 12 ans": 14, "l'année dernière j'avais 14 ans": 15, "last year i was 15": 16,
    "i was 10 five years ago": 15, "my dad died when i was 9, four years ago": 13,
    "ill be 20 in 4 years": 16, "dans 12 ans j'en aurai 27": 15, "j'ai 18 ans le mois prochain": 17, "18 ans dans 40 jours": 17,
    "a few more weeks and im 18": 17, "6 months of being a minor left": 17, "just a 15 year old with nothing to do": 15,
    "oops 15 not 25": 15, "not 30, 15 lol": 15, "ok that was a lie, 15": 15, "faute de frappe, 15 pas 25": 15,
    "the person typing this is 15 years old": 15, "mon âge à l'envers c'est 51": 15, "18 ans jy suis pas encore": 17,
}  # fmt: skip
SAID_PLAINLY = (
    "la vérité : j'ai 15 ans", "le truc : j'ai 15 ans", "j'ai 15 ans + 6 mois", "any kids like me here im 14",
    "je suis une fille : j'ai 15 ans", "mon père dit que je suis trop petit, j'ai 15 ans",
)  # fmt: skip
MONTHS = {
    "né en janvier 2008, donc 18 ans": 18, "née en mars 2008": 18, "born december 2008": 17, "born dec 4 2008": 17,
    "18, senior year, born march 2008": 18, "née un 3 avril 2010": 16, "je suis de mars 2010": 16, "born may 5th 2012": 14,
    "née en novembre 2008": 17, "né le 12 novembre 2008": 18,
}  # fmt: skip
REPLIES = (
    ("t'as quel âge ?", "51 à l'envers"), ("t'as quel âge ?", "la moitié de 30"), ("t'as quel âge ?", "un peu moins de 18"),
    ("t'as quel âge ?", "pas assez"), ("t'es en quelle classe ?", "troisième"), ("t'es majeur ?", "si seulement"),
    ("t'es majeure ?", "faudra attendre deux ans"), ("t'es mineure ?", "malheureusement"), ("how old are you?", "15ish"),
    ("how old are you?", "not old enough"), ("are you over 18?", "give it 2 years"), ("are you underage?", "caught me"),
)  # fmt: skip
LEFT_ALONE = (
    "je suis trop jeune pour mourir", "too young to retire", "mon collège me manque", "je vais au collège chercher ma fille",
    "j'ai une fille en seconde", "on accueille un stagiaire de troisième", "j'ai mon brevet de natation", "ma classe de 3e me manque",
    "je corrige des copies de 4e", "je passe en 3e et ça craque", "i'm marking year 10 mocks", "i coach the under 15s", "c minor",
    "my gcse results were awful", "celebrated my 40th last weekend", "i've been 15 years in this job", "elle est mature pour 15 ans",
    "plus que 3 mois avant les 18 ans de ma fille", "ma fille joue en u15", "51 ans", "entre 14 et 16 ans j'habitais metz", "prison 15 ans",
    "i have 15 years left on my mortgage", "guess 15 is fine", "my niece's bat mitzvah is next month", "je vote dans 3 jours",
    "mec 25 piges paris", "mec 29 ans lyon", "m16 rifle review", "paris 15 ce soir", "12 ans de mariage", "15 de plus", "lyon 16 h",
    "j'ai 15 ans... depuis 20 ans mdr", "j'ai 15 ans x 2", "j'ai 15 ans + 20 d'expérience", "i laugh like im 12",
    "le gosse à la caisse : j'ai 15 ans", "ma fille : j'ai 15 ans", "what worries me is 14 year olds in here", "backwards my age is 14",
    "il y a 2 ans j'avais 32 ans", "dans 2 ans j'en aurai 40", "un garçon de 10 ans qui pleure", "15 years older than you lol",
)  # fmt: skip


@pytest.mark.parametrize(("text", "age"), [*BACKWARDS_AND_SUMS.items(), *PLACED.items(), *TOGETHER_AND_TIME.items()])
def test_an_age_to_be_worked_out_is_the_age_meant(text: str, age: int) -> None:
    """Figures read backwards, sums, bounds, a time ago or to come, and a place beside give the age meant (section 4, age)."""
    assert own_age(text)[0] == age


@pytest.mark.parametrize("text", SAID_PLAINLY)
def test_what_stands_beside_a_plain_statement_does_not_take_it_away(text: str) -> None:
    """A colon, a sum or a word of others does not make somebody's own age a joke, or the speech of another."""
    assert is_minor(text)


@pytest.mark.parametrize(("text", "age"), list(MONTHS.items()))
def test_a_month_of_birth_tells_whether_the_birthday_has_been(text: str, age: int) -> None:
    """Who was 18 some months ago is no minor; where only the month is known, the birthday is on its last day."""
    assert own_age(text)[0] == age


@pytest.mark.parametrize("text", [*NOT_YET, *ADMITTED, *ASKS_LEAVE, *PUPILS, *BIRTHDAYS])
def test_further_ways_to_say_that_one_is_under_age_are_understood(text: str) -> None:
    """What one may not yet do, what one admits, asks leave for, learns or celebrates says an age under 18."""
    assert is_minor(text)


@pytest.mark.parametrize(("asked", "text"), REPLIES)
def test_roundabout_replies_to_a_question_of_age_are_understood(asked: str, text: str) -> None:
    """A reply that works round the figure still says that its author is under 18."""
    assert is_minor(text, asked=asked)


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_near_words_in_the_talk_of_adults_are_left_alone(text: str) -> None:
    """Work, relations, memories, things and jokes that use the same words say no age under 18 of their author."""
    assert not is_minor(text)
