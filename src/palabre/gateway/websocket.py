"""RFC 6455, the server's side, pure: octets in, events out; no socket, no loop, no clock.

``Parser`` takes what the client sends after the handshake, cut anyhow; ``frame_text`` and its siblings
make what the server sends. Sources: RFC 6455 sections 5 to 7, specs/reliability.md section 5.
"""

import codecs
import sys
from dataclasses import dataclass
from typing import Final

from palabre.gateway.codes import CloseCode
from palabre.kernel.limits import FRAGMENTS_PER_MESSAGE, FRAME_OCTETS

CONTINUATION: Final = 0x0
TEXT: Final = 0x1
BINARY: Final = 0x2
CLOSE: Final = 0x8
PING: Final = 0x9
PONG: Final = 0xA
OPCODES: Final = frozenset({CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG})

CONTROL_OCTETS: Final = 125  # section 5.5
REASON_OCTETS: Final = CONTROL_OCTETS - 2  # section 5.5.1: the code takes two
NO_CODE: Final = 1005  # section 7.4.1: a close without code, never on the wire
ABNORMAL: Final = 1006  # section 7.4.1: no close at all, never on the wire
_FIN: Final = 0x80
_RESERVED: Final = 0x70
_MASKED: Final = 0x80
_NEVER_SENT: Final = frozenset({1004, NO_CODE, ABNORMAL})


@dataclass(frozen=True, slots=True)
class Text:
    """One whole text message: ``data`` is valid UTF-8, as octets."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Binary:
    """One whole binary message; only from a parser told to take them."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Ping:
    """A ping, to be answered by a pong with the same octets."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Pong:
    """A pong, asked for or not."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Close:
    """The client's close; ``code`` is 1005 when it gave none. Nothing after it is read."""

    code: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """The client broke a rule: close with ``code``, saying ``reason``. Nothing after it is read."""

    code: CloseCode
    reason: str


Event = Text | Binary | Ping | Pong | Close | Failure


class _Broken(Exception):  # noqa: N818 - it never leaves this module
    """Carries a failure from where it is seen to the one place that ends the parser."""

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(reason)
        self.failure = Failure(code, reason)


def frame(opcode: int, payload: bytes) -> bytes:
    """Return one final frame, unmasked, as a server sends it (section 5.1)."""
    size = len(payload)
    if size <= CONTROL_OCTETS:
        return bytes((_FIN | opcode, size)) + payload
    if size < 1 << 16:
        return bytes((_FIN | opcode, 126)) + size.to_bytes(2) + payload
    return bytes((_FIN | opcode, 127)) + size.to_bytes(8) + payload


def frame_text(payload: bytes) -> bytes:
    """Return the frame of one text message; made once, it is written to every member."""
    return frame(TEXT, payload)


def frame_close(code: int, reason: str = "") -> bytes:
    """Return a close frame; 1005 gives one without code; a long reason is cut at a character."""
    if code == NO_CODE:
        return frame(CLOSE, b"")
    cut = reason.encode()[:REASON_OCTETS].decode(errors="ignore").encode()
    return frame(CLOSE, code.to_bytes(2) + cut)


def may_be_sent(code: int) -> bool:
    """Tell whether an endpoint may put this code in a close frame (section 7.4 and its registry)."""
    return (1000 <= code <= 1014 and code not in _NEVER_SENT) or 3000 <= code <= 4999


def unmask(payload: bytes | bytearray, mask: bytes) -> bytes:
    """Undo (or do) the client's masking with a key of four octets (section 5.3)."""
    size = len(payload)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "little") ^ int.from_bytes(key, "little")).to_bytes(size, "little")


class Parser:
    """Reads one client's frames.

    Takes at most ``limit`` octets a message and ``fragments`` frames a message; ``binary`` accepts
    binary messages, which end in 1003 otherwise. Holds at most what was fed and ``limit`` octets.
    Any cut of the same octets gives the same events. No octets make ``feed`` raise.
    """

    __slots__ = (
        "_binary", "_buffer", "_decoder", "_done", "_final", "_fragments", "_kind", "_left", "_limit",
        "_mask", "_message", "_most_fragments", "_opcode", "_size", "ended", "more",
    )  # fmt: skip

    def __init__(
        self, limit: int = FRAME_OCTETS, *, fragments: int = FRAGMENTS_PER_MESSAGE, binary: bool = False
    ) -> None:
        self._limit = limit
        self._most_fragments = fragments
        self._binary = binary
        self._buffer = bytearray()
        self._done = False
        self._opcode = -1  # of the frame being read; -1 between frames
        self._final = False
        self._left = 0  # octets of payload still to come
        self._mask = b""
        self._kind = CONTINUATION  # of the message being read; continuation between messages
        self._message = bytearray()
        self._size = 0  # octets the message's frames have announced so far
        self._fragments = 0
        self._decoder: codecs.IncrementalDecoder | None = None
        self.ended = 0  #: frames read whole so far
        self.more = False  #: whole frames may wait: call ``feed`` again with nothing

    @property
    def in_frame(self) -> bool:
        """Whether a frame has begun and not ended."""
        return not self._done and (self._opcode >= 0 or bool(self._buffer))

    def keep(self, data: bytes) -> None:
        """Hold octets for the next ``feed``, without reading them."""
        if not self._done:
            self._buffer += data

    def feed(self, data: bytes = b"", frames: int = sys.maxsize) -> list[Event]:
        """Return what ``data`` completes, in order, reading at most ``frames`` frames.

        A ``Close`` or a ``Failure`` is the last event ever; later octets are dropped.
        """
        events: list[Event] = []
        if self._done:
            return events
        self._buffer += data
        try:
            while frames > 0 and self._frame(events):
                frames -= 1
        except _Broken as broken:
            events.append(broken.failure)
            self._end()
        self.more = frames <= 0 and bool(self._buffer)
        return events

    def _end(self) -> None:
        self._done = True
        self._buffer = bytearray()
        self._message = bytearray()
        self._decoder = None

    def _frame(self, events: list[Event]) -> bool:
        """Read on; True when a frame has ended, False when octets are missing."""
        if self._opcode < 0 and not self._head():
            return False
        ended = self._control(events) if self._opcode & CLOSE else self._data(events)
        if ended:
            self._opcode = -1
            self.ended += 1
        return ended and not self._done

    def _head(self) -> bool:
        """Read a frame's head, judging each octet as soon as it is there."""
        buffer = self._buffer
        if len(buffer) < 2:
            return False
        first, second = buffer[0], buffer[1]
        opcode = self._judged(first, second)
        length, taken = self._length(second & 0x7F)
        if taken == 0:
            return False
        self._admit(opcode, length)
        if len(buffer) < taken + 4:
            return False
        self._mask = bytes(buffer[taken : taken + 4])
        del buffer[: taken + 4]
        self._opcode, self._final, self._left = opcode, bool(first & _FIN), length
        if not opcode & CLOSE:
            self._open(opcode, length)
        return True

    def _judged(self, first: int, second: int) -> int:
        """Return the opcode of a head whose first two octets break no rule."""
        opcode = first & 0x0F
        if first & _RESERVED:
            raise _Broken(CloseCode.PROTOCOL_ERROR, "reserved bits without an extension")
        if opcode not in OPCODES:
            raise _Broken(CloseCode.PROTOCOL_ERROR, "reserved opcode")
        if not second & _MASKED:
            raise _Broken(CloseCode.PROTOCOL_ERROR, "frame without a mask")
        if opcode & CLOSE and not (first & _FIN and second & 0x7F <= CONTROL_OCTETS):
            raise _Broken(CloseCode.PROTOCOL_ERROR, "control frame cut or over 125 octets")
        if not opcode & CLOSE and (opcode == CONTINUATION) == (self._kind == CONTINUATION):
            raise _Broken(CloseCode.PROTOCOL_ERROR, "fragments out of order")
        return opcode

    def _length(self, short: int) -> tuple[int, int]:
        """Return the payload's length and the octets read so far; (0, 0) when some are missing."""
        if short <= CONTROL_OCTETS:
            return short, 2
        end, least = (4, 126) if short == 126 else (10, 1 << 16)
        if len(self._buffer) < end:
            return 0, 0
        length = int.from_bytes(self._buffer[2:end])
        if length < least or length >> 63:
            raise _Broken(CloseCode.PROTOCOL_ERROR, "length not written in its shortest form")
        return length, end

    def _admit(self, opcode: int, length: int) -> None:
        """Refuse from the head alone what the parser would have to refuse later."""
        if opcode & CLOSE:
            return
        if opcode == BINARY and not self._binary:
            raise _Broken(CloseCode.UNSUPPORTED, "text expected")
        if self._size + length > self._limit:
            raise _Broken(CloseCode.TOO_BIG, f"over {self._limit} octets")
        if self._fragments >= self._most_fragments:
            raise _Broken(CloseCode.POLICY, f"over {self._most_fragments} fragments in a message")

    def _open(self, opcode: int, length: int) -> None:
        """Begin a message or its next fragment."""
        if opcode != CONTINUATION:
            self._kind = opcode
        self._size += length
        self._fragments += 1

    def _control(self, events: list[Event]) -> bool:
        """Read a whole control frame, or wait for its end."""
        if len(self._buffer) < self._left:
            return False
        payload = self._take(self._left)
        if self._opcode == PING:
            events.append(Ping(payload))
        elif self._opcode == PONG:
            events.append(Pong(payload))
        else:
            events.append(_close(payload))
            self._end()
        return True

    def _data(self, events: list[Event]) -> bool:
        """Read what is there of a data frame; text is judged as it comes (fail fast)."""
        part = self._take(min(self._left, len(self._buffer)))
        self._left -= len(part)
        last = self._final and self._left == 0
        if self._kind == TEXT:
            self._judge(part, last=last)
        if last:
            self._finish(part, events)
        else:
            self._message += part
            self._mask = self._mask[len(part) % 4 :] + self._mask[: len(part) % 4]
        return self._left == 0

    def _take(self, size: int) -> bytes:
        """Take octets of payload from the buffer, unmasked."""
        part = unmask(self._buffer[:size], self._mask)
        del self._buffer[:size]
        return part

    def _judge(self, part: bytes, *, last: bool) -> None:
        """Refuse text as soon as no further octet could make it valid (RFC 3629)."""
        try:
            if last and self._decoder is None:
                part.decode()
                return
            if self._decoder is None:
                self._decoder = codecs.getincrementaldecoder("utf-8")()
            self._decoder.decode(part, last)
        except UnicodeDecodeError:
            raise _Broken(CloseCode.BAD_TEXT, "text that is not UTF-8") from None
        pending, _ = self._decoder.getstate()
        if pending[:1] == b"\xed" and pending[1:2] > b"\x9f":  # half a surrogate, which Python waits out
            raise _Broken(CloseCode.BAD_TEXT, "text that is not UTF-8")

    def _finish(self, part: bytes, events: list[Event]) -> None:
        """Hand over a whole message and make ready for the next."""
        whole = bytes(self._message) + part if self._message else part
        events.append(Text(whole) if self._kind == TEXT else Binary(whole))
        self._kind, self._size, self._fragments = CONTINUATION, 0, 0
        self._message = bytearray()
        self._decoder = None


def _close(payload: bytes) -> Close:
    """Read a close frame's payload (section 5.5.1)."""
    if not payload:
        return Close(NO_CODE)
    code = int.from_bytes(payload[:2])
    if len(payload) < 2 or not may_be_sent(code):
        raise _Broken(CloseCode.PROTOCOL_ERROR, "close code that may not be sent")
    try:
        return Close(code, payload[2:].decode())
    except UnicodeDecodeError:
        raise _Broken(CloseCode.BAD_TEXT, "close reason that is not UTF-8") from None
