"""What an operator types about the safety engine: ``palabre safety …``."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias, get_args

import msgspec

from palabre.age.spent import read_key
from palabre.kernel.clock import DAY, HOUR, SystemClock
from palabre.moderation.model import CaseState
from palabre.safety.decided import Decided, Decisions
from palabre.safety.engine import SafetyEngine
from palabre.safety.explain import explain
from palabre.safety.model import EventType, Observation
from palabre.safety.predict import BadRow, SetName, predict, read_rows
from palabre.safety.records import Backtest, Record
from palabre.safety.rulebook import load_rulebook
from palabre.safety.simulation import simulate, table
from palabre.safety.tables import shipped_rules
from palabre.settings import Settings
from palabre.store.database import Database
from palabre.store.moderation import SqlModerationStore
from palabre.store.rule_runs import MOST_CASES, decided_of

AS_OF = 1_795_392_000_000  # 2026-11-23: birth years of development rows are read as of that day
SINCE = {"h": HOUR, "d": DAY}
Command = Callable[[argparse.Namespace, Settings], int]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no other name


def add_safety(commands: Commands) -> None:
    """Add ``safety`` and what stands below it."""
    words = "the safety engine: explain a decision, try rules on the past, measure them"
    below = commands.add_parser("safety", help=words, description=words).add_subparsers(required=True, metavar="ACT")
    one = _add(below, "explain", explain_text, "show how a text is read and what the rules decide of it")
    one.add_argument("text")
    one.add_argument("--as", dest="event", choices=[event.value for event in EventType], default="message.room")
    rows = _add(below, "predict", predict_file, "label the rows of a development file, as JSON Lines")
    rows.add_argument("--set", dest="name", choices=get_args(SetName), required=True)
    rows.add_argument("file", type=Path)
    past = _add(below, "backtest", backtest, "replay recorded events with other rules, and say what changes")
    past.add_argument("--policy", type=Path, default=shipped_rules(), metavar="DIR", help="the rules to try")
    past.add_argument("--events", type=Path, metavar="DIR", help="folder of records (default: this node's own)")
    past.add_argument("--since", default="7d", help="how far back: 12h, 7d (default: 7d)")
    people = _add(below, "simulate", simulate_people, "play invented populations over a day, and say whom rules touch")
    people.add_argument("--seed", type=int, default=1)
    people.add_argument("--policy", type=Path, default=shipped_rules(), metavar="DIR", help="the rules to try")


def _add(commands: Commands, name: str, run: Command, words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(run=run)
    return parser


def explain_text(asked: argparse.Namespace, _: Settings) -> int:
    """Print views, entities, signals, rules and the decision."""
    observation = Observation("explained", EventType(asked.event), "somebody", asked.text, "somewhere")
    print(explain(SafetyEngine.load(shipped_rules()), observation, SystemClock().now()))
    return 0


def predict_file(asked: argparse.Namespace, _: Settings) -> int:
    """Print one label for each row."""
    try:
        rows = read_rows(asked.file.read_bytes().splitlines())
    except OSError as error:
        print(f"palabre: {asked.file}: {error.strerror}", file=sys.stderr)
        return 2
    except BadRow as error:
        print(f"palabre: {asked.file}: {error}", file=sys.stderr)
        return 2
    engine = SafetyEngine.load(shipped_rules())
    for row in rows:
        print(msgspec.json.encode(predict(asked.name, row, engine, AS_OF)).decode())
    return 0


def backtest(asked: argparse.Namespace, settings: Settings) -> int:
    """Print what the rules of a folder would have done."""
    unit = SINCE.get(asked.since[-1:])
    if unit is None or not asked.since[:-1].isdigit():
        print(f"palabre: --since {asked.since}: write hours or days, as in 12h or 7d", file=sys.stderr)
        return 2
    folder = asked.events or settings.folder / "safety"
    if not folder.is_dir():
        print(f"palabre: {folder}: no records here; a node writes them as it judges", file=sys.stderr)
        return 2
    since = SystemClock().now() - int(asked.since[:-1]) * unit
    decisions = Decisions.of(asyncio.run(_decided(settings, since)))
    replayed = Backtest(load_rulebook(asked.policy), decisions)
    replayed.replay(_records(folder, since))
    print(_figures(replayed))
    return 0


def _records(folder: Path, since: int) -> Iterator[Record]:
    decoder = msgspec.json.Decoder(Record)
    for file in sorted(folder.glob("*.jsonl")):
        with file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    record = decoder.decode(line)
                except msgspec.DecodeError:  # a line cut by a stop
                    print(f"palabre: {file}: line {number} is no record, left out", file=sys.stderr)
                    continue
                if record.at >= since:
                    yield record


async def _decided(settings: Settings, since: int) -> list[Decided]:
    """Return what people decided of this node's cases opened since a moment; nothing where no node has run."""
    key, file = settings.folder / "safety.key", settings.folder / "chat.db"
    if not key.is_file() or not file.is_file():
        return []
    database = await Database.open(file, "chat")
    try:
        cases = await SqlModerationStore(database).cases([CaseState.UPHELD, CaseState.RELEASED], MOST_CASES)
    finally:
        await database.close()
    return decided_of(cases, read_key(key), since)


def _figures(replayed: Backtest) -> str:
    lines = [
        f"{replayed.events} events, {replayed.changed} of them decided otherwise (policy {replayed.rulebook.version})"
    ]
    heads = ("fired", "shadow", "new", "gone", "people", "upheld", "wrong", "right")
    lines.append(f"{'rule':28}" + "".join(f"{head:>8}" for head in heads) + "  effects")
    for name, one in sorted(replayed.rules.items()):
        effects = ", ".join(f"{effect} {count}" for effect, count in sorted(one.effects.items()))
        right = "–" if one.precision is None else f"{one.precision:.0%}"
        row = (one.fired, one.shadow, one.new, one.gone, len(one.people), one.upheld, one.overturned, right)
        lines.append(f"{name:28}" + "".join(f"{cell:>8}" for cell in row) + f"  {effects}")
    if names := replayed.unreplayable():
        lines.append(f"Not to be judged here, since records hold no values: {', '.join(names)}")
    return "\n".join(lines)


def simulate_people(asked: argparse.Namespace, _: Settings) -> int:
    """Print what became of each population."""
    print(table(simulate(SafetyEngine.load(asked.policy), asked.seed, AS_OF)))
    return 0
