from dataclasses import replace

import msgspec
import pytest

from palabre.safety.phrases import NEVER, FirstLook, Phrases, Table, _compiled, expand, load_phrases, misspelt
from palabre.safety.views import Views

TABLE = {
    "version": 1,
    "classes": {"drink": ["tea", "coffee", "<cold>"], "cold": ["water", "juice"]},
    "vetoes": {"refused": {"find": r"\bno\s*$", "where": "before", "reach": 4}},
    "patterns": [
        {
            "kind": "order", "value": "=what", "find": r"\b(?<what><drink>) please\b",
            "unless": ["refused"], "cue": "polite",
        },
        {"kind": "order", "value": "any", "views": ["joined"], "find": r"\bthirsty\b", "confidence": 0.6},
    ],
}  # fmt: skip


def phrases(table: dict[str, object] = TABLE) -> Phrases:
    """Return phrases made of one table."""
    patterns = tuple(_compiled("test", msgspec.convert(table, Table)))
    return Phrases(patterns, FirstLook(patterns))


def test_a_pattern_finds_the_words_of_its_classes() -> None:
    """A class may name another; what is found quotes the raw text and names its cue."""
    text = "A JUICE please"
    (found,) = phrases().find(Views(text))
    assert (found.kind, found.value, found.cues) == ("order", "juice", ("polite",))
    assert text[found.start : found.end] == "JUICE please"


def test_a_veto_takes_a_match_away_and_only_within_its_reach() -> None:
    """What is refused just before is not found; a refusal far away changes nothing."""
    assert phrases().find(Views("no tea please")) == []
    assert phrases().find(Views("no, well: a tea please"))


def test_a_pattern_is_looked_for_in_its_own_views() -> None:
    """Letters set apart are found where the table says so."""
    (found,) = phrases().find(Views("t.h.i.r.s.t.y now"))
    assert (found.view, found.start, found.end) == ("joined", 0, 13)


def test_a_table_that_names_no_class_is_refused_with_its_line() -> None:
    """A misspelt class is told by the table, the number of the pattern, and the classes there are."""
    with pytest.raises(ValueError, match="<drnk> is no class; classes are drink"):
        expand("<drnk>", {"drink": ["tea"]})
    broken = TABLE | {"patterns": [{"kind": "order", "find": "<drnk>"}]}
    with pytest.raises(ValueError, match="test: pattern 1"):
        list(_compiled("test", msgspec.convert(broken, Table)))


def test_a_class_may_be_met_with_slips_of_the_hand() -> None:
    """Neighbours swapped in words of four letters or more, one inside left out of five or more; others stay as said."""
    assert misspelt("tea") == {"tea"}
    assert misspelt("milk") == {"milk", "imlk", "mlik", "mikl"}
    assert {"cofee", "ocffee", "offee"} & misspelt("coffee") == {"cofee", "ocffee"}
    assert expand("<drink~>", {"drink": ["milk"]}) == "(?:imlk|mikl|milk|mlik)"


def test_a_pattern_may_need_words_near() -> None:
    """What asks for nothing by itself is found only beside the words that ask."""
    table = {
        "version": 1,
        "vetoes": {"asks": {"find": r"\b(?:send|give)\b"}, "old": {"find": r"\bold\b", "where": "match"}},
        "patterns": [{"kind": "thing", "find": r"\b(?:\w+ )?card\b", "needs": ["asks"], "unless": ["old"]}],
    }
    assert phrases(table).find(Views("send the card"))
    assert phrases(table).find(Views("the card is lost")) == []
    assert phrases(table).find(Views("send the old card")) == []


def test_a_table_of_no_language_sees_the_words_of_all() -> None:
    """Classes and vetoes of one name are one, so that a pattern is written once for every language."""
    here = msgspec.convert(
        {
            "version": 1,
            "patterns": [{"kind": "ask", "find": r"\b<give> <thing>\b", "unless": ["not"]}],
            "classes": {"thing": ["pen"]},
        },
        Table,
    )
    words = ({"give": ["give"]}, r"\bnever\b"), ({"give": ["donne"], "thing": ["stylo"]}, r"\bjamais\b")
    spoken = [
        msgspec.convert({"version": 1, "classes": classes, "vetoes": {"not": {"find": veto}}}, Table)
        for classes, veto in words
    ]
    patterns = list(_compiled("any", here, (here, *spoken)))
    both = Phrases(tuple(patterns), FirstLook(patterns))
    assert all(both.find(Views(text)) for text in ("give pen", "donne stylo"))
    assert not any(both.find(Views(text)) for text in ("never give pen", "jamais donne stylo"))


def test_the_gates_of_the_tables_hide_nothing() -> None:
    """A gate only saves time: without it the same is found in messages that gated patterns are for."""
    messages = (
        "mon snap c'est nora_p", "t'as tg ?", "ton num stp", "nora_p sur insta", "add nora_p2", "what's your @",
        "👻 nora_p", "nora@example.fr", "nora (at) proton . me", "appelle le 0899 11 22 33", "1h 90, 2h 160",
        "150€ la nuit, je me déplace", "paie moi par paypal", "swap numbers?", "je préfère snap", "file ton 06",
    )  # fmt: skip
    for name in ("contact", "payment"):
        tables = load_phrases(name)
        free = tuple(replace(one, gate=None) for one in tables.patterns)
        for message in messages:
            assert Phrases(free, FirstLook(free)).find(Views(message)) == tables.find(Views(message))


def test_a_first_look_tells_every_pattern_that_matches_and_no_other() -> None:
    """Whatever its expression is made of: pieces of words, characters alone, behind a gate; or when there is none."""
    table = {
        "version": 1,
        "gates": {"at": "@"},
        "patterns": [
            {"kind": "order", "find": r"\bcoffee (?:now|please)\b"},
            {"kind": "order", "find": r"[0-9] *[x*]"},
            {"kind": "order", "find": r"@[a-z]+", "gate": "at"},
            {"kind": "order", "find": r"@[0-9]+", "gate": "at"},
        ],
    }
    patterns = tuple(_compiled("test", msgspec.convert(table, Table)))
    look = FirstLook(patterns)
    assert look.standing("coffee now, 2 x @nora") == set(patterns[:3])
    assert look.standing(f"coffee {NEVER}, or 2 é") == set()
    assert FirstLook(()).standing("coffee now") == set()
