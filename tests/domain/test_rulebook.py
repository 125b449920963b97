import json
import re
from pathlib import Path

import pytest

from palabre.safety.engine import SafetyEngine
from palabre.safety.model import EventType, Observation, Outcome
from palabre.safety.rulebook import ANSWERS, BadRules, load_rulebook
from palabre.safety.rulefile import read_rule_file
from palabre.safety.tables import shipped_rules

VECTORS = Path(__file__).parents[1] / "vectors" / "safety"
GOOD = """version: 1
constants: {burst: 3}
rules:
  - id: talk.flood
    on: [message.room]
    when: sender.messages_10s >= constants.burst
    effects: [refuse_message, wait: 10s]
    priority: 210
    explain: {fr: Doucement., en: Slow down.}
tests:
  - {rule: talk.flood, sender: {messages_10s: 3}, fires: true}
  - {rule: talk.flood, sender: {messages_10s: 2}, fires: false}
"""
BAD = {
    "not YAML": ("version: 1", "version: [", "line 3"),
    "another top": ("version: 1\n", "- a\n", "line 2"),
    "unknown key of a file": ("version: 1", "versoin: 1", "versoin"),
    "rules not a list": (GOOD[GOOD.index("  - id") : GOOD.index("tests:")], "  a: 1\n", "$.rules"),
    "unknown key of a rule": ("priority: 210", "priorty: 210", "priorty"),
    "no when": ("    when: sender.messages_10s >= constants.burst\n", "", "when"),
    "no id": ("- id: talk.flood\n    on", "- on", "id"),
    "unknown event": ("message.room", "message.rom", "message.rom"),
    "on not a list": ("on: [message.room]", "on: 5", "$.rules[0].on"),
    "bad CEL": ("sender.messages_10s >=", "sender.messages_10s >>", "when"),
    "unknown field": ("sender.messages_10s >=", "sender.mesages_10s >=", "mesages_10s"),
    "unknown signal": ("sender.messages_10s >=", "sendr.messages_10s >=", "sendr"),
    "unknown constant": ("constants.burst", "constants.brust", "brust"),
    "a variable taken whole": ("sender.messages_10s >=", "sender['messages_10s'] >=", "write sender with a field"),
    "when is no truth": ("sender.messages_10s >= constants.burst", "sender.messages_10s", "true or false"),
    "when is no text": ("when: sender.messages_10s >= constants.burst", "when: 5", "$.rules[0].when"),
    "when too long": (">= constants.burst", ">= constants.burst" + " || false" * 60, "500"),
    "unknown effect": ("refuse_message", "refuse_mesage", "refuse_mesage"),
    "bad duration": ("wait: 10s", "wait: ten", "wait: 10s"),
    "effects not a list": ("[refuse_message, wait: 10s]", "5", "$.rules[0].effects"),
    "priority no number": ("priority: 210", "priority: high", "$.rules[0].priority"),
    "no English": (", en: Slow down.", "", "explain"),
    "explain is text": ("{fr: Doucement., en: Slow down.}", "Doucement.", "explain"),
    "bad mode": ("priority: 210", "mode: loud", "mode"),
    "needs no signal": ("priority: 210", "needs: [age_slef]", "age_slef"),
    "needs is text": ("priority: 210", "needs: 5", "$.rules[0].needs"),
    "a failing test": ("sender: {messages_10s: 2}", "sender: {messages_10s: 4}", "test 2"),
    "a test of no rule": ("{rule: talk.flood, sender: {messages_10s: 2}", "{rule: talk.flod, sender: {}", "talk.flod"),
    "a test without its answer": (", fires: false}", "}", "fires"),
    "a test of an unknown signal": ("sender: {messages_10s: 2}", "sendr: {messages_10s: 2}", "sendr"),
    "a test that is text": ("{rule: talk.flood, sender: {messages_10s: 2}, fires: false}", "later", "$.tests[1]"),
    "a rule twice": ("tests:", GOOD[GOOD.index("  - id") : GOOD.index("tests:")] + "tests:", "talk.flood"),
}


def write(folder: Path, content: str) -> Path:
    """Write one rule file."""
    (folder / "flood.yaml").write_text(content)
    return folder


@pytest.mark.parametrize("name", BAD)
def test_a_bad_rule_file_says_what_is_wrong_and_where(name: str, tmp_path: Path) -> None:
    """A file with one fault is refused whole, with a message that names the file and the fault."""
    good, bad, wanted = BAD[name]
    assert good in GOOD
    with pytest.raises(BadRules) as refused:
        load_rulebook(write(tmp_path, GOOD.replace(good, bad, 1)))
    assert "flood.yaml" in str(refused.value)
    assert wanted in str(refused.value)


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    """No rule at all is a mistake of configuration, never a house without rules."""
    with pytest.raises(BadRules, match="no rule file"):
        load_rulebook(tmp_path)


def test_the_shipped_rules_load_with_their_examples() -> None:
    """Every shipped rule has both sentences, applies to some event, and is tried by its file both ways."""
    book = load_rulebook(shipped_rules())
    assert {"minor.disclosed", "minor.named", "talk.flood", "talk.repeated"} <= {rule.id for rule in book.rules}
    priorities = [rule.row.priority for rule in book.rules]
    assert priorities == sorted(priorities, reverse=True)
    assert all(rule.row.on and rule.row.explain.fr and rule.row.explain.en for rule in book.rules)
    for file in shipped_rules().glob("*.yaml"):
        shape, _ = read_rule_file(file)
        tried = {(test["rule"], test["fires"]) for test in shape.tests}
        assert tried >= {(row.id, fires) for row in shape.rules for fires in (True, False)}, file.name


def test_whatever_is_not_simply_allowed_names_its_rule() -> None:
    """Of two hundred rows, each said by somebody who has just come: the rule, both its sentences, and the version."""
    engine = SafetyEngine.load(shipped_rules())
    rows = [json.loads(line)["text"] for line in (VECTORS / "rows.jsonl").read_text().splitlines()]
    seen = [Observation(f"o{at}", EventType.MESSAGE_ROOM, f"p{at}", text) for at, text in enumerate(rows)]
    stopped = [one for one in (engine.check(each, 0) for each in seen) if one.outcome is not Outcome.ALLOW]
    assert len(stopped) > len(rows) // 4
    assert all(one.rule in one.fired and one.policy_version == engine.rulebook.version for one in stopped)
    assert all(one.sentence["fr"] and one.sentence["en"] for one in stopped)


def say(engine: SafetyEngine, text: str, now: int) -> tuple[Outcome, str]:
    """Judge a message of one person."""
    verdict = engine.check(Observation("o", EventType.MESSAGE_ROOM, "ada", text), now)
    return verdict.outcome, verdict.rule


def test_a_reload_that_fails_keeps_the_rules_in_force(tmp_path: Path) -> None:
    """An operator's mistake changes nothing; a good file takes effect at once, and memory stays."""
    engine = SafetyEngine.load(write(tmp_path, GOOD))
    for number in range(3):
        assert say(engine, f"mot {number}", number) == (Outcome.ALLOW, "")
    write(tmp_path, GOOD.replace("version: 1", "version: ["))
    with pytest.raises(BadRules):
        engine.reload()
    assert say(engine, "trop", 10) == (Outcome.REFUSE, "talk.flood")
    write(tmp_path, GOOD.replace("refuse_message", "hold_message"))
    engine.reload()
    assert say(engine, "tenu", 20) == (Outcome.HOLD, "talk.flood")


def test_a_shadow_rule_decides_nothing(tmp_path: Path) -> None:
    """It is told in the verdict, and everything passes."""
    engine = SafetyEngine.load(write(tmp_path, GOOD.replace("priority: 210", "mode: shadow")))
    verdicts = [
        engine.check(Observation("o", EventType.MESSAGE_ROOM, "ada", f"mot {number}"), number) for number in range(4)
    ]
    assert [(verdict.outcome, verdict.shadow) for verdict in verdicts[2:]] == [
        (Outcome.ALLOW, ()),
        (Outcome.ALLOW, ("talk.flood",)),
    ]


def test_the_same_observations_give_the_same_verdicts() -> None:
    """A replay on a fresh engine judges byte for byte alike."""
    words = ["bonsoir", "j'ai 15 ans", "bonsoir", "BONSOIR !", "bonsoir", "bonsoir", "bonsoir"] * 3

    def replay() -> list[object]:
        engine = SafetyEngine.load(shipped_rules())
        return [
            engine.check(Observation(str(at), EventType.MESSAGE_ROOM, "ada", text), at * 100)
            for at, text in enumerate(words)
        ]

    assert replay() == replay()


TECHNICAL = re.compile(
    r"\b(?:(?:cel|id|json)\b|(?:regex|signa[lu]|score|confidence|confiance|token|engine|moteur|policy|politique|entit[yé]|"
    r"rule|règle|algorithm|detect|détect|pattern|motif|filter|filtre|flag|threshold|seuil)\w*)",
    re.IGNORECASE,
)


def test_what_people_read_of_a_rule_has_no_technical_word() -> None:
    """Both sentences of every shipped rule are plain words, end as sentences do, and are not each other's copy."""
    for rule in load_rulebook(shipped_rules()).rules:
        for sentence in (rule.row.explain.fr, rule.row.explain.en):
            assert TECHNICAL.search(sentence) is None, (rule.id, sentence)
            assert sentence[-1] in ".?!", rule.id
        assert rule.row.explain.fr != rule.row.explain.en


def test_a_rule_may_speak_of_the_time_and_of_all_that_is_found(tmp_path: Path) -> None:
    """What passes the dry run is there when the rule runs: the moment, the list of entities, a word in quotes."""
    (tmp_path / "late.yaml").write_text(
        GOOD.replace(
            "sender.messages_10s >= constants.burst", "now > 1000 && !entities.exists(e, e.kind == 'sender')"
        ).split("tests:", maxsplit=1)[0]
    )
    engine = SafetyEngine.load(tmp_path)
    assert [say(engine, "bonsoir", now)[1] for now in (1_000, 1_001)] == ["", "talk.flood"]


def test_a_rule_remembers_so_many_answers_and_gives_the_same_beyond(tmp_path: Path) -> None:
    """However many values it is asked of, and in which order, the answer is the expression's, within its bound."""
    (rule,) = load_rulebook(write(tmp_path, GOOD)).rules
    for said in (*range(ANSWERS + 20), *range(ANSWERS + 20)):
        assert rule.fires({"sender": {"messages_10s": said}}) is (said >= 3)
    assert len(rule.answers) == ANSWERS
