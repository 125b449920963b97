"""Watches every connection and every name looked up in this process; blocks those that leave the machine.

Audit events come from the interpreter itself: whatever library opens a socket is seen.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any

ADDRESS_AT = {"socket.connect": 1, "socket.sendto": 1, "socket.bind": 1}
NAME_EVENTS = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
LOCAL_NAMES = frozenset({"localhost", "", None})


class LeavesTheMachineError(OSError):
    """Something tried to speak with another machine."""


_watching: list[list[str]] = []


@contextmanager
def only_this_machine() -> Iterator[list[str]]:
    """Block whatever leaves the machine; yield the list of attempts."""
    attempts: list[str] = []
    _watching.append(attempts)
    try:
        yield attempts
    finally:
        _watching.remove(attempts)


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watching:
        return
    if event in NAME_EVENTS:
        host = arguments[0]
    elif event in ADDRESS_AT and isinstance(arguments[ADDRESS_AT[event]], tuple):
        host = arguments[ADDRESS_AT[event]][0]
    else:
        return
    if not _is_local(host):
        _watching[-1].append(f"{event} {host}")
        raise LeavesTheMachineError(f"{event} {host}")


def _is_local(host: Any) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in LOCAL_NAMES:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


sys.addaudithook(_hook)
