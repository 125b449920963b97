# ruff: noqa: E501 - examples stand side by side
import pytest

from domain.safety.ages import is_minor

DURATIONS = (
    "15 ans de métier", "j'ai 15 ans d'ancienneté", "ça fait 15 ans que je vis ici", "je vis ici depuis 12 ans",
    "dans 15 ans je serai à la retraite", "mariés depuis 15 ans", "13 ans ensemble", "12 ans déjà", "16 ans plus tard",
    "15 ans sans alcool", "il a pris 15 ans", "15 ans ça passe vite", "15 years of experience", "sober for 12 years",
    "been married 14 years", "im 15 years sober", "15 years in the job", "every 15 years", "15 years is a long time",
    "i did 12 years in the army", "almost 14 years together",
)  # fmt: skip
OF_OTHERS = (
    "ma fille a 14 ans", "mon fils de 15 ans m'énerve", "mes enfants ont 12 et 15 ans", "mon chien a 14 ans",
    "un whisky 12 ans", "ma voiture est de 2012", "mon fils est né en 2012", "son fils est en 3e", "ce jean a 15 ans",
    "un ado de 15 ans a été retrouvé", "ma soeur est née en 2011", "mon petit frère est mineur", "my daughter is 14",
    "my son is 15 years old", "a 12 year old scotch", "my stepson is 16", "he's 15", "my kids are 12 and 15",
    "i have a 15 year old", "her son is in year 9", "my little brother is a minor", "the house is 12 years old",
)  # fmt: skip
PAST_AND_JOKES = (
    "quand j'avais 15 ans", "à l'époque j'avais 16 ans", "j'ai eu mon fils à 17 ans", "quand j'étais en 3e",
    "dans ma tête j'ai encore 12 ans", "ds ma tete jai 12 ans", "on dirait que j'ai 12 ans", "comme un gosse de 12 ans", "vers 15 ans je lisais",
    "j'ai l'impression d'avoir 15 ans", "j'ai la mentalité d'un gosse de 14 ans", "i was 15 when it came out", "i left school at 16",
    "i feel like im 15", "i act like a 12 year old", "people think im 15", "im 15 at heart", "mentally im 13",
    "in 8th grade i broke my arm", "since i was 13", "im not 15 anymore", "i wish i was 15 again",
)  # fmt: skip
QUOTES_AND_QUESTIONS = (
    'il m\'écrit "j\'ai 15 ans"', "elle m'a dit j'ai 15 ans", 'le film "j\'ai 15 ans"', "t'as 14 ans ?", "tu es majeure ?",
    "t'es mineur ?", "tu as 12 ans ou quoi", "pas de mineurs svp", "interdit aux moins de 18 ans", "-18 s'abstenir",
    "moins de 18 ans s'abstenir", "je parle pas aux moins de 25 ans", "he said im 15", '"i\'m 15" is a great song',
    "are you over 18?", "no minors please", "no one under 18", "under 18s not allowed", "minors dni", "looking for 30+",
    "if you are a minor please leave", "the song im sixteen going on seventeen",
)  # fmt: skip
OTHER_NUMBERS = (
    "j'ai 15 minutes de pause", "j'ai 15 euros sur moi", "rdv à 16h", "15h lyon part dieu", "14e étage", "15/20 pas mal",
    "il fait 14 degrés", "j'ai 16 chats", "page 14", "saison 12 épisode 14", "15 - 12 à la mi-temps", "15% de remise",
    "la ligne 14 est en panne", "le f16 est un avion", "j'en ai 15", "je chausse du 42", "XV de france ce soir",
    "im 15 minutes away", "im 13 weeks pregnant", "im 14 hours ahead", "i'll be 15 minutes", "15 all", "iphone 15",
    "im 12 and 3 this season", "im 15 on the list", "f150 truck", "size 14", "15 of us", "im on page 15",
    "its gonna be 16 tomorrow", "je suis dans le 14e", "kids under 15 eat free",
)  # fmt: skip
SCHOOLS_AND_WORDS = (
    "je suis prof en 4e", "j'enseigne en 6e", "je suis AED en collège", "je suis en 3e année d'infirmière",
    "je suis en première année de master", "je voyage en première classe", "je suis en seconde position",
    "je bosse au collège", "un accord de do mineur", "un problème mineur", "mon père était mineur de fond",
    "je suis mineur dans une mine", "je suis majeur", "j'ai 18 ans", "i teach 8th grade", "im a high school teacher",
    "im a teacher in year 9", "im in year 2 of my degree", "freshman in college", "song in d minor", "a minor issue",
    "im in the minor leagues", "my minor is in history", "im an adult", "im 18",
)  # fmt: skip


@pytest.mark.parametrize(
    "text", [*DURATIONS, *OF_OTHERS, *PAST_AND_JOKES, *QUOTES_AND_QUESTIONS, *OTHER_NUMBERS, *SCHOOLS_AND_WORDS]
)
def test_what_is_no_age_of_ones_own_is_left_alone(text: str) -> None:
    """Durations, others, memories, jokes, quotes, warnings, other figures, teachers and students are not minors."""
    assert not is_minor(text)
