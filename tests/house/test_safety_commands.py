"""What an operator types to look into judging: ``palabre safety …``."""

import json
from pathlib import Path

import pytest

from palabre.cli import main
from palabre.safety.tables import shipped_rules

ROWS = Path(__file__).parents[1] / "vectors" / "safety" / "rows.jsonl"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in an empty folder, where no node has run."""
    monkeypatch.chdir(tmp_path)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Run a command; return its status and what it wrote."""
    status = main(["safety", *words])
    written = capsys.readouterr()
    return status, written.out + written.err


def test_predict_labels_every_row_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line of JSON for each row, with its id and label, and nothing else."""
    rows = [json.loads(line) for line in ROWS.read_text().splitlines()]
    ages = [row for row in rows if row["set"] == "age"]
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in ages))
    status, written = said(capsys, "predict", "--set", "age", str(file))
    labels = [json.loads(line) for line in written.splitlines()]
    assert (status, labels) == (0, [{"id": row["id"], "label": row["label"]} for row in ages])


def test_predict_tells_the_turn_of_a_dialogue(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The turn of the first decision stands beside the label."""
    turns = [{"from": "B", "text": "j'ai 15 ans"}, {"from": "A", "text": "tu as un numéro ?"}]
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps({"id": "one", "text": "", "turns": turns, "subject": "A"}))
    status, written = said(capsys, "predict", "--set", "dialogue", str(file))
    assert (status, json.loads(written)) == (0, {"id": "one", "label": "continues_after_disclosure", "turn": 1})


def test_a_row_that_is_none_is_named_by_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is labelled of a file with a fault."""
    file = tmp_path / "rows.jsonl"
    file.write_text('{"id": "one", "text": "bonsoir"}\nno row\n')
    status, written = said(capsys, "predict", "--set", "age", str(file))
    assert (status, "line 2" in written, '"label"' in written) == (2, True, False)


def test_explain_shows_the_decision_and_both_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    """Of a text typed, as a message of a room."""
    status, written = said(capsys, "explain", "j'ai quinze ans")
    assert status == 0
    assert [piece for piece in ("age_self", "minor.disclosed", "refuse", "Palabre is") if piece not in written] == []


def test_simulate_prints_a_line_for_each_population(capsys: pytest.CaptureFixture[str]) -> None:
    """Five kinds of people, and a head."""
    status, written = said(capsys, "simulate", "--policy", str(shipped_rules()))
    assert (status, len(written.splitlines())) == (0, 6)


@pytest.mark.parametrize(("words", "why"), [(("--since", "soon"), "--since"), ((), "no records here")])
def test_a_back_test_that_cannot_run_says_why(
    words: tuple[str, ...], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A time that is none, or a folder where nothing was recorded."""
    status, written = said(capsys, "backtest", *words)
    assert (status, why in written) == (2, True)
