"""Words masked for whoever reads reports: those of the tables, in a form that a browser's expressions take too."""

import re

from palabre.safety.slurs import slurs


def test_each_language_has_its_slurs_and_they_stand_alone() -> None:
    """Nothing refers to another class, and only what both kinds of expression read alike is used."""
    found = slurs()
    assert len(found) > 60
    assert [one for one in found if not re.fullmatch(r"[a-z0-9 |?:()\[\]+*-]*(?:\\[swW][?+*]?[a-z ()?:]*)*", one)] == []


def test_a_slur_is_found_in_folded_text_and_an_ordinary_word_is_not() -> None:
    """As a whole word."""
    expression = re.compile(rf"\b(?:{'|'.join(slurs())})\b")
    assert expression.search("quelle garce") is not None
    assert expression.search("une belle garcette") is None
