from pathlib import Path

import pytest

from scenarios import (
    hosting,
    lines,
    measures,
    objects,
    reports,
    reversals,
    sealed,
    sentences,
    sights,
    throws,
    visits,
)
from scenarios.interpreter import END, SENTENCES, Script
from scenarios.scene import Scene
from scenarios.stage import staged

SPOKEN = (
    sentences,
    sights,
    lines,
    sealed,
    throws,
    visits,
    measures,
    reports,
    reversals,
    hosting,
    objects,
)  # importing them teaches the interpreter their forms
SCRIPTS = sorted(Path(__file__).parent.glob("*.talk"))


@pytest.mark.parametrize("file", SCRIPTS, ids=[file.stem for file in SCRIPTS])
async def test_script(file: Path, tmp_path: Path) -> None:
    """A script's first line states its promise; it is played against a whole server, and its history is judged."""
    async with staged(tmp_path) as stage:
        scene = Scene(stage)
        try:
            await Script.read(file).play(scene)
        finally:
            await scene.part()
    assert [str(found) for found in scene.violations()] == []


def test_every_script_states_a_promise() -> None:
    """No two scripts promise the same, and each has something to show."""
    scripts = [Script.read(file) for file in SCRIPTS]
    assert len({script.promise for script in scripts}) == len(scripts) > 0
    assert [script.promise for script in scripts if not script.lines] == []


def test_every_sentence_is_spoken_by_some_script() -> None:
    """The vocabulary holds no form that no script uses."""
    spoken = [line.words for file in SCRIPTS for line in Script.read(file).lines]
    bare = [END.sub("", words) for words in spoken]
    unused = [form.act.__name__ for form in SENTENCES if not any(form.shape.fullmatch(words) for words in bare)]
    assert unused == []
