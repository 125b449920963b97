"""The Python client on a real line: what the scripts and the runs under faults rest on."""

import asyncio
from pathlib import Path

from palabre_client import Place
from palabre_client.history import History, check
from palabre_client.visit import KEPT_SECONDS
from scenarios.stage import staged


async def test_two_words_under_way_come_back_over_one_line(tmp_path: Path) -> None:
    """Cut while both wait for their acks: one connection is opened for both, and each is said once."""
    history = History()
    async with staged(tmp_path) as stage, await stage.member("Ada", history=history) as ada:
        await ada.join("comptoir")
        saying = [asyncio.create_task(ada.say("comptoir", text)) for text in ("un", "deux")]
        await asyncio.sleep(0)
        ada.connection.drop()
        acks = await asyncio.gather(*saying)
        assert {ack["position"] for ack in acks} == {1, 2}
        assert len({line["proc"] for line in history.lines}) == 2
        assert check(history.lines) == []


async def test_a_client_waits_for_a_server_that_is_down(tmp_path: Path) -> None:
    """Nobody answers, then somebody does: the place is taken up where it was left."""
    async with staged(tmp_path) as stage, await stage.member("Ada") as ada:
        await ada.join("comptoir")
        await ada.say("comptoir", "un")
        await stage.stop()
        await ada.connection.closed
        coming = asyncio.create_task(ada.come_back())
        await stage.start()
        await coming
        assert (await ada.say("comptoir", "deux"))["position"] == 2


async def test_no_request_leaves_on_a_line_that_the_server_lets_go(tmp_path: Path) -> None:
    """A connection kept between two steps of the entry is given up well before the server gives it up."""
    async with staged(tmp_path) as stage:
        assert stage.server.config.timeout_keep_alive > 2 * KEPT_SECONDS


def test_an_event_that_came_before_the_answer_is_taken_once() -> None:
    """Pushed while one asks for the place again, and within the answer: applied the first time only."""
    place = Place("tea")
    room = {"room": {}, "epoch": "e1", "reset": False}
    place.enter({**room, "head": 0, "reset": True, "messages": []})
    first, second = ({"t": "deleted", "position": position, "message": "m"} for position in (1, 2))
    assert place.apply("e1", first)
    place.enter({**room, "head": 2, "events": [first, second]})
    assert (place.events, place.position) == ([first, second], 2)


def test_an_answer_older_than_what_came_takes_nothing_back() -> None:
    """Pushed up to 1 while the answer still says 0: the client stays at 1."""
    place = Place("tea")
    room = {"room": {}, "epoch": "e1", "reset": False}
    place.enter({**room, "head": 0, "reset": True, "messages": []})
    assert place.apply("e1", {"t": "deleted", "position": 1, "message": "m"})
    place.enter({**room, "head": 0, "events": []})
    assert place.position == 1
