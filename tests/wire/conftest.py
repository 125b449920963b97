"""The edge is proved on both loops that may run it."""

import asyncio
from collections.abc import Callable, Mapping

import uvloop


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Give Python's own loop and the fast one: their transports differ in when they write and report."""
    return {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}
