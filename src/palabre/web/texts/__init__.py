"""Sentences of the server-rendered pages, French first, English complete."""

from collections.abc import Mapping
from typing import Literal

from palabre.web.texts.age_en import AGE_EN
from palabre.web.texts.age_fr import AGE_FR
from palabre.web.texts.en import EN
from palabre.web.texts.fr import FR
from palabre.web.texts.measure_en import MEASURE_EN
from palabre.web.texts.measure_fr import MEASURE_FR
from palabre.web.texts.report_en import REPORT_EN
from palabre.web.texts.report_fr import REPORT_FR
from palabre.web.texts.statement_en import STATEMENT_EN
from palabre.web.texts.statement_fr import STATEMENT_FR
from palabre.web.texts.token_en import TOKEN_EN
from palabre.web.texts.token_fr import TOKEN_FR

Lang = Literal["fr", "en"]

ALL: Mapping[Lang, Mapping[str, str]] = {
    "fr": FR | AGE_FR | TOKEN_FR | MEASURE_FR | REPORT_FR | STATEMENT_FR,
    "en": EN | AGE_EN | TOKEN_EN | MEASURE_EN | REPORT_EN | STATEMENT_EN,
}


def texts(lang: Lang) -> Mapping[str, str]:
    """Return every sentence of a language, by key."""
    return ALL[lang]
