"""Further ways to ask for money: roundabout, against love or a meeting, by fees, and the honest talk beside them."""

# ruff: noqa: E501 - examples stand side by side
import pytest

from palabre.safety.entities.payment import find_payments
from palabre.safety.model import Context
from palabre.safety.views import Views

LENDING = (
    "ya moyen que tu me files 30 euros", "ça te dérange de m'envoyer 40 euros", "tu pe me prété 50", "je te rembourse promis juste 50",
    "juste 20 euros bébé", "je dois payer mon loyer tu peux m'aider", "c'est délicat de te demander mais il me faudrait 60 euros",
    "would you mind sending me 30", "any chance you could send 40", "i'll pay you back i promise just 50", "just 20 babe",
    "my rent is due can you help", "stuck in rome with no money", "they're holding my passport until i pay",
)  # fmt: skip
TOKENS = (
    "recharge mon téléphone stp", "mets moi du crédit et je t'appelle", "achète moi des diamants free fire",
    "carte cadeau contre photos", "50 en tickets avant", "dès que j'ai la recharge je te rejoins", "sans le code je ne viens pas",
    "send me airtime", "top up my phone so i can call", "buy me robux", "once i get the card i'll come", "gift card for pics",
    "go to a store and grab a card and send the code", "treat me to a steam card",
)  # fmt: skip
TESTS_AND_FEES = (
    "si tu m'aimes paye mon billet", "prouve que t'es sérieux envoie une carte", "badge de sécurité à 30 avant rencontre",
    "acompte obligatoire avant rdv", "tu seras remboursé quand on se verra", "j'ai un paquet pour toi, la douane demande 80",
    "if you love me pay my ticket", "get a safety badge before we meet", "deposit required before i come", "you'll be refunded when we meet",
    "prove you're real with a card", "free puppy just pay the shipping",
)  # fmt: skip
GAINS_AND_THREATS = (
    "double ton argent en 24h", "place 500 et chaque semaine tu touches 200", "une appli qui te rapporte 100 par jour",
    "je te vire 900 tu me rends 700", "je supprime la vidéo si tu envoies 300", "double your money in a day", "a bot that makes 100 a day",
    "i'll send 900 you send back 700", "i'll delete the video if you send 300", "envoie les usdt sur ce portefeuille",
)  # fmt: skip
HONEST = (
    "je te rends les 20 euros que je te dois", "tu peux me prêter ton livre", "j'ai ma carte de membre au club", "mes enfants ont faim je cuisine",
    "acompte obligatoire chez le tatoueur", "mon fils veut des robux", "juste 20 minutes stp", "envoie 2 photos de la rando",
    "je recharge mon téléphone", "si tu m'aimes viens me chercher", "j'ai transféré mes bitcoins sur mon wallet", "j'ai prêté 30 euros à un ami",
    "j'ai doublé mon salaire", "je supprime la conversation quand tu pars", "mon colis est bloqué à la douane", "tu payes le resto je paye le ciné",
    "i'll give you back your book", "deposit required at the tattoo place", "just 20 minutes please", "send me 5 songs", "my son wants robux",
    "can you spot me on the bench", "my phone bill is 40", "if you love me come over", "i doubled my salary", "rent is due tomorrow ugh",
    "i'll delete the chat when you leave", "customs is holding my package", "could i borrow your drill", "i sent 20 to my mum",
)  # fmt: skip


def asks(text: str) -> bool:
    """Whether a text asks its reader for money, probably or certainly."""
    return any(one.kind == "payment" and one.confidence >= 0.6 for one in find_payments(Views(text), Context()))


@pytest.mark.parametrize("text", [*LENDING, *TOKENS, *TESTS_AND_FEES, *GAINS_AND_THREATS])
def test_further_ways_to_ask_for_money_are_found(text: str) -> None:
    """Money asked by a favour, a token, a test of love, a fee, a gain or a threat is found (safety engine section 4)."""
    assert asks(text)


@pytest.mark.parametrize("text", HONEST)
def test_honest_talk_of_money_asks_nothing(text: str) -> None:
    """Debts paid back, own purchases, favours without money and complaints are no demand."""
    assert not asks(text)
