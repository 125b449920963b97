"""Links of messages: found however written, weighed, and ordinary ones left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.safety.links.rows import ORDINARY, TRICKS, WORDS
from palabre.safety.links import find_links
from palabre.safety.links.patterns import table
from palabre.safety.tables import languages, read_table

RISKY = 0.5
EXAMPLE = "https://exemple.fr/page"


@pytest.mark.parametrize(("text", "reason"), TRICKS)
def test_a_trick_is_seen_and_named(text: str, reason: str) -> None:
    """Each way to hide where a link leads is risky, for the reason that it is."""
    riskiest = max(find_links(text), key=lambda one: one.confidence)
    assert riskiest.confidence >= RISKY
    assert reason in riskiest.cues


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_link_is_found_and_left_alone(text: str) -> None:
    """News, shops, video, maps, code, international names, ports, encoded values: links, none of them risky."""
    found = find_links(text)
    assert found
    assert [one for one in found if one.confidence >= RISKY] == []


@pytest.mark.parametrize("text", WORDS)
def test_words_files_numbers_and_dates_are_no_links(text: str) -> None:
    """What only looks like an address is talk: forgotten spaces, versions, prices, e-mail addresses, abbreviations."""
    assert find_links(text) == ()


def test_tricks_survive_a_sentence_around_them() -> None:
    """What stands before and after takes nothing away."""
    alone = ("clique", "disguised", "host_inside")
    lost = [
        text
        for text, reason in TRICKS
        if reason not in alone and not any(reason in one.cues for one in find_links(f"Bonsoir, regarde : {text}"))
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("text", "host", "words"),
    [
        ("va sur exemple.fr, merci", "exemple.fr", "exemple.fr"),
        ("https://CAFÉ.example/menu !", "xn--caf-dma.example", "https://CAFÉ.example/menu"),
        ("là 😀 https://exemple.fr/a.", "exemple.fr", "https://exemple.fr/a"),
        ("bon : monblog (point) fr !", "monblog.fr", "monblog (point) fr"),
        ("http://exemple.fr@autre.example/", "autre.example", "http://exemple.fr@autre.example/"),
        ("(https://exemple.fr/a_(b))", "exemple.fr", "https://exemple.fr/a_(b)"),
        ("w w w . m o n b l o g . f r", "www.monblog.fr", "w w w . m o n b l o g . f r"),
        ("http://0x7f.1/a", "127.0.0.1", "http://0x7f.1/a"),
    ],
)
def test_a_link_says_its_true_host_and_its_place_in_the_raw_text(text: str, host: str, words: str) -> None:
    """The value is the ASCII host that a browser would contact; the span quotes what was sent."""
    (found,) = find_links(text)
    assert (found.kind, found.value, text[found.start : found.end]) == ("link", host, words)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("https://causerie-connexion.example", "lookalike_site"),
        ("https://causeri.example", "lookalike_site"),
        ("https://causerle.example", "lookalike_site"),
        ("https://causerie.example.login.example", "lookalike_site"),
    ],
)
def test_a_look_alike_of_this_site_is_seen(text: str, reason: str) -> None:
    """Whatever name the operator has, others may not wear it; the site itself may."""
    (found,) = find_links(text, "causerie.example:8443")
    assert reason in found.cues
    assert found.confidence >= RISKY


def test_the_site_itself_is_never_risky() -> None:
    """Its own pages, and those below it."""
    texts = ("https://causerie.example/regles", "https://aide.causerie.example", "causerie.example/regles")
    assert [one.confidence for text in texts for one in find_links(text, "causerie.example")] == [0, 0, 0]


def test_several_links_are_told_in_order() -> None:
    """Each has its own risk."""
    found = find_links("https://bit.ly/abc puis exemple.fr puis https://lemonde.fr")
    assert [(one.value, one.confidence >= RISKY) for one in found] == [
        ("bit.ly", True), ("exemple.fr", False), ("lemonde.fr", False),
    ]  # fmt: skip


def test_more_links_than_are_looked_at_is_a_reason_of_its_own() -> None:
    """A trap cannot hide behind ten ordinary addresses: eleven in one message are risky as they are."""
    ten, eleven = (" ".join(f"https://exemple{n}.fr/a" for n in range(many)) for many in (10, 11))
    assert [one.confidence for one in find_links(ten)] == [0] * 10
    assert {one.cues for one in find_links(eleven)} == {("many_links",)}
    assert {one.confidence >= RISKY for one in find_links(eleven)} == {True}


@given(st.text(max_size=300))
def test_any_text_is_read_without_a_fault_and_twice_alike(text: str) -> None:
    """No text breaks the finder, spans stay inside it, and the same text gives the same answer."""
    found = find_links(text)
    assert found == find_links(text)
    assert all(0 <= one.start < one.end <= len(text) and 0 <= one.confidence <= 1 for one in found)


@given(
    st.lists(
        st.sampled_from(["a", ".", "/", ":", "http", "://", "com", " ", "dot", "@", "%2e", "\uff0e", "[", "]", "()"])
    )
)
def test_pieces_of_addresses_in_any_order_are_read_without_a_fault(pieces: list[str]) -> None:
    """The signs that links are made of, thrown together."""
    text = "".join(pieces)
    assert all(text[one.start : one.end].strip() for one in find_links(text))


def test_every_reason_has_a_score_and_an_example() -> None:
    """No reason of the table is without a row that gives it, but those that an operator's list gives."""
    given_by_lists = {"listed", "perhaps_listed"}
    weak = {
        "local_host",
        "bait_word_host",
        "weak_bait_words",
        "promo_host",
        "affiliate",
        "many_hyphens",
        "many_links",
        "lookalike_site",
    }
    shown = {reason for _, reason in TRICKS}
    assert set(table()["reasons"]) - given_by_lists - weak <= shown
    assert all(0 < score <= 1 for score in table()["reasons"].values())


def test_both_languages_have_the_same_parts() -> None:
    """A third language is one more folder, with the same lists."""
    parts = {language: set(read_table(f"{language}/links")) for language in languages()}
    assert len(parts) >= 2
    assert len({frozenset(one) for one in parts.values()}) == 1


def test_a_mail_written_in_words_is_no_link_and_a_site_is() -> None:
    """What follows an "at" sign is where somebody has their mail."""
    assert find_links("zoe.martin at gmail dot com") == ()
    assert [one.value for one in find_links("look at monblog dot com")] == ["monblog.com"]
