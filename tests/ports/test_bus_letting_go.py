import asyncio

from palabre.kernel.ports import Bus


async def double(payload: bytes) -> bytes:
    """Answer twice what was asked."""
    return payload * 2


async def test_two_subscriptions_of_one_handler_are_two(bus: Bus) -> None:
    """Cancelling one, even twice, leaves the other."""
    heard: list[bytes] = []
    rung = asyncio.Event()

    def hear(_: str, payload: bytes) -> None:
        heard.append(payload)
        if payload == b"two":
            rung.set()

    first = await bus.subscribe("place.tea", hear)
    await bus.subscribe("place.tea", hear)
    first.cancel()
    first.cancel()
    for payload in (b"one", b"two"):
        await bus.publish("place.tea", payload)
    async with asyncio.timeout(5):
        await rung.wait()
    assert heard == [b"one", b"two"]


async def test_a_new_answerer_outlives_the_old(bus: Bus) -> None:
    """Cancelling the answerer of before does not silence the one of now."""
    old = await bus.answer("ask.twice", double)
    old.cancel()
    await bus.answer("ask.twice", double)
    old.cancel()
    assert await bus.request("ask.twice", b"1", 5_000) == b"11"
