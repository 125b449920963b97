"""Plays F-1 at length: every seed, every mutant, restored copies; prints a line a run (`make rehearse-kill`)."""

import argparse
import asyncio
import random
import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from kill.mutants import MUTANTS
from kill.run import Outcome, Plan, play

KEPT = Path(__file__).with_name("regressions.txt")
MUTANT_SEEDS = 5  # runs within which a mutant must be caught
# What a batch must have met at least once, or it has shown less than it says.
MET = (
    "fault kill", "fault restore", "ok send", "unknown send", "ok edit", "unknown edit", "ok delete", "resumed",
    "resumed with nothing missed", "refetched", "refused not_yours", "refused refused",
)  # fmt: skip


@dataclass
class Rehearsal:
    """Every run of a batch, some beside each other, and what went wrong."""

    beside: asyncio.Semaphore
    folder: Path
    wrong: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)

    async def right(self, plan: Plan) -> None:
        """Play a run of the product as it is: it must break nothing, and count."""
        outcome = await self._play(plan)
        self.counted += outcome.counted
        wrong = [*map(str, outcome.violations), *(f"invalid: {why}" for why in outcome.why_invalid)]
        self.wrong += [f"seed {plan.seed}: {one}" for one in wrong]

    async def mutant(self, name: str, seconds: float) -> None:
        """Play runs of a mutant until one catches it."""
        for seed in range(1, MUTANT_SEEDS + 1):
            outcome = await self._play(Plan(seed, seconds, mutant=name, restores=MUTANTS[name].restores))
            if outcome.rules & MUTANTS[name].caught_by:
                return
        self.wrong.append(f"mutant {name} was not caught by {MUTANT_SEEDS} seeds")

    async def _play(self, plan: Plan) -> Outcome:
        async with self.beside:
            folder = self.folder / f"{plan.mutant or 'right'}-{plan.seed}{'-restored' if plan.restores else ''}"
            folder.mkdir()
            outcome = await play(plan, folder)
        first, *rest = str(outcome).splitlines()
        caught = f"broken: {', '.join(sorted(outcome.rules))}" if plan.mutant else "\n".join(rest)
        print(f"{first}\n  {caught}", flush=True)
        return outcome


async def rehearse(asked: argparse.Namespace, folder: Path) -> list[str]:
    """Return what went wrong in a whole batch."""
    rehearsal = Rehearsal(asyncio.Semaphore(asked.beside), folder)
    kept = [int(line.split()[0]) for line in KEPT.read_text().splitlines() if line[:1].isdigit()]
    seeds = [*kept, *range(asked.seed, asked.seed + asked.runs)]
    plans = [Plan(seed, asked.seconds) for seed in seeds]
    plans += [Plan(asked.seed + number, asked.seconds, restores=True) for number in range(2)]
    runs = [rehearsal.right(plan) for plan in plans] + [rehearsal.mutant(name, 8) for name in MUTANTS]
    await asyncio.gather(*runs)
    print({name: rehearsal.counted[name] for name in sorted(rehearsal.counted)})
    missed = [f"never met: {name}" for name in MET if not rehearsal.counted[name]]
    return rehearsal.wrong + missed


def main() -> int:
    """Play a batch; the folder of a failed one stays, with its histories."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000), help="the first seed")
    parser.add_argument("--runs", type=int, default=20, help="how many seeds")
    parser.add_argument("--seconds", type=float, default=20, help="how long each talks")
    parser.add_argument("--beside", type=int, default=2, help="runs at the same time")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="palabre-kill-"))
    print(f"first seed {asked.seed}; histories in {folder}", flush=True)
    wrong = asyncio.run(rehearse(asked, folder))
    if not wrong:
        shutil.rmtree(folder)
        return 0
    print("\n".join(wrong))
    print(f"keep the seed in {KEPT.name} with what it found")
    return 1


if __name__ == "__main__":
    sys.exit(main())
