import asyncio

import pytest

from palabre.kernel.ports import Bus

Heard = list[tuple[str, bytes]]


async def settle(bus: Bus) -> None:
    """Return once everything published so far has been heard."""
    rung = asyncio.Event()
    fence = await bus.subscribe("fence.here", lambda _on, _payload: rung.set())
    await bus.publish("fence.here", b"")
    async with asyncio.timeout(5):
        await rung.wait()
    fence.cancel()


async def test_a_subject_is_heard_in_order_by_its_subscribers_alone(bus: Bus) -> None:
    """Each subscriber hears each bell of its subject once, in the order rung, octets untouched."""
    one, two, other = Heard(), Heard(), Heard()
    await bus.subscribe("place.tea", lambda on, payload: one.append((on, payload)))
    await bus.subscribe("place.tea", lambda on, payload: two.append((on, payload)))
    await bus.subscribe("place.cake", lambda on, payload: other.append((on, payload)))
    rung = [("place.tea", bytes([number, 0, 255])) for number in range(50)]
    for subject, payload in rung:
        await bus.publish(subject, payload)
    await settle(bus)
    assert (one, two, other) == (rung, rung, [])


async def test_a_star_hears_all_below_it(bus: Bus) -> None:
    """``*`` as the last token stands for any one."""
    heard = Heard()
    await bus.subscribe("place.*", lambda on, payload: heard.append((on, payload)))
    for subject in ("place.tea", "rooms.listed", "place.cake"):
        await bus.publish(subject, subject.encode())
    await settle(bus)
    assert heard == [("place.tea", b"place.tea"), ("place.cake", b"place.cake")]


async def test_a_cancelled_subscription_hears_nothing(bus: Bus) -> None:
    """Cancelling is immediate, leaves the others alone and may be repeated."""
    first, second = Heard(), Heard()
    one = await bus.subscribe("place.tea", lambda on, payload: first.append((on, payload)))
    await bus.subscribe("place.tea", lambda on, payload: second.append((on, payload)))
    one.cancel()
    one.cancel()
    await bus.publish("place.tea", b"x")
    await settle(bus)
    assert (first, second) == ([], [("place.tea", b"x")])


async def test_a_subscriber_may_cancel_while_it_hears(bus: Bus) -> None:
    """Letting go inside a handler loses nobody else's bell."""
    heard: list[str] = []

    def once(_on: str, _payload: bytes) -> None:
        heard.append("first")
        first.cancel()

    first = await bus.subscribe("place.tea", once)
    await bus.subscribe("place.tea", lambda _on, _payload: heard.append("second"))
    for _ in range(2):
        await bus.publish("place.tea", b"")
    await settle(bus)
    assert heard == ["first", "second", "second"]


async def test_a_question_gets_its_answer(bus: Bus) -> None:
    """One answerer answers; without one, late, or cancelled, the asker is told in time."""

    async def shout(payload: bytes) -> bytes:
        return payload.upper()

    async def never(_: bytes) -> bytes:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    answering = await bus.answer("ask.loud", shout)
    await bus.answer("ask.late", never)
    assert await bus.request("ask.loud", b"tea", 1_000) == b"TEA"
    answering.cancel()
    answering.cancel()
    for subject in ("ask.loud", "ask.late", "ask.nobody"):
        with pytest.raises(TimeoutError):
            await bus.request(subject, b"", 50)


async def test_a_closed_bus_lets_go_of_everything(bus: Bus) -> None:
    """After closing, nobody hears any more."""
    heard = Heard()
    await bus.subscribe("place.tea", lambda on, payload: heard.append((on, payload)))
    await bus.close()
    await bus.publish("place.tea", b"x")
    assert heard == []
