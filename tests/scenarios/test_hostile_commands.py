import random
from pathlib import Path
from typing import Any

import msgspec
import pytest

from palabre.gateway.protocol import AnyCommand, Hello
from palabre.kernel.clock import SECOND
from scenarios.scene import Scene
from scenarios.stage import staged

COMMANDS = [kind for kind in AnyCommand.__args__ if kind is not Hello]
HOSTILE = (
    "", " ", "comptoir", "jeux", "comptoir~2", "'; DROP TABLE message; --", "<script>alert(1)</script>", "%", "_", "\\",
    "\x00", "a\x00b", "\u202e", "\ufeff", "🌳" * 50, "é" * 190, "e" + "\u0301" * 150, "A" * 7_999, "../../etc/passwd",
    "true", "null", "-1", "clef-de-huit", "👍", "🏳️‍🌈", "Ada", "Bo", "@Ada @Bo", "\ud7ff\ue000", "\U0010ffff", "ﷺ" * 10,
    "İıſﬀẞ", "15 ans", "j'ai 15 ans", "none", "age", "town", "talk", "\n\n\n", "\t", "ᄀ" * 60, "(?:a+)+$", "%s%n{}",
)  # fmt: skip
NUMBERS = (0, 1, 2, 50, 300, 301, 2**31, 2**31 - 1, 87_085)
ODD = (None, True, -1, 2**31 + 1, 2**63, 2**64, 10**30, 1.5, 1e308, [], {}, [[]], {"t": "send"}, "x" * 9_000)


def value(chance: random.Random, kind: Any, known: list[str]) -> object:
    """Return something for a field: mostly of its type, now and then of none."""
    if chance.random() < 0.06:
        return chance.choice(ODD)
    shown = str(kind)
    if "Resume" in shown:
        return {"place": chance.choice(HOSTILE), "epoch": chance.choice(HOSTILE), "position": chance.choice(ODD[2:7])}
    if "tuple" in shown:
        return [chance.choice(HOSTILE) for _ in range(chance.randrange(4))]
    if "bool" in shown:
        return chance.choice((True, False))
    if "int" in shown:
        return chance.choice(NUMBERS)
    return chance.choice(known) if chance.random() < 0.5 else chance.choice(HOSTILE)


def command(chance: random.Random, known: list[str]) -> dict[str, object]:
    """Return a command with hostile fields, some left out."""
    kind = chance.choice(COMMANDS)
    fields = [one for one in msgspec.structs.fields(kind) if one.name != "n"]
    kept = [one for one in fields if one.required or chance.random() < 0.6]
    return {"t": kind.__struct_config__.tag, **{one.encode_name: value(chance, one.type, known) for one in kept}}


@pytest.mark.parametrize("seed", range(4))
async def test_no_command_is_a_fault_of_ours(tmp_path: Path, seed: int) -> None:
    """Whatever fields a command carries it is done or refused by name; nobody's line ends, and others talk on."""
    chance = random.Random(seed)
    async with staged(tmp_path) as stage:
        scene = Scene(stage)
        ada, bo = await scene.come("Ada"), await scene.come("Bo")
        for person in (ada, bo):
            await scene.enter(person, "comptoir")
        said = await bo.member.say("comptoir", "Bonsoir")
        mine = await ada.member.say("comptoir", "Moi aussi")
        known = ["comptoir", said["id"], mine["id"], ada.id, bo.id]
        met: dict[str, int] = {}
        for _ in range(400):
            stage.clock.advance(SECOND // 5)
            sent = command(chance, known)
            try:
                code = str((await ada.member.ask(str(sent.pop("t")), **sent))["t"])
            except Exception as e:
                code = getattr(e, "code", repr(e))
                if code in ("fault",): print("FAULT", sent)
                if "Timeout" in str(code): print(sent)
            met[code] = met.get(code, 0) + 1
        print(met)
        assert "fault" not in met
        await scene.part()
