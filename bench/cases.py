"""Cases that a measurement needs, put in the store before the product starts, as rules and reports open them."""

import random
from functools import partial
from pathlib import Path

from sqlalchemy.engine import Connection

from palabre.kernel.clock import DAY, SystemClock
from palabre.kernel.ids import MemberId, new_id
from palabre.moderation.model import Case, Priority
from palabre.store.database import Database
from palabre.store.moderation_measures import open_case

AT_ONCE, SEED = 5_000, 21
# What a rule or a notice calls it, and how often it comes; a quarter is for other people than the moderator.
KINDS = {"harassment": 4, "hate": 3, "spam": 3, "phishing": 1, "held": 1, "threat": 1, "minor_disclosure": 4, "csam": 1}
SENTENCE = {"fr": "Une règle a retenu ce message.", "en": "A rule has held this message."}


async def add_cases(folder: Path, count: int) -> None:
    """Add cases of all kinds and priorities, of the last month, about as many people as there are cases in ten."""
    chance, now = random.Random(SEED), SystemClock().now()  # noqa: S311 - invented cases
    database = await Database.open(folder / "chat.db", "chat")
    try:
        for start in range(0, count, AT_ONCE):
            await database.write(partial(_fill, chance, min(AT_ONCE, count - start), count, now))
    finally:
        await database.close()


def _fill(chance: random.Random, some: int, count: int, now: int, c: Connection) -> None:
    for kind in chance.choices([*KINDS], [*KINDS.values()], k=some):
        about = MemberId(f"somebody-{chance.randrange(max(1, count // 10))}")
        opened, urgency = now - chance.randrange(30 * DAY), chance.choice(list(Priority))
        open_case(c, Case(new_id(), kind, urgency, opened, about, "comptoir", "bench", "", sentence=SENTENCE))
