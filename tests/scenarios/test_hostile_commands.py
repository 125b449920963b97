import random
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from palabre.gateway.codes import ERRORS
from palabre.gateway.protocol import Active, AnyCommand, AnyFrame, Hello, Typing
from palabre.kernel.clock import SECOND
from palabre_client import Refused
from scenarios.hostile import HOSTILE, NUMBERS, ODD
from scenarios.scene import Person, Scene
from scenarios.stage import staged

COMMANDS = [kind for kind in AnyCommand.__args__ if kind not in {Hello, Active, Typing}]  # those get an answer
ANSWERS = [kind.__struct_config__.tag for kind in AnyFrame.__args__]


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


async def answer(person: Person, sent: dict[str, object]) -> str:
    """Send a command; return what came back, or the code it was refused with."""
    try:
        return str((await person.member.ask(str(sent.pop("t")), **sent))["t"])
    except Refused as refused:
        return refused.code


@pytest.mark.parametrize("seed", range(3))
async def test_no_command_is_a_fault_of_ours(tmp_path: Path, seed: int) -> None:
    """Whatever its fields hold, a command is done or refused by name; no line ends, and others talk on."""
    chance = random.Random(seed)
    async with staged(tmp_path) as stage:
        scene = Scene(stage)
        ada, bo = await scene.come("Ada"), await scene.come("Bo")
        for person in (ada, bo):
            await scene.enter(person, "comptoir")
        hosted = (await ada.member.ask("open_room", name="Tricot", purpose="Mailles"))["room"]["id"]
        ids = [(await person.member.say("comptoir", "Bonsoir"))["id"] for person in (ada, bo)]
        met: Counter[str] = Counter()
        for number in range(300):
            stage.clock.advance(SECOND)
            if number % 15 == 0:  # a line is closed after twenty frames that nobody can read
                await ada.member.disconnect()
                await ada.member.connect()
                for place in ("comptoir", hosted):
                    await ada.member.join(place)
            met[await answer(ada, command(chance, ["comptoir", hosted, *ids, ada.id, bo.id]))] += 1
        assert met["fault"] == 0
        assert set(met) - {*ERRORS, *ANSWERS} == set()
        assert len(met) > 20  # the commands reached what they name
        await scene.enter(bo, "comptoir")
        assert (await bo.member.say("comptoir", "Rien senti"))["t"] == "ack"
        await scene.part()
