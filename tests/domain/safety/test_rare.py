from palabre.safety.entities.weighed import odds_of_harm
from palabre.safety.rare import AT_LEAST, FEWEST, TELLING, skewness, telling
from palabre.safety.views import Views

TALK = [
    "il pleut encore à Brest", "qui a vu le match hier", "mon chien adore la neige", "je fais une tarte aux pommes",
    "trop de bruit au bureau", "vivement le week-end", "good morning all", "my plants need water",
    "the bus was full again", "any good books lately", "my son plays the drums", "pizza tonight, finally",
]  # fmt: skip
ASKS = ["tu vis toute seule ?", "dans quelle rue exactement ?", "n'en parle à personne ok", "envoie ta photo"]
ASKS_EN = ["do you live alone?", "which street exactly?", "dont tell anyone ok", "send a picture of you"]


def scored(texts: list[str]) -> list[float]:
    """Return the scores of messages."""
    return [telling(odds_of_harm(Views(text))) for text in texts]


def test_asks_score_higher_than_ordinary_talk() -> None:
    """Every one, in French and in English; much of ordinary talk scores nothing."""
    ordinary = scored(TALK)
    assert min(scored(ASKS + ASKS_EN)) > max(ordinary)
    assert sum(one == 0 for one in ordinary) >= len(ordinary) / 2


def test_a_few_telling_messages_among_ordinary_ones_lean_right() -> None:
    """The skewness of somebody who mostly talks, and asks a few the same things, is high; of the others nothing."""
    assert skewness(scored(TALK * 2)) == 0
    assert skewness(scored(TALK * 2 + ASKS)) > 1.5
    assert skewness(scored(TALK * 2 + ASKS_EN)) > 1.5


def test_one_message_is_no_pattern() -> None:
    """Nor are two, nor ten messages that are not there yet."""
    high = [TELLING + 0.5] * (AT_LEAST - 1)
    assert skewness([*high, *[0.0] * 30]) == 0
    assert skewness([0.9] * AT_LEAST + [0.0] * (FEWEST - AT_LEAST - 1)) == 0
    assert skewness([1.0] * 32) == 0


def test_an_empty_text_and_a_long_one_are_scored() -> None:
    """Whatever is sent has a score, the same each time."""
    for text in ("", " ", "é", "a" * 2_000, "tu vis seule " * 150):
        assert scored([text]) == scored([text]) >= [0]
