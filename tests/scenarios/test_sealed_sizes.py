"""The largest that may be sealed, over the real socket: carried whole at the bound, refused by name above it."""

import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import sealing
from palabre.kernel.limits import FRAME_OCTETS
from palabre_client import Refused
from scenarios.scene import Scene
from scenarios.sealed import between, have_devices, talk_privately
from scenarios.stage import staged

LARGEST_CLASS = 4_096  # of padding: mls-notes section 6
LARGEST_SEALED = 49_000  # octets, whose base64 and envelope a socket frame still holds
NUMBER = 700_000  # of a command written by hand


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """Let two people talk privately."""
    async with staged(tmp_path) as stage:
        scene = Scene(stage)
        for name in ("Ada", "Bo"):
            await scene.come(name)
        await have_devices(scene, ["Ada", "Bo"])
        await talk_privately(scene, ["Ada", "Bo"])
        yield scene
        await scene.part()


def written(talk: str, frame: bytes, octets: int) -> str:
    """Return a command that sends a frame, filled with blanks to exactly so many octets."""
    fields = {"t": "private.send", "n": NUMBER, "conversation": talk, "id": sealing.message_id()}
    short = json.dumps({**fields, "frame": sealing.text(frame)})
    return short + " " * (octets - len(short))


def stored(scene: Scene) -> int:
    """Return how many frames the server holds."""
    with sqlite3.connect(scene.stage.folder / "chat.db") as database:
        return int(database.execute("SELECT count(*) FROM frame").fetchone()[0])


async def test_a_message_of_the_largest_class_is_carried(scene: Scene) -> None:
    """The other device gets it octet for octet."""
    ada, bo, talk = scene.devices["Ada"], scene.devices["Bo"], between(scene, "Ada", "Bo")
    _, frame = ada.seal(ada.talks[talk], "la plus longue", padded=LARGEST_CLASS)
    await ada.member.ask("private.send", conversation=talk, id=sealing.message_id(), frame=sealing.text(frame))
    assert sealing.octets((await bo.next_message(talk))["frame"]) == frame


@pytest.mark.parametrize("padded", [LARGEST_CLASS + 1, 2 * LARGEST_CLASS])
async def test_a_message_above_the_largest_class_is_refused(scene: Scene, padded: int) -> None:
    """One octet or one class more: ``bad_frame_sealed``, which says what is wrong; nothing is stored."""
    ada, talk, before = scene.devices["Ada"], between(scene, "Ada", "Bo"), stored(scene)
    with pytest.raises(Refused) as met:
        await ada.send(talk, "trop longue", padded=padded)
    assert (met.value.code, met.value.frame["params"]["reason"]) == ("bad_frame_sealed", "padding class")
    assert stored(scene) == before


async def test_a_line_of_64_kib_is_carried(scene: Scene) -> None:
    """The largest message in a command of exactly 65,536 octets reaches the other device whole."""
    ada, bo, talk = scene.devices["Ada"], scene.devices["Bo"], between(scene, "Ada", "Bo")
    _, frame = ada.seal(ada.talks[talk], "au bord", padded=LARGEST_CLASS)
    await ada.member.connection.send(written(talk, frame, FRAME_OCTETS))
    assert (await ada.member.hear(lambda one: one.get("n") == NUMBER))["t"] == "stored"
    assert sealing.octets((await bo.next_message(talk))["frame"]) == frame


@pytest.mark.parametrize(("octets", "code"), [(LARGEST_SEALED, "bad_frame_sealed"), (LARGEST_SEALED + 1, "bad_frame")])
async def test_what_only_the_line_could_hold_is_refused_by_name(scene: Scene, octets: int, code: str) -> None:
    """Sealed octets that fill a line of 64 KiB are read and refused; one more is not read; the line goes on."""
    ada, talk, before = scene.devices["Ada"], between(scene, "Ada", "Bo"), stored(scene)
    _, frame = ada.seal(ada.talks[talk], "énorme", padded=octets)
    await ada.member.connection.send(written(talk, frame[:octets], FRAME_OCTETS))
    assert (await ada.member.hear(lambda one: one.get("n") == NUMBER))["code"] == code
    assert stored(scene) == before
    await ada.send(talk, "la ligne va bien")
    assert stored(scene) == before + 1


async def test_an_octet_more_on_the_line_closes_it_by_name(scene: Scene) -> None:
    """65,537 octets close the line with 1009; nothing is stored, and the device takes up where it was."""
    ada, talk, before = scene.devices["Ada"], between(scene, "Ada", "Bo"), stored(scene)
    _, frame = ada.seal(ada.talks[talk], "trop", padded=LARGEST_CLASS)
    await ada.member.connection.send(written(talk, frame, FRAME_OCTETS + 1))
    assert (await ada.member.connection.closed).code == 1009
    assert stored(scene) == before
    await ada.member.connect()
    await ada.begin()
    await ada.send(talk, "me revoilà")
    assert stored(scene) == before + 1
