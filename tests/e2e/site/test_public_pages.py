"""Public pages: readable without a session or a script, in two languages."""

import re
from html.parser import HTMLParser
from string import Formatter

import httpx
import pytest

from e2e.running import Running
from palabre.web.pages import PATHS
from palabre.web.public import help_numbers, retention_rows
from palabre.web.texts import ALL, Lang

# The page of the quick exit shows nothing of ours, on purpose.
PAGES = [(name, lang, path) for name, twins in PATHS.items() for lang, path in twins.items() if name != "weather"]


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.lang = ""
        self.links: list[str] = []
        self.inline: list[str] = []
        self.outside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note language, links, and what the content policy would refuse."""
        given = {name: value or "" for name, value in attrs}
        self.lang = given.get("lang", "") if tag == "html" else self.lang
        self.links += [given["href"]] if tag == "a" and "href" in given else []
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        self.inline += ["script"] if tag == "script" and "src" not in given else []
        loaded = given.get("src") or (given.get("href", "") if tag == "link" else "")
        self.outside += [loaded] if re.match(r"(?:https?:)?//", loaded) else []


@pytest.mark.parametrize(("name", "lang", "path"), PAGES, ids=[path for _, _, path in PAGES])
async def test_a_public_page_is_whole_in_its_language(
    http: httpx.AsyncClient, name: str, lang: Lang, path: str
) -> None:
    """It says its language, links to its twin, carries nothing inline and nothing of another site."""
    answer = await http.get(path, headers={"Accept": "text/html"})
    page = Page(answer.text)
    other: Lang = "en" if lang == "fr" else "fr"
    assert (answer.status_code, page.lang, page.inline, page.outside) == (200, lang, [], [])
    assert PATHS[name][other] in page.links
    assert "{" not in re.sub(r"<script.*?</script>", "", answer.text, flags=re.DOTALL)


async def test_every_local_link_of_every_public_page_leads_somewhere(http: httpx.AsyncClient) -> None:
    """No dead link among ourselves."""
    links = {link for _, _, path in PAGES for link in Page((await http.get(path)).text).links if link.startswith("/")}
    dead = [link for link in sorted(links) if (await http.get(link)).status_code not in {200, 303, 403}]
    assert dead == []


async def test_the_help_page_says_every_number(http: httpx.AsyncClient) -> None:
    """Each line of the data can be read and called, in both languages; those for the young are on their page."""
    for lang, path in PATHS["help"].items():
        text = (await http.get(path)).text
        rows = [row for name, group in help_numbers().items() for row in group if name != "minor"]
        assert [row.number for row in rows if row.number not in text] == []
        assert [row.name for row in rows if row.what[lang] not in text or row.hours[lang] not in text] == []


async def test_the_privacy_page_says_every_row(http: httpx.AsyncClient) -> None:
    """What is kept, how long and why: the whole table, in both languages."""
    for lang, path in PATHS["privacy"].items():
        text = (await http.get(path)).text
        assert [cell for row in retention_rows() for cell in row[lang] if cell not in text] == []


async def test_a_demonstration_says_so_on_every_page(http: httpx.AsyncClient) -> None:
    """The banner is on all public pages."""
    assert [path for _, _, path in PAGES if 'data-demo="yes"' not in (await http.get(path)).text] == []


async def test_missing_pages_speak_the_readers_language(http: httpx.AsyncClient) -> None:
    """By the path, else by what the browser prefers."""
    for path, preferred, lang in (
        ("/rien", "fr", "fr"),
        ("/en/nothing", "fr", "en"),
        ("/nothing", "en-GB,fr;q=0.5", "en"),
    ):
        answer = await http.get(path, headers={"Accept-Language": preferred})
        assert (answer.status_code, Page(answer.text).lang) == (404, lang), path


async def test_names_of_the_operator_are_inert(running: Running, http: httpx.AsyncClient) -> None:
    """What an operator writes in the legal notice is text."""
    operator = running.node.site.operator
    object.__setattr__(operator, "name", "<script>alert(1)</script> & Cie")
    text = (await http.get(PATHS["legal"]["fr"])).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Cie" in text


def test_both_languages_have_every_sentence_with_the_same_places() -> None:
    """Same keys, same names in braces, nothing empty."""
    places = {
        lang: {key: sorted(name for _, name, _, _ in Formatter().parse(text) if name) for key, text in words.items()}
        for lang, words in ALL.items()
    }
    assert places["fr"] == places["en"]
    assert [key for words in ALL.values() for key, text in words.items() if not text.strip()] == []
