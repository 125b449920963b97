"""A sealed copy of a whole instance: what comes back, what never leaves, and what is refused."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pyrage
import pytest

from palabre.store.backup import BadBackup, backup, make_key, restore
from scenarios.scene import Scene
from scenarios.sealed import between, have_devices, talk_privately
from scenarios.stage import Stage, staged

WORDS = "un mot qui doit s’effacer"
ROOM = "comptoir"


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """Two people who have spoken in a room and talk privately, on a live server."""
    async with staged(tmp_path / "site") as stage:
        scene = Scene(stage)
        for name in ("Ada", "Bo"):
            await (await scene.come(name)).member.join(ROOM)
        await have_devices(scene, ["Ada", "Bo"])
        await talk_privately(scene, ["Ada", "Bo"])
        await scene.people["Ada"].member.say(ROOM, WORDS)
        yield scene
        await scene.part()


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """Make a pair of keys."""
    make_key(tmp_path / "copies.key")
    return tmp_path / "copies.key"


def public(key: Path) -> str:
    """Return the public key that the file names."""
    return key.read_text().splitlines()[0].removeprefix("# public key: ")


def copied(stage: Stage, to: Path, key: Path) -> Path:
    """Make a copy beside the live node."""
    backup(stage.folder, to, [public(key)], "0", stage.clock.now())
    return to


def opened(copy: Path, key: Path) -> bytes:
    """Return what a copy holds, clear."""
    return bytes(pyrage.decrypt(copy.read_bytes(), [pyrage.x25519.Identity.from_str(key.read_text().split("\n")[1])]))


def rows(folder: Path, query: str) -> list[Any]:
    """Return what a database of the instance answers."""
    with sqlite3.connect(folder / "chat.db") as database:
        return database.execute(query).fetchall()


def names(folder: Path) -> list[str]:
    """Return what a folder holds."""
    return sorted(path.name for path in folder.iterdir())


async def test_people_find_their_pseudonym_and_ties_again(scene: Scene, tmp_path: Path, key: Path) -> None:
    """Beside a live server; into another folder; the same visit enters, and a private conversation makes new keys."""
    stage, ada = scene.stage, scene.people["Ada"].member
    copy = copied(stage, tmp_path / "copy.age", key)
    before = dict(rows(stage.folder, "SELECT id, epoch FROM room"))
    await stage.stop()
    stage.folder = tmp_path / "again"
    restore(copy, stage.folder, key)
    assert rows(stage.folder, "SELECT id, lost FROM conversation") == [(between(scene, "Ada", "Bo"), 1)]
    await stage.start()
    await ada.connect()
    assert ada.me["card"]["name"] == "Ada"
    assert {room for room, epoch in rows(stage.folder, "SELECT id, epoch FROM room") if before[room] == epoch} == set()
    assert rows(stage.folder, "SELECT text FROM message") == []
    await ada.say(ROOM, "me revoilà")


async def test_words_never_leave_in_a_copy(scene: Scene, tmp_path: Path, key: Path) -> None:
    """Neither said in a room nor sealed, nor in pages that a database has freed; nor the keys that are to die."""
    stage = scene.stage
    sealed = [octets for (octets,) in rows(stage.folder, "SELECT octets FROM frame") if octets]
    clear = opened(copied(stage, tmp_path / "copy.age", key), key)
    assert sealed
    assert [octets for octets in (*sealed, WORDS.encode()) if octets in clear] == []
    assert b"receipts.keys" not in clear
    assert b"Ada" in clear
    assert [name for name in names(stage.folder) if name.startswith("backup-")] == []


@pytest.mark.parametrize("at", [0.0, 0.1, 0.5, 0.9, 0.9999])
async def test_a_copy_of_which_one_octet_has_changed_is_refused(
    scene: Scene, tmp_path: Path, key: Path, at: float
) -> None:
    """Anywhere in it; and the folder is not made."""
    copy = copied(scene.stage, tmp_path / "copy.age", key)
    octets = bytearray(copy.read_bytes())
    octets[int(len(octets) * at)] ^= 1
    copy.write_bytes(octets)
    with pytest.raises(BadBackup):
        restore(copy, tmp_path / "again", key)
    assert names(tmp_path) == ["copies.key", "copy.age", "site"]


async def test_a_copy_that_is_cut_is_refused(scene: Scene, tmp_path: Path, key: Path) -> None:
    """Half of it is no copy."""
    copy = copied(scene.stage, tmp_path / "copy.age", key)
    copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    with pytest.raises(BadBackup, match="is not a whole copy"):
        restore(copy, tmp_path / "again", key)


async def test_another_key_opens_nothing(scene: Scene, tmp_path: Path, key: Path) -> None:
    """And a file without a key says so."""
    copy = copied(scene.stage, tmp_path / "copy.age", key)
    make_key(tmp_path / "other.key")
    with pytest.raises(BadBackup, match="is not opened by"):
        restore(copy, tmp_path / "again", tmp_path / "other.key")
    (tmp_path / "no.key").write_text("bonsoir\n")
    with pytest.raises(BadBackup, match="holds no secret key"):
        restore(copy, tmp_path / "again", tmp_path / "no.key")


async def test_nothing_is_written_over(scene: Scene, tmp_path: Path, key: Path) -> None:
    """Neither a copy, nor an instance, nor a key."""
    copy = copied(scene.stage, tmp_path / "copy.age", key)
    with pytest.raises(BadBackup, match="exists already"):
        copied(scene.stage, copy, key)
    with pytest.raises(BadBackup, match="is not empty"):
        restore(copy, scene.stage.folder, key)
    with pytest.raises(BadBackup, match="exists"):
        make_key(key)


async def test_commands_make_and_take_back(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As an operator types them: a key, three copies of which two are kept, and a restoration elsewhere."""
    stage = scene.stage
    status, said = await stage.command("backup-key", str(tmp_path / "my.key"))
    assert status == 0
    monkeypatch.setenv("PALABRE_BACKUP_KEYS", said.splitlines()[0])
    (tmp_path / "copies").mkdir()
    for day in ("2026-01-01", "2026-01-02"):
        (tmp_path / "copies" / f"{day}T000000Z.palabre.age").write_bytes(b"old")
    status, said = await stage.command("backup", str(tmp_path / "copies"), "--keep", "2")
    assert (status, "2026-01-01T000000Z.palabre.age: removed" in said) == (0, True)
    old, new = sorted((tmp_path / "copies").iterdir())
    assert old.name.startswith("2026-01-02")
    assert new.stat().st_mode & 0o777 == 0o600
    stage.folder = tmp_path / "again"
    status, said = await stage.command("restore", str(new), "--key", str(tmp_path / "my.key"))
    assert (status, "chat.db" in said) == (0, True)
    assert ("ada",) in rows(tmp_path / "again", "SELECT skeleton FROM member")


async def test_without_a_key_nothing_is_copied(scene: Scene, tmp_path: Path) -> None:
    """A copy that anybody could read is not made; the message says how to have a key."""
    status, said = await scene.stage.command("backup", str(tmp_path / "copies"))
    assert (status, "palabre backup-key" in said) == (2, True)
    assert names(tmp_path / "copies") == []
