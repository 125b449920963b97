import phonenumbers
import pytest

from palabre.safety.entities import extract
from palabre.safety.entities.contact import find_contacts
from palabre.safety.model import Context, Entity
from palabre.safety.views import Views

GIVEN = {
    "phone": (
        "mon portable c'est le 06 39 98 41 07",
        "+33 6 39 98 41 07 si besoin",
        "0639.98.41.07",
        "zéro six trente-neuf quatre-vingt-dix-huit quarante et un zéro sept",
        "06 bon 39 alors 98 puis 41 enfin 07",
        "0️⃣6️⃣ 3️⃣9️⃣ 9️⃣8️⃣ 4️⃣1️⃣ 0️⃣7️⃣",
        "O6 39 98 4l o7",
        "call me 07700 900482",
        "oh double seven double oh nine double oh four eight two",
        "(646) 555-0134 is my cell",
        "mijn nummer is +32 470 55 66 77",
    ),
    "email": (
        "nora.petit@example.fr",
        "écris à nora_p arobase hotmail point fr",
        "nora_p (at) proton (dot) me",
        "write to nora.p at yahoo dot com",
        "n o r a @ g m a i l . c o m",
    ),
    "handle": (
        "mon snap c'est nora_p17x",
        "telegram : nora_voyage",
        "1nsta nora.dessin_",
        "👻 nora_p",
        "\u0455n\u0430\u0440 nora_p2",
        "t.e.l.e.g.r.a.m @nora_p",
        "nora_paints on instagram, say hi",
        "find me on discord nora#4821",
        "t.me/nora_p",
        "same username on insta",
    ),
    "ask_move": (
        "t'aurais pas telegram ?",
        "on continue sur whatsapp ?",
        "allez viens sur s.n.a.p",
        "c'est plus simple sur signal pour discuter",
        "slt snap ?",
        "let's move to whatsapp",
        "u got snap?",
        "dm me on insta",
        "t3l3gram?",
        "can we talk somewhere else?",
    ),
}
ORDINARY = (
    "snapchat est encore en panne",
    "j'ai désinstallé insta en mars",
    "pas de telegram pour moi, désolée",
    "je ne donne jamais mon numéro",
    "on m'a demandé mon insta trois fois ce soir",
    "elle a trouvé l'annonce sur facebook",
    "la commande 0639984107 est perdue",
    "le siret est 812 345 678 00019",
    "score final 21-06 21-12 15-13",
    "de 06h30 à 12h45 puis de 14h00 à 18h15",
    "le 3018 répond tous les jours, et le 112 la nuit",
    "sos amitié c'est le 09 72 39 40 50",
    "il y avait un fantôme 👻 dans le film",
    "tu as raison @nora_p",
    "un signal faible dans le tunnel",
    "session de yoga à 18h30",
    "un deux trois quatre cinq six sept huit neuf dix",
    "whatsapp is down for everyone",
    "i never share my number with strangers",
    "some guy wanted my snap after two messages",
    "oh snap, a cold snap again",
    "call me old fashioned but i like letters",
    "order 6465550134 has not arrived",
    "samaritans are on 116 123",
    "what a goal from number 9",
    "at this point dot com was everything",
    "the line between work and play",
    "population 67 000 000 in 2019",
)


def contacts(text: str, context: Context | None = None) -> list[Entity]:
    """Return the contact entities of a text."""
    return [one for one in find_contacts(Views(text), context or Context()) if one.kind == "contact"]


@pytest.mark.parametrize(("value", "text"), [(value, text) for value, texts in GIVEN.items() for text in texts])
def test_what_takes_people_elsewhere_is_found(value: str, text: str) -> None:
    """Numbers, addresses, handles and asks are found in French and English, plain or disguised."""
    assert value in {one.value for one in contacts(text)}


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_talk_holds_no_contact(text: str) -> None:
    """Refusals, talk of a service, help lines, references, dates, scores and names are no contact."""
    assert contacts(text) == []


def test_what_is_found_quotes_the_raw_text() -> None:
    """A number disguised by signs and a handle drawn in another script are told at their places in what was sent."""
    text = "alors ⓪⑥ ③⑨ ⑨⑧ ④① ⓪⑦ ?"
    (found,) = contacts(text)
    assert text[found.start : found.end] == "⓪⑥ ③⑨ ⑨⑧ ④① ⓪⑦"


def test_a_name_of_somebody_here_is_no_handle() -> None:
    """What is somebody's name in this chat may stand beside the name of a service."""
    text = "telegram @nora_p"
    assert contacts(text)
    assert contacts(text, Context(names=("Nora_P",))) == []


@pytest.mark.parametrize("reply", ["nora_p", "c'est noravoyage avec un s", "it's noravoyage", "ok, nora.p add me"])
def test_a_reply_to_somebody_who_asked_is_a_handle(reply: str) -> None:
    """A word that is nothing by itself is a handle once somebody has asked for one, and only then."""
    assert contacts(reply, Context(asked=("age", "handle")))
    assert contacts(reply, Context(asked=("age",))) == []


@pytest.mark.parametrize("reply", ["non merci", "pourquoi ?", "peut-être plus tard", "never", "why?", "maybe later"])
def test_a_refusal_gives_no_handle(reply: str) -> None:
    """Somebody who was asked and gives nothing has given nothing."""
    assert contacts(reply, Context(asked=("handle",))) == []


def test_the_beginning_of_a_number_counts_once_one_was_asked() -> None:
    """Somebody asked for a number may give it in pieces."""
    assert contacts("06 39 puis la suite", Context(asked=("number",)))
    assert contacts("06 39 puis la suite") == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("handle", "t'as insta ?"),
        ("handle", "what's your snap"),
        ("handle", "ton pseudo telegram ?"),
        ("number", "tu me donnes ton numéro ?"),
        ("number", "send me your number"),
    ],
)
def test_a_question_for_a_contact_tells_its_kind(kind: str, text: str) -> None:
    """The reply is read by the kind of the question that was put."""
    assert kind in {one.value for one in extract(Views(text)) if one.kind == "question"}


def test_the_parser_of_numbers_is_asked_only_where_figures_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ordinary messages, even with a few figures, cost no parsing; a hostile one costs little."""
    asked: list[str] = []
    parse = phonenumbers.parse

    def counted(number: str, region: str | None = None) -> phonenumbers.PhoneNumber:
        asked.append(number)
        return parse(number, region)

    monkeypatch.setattr(phonenumbers, "parse", counted)
    for text in (*ORDINARY[:6], "le train de 8h12 a 20 minutes", "rdv le 12/06/2024 à 18h30"):
        contacts(text)
    assert asked == []
    assert contacts("06 39 98 41 07")
    assert 0 < len(asked) <= 2
    asked.clear()
    for hostile in ("1 " * 1_000, "06 12 " * 333, "+33 " * 500, "o1" * 1_000):
        contacts(hostile)
    assert len(asked) == 0


@pytest.mark.parametrize("piece", ["a_", "snap ", "a@", "t'as ", "👻", "a at b dot ", "06 ou "])
def test_a_text_full_of_one_piece_answers_within_bounds(piece: str) -> None:
    """Two thousand characters of what patterns begin with give few entities, in order."""
    found = find_contacts(Views((piece * 2_000)[:2_000]), Context())
    assert len(found) <= 200
    assert found == sorted(found, key=lambda one: (one.start, one.kind, str(one.value), one.end))
