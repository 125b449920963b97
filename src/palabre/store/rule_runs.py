"""How often each rule matched of late, read from the records of judged events, which hold no word and no name."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from palabre.kernel.clock import DAY, MINUTE, Clock
from palabre.moderation.model import Case, CaseState
from palabre.moderation.ports import ModerationStore
from palabre.moderation.rule_figures import Runs
from palabre.safety.decided import CASE_WITHIN, CONTEST_WITHIN, Decided, Decisions
from palabre.safety.records import keyed

COUNTED = 7 * DAY
KEPT = 10 * MINUTE  # a count serves so long: a busy week is some seconds of reading
MOST_CASES = 100_000  # decided ones looked at
PAUSE_EVERY = 1_000  # lines; whoever talks goes first


class Touched(msgspec.Struct, frozen=True):
    """What is read of a record."""

    at: int
    subject: str
    rule: str
    fired: tuple[str, ...]
    shadow: tuple[str, ...]


@dataclass
class RuleRuns:
    """The records of a node, counted on demand."""

    folder: Path
    key: bytes  # of people in records
    cases: ModerationStore
    clock: Clock
    _known: Mapping[str, Runs] = field(default_factory=dict)
    _until: int = 0
    _counting: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def runs(self) -> Mapping[str, Runs]:
        """Return what each rule did in the last seven days; a count is made once for whoever asks meanwhile."""
        async with self._counting:
            now = self.clock.now()
            if now >= self._until:
                decided = await self.cases.cases([CaseState.UPHELD, CaseState.RELEASED], MOST_CASES)
                known = Decisions.of(decided_of(decided, self.key, now - COUNTED))
                self._known = await asyncio.to_thread(self._count, known, now - COUNTED)
                self._until = now + KEPT
            return self._known

    def _count(self, decisions: Decisions, since: int) -> Mapping[str, Runs]:
        live, shadow, upheld, overturned = (Counter[str]() for _ in range(4))
        for one in touched(self.folder, since):
            live.update(one.fired)
            shadow.update(one.shadow)
            judged = decisions.on(one.subject, one.rule, one.at) if one.shadow and one.rule else None
            if judged is not None:
                (upheld if judged else overturned).update(one.shadow)
        return {name: Runs(live[name], shadow[name], upheld[name], overturned[name]) for name in live | shadow}


def touched(folder: Path, since: int) -> Iterator[Touched]:
    """Yield the records of a folder since a moment; a line that a stop cut is left out."""
    decoder = msgspec.json.Decoder(Touched)
    first = datetime.fromtimestamp(since / 1_000, UTC).date().isoformat()
    for file in sorted(one for one in folder.glob("????-??-??.jsonl") if one.stem >= first):
        with file.open("rb") as lines:
            for number, line in enumerate(lines):
                if number % PAUSE_EVERY == 0:
                    time.sleep(0)
                try:
                    one = decoder.decode(line)
                except msgspec.DecodeError:
                    continue
                if one.at >= since:
                    yield one


def decided_of(cases: Sequence[Case], key: bytes, since: int) -> list[Decided]:
    """Return what people decided of the cases opened since a moment, as records name them."""
    return [
        Decided(
            keyed(one.subject, key), one.rule, one.opened, one.state is CaseState.UPHELD,
            CONTEST_WITHIN if one.kind == "contest" else CASE_WITHIN,
        )
        for one in cases
        if one.rule and not one.about and one.opened >= since
    ]  # fmt: skip
