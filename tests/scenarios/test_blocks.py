"""PC-5: whoever blocks, neither sees anything of the other, on any surface: every event kind, every read."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from palabre.kernel.clock import SECOND
from palabre_client import Refused
from scenarios.devices import SealedDevice
from scenarios.scene import Person, Scene
from scenarios.stage import staged

ROOM = "comptoir"
# What each read route is asked; ``{other}`` is the other of the two.
READS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("join", {"place": ROOM}),
    ("history", {"place": ROOM, "before": 2**31}),
    ("search", {"place": ROOM, "text": "mot"}),
    ("people", {"place": ROOM}),
    ("people", {"place": ROOM, "filter": "{name}"}),
    ("card", {"member": "{other}"}),
    ("rooms", {}),
    ("contact.list", {}),
    ("contact.list", {"folded": True}),
    ("private.list", {}),
    ("friend.list", {}),
    ("around", {}),
    ("around", {"same_town": True, "here": True}),
)


def filled(fields: dict[str, Any], other: Person) -> dict[str, Any]:
    """Return the fields of a read about somebody."""
    known = {"{other}": other.id, "{name}": other.name}
    return {name: known.get(value, value) if isinstance(value, str) else value for name, value in fields.items()}


async def answers(person: Person, other: Person) -> list[Any]:
    """Ask every read route; a refusal is an answer too."""
    found = []
    for command, fields in READS:
        try:
            found.append(await person.member.ask(command, **filled(fields, other)))
        except Refused as refused:
            found.append({"refused": refused.code})
    return found


def traces(found: list[Any], other: Person, words: list[str]) -> list[str]:
    """Return the frames in which somebody's id, name or words stand."""
    wanted = [other.id, f'"{other.name}"', *words]
    written = [json.dumps(frame, ensure_ascii=False) for frame in found]
    return [one for one in written if any(sign in one for sign in wanted)]


async def act(chance: random.Random, scene: Scene, person: Person, third: Person, said: dict[str, list[str]]) -> None:
    """Do something that others could notice."""
    mine = said[person.name]
    text = f"mot-{person.name}-{len(mine)}-{chance.getrandbits(40)}"
    match chance.randrange(9):
        case 0 | 1:
            mine.append(text)
            scene.messages[text] = (await person.member.say(ROOM, text))["id"]
        case 2 if mine:
            wanted = scene.messages[chance.choice(mine)]
            mine.append(text)
            await asked(person, "edit", place=ROOM, message=wanted, text=text)
            scene.messages[text] = wanted
        case 3 if mine:
            await asked(person, "delete", place=ROOM, message=scene.messages[chance.choice(mine)])
        case 4 if said[third.name]:
            wanted = scene.messages[chance.choice(said[third.name])]
            await asked(person, "react", place=ROOM, message=wanted, emoji="👍", on=chance.random() < 0.7)
        case 5:
            await person.member.connection.send({"t": "typing", "n": 0, "place": ROOM})
        case 6:
            await person.member.ask("away", on=chance.random() < 0.5, note=f"mot-{person.name}-parti")
        case 7 if mine:
            # Somebody else quotes and names them.
            quoting = f"suite-{third.name}-{chance.getrandbits(40)}"
            await asked(third, "send", place=ROOM, key=quoting, text=f"{quoting} @x",
                        reply=scene.messages[chance.choice(mine)])  # fmt: skip
        case _:
            await person.member.ask("set_profile", words=f"mot-{person.name}-carte")
    scene.stage.clock.advance(2 * SECOND)


async def asked(person: Person, command: str, **fields: Any) -> None:
    """Ask for something that may be refused by then (a message taken back)."""
    try:
        await person.member.ask(command, **fields)
    except Refused as refused:
        if refused.code not in {"unknown_message", "too_late", "refused"}:
            raise


@pytest.mark.parametrize(("seed", "by"), [(1, "Ada"), (2, "Bo")])
async def test_a_blocked_pair_sees_nothing_of_each_other(tmp_path: Path, seed: int, by: str) -> None:
    """After a block, nothing that one does or is reaches the other, whoever blocked; a third person sees all of it."""
    chance = random.Random(seed)
    async with staged(tmp_path) as stage:
        scene = Scene(stage)
        ada, bo, cleo = [await scene.come(name) for name in ("Ada", "Bo", "Cleo")]
        for person in (ada, bo, cleo):
            await scene.enter(person, ROOM)
            await SealedDevice(stage, person.member).begin(packages=2)
            await person.member.ask("people", place=ROOM)
        said: dict[str, list[str]] = {"Ada": [], "Bo": [], "Cleo": []}
        for person in (ada, bo, cleo):
            await act(chance, scene, person, cleo, said)
        blocker, other = (ada, bo) if by == "Ada" else (bo, ada)
        await blocker.member.ask("block", member=other.id)
        await stage.node.rounds.tell_people()
        await scene.fence()
        for person in (ada, bo, cleo):
            person.member.heard.clear()
        for _ in range(120):
            await act(chance, scene, chance.choice((ada, bo)), cleo, said)
        await stage.node.rounds.tell_people()
        await scene.fence()
        for one, another in ((ada, bo), (bo, ada)):
            assert traces([*one.member.heard], another, said[another.name]) == []
            assert traces(await answers(one, another), another, said[another.name]) == []
        assert len(traces([*cleo.member.heard], ada, said["Ada"])) > 10
        assert len(traces(await answers(cleo, bo), bo, said["Bo"])) > 3
        await scene.part()


async def test_an_unblocked_pair_sees_each_other_again(tmp_path: Path) -> None:
    """Taking a block back gives back what is still there, unless the other blocks too."""
    async with staged(tmp_path) as stage:
        scene = Scene(stage)
        ada, bo = await scene.come("Ada"), await scene.come("Bo")
        for person in (ada, bo):
            await scene.enter(person, ROOM)
        for one, other in ((ada, bo), (bo, ada)):
            await one.member.ask("block", member=other.id)
        await ada.member.ask("block", member=bo.id, on=False)
        assert (await answers(bo, ada))[5] == (await answers(ada, bo))[5] == {"refused": "unknown_member"}
        await bo.member.ask("block", member=ada.id, on=False)
        assert (await answers(ada, bo))[5]["card"]["name"] == "Bo"
        await scene.part()


async def test_blocks_outlive_a_restart(tmp_path: Path) -> None:
    """What one decided holds after the server stops and starts, and the list says whom."""
    async with staged(tmp_path) as stage:
        scene = Scene(stage)
        ada, bo = await scene.come("Ada"), await scene.come("Bo")
        await ada.member.ask("block", member=bo.id)
        await stage.stop()
        await stage.start()
        await ada.member.connect()
        aside = await ada.member.ask("set_aside.list")
        assert [card["name"] for card in aside["blocked"]] == ["Bo"]
        with pytest.raises(Refused, match="unknown_member"):
            await ada.member.ask("card", member=bo.id)
        await scene.part()
