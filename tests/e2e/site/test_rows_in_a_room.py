import json
from pathlib import Path
from typing import Any

import pytest

from e2e.running import Running
from palabre.identity.model import Entered
from palabre.safety.engine import SafetyEngine
from palabre.safety.model import Observation, Outcome, Verdict
from palabre.safety.predict import Row, predict
from palabre.safety.tables import shipped_rules
from palabre_client import Closed, Refused

ROWS = Path(__file__).parents[2] / "vectors" / "safety" / "rows.jsonl"
LONG_AGO = Entered(0, 40)  # rules ask more of newcomers than the command, which knows nobody
Seen = tuple[Observation, int, Verdict]
LETTERS = "abdefgkmnpstuzc"


def name_of(number: int) -> str:
    """Return a pseudonym of its own for each row."""
    first, second = divmod(number, len(LETTERS))  # letters that no other is read as
    return f"Rangee {LETTERS[first]}o{LETTERS[second]}e"


async def said(running: Running, number: int, text: str) -> str:
    """Let somebody new say a row in the welcome room; return what became of it."""
    async with await running.enter(name_of(number)) as member:
        await member.join("accueil")
        running.node.enforcement.known._entered[member.me["card"]["id"]] = LONG_AGO
        running.node.safety.talk.places.clear()  # a row answers no question of the row before
        try:
            return str((await member.say("accueil", text))["state"])
        except Refused as refused:
            return refused.code
        except Closed as closed:
            return str(closed.code)


@pytest.mark.filterwarnings("default")
async def test_a_running_room_decides_what_the_command_predicts(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hundred rows, each said by somebody new: the room's verdicts are those of the same engine beside it."""
    engine, seen = running.node.safety, list[Seen]()
    check = engine.check

    def seeing(observation: Observation, now: int) -> Verdict:
        verdict = check(observation, now)
        seen.append((observation, now, verdict))
        return verdict

    monkeypatch.setattr(engine, "check", seeing)
    rows: list[dict[str, Any]] = [json.loads(line) for line in ROWS.read_text().splitlines()]
    became = [await said(running, number, row["text"]) for number, row in enumerate(rows)]
    verdicts = {one.text: verdict for one, _, verdict in seen if one.type.value == "message.room"}
    again = SafetyEngine.load(shipped_rules())
    again.links = engine.links
    for one, now, verdict in seen:
        again.talk.places.clear()
        assert again.check(one, now) == verdict
    alone = SafetyEngine.load(shipped_rules())
    for row, outcome in zip(rows, became, strict=True):
        verdict = verdicts[row["text"]]
        assert (outcome == "said") == (verdict.outcome is Outcome.ALLOW or outcome == "said"), (row, outcome)
        label = predict(row["set"], Row(row["id"], row["text"]), alone, seen[0][1])["label"]
        assert (label == "none") == (verdict.outcome is Outcome.ALLOW), (row, label, verdict.fired)
        if label == "none":
            assert outcome == "said", (row, outcome)
        else:
            assert outcome != "said", (row, outcome)
