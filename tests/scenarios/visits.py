"""The sentences of scripts, on visits: when they end, how a new proof prolongs them or leads back."""

from palabre.kernel.clock import MINUTE
from scenarios.interpreter import sentence
from scenarios.scene import Person, Scene
from scenarios.sentences import UNITS, same


@sentence("{name} proves again")
async def proves_again(scene: Scene, name: str) -> None:
    """Prove by the real gate, in the same browser."""
    await scene.people[name].member.visit.prove_age()


@sentence("the visit of {name} ends in {number} {unit}, unless something is done")
async def ends_unless(scene: Scene, name: str, number: int, unit: str) -> None:
    """Wait until the page knows this end, which activity moves."""
    await _knows(scene, scene.people[name], number * UNITS[unit], by_proof=False)


@sentence("the visit of {name} ends in {number} {unit}, whatever is done")
async def ends_anyway(scene: Scene, name: str, number: int, unit: str) -> None:
    """Wait until the page knows this end, which only a new proof moves."""
    await _knows(scene, scene.people[name], number * UNITS[unit], by_proof=True)


@sentence("{name} has not been told that the visit goes on")
async def not_told(scene: Scene, name: str) -> None:
    """Whatever the server had to say is heard: no word of the visit was in it."""
    await scene.fence()
    same([frame for frame in scene.people[name].member.heard if frame["t"] == "visit"], [])


async def _knows(scene: Scene, person: Person, left: int, *, by_proof: bool) -> None:
    # The last active minute is kept whole: what is left is up to a minute less.
    member, clock = person.member, scene.stage.clock
    await person.until(lambda: -(-(member.ends_at - clock.now()) // MINUTE) * MINUTE == left)
    same(member.by_proof, by_proof)
