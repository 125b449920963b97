"""A statement of reasons tells everything that the law asks, in words that people understand (DSA 17)."""

import itertools
import re

import pytest
from msgspec.structs import replace

from palabre.kernel.clock import DAY
from palabre.kernel.ids import MemberId
from palabre.moderation import terms
from palabre.moderation.covers import COVERED
from palabre.moderation.decisions import VIOLATIONS, Decision, Imposed, Means, Outcome, Source
from palabre.moderation.laws import CHILDREN, laws
from palabre.moderation.model import Priority
from palabre.moderation.notices import ItemKind
from palabre.moderation.statements import LANGUAGES, Element, composed, sentence, template

NOW = 1_795_000_000_000
WORDS = "Vous avez insisté dans le salon, après un refus clair."
CLAUSES = tuple(one.id for one in terms.current().clauses)
LAWS = tuple(laws("fr"))
GROUNDS = (*CLAUSES, *LAWS)
SENTENCE_LONGEST = 26  # words; B1 is read without going back
WORDS_A_SENTENCE = 13  # on average


def decided(ground: str = "respect", *means: Means, source: Source = Source.ARTICLE_16) -> Decision:
    """Return a decision with a ground, what it imposes, and how the house came to look."""
    imposed = tuple(
        Imposed(one.value, one, NOW + DAY if one is Means.SUSPEND else 0, "message-id")
        for one in means or (Means.HIDE,)
    )
    outcome = Outcome.VIOLATION_ILLEGAL if ground in LAWS else Outcome.VIOLATION_TERMS
    return Decision(
        "decision", "case", MemberId("ada"), outcome, Priority.P2, source, "m-1", NOW, NOW, WORDS, ground, "1", imposed,
        quote="encore moi", item_at=NOW - DAY,
    )  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_ground_means_and_source_has_its_template(lang: str) -> None:
    """One for each clause or law, each restriction, each source: none is missing, none is empty, none alike."""
    seen = [template(lang, *one, "1") for one in itertools.product(GROUNDS, Means, Source)]
    assert len(set(seen)) == len(seen) == len(GROUNDS) * len(Means) * len(Source)
    assert all(
        part and "{" not in part for one in seen for part in (one.title, one.done, one.still, one.ground, one.why)
    )


OBJECTS = list(itertools.product((Means.HIDE, Means.REMOVE), sorted(COVERED)))


@pytest.mark.parametrize(("means", "what"), OBJECTS)
def test_a_card_and_a_name_are_not_called_a_message(means: Means, what: ItemKind) -> None:
    """What is hidden or removed is said by its own word, quoted, in both languages, in every element of the law."""
    imposed = (Imposed("one", means, 0, "some-id", what=what),)
    statement = composed("ABCD", replace(decided(), imposed=imposed))
    for lang in LANGUAGES:
        text = statement.text(lang)
        assert {line.element for line in text.lines} == set(Element)
        said = [text.title, *(one.text for one in text.lines if one.element in {Element.RESTRICTION, Element.ITEM})]
        assert not any("message" in one.lower() for one in said)
        assert "encore moi" in said[-1]
        sentences = re.split(r"(?<=[.!?…]) ", " ".join(said))
        assert max(len(one.split()) for one in sentences) <= SENTENCE_LONGEST


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_languages_have_the_same_laws_and_parts(lang: str) -> None:
    """Nothing is said in one language alone."""
    assert set(laws(lang)) == set(laws("fr"))


@pytest.mark.parametrize(("ground", "means"), list(itertools.product(GROUNDS, Means)))
def test_every_statement_has_every_element_of_the_law(ground: str, means: Means) -> None:
    """DSA 17(3)(a) to (f), the reference and a human: in both languages, for whatever is decided."""
    statement = composed("ABCD", decided(ground, means))
    for lang in LANGUAGES:
        lines = statement.text(lang).lines
        assert {line.element for line in lines} == set(Element)
        assert all(line.text.strip() and "{" not in line.text for line in lines)


def test_a_statement_says_what_was_done_where_and_until_when() -> None:
    """17(3)(a): restriction, territory, start and end, or that there is none."""
    text = composed("ABCD", decided("respect", Means.HIDE, Means.SUSPEND)).fr
    said = [
        line.text for line in text.lines if line.element in {Element.RESTRICTION, Element.DURATION, Element.TERRITORY}
    ]
    assert said == [
        "Nous avons caché votre message. Personne ne le voit plus.",
        "Elle commence le 18 novembre 2026 à 12 h 06 (heure de Paris). Elle n’a pas de date de fin.",
        "Vous ne pouvez plus entrer sur Palabre.",
        (
            "Elle commence le 18 novembre 2026 à 12 h 06 (heure de Paris)"
            " et finit le 19 novembre 2026 à 12 h 06 (heure de Paris)."
        ),
        "Cette mesure vaut partout.",
    ]
    assert text.title == "Votre accès est suspendu"


def test_the_item_is_quoted_and_nothing_of_children_is() -> None:
    """The person sees which words; what exploits a child is dated and never copied (section 12)."""
    assert "encore moi" in repr(composed("ABCD", decided("respect")))
    for law in CHILDREN:
        assert "encore moi" not in repr(composed("ABCD", decided(law)))
    account = replace(decided("respect", Means.WARNING), item_at=0, quote="")
    assert "et non d’un seul message" in repr(composed("ABCD", account).fr)


@pytest.mark.parametrize("outcome", [one for one in Outcome if one not in VIOLATIONS])
def test_no_measure_has_its_reason_too(outcome: Outcome) -> None:
    """16(5): a notice that is not followed is answered with why, and with the ways to contest."""
    answer = composed("ABCD", replace(decided(), outcome=outcome, imposed=(), basis=""))
    wanted = {
        Element.WHY,
        Element.FACTS,
        Element.FOUND,
        Element.DECIDED,
        Element.COMPLAINT,
        Element.OUT_OF_COURT,
        Element.COURTS,
    }
    for lang in LANGUAGES:
        assert wanted <= {line.element for line in answer.text(lang).lines}
    assert all(sentence(replace(decided(), outcome=outcome, imposed=(), basis="")).values())


@pytest.mark.parametrize("source", Source)
def test_nobody_learns_who_reported(source: Source) -> None:
    """Section 21(5): how the house came to look, never through whom."""
    for lang in LANGUAGES:
        said = template(lang, "respect", Means.HIDE, source, "1").source
        assert not re.search(r"\b(?:par (?!un )|by (?!a ))", said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_are_short_enough_for_b1(lang: str) -> None:
    """No sentence of more than twenty-six words, thirteen on average, whatever the ground and the means."""
    counts = []
    for ground, means in itertools.product(GROUNDS, Means):
        text = composed("ABCD", decided(ground, means)).text(lang)
        said = " ".join((text.still, *(line.text for line in text.lines if line.element is not Element.ITEM)))
        counts += [len(one.split()) for one in re.split(r"(?<=[.?!:»”])\s", said) if one.strip()]
    assert max(counts) <= SENTENCE_LONGEST
    assert sum(counts) / len(counts) <= WORDS_A_SENTENCE


def test_a_statement_fits_one_page() -> None:
    """With the longest words that a moderator may add it stays under 3,500 characters beside them."""
    longest = max(len("".join(line.text for line in composed("A", decided(g, *Means)).fr.lines)) for g in GROUNDS)
    assert longest <= 3_500
