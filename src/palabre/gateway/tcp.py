"""What is done to TCP under a transport: ends, buffers, addresses."""

import asyncio
import contextlib
import socket
import struct

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER on, 0 s: the kernel forgets what was not sent


def part_with(transport: asyncio.Transport) -> None:
    """End our side of TCP first, still letting the client read our last words.

    Closing with unread octets would reset the connection and could take those words away.
    """
    if transport.can_write_eof():
        transport.write_eof()
    else:
        transport.close()


def reset(transport: asyncio.Transport) -> None:
    """Reset TCP: the client sees no clean end, and the kernel keeps nothing of what was not sent."""
    set_option(transport, socket.SO_LINGER, _RESET)
    transport.abort()


def set_option(transport: asyncio.Transport, name: int, value: int | bytes) -> None:
    """Set a socket option; a socket already gone needs none."""
    if (taken := transport.get_extra_info("socket")) is not None:
        with contextlib.suppress(OSError):
            taken.setsockopt(socket.SOL_SOCKET, name, value)


def peer_of(transport: asyncio.Transport) -> str:
    """Return the address of the other side of TCP; nothing when there is none."""
    peer = transport.get_extra_info("peername")
    return str(peer[0]) if isinstance(peer, tuple) else ""


def descriptor_of(transport: asyncio.Transport) -> int:
    """Return the descriptor on which octets leave as they are; -1 under TLS, or when there is none."""
    taken = transport.get_extra_info("socket")
    return -1 if taken is None or transport.get_extra_info("sslcontext") else int(taken.fileno())
