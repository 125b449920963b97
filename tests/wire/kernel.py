"""What the kernel holds for connections of this machine (Linux)."""

import socket
import struct
from pathlib import Path

SO_MEMINFO = 55


def memory(taken: socket.socket) -> int:
    """Return the octets of kernel memory that a socket's buffers take (SO_MEMINFO, linux/sock_diag.h)."""
    received, _, _, _, forward, queued, *_ = struct.unpack("9I", taken.getsockopt(socket.SOL_SOCKET, SO_MEMINFO, 36))
    return int(received + forward + queued)


def sides(port: int, peer: int) -> list[str]:
    """Return the states of every socket from a local port to a port of a peer, orphans included."""
    rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return [row[3] for row in rows if (port_of(row[1]), port_of(row[2])) == (port, peer)]


def port_of(written: str) -> int:
    """Return the port of an address as the kernel writes it."""
    return int(written.split(":")[1], 16)
