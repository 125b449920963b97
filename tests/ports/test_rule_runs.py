"""How often rules matched is read from the records of the node, and what people found of it from its cases."""

from dataclasses import dataclass
from pathlib import Path

from palabre.kernel.clock import DAY, HOUR, ManualClock
from palabre.kernel.ids import MemberId, new_id
from palabre.moderation.model import Case, CaseState, Priority
from palabre.moderation.ports import Measure
from palabre.moderation.rule_figures import Runs
from palabre.safety.records import Record, encode, keyed
from palabre.store.database import Database
from palabre.store.moderation import SqlModerationStore
from palabre.store.rule_runs import KEPT, RuleRuns
from palabre.store.safety_records import RecordFiles

KEY = b"k" * 32
CLOCK = ManualClock()


@dataclass
class Records:
    """Writes what an engine would."""

    files: RecordFiles

    async def write(self, at: int, fired: tuple[str, ...], shadow: tuple[str, ...], subject: str = "ada") -> None:
        """Record an event of somebody."""
        rule = fired[0] if fired else ""
        who = keyed(subject, KEY)
        record = Record(new_id(), at, "message.room", who, "v1", "hold", rule, fired, shadow, (), (), {})
        self.files.take(encode(record))
        await self.files.flush(at)


async def judged(store: SqlModerationStore, subject: str, at: int, *, is_right: bool) -> None:
    """Let a person decide a case that the rule ``live`` opened about somebody."""
    case = Case(new_id(), "hate", Priority.P2, at, MemberId(subject), "tea", "live", "v1")
    await store.record(Measure(case.subject, case), at)
    await store.decide(case.id, CaseState.UPHELD if is_right else CaseState.RELEASED, at)


async def test_matches_are_counted_live_and_in_shadow_for_seven_days(tmp_path: Path) -> None:
    """Older ones, and a line that a stop cut, are left out; a count serves for ten minutes, then it is made again."""
    database, now = await Database.open(tmp_path / "chat.db", "chat"), CLOCK.now()
    records = Records(RecordFiles(tmp_path / "safety"))
    await records.write(now - 8 * DAY, ("live",), ())
    for _ in range(2):
        await records.write(now - HOUR, ("live",), ("tried",))
    (newest, *_) = sorted((tmp_path / "safety").glob("*.jsonl"), reverse=True)
    newest.write_bytes(newest.read_bytes() + b'{"id":"cut\n')
    clock = ManualClock()
    runs = RuleRuns(tmp_path / "safety", KEY, SqlModerationStore(database), clock)
    found = {"live": Runs(2, 0), "tried": Runs(0, 2)}
    assert await runs.runs() == found
    await records.write(now, ("live",), ())
    clock.advance(KEPT - 1)
    assert await runs.runs() == found
    clock.advance(1)
    assert await runs.runs() == {**found, "live": Runs(3, 0)}
    await database.close()


async def test_what_people_found_of_an_event_counts_for_the_rule_that_was_tried_on_it(tmp_path: Path) -> None:
    """Right of one person, wrong of another, nothing where nobody decided."""
    database, now = await Database.open(tmp_path / "chat.db", "chat"), CLOCK.now()
    store, records = SqlModerationStore(database), Records(RecordFiles(tmp_path / "safety"))
    for subject in ("ada", "bo", "cleo"):
        await records.write(now - HOUR, ("live",), ("tried",), subject)
    await judged(store, "ada", now - HOUR + 1, is_right=True)
    await judged(store, "bo", now - HOUR + 1, is_right=False)
    runs = await RuleRuns(tmp_path / "safety", KEY, store, CLOCK).runs()
    assert runs["tried"] == Runs(live=0, shadow=3, upheld=1, overturned=1)
    await database.close()
