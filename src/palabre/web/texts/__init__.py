"""Sentences of the server-rendered pages, French first, English complete."""

from collections.abc import Mapping
from typing import Literal

from palabre.web.texts.en import EN
from palabre.web.texts.fr import FR

Lang = Literal["fr", "en"]


def texts(lang: Lang) -> Mapping[str, str]:
    """Return every sentence of a language, by key."""
    return FR if lang == "fr" else EN
