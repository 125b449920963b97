import pytest

from palabre.safety.entities import extract
from palabre.safety.entities.payment import find_payments
from palabre.safety.model import Context
from palabre.safety.views import Views

ASKED = {
    "voucher": (
        "prends une recharge transcash au tabac et envoie moi le code",
        "une paysafecard de 50 et je débloque ma cam",
        "n3osurf d'abord, après je viens",
        "get a steam card and send me the numbers",
        "i only accept gift cards",
    ),
    "crypto": ("fais moi un dépôt de 80 en usdt", "i can double your bitcoin by tonight", "send 90 in btc first"),
    "sms_code": (
        "tu vas recevoir un code par sms, donne le moi",
        "renvoie moi les 6 chiffres du code stp",
        "read me the verification code you just got",
    ),
    "premium_number": ("appelle moi vite au 0899 55 44 33", "envoie COEUR au 8 34 56", "text LUCK to 82345"),
    "mule": (
        "prête moi ton compte bancaire pour un virement, tu gardes 15%",
        "can you receive a transfer on your account and keep 80",
    ),
    "investment": ("place 300 sur ma plateforme, bénéfice garanti", "turn 50 into 900, guaranteed profit, dm me"),
    "emergency": (
        "avance moi 60€ pour mon billet",
        "je suis bloquée à la frontière, tu peux m'envoyer de l'argent",
        "could you lend me 70 for gas",
    ),
    "extortion": (
        "verse 400 ou ta famille reçoit les captures",
        "si tu payes pas je publie tout",
        "send 600 or everyone sees the pictures",
    ),
    "parcel": ("votre colis est retenu, réglez 2,49€ de frais", "your parcel is on hold, pay the 1.50 fee"),
    "fake_support": (
        "service client : communiquez votre mot de passe",
        "support team here, send me your password",
        "je suis modérateur, donne le code secret de ta carte",
    ),
}
UNASKED = (
    "j'ai acheté une carte cadeau pour ma nièce",
    "attention aux arnaques aux tickets transcash",
    "on m'a réclamé une pcs hier, j'ai signalé",
    "ne donnez jamais un code neosurf",
    "ma carte steam est périmée",
    "le bitcoin a triplé depuis deux ans",
    "j'ai pas reçu le code de ma banque",
    "c'est quoi le code de la porte ?",
    "mon colis attend à la douane",
    "j'ai prêté 40€ à ma cousine",
    "il me faut 30 minutes pour venir",
    "mon loyer passe à 700 euros",
    "le support technique m'a rappelé",
    "info escroqueries c'est le 0 805 805 817",
    "my aunt sent me a gift card",
    "never share a gift card code",
    "bitcoin is down again",
    "i forgot my password",
    "my parcel is late",
    "give me ten minutes",
    "i need 300 grams of sugar",
    "pay the bill or they cut the water",
    "text HOME to 741741 if you need to talk",
    "someone asked me for crypto, obvious scam",
)
PRICED = (
    "120 roses l'heure",
    "90 🌹 les 30 min, je reçois",
    "c'est quoi tes tarifs",
    "rencontre tarifée ce soir",
    "cherche homme généreux",
    "contenu exclusif à vendre",
    "1h 130, 2h 220",
    "je te donne 150 si tu viens",
    "v é n a l e ici",
    "how much do you charge for an hour?",
    "my rates start at 90",
    "generous gents only",
    "140 kisses for one hour",
    "selling private content, dm",
    "£70 half hour, £120 hour",
)
UNPRICED = (
    "gros bisous à vous deux",
    "un bouquet de 30 roses pour sa fête",
    "la nounou prend 11€ de l'heure",
    "ma psychologue c'est 55€ la séance",
    "le parking est à 3€ l'heure",
    "les tarifs du train augmentent",
    "mon oncle est généreux",
    "vénales s'abstenir",
    "30 min de marche puis 1h de vélo",
    "je vends mes photos de montagne",
    "that is generous of you",
    "my lawyer charges 200 an hour",
    "interest rates are up",
    "a police escort for the match",
    "parking is 4 an hour",
)


def found(text: str, kind: str) -> set[int | str]:
    """Return the values of the entities of a kind in a text."""
    return {one.value for one in find_payments(Views(text), Context()) if one.kind == kind}


@pytest.mark.parametrize(("value", "text"), [(value, text) for value, texts in ASKED.items() for text in texts])
def test_money_asked_from_the_reader_is_found_with_its_kind(value: str, text: str) -> None:
    """Each kind of trick is found in French and English, plain or disguised."""
    assert value in found(text, "payment")


@pytest.mark.parametrize("text", UNASKED)
def test_own_purchases_and_warnings_ask_nothing(text: str) -> None:
    """What one buys, what one warns of, and what another was asked is no trick."""
    assert found(text, "payment") == set()


@pytest.mark.parametrize("text", PRICED)
def test_prices_for_company_are_found(text: str) -> None:
    """An amount for a time, a word that hides euros, or somebody who asks for prices is an offer."""
    assert found(text, "price_offer")


@pytest.mark.parametrize("text", UNPRICED)
def test_ordinary_prices_are_no_offer(text: str) -> None:
    """Wages, lessons, flowers and generosity are everybody's."""
    assert found(text, "price_offer") == set()


def test_what_is_found_quotes_the_raw_text() -> None:
    """A brand written with other letters is told at its place in what was sent."""
    text = "stp envoie moi tr4nscash vite"
    (one,) = find_payments(Views(text), Context())
    assert text[one.start : one.end] == "tr4nscash"


def test_both_families_are_looked_for_together() -> None:
    """A text that gives a number and asks for money is told of both."""
    kinds = {one.kind for one in extract(Views("envoie moi 50€ par lydia au 06 39 98 41 07"))}
    assert {"contact", "payment"} <= kinds


@pytest.mark.parametrize("piece", ["pcs ", "code ", "send me ", "10€ ", "pay or ", "je vends ", "9" * 40])
def test_a_text_full_of_one_piece_answers_within_bounds(piece: str) -> None:
    """Two thousand characters of what patterns begin with give few entities, in order."""
    entities = find_payments(Views((piece * 2_000)[:2_000]), Context())
    assert len(entities) <= 200
    assert entities == sorted(entities, key=lambda one: (one.start, one.kind, str(one.value), one.end))
