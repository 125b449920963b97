"""The auditor's file: complete, honest about what is missing, the same facts in both languages and in JSON."""

import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from domain.age.listed import Publisher, anchor, service
from house.test_commands import palabre
from palabre.age.check_vectors import PLAYED as PLAYED_FILES
from palabre.age.issuers import TokenIssuers, TokenProvider, as_json
from palabre.age.tally import NAME as TALLY
from palabre.demo.provider import Provider

ROOT = Path(__file__).parents[2]
NOW = int(datetime.now(UTC).timestamp() * 1000)
PLAYED = ("--vectors", str(ROOT / "tests/vectors/age"), "--proofs", "24")


class Reader(HTMLParser):
    """Gathers a page's tags and words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - its base's
        """Keep a tag."""
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        """Keep words."""
        self.words.append(data.strip())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give an installation that has anchors, a provider of tokens, and counts."""
    publisher = Publisher()
    (tmp_path / "list-signers.pem").write_bytes(publisher.pem)
    (tmp_path / "list.xml").write_bytes(publisher.publish(service(anchor()), sequence=3, until=NOW + 40 * 86_400_000))
    assert palabre(tmp_path, "age", "anchors", "import", "list.xml").returncode == 0
    provider = TokenProvider("age.example", "https://age.example/", (Provider("age.example").key,), NOW)
    (tmp_path / "token-issuers.json").write_text(as_json(TokenIssuers((provider,))))
    (tmp_path / "var").mkdir()
    counted = {
        "since": "2026-11-01T00:00:00+00:00",
        "at": "2026-11-02T00:00:00+00:00",
        "counts": {"refused": {"expired": 4.0}},
    }
    (tmp_path / "var" / TALLY).write_text(json.dumps(counted))
    return tmp_path


def test_the_file_of_a_sound_installation_says_all(folder: Path) -> None:
    """Exit 0; every part is there: what is received and kept, each case, no way out, nothing found, anchors, counts."""
    said = palabre(folder, "age", "dossier", *PLAYED)
    facts = json.loads((folder / "dossier" / "dossier.json").read_text())
    assert (said.returncode, said.stderr, facts["faults"]) == (0, "", [])
    assert {case["right"] for case in facts["cases"]} == {True}
    assert (len(facts["cases"]), facts["rehearsal"]["proofs"], facts["rehearsal"]["attempts"]) == (97, 24, [])
    assert set(facts["rehearsal"]["leaks"].values()) == {0}
    assert (facts["anchors"]["sequence"], facts["anchors"]["rows"][0]["provider"]) == (3, "Preuve d’âge SA")
    assert facts["counts"]["counts"] == {"refused": {"expired": 4.0}}
    check_pages(folder, facts)


def check_pages(folder: Path, facts: dict[str, object]) -> None:
    """Hold both pages to one shape, and to hold nothing that runs or fetches."""
    pages = {lang: Reader((folder / "dossier" / f"dossier.{lang}.html").read_text()) for lang in ("fr", "en")}
    assert pages["fr"].tags == pages["en"].tags
    assert {"script", "link", "img", "iframe"}.isdisjoint(pages["fr"].tags)
    assert "Rien ne reste" in pages["fr"].words
    assert "Nothing stays" in pages["en"].words
    assert str(facts["made_at"]) in pages["fr"].words


def test_what_is_missing_is_said_not_hidden(tmp_path: Path) -> None:
    """Without anchors, cases and providers the file is written all the same, says each in words, and the exit is 1."""
    said = palabre(tmp_path, "age", "dossier", "--vectors", "nowhere", "--proofs", "8")
    facts = json.loads((tmp_path / "dossier" / "dossier.json").read_text())
    assert said.returncode == 1
    assert [
        any(word in fault["en"] for fault in facts["faults"]) for word in ("Anchors", "not played", "No token")
    ] == [True] * 3
    assert "Cas publiés non joués" in (tmp_path / "dossier" / "dossier.fr.html").read_text()
    assert (facts["cases"], facts["counts"]) == ([], {})


def test_a_case_that_comes_out_otherwise_is_a_fault(folder: Path, tmp_path: Path) -> None:
    """It is named in the file, and the exit is 1."""
    spoilt = tmp_path / "vectors"
    spoilt.mkdir()
    for name in PLAYED_FILES:
        text = (ROOT / "tests/vectors/age" / name).read_text()
        (spoilt / name).write_text(text.replace('"reason": "spent"', '"reason": "length"'))
    said = palabre(folder, "age", "dossier", "--vectors", str(spoilt), "--proofs", "8")
    assert (said.returncode, "T-N01" in said.stderr) == (1, True)
