"""The right way in, which every refusal of these tests is held against."""

from e2e.running import Running
from palabre_client import Visit


async def test_a_right_proof_opens_the_chat(running: Running, visit: Visit) -> None:
    """Whoever proves with the wallet may open the chat; before, the same address answers 403."""
    before = await visit.get("/chat")
    await visit.prove_age()
    after = await visit.get("/entrer")
    assert (before.status_code, before.content, after.status_code) == (403, b"", 200)
    assert "__Host-adult" in visit.cookies


async def test_somebody_enters_talks_and_is_heard(running: Running) -> None:
    """Two people who proved their age hear each other in the room of arrival."""
    async with await running.enter("Amarante") as one, await running.enter("Basilic") as other:
        place = (await other.join(other.arrival)).id
        await one.join(place)
        await one.say(place, "Bonsoir !")
        heard = await other.hear(lambda frame: "Bonsoir" in str(frame))
    assert heard
