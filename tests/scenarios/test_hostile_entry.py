import json
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from palabre_client import Visit
from scenarios.hostile import HOSTILE, NUMBERS, ODD
from scenarios.stage import staged

FIELDS: dict[str, tuple[object, ...]] = {
    "pseudonym": HOSTILE, "town": NUMBERS, "age": (*NUMBERS, 17, 18, 41, 120, 121), "town_shown": HOSTILE,
    "age_shown": HOSTILE, "here_for": ([], ["talk"], *([one] for one in HOSTILE)), "ask_first": (True, False),
    "rules": (True, True, False), "lang": ("fr", "en", *HOSTILE),
}  # fmt: skip
DOORS = ("/api/entry", "/api/entry/pseudonym")  # leaving takes the visit away: scripts do that
SETTLED = re.compile(r"20[01]|(?:403|409|422|429) [a-z_]+")
BODIES = (b"", b"[", b"null", b"[]", b"\xff\xfe", b"{" * 5_000, b'"' + b"x" * 9_000 + b'"', b'{"age": 1e999}')


def body(chance: random.Random) -> bytes:
    """Return what somebody hostile posts."""
    if chance.random() < 0.15:
        return chance.choice(BODIES)
    kept = {name: chance.choice(ODD if chance.random() < 0.1 else known) for name, known in FIELDS.items()}
    for name in chance.sample(sorted(kept), chance.randrange(3)):
        del kept[name]
    return json.dumps(kept).encode()


async def post(visit: Visit, path: str, octets: bytes) -> str:
    """Post octets as JSON; return the status and the name of a refusal. The visit's cookies stay as they are."""
    headers = visit._headers() | {"Content-Type": "application/json"}
    answer = await visit.http.post(visit.origin + path, content=octets, headers=headers)
    return f"{answer.status_code} {answer.json().get('code', '')}".strip()


@pytest.mark.parametrize("seed", range(3))
async def test_no_entry_is_a_fault_of_ours(tmp_path: Path, seed: int) -> None:
    """Whatever somebody who proved their age posts is done or refused by name, and they may still come in."""
    chance = random.Random(seed)
    async with staged(tmp_path) as stage:
        visit = Visit.open(stage.origin, stage.wallet)
        await visit.prove_age()
        met = Counter([await post(visit, chance.choice(DOORS), body(chance)) for _ in range(200)])
        assert [one for one in met if not SETTLED.fullmatch(one)] == []
        assert len(met) > 8  # the posts reached what they name
        assert await visit.enter("Lavande", "Limoges", 41) == "accueil"
        await visit.close()


async def test_no_search_for_a_town_is_a_fault_of_ours(tmp_path: Path) -> None:
    """Whatever is typed for a town finds eight at most, and never an error."""
    async with staged(tmp_path) as stage:
        visit = Visit.open(stage.origin, stage.wallet)
        await visit.prove_age()
        for text in (*HOSTILE, "1" * 5, "a", "\u00a0"):
            path, headers = f"{stage.origin}/api/entry/towns", visit._headers()
            found = await visit.http.get(path, params={"q": text}, headers=headers)
            assert (found.status_code, len(found.json()["towns"]) <= 8) == (200, True), text
        await visit.close()
