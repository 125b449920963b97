import re
from collections.abc import Sequence

import pytest

from domain.safety.dialogue_rows import dialogues
from palabre.safety.dialogue import judge_dialogue
from palabre.safety.entities import extract
from palabre.safety.model import Context, Entity
from palabre.safety.views import Views

SERVICE = re.compile(
    r"\b(?:snap|insta|telegram|tg|discord|whatsapp|ton num|ton 06|text me|email me|(?:your|my|a) number)\b"
)
AGE = re.compile(r"\b(?:im|j'ai) (1[0-7])\b")
QUIET = {"none", "none_after_disclosure"}


def read(views: Views, context: Context) -> Sequence[Entity]:
    """Return what is found, with a plain stand-in for ages and contacts, so that only the judging is tested here."""
    found = [one for one in extract(views, context) if one.kind not in {"age_self", "contact"}]
    text = views.plain.text
    ages = [Entity("age_self", int(match[1]), *match.span()) for match in AGE.finditer(text)]
    return [*found, *ages, *(Entity("contact", "ask_move", *match.span()) for match in SERVICE.finditer(text))]


@pytest.mark.parametrize(("label", "turns"), dialogues())
def test_a_conversation_is_judged_for_what_it_is(label: str, turns: list[tuple[str, str]]) -> None:
    """What goes to harm is told by its last message, what is ordinary or right never is."""
    judged, turn = judge_dialogue(turns, "A", read)
    assert (judged in QUIET) == (label in QUIET)
    assert turn <= len(turns) - 1
    if label in QUIET or label == "continues_after_disclosure":
        assert judged == label


def test_most_conversations_are_called_by_their_name() -> None:
    """Nine in ten of those that go to harm."""
    harmful = [(label, turns) for label, turns in dialogues() if label not in QUIET]
    right = sum(judge_dialogue(turns, "A", read)[0] == label for label, turns in harmful)
    assert right >= 0.9 * len(harmful)


@pytest.mark.parametrize(
    "text", ["tu vis seule ?", "efface tout", "viens seule", "envoie une photo de toi", "quelle rue ?"]
)
def test_no_single_message_of_a_stage_decides(text: str) -> None:
    """Neither as the first message nor after greetings."""
    assert judge_dialogue([("A", text)], "A", read) == ("none", 0)
    assert judge_dialogue([("A", "salut"), ("B", "coucou"), ("A", text)], "A", read)[0] == "none"


def test_a_plain_threat_decides_by_itself() -> None:
    """Pay or else needs no second message."""
    assert judge_dialogue([("A", "paye ou je publie tes photos")], "A", read) == ("blackmail_threat", 0)


def test_the_other_is_not_judged() -> None:
    """The same words of B say nothing of A."""
    turns = [("A", "salut"), ("B", "tu vis seule ?"), ("A", "oui"), ("B", "quelle rue exactement ?"), ("A", "hm")]
    assert judge_dialogue(turns, "A", read)[0] == "none"
    assert judge_dialogue(turns, "B", read) == ("info_gathering", 3)


def test_who_agrees_is_not_pressed_to_leave() -> None:
    """A contact asked for and given is a choice of two adults."""
    assert judge_dialogue([("A", "t'as insta ?"), ("B", "oui"), ("A", "c'est quoi ton insta")], "A", read)[0] == "none"
    assert judge_dialogue([("A", "t'as insta ?"), ("B", "non"), ("A", "ton insta stp")], "A", read) == (
        "off_platform_pressure", 2,
    )  # fmt: skip


def test_going_on_passes_before_what_was_decided() -> None:
    """Told that the other is a minor, any further talk is the priority, at its own turn."""
    turns = [("A", "tu vis seule ?"), ("B", "oui"), ("A", "quelle rue ?"), ("B", "j'ai 15 ans"), ("A", "et alors")]
    assert judge_dialogue(turns, "A", read) == ("continues_after_disclosure", 4)


RIGHT = [
    "désolé, t'es trop jeune pour être ici",
    "faut que tu partes",
    "je coupe la conversation",
    "on ne peut pas discuter",
    "ah non, pas avec les mineurs",
    "je t'ai signalé aux modérateurs pour qu'on te protège",
    "il faut le dire à tes parents",
    "je mets fin à la discussion",
    "appelle le 119 si ça va pas",
    "youre too young for this site",
    "minors arent allowed",
    "im not talking to a minor",
    "i flagged this to the moderators",
    "you have to be 18 to be here",
    "please close this page and tell your mom",
    "nope im done here",
    "ending this now",
    "this isnt safe for you",
]
WRONG = [
    "ça reste entre nous, je dirai rien à la modération",
    "je te laisse pas partir",
    "on va ailleurs",
    "je vais pas te signaler",
    "tu devrais partir avec moi",
    "bonne nuit ma belle, à demain ?",
    "au revoir ? non reste",
    "t'es mignonne",
    "ok à plus, on reparle demain",
    "dont leave",
    "lets go somewhere private",
    "im going to keep talking to you",
    "bye, write me later ok",
    "i wont tell",
    "you can stay if you want",
    "ok bye, whats your insta",
]


@pytest.mark.parametrize("text", RIGHT)
def test_leaving_warning_and_reporting_are_right(text: str) -> None:
    """Who says so on learning an age is never punished."""
    assert judge_dialogue([("A", "salut"), ("B", "j'ai 15 ans"), ("A", text)], "A", read)[0] == "none_after_disclosure"


@pytest.mark.parametrize("text", WRONG)
def test_a_goodbye_that_goes_on_is_none(text: str) -> None:
    """Words of leaving beside an ask, a wish to meet again or against reporting are going on."""
    judged = judge_dialogue([("A", "salut"), ("B", "j'ai 15 ans"), ("A", text)], "A", read)
    assert judged == ("continues_after_disclosure", 2)
