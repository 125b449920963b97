"""Octets are written to the socket itself, and keep their order when it is full."""

from wire.client import socket_of, upgraded
from wire.service import serving


async def test_what_the_socket_does_not_take_goes_before_what_follows() -> None:
    """Octets written past a full socket wait; later ones go behind them, and straight to it once all is taken."""
    async with serving() as service, upgraded(service.port) as raw:
        wire = socket_of(service)
        raw.writer.transport.pause_reading()  # type: ignore[attr-defined]  # a TCP transport can
        sent, owed = list[bytes](), 0
        while not owed:
            sent.append(b"%06d" % len(sent) * 5_000)
            wire.send_text(sent[-1])
            owed = wire.transport.get_write_buffer_size()
        for _ in range(3):
            sent.append(b"%06d" % len(sent) * 10)
            wire.send_text(sent[-1])
        assert wire.transport.get_write_buffer_size() > owed
        raw.writer.transport.resume_reading()  # type: ignore[attr-defined]  # a TCP transport can
        assert [frame.payload for frame in [await raw.frame() for _ in sent] if frame] == sent
        wire.send_text(b"later")
        wire.send_text(b"last")
        assert [frame.payload for frame in (await raw.frame(), await raw.frame()) if frame] == [b"later", b"last"]
