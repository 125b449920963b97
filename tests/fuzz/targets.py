"""What is fuzzed, each with its promise: a target raises when octets break it (reliability section 9)."""

import json
import json.scanner
import random
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from palabre.gateway.decoding import NAME_SHOWN, command_of, number_of
from palabre.gateway.protocol import AnyCommand, Error
from palabre.gateway.websocket import Close, Event, Failure, Parser, Text, frame
from palabre.kernel.errors import Refusal
from palabre.kernel.limits import FRAME_OCTETS
from wire.vectors import cases, client_frame

HERE = Path(__file__).parent
LIMIT = 300  # octets of a message: the fuzzer reaches every bound quickly
FRAGMENTS = 5
HANG_S = 0.1  # of processor time, for 64 KiB

Target = Callable[[bytes], None]


def parser(data: bytes) -> None:
    """Z-1: events or one end; the same for every cut; it holds no more than what is unread and the limit."""
    stream, chance = data[1:], random.Random(data[:1])
    whole = read([stream])
    assert [event for event in whole[:-1] if isinstance(event, Close | Failure)] == []
    assert sum(len(getattr(event, "data", b"")) for event in whole) <= len(stream)
    assert read(pieces(stream, chance)) == whole
    assert read(stream[at : at + 1] for at in range(len(stream))) == whole
    assert in_turns(pieces(stream, chance), chance) == whole


def read(chunks: Iterable[bytes]) -> list[Event]:
    """Feed a small parser; return its events."""
    reader, events = Parser(LIMIT, fragments=FRAGMENTS, binary=True), list[Event]()
    for chunk in chunks:
        events += reader.feed(chunk)
        holds_little(reader, 0)
    return events


def in_turns(chunks: Iterable[bytes], chance: random.Random) -> list[Event]:
    """Read some frames a turn, more octets coming in between, as the transport does."""
    reader, events, unread = Parser(LIMIT, fragments=FRAGMENTS, binary=True), list[Event](), 0
    for chunk in chunks:
        unread += len(chunk)
        if reader.more and chance.random() < 0.5:
            reader.keep(chunk)
        else:
            events += reader.feed(chunk, chance.randint(1, 3))
        holds_little(reader, unread)
    while reader.more:
        events += reader.feed(b"", 1)
    return events


def holds_little(reader: Parser, unread: int) -> None:
    """Check that a parser holds what nobody read yet, one control frame or head, and one message, no more."""
    assert len(reader._buffer) <= unread + 14 + 125
    assert len(reader._message) <= LIMIT


def pieces(stream: bytes, chance: random.Random) -> Iterator[bytes]:
    """Cut a stream at random."""
    start = 0
    while start < len(stream):
        size = chance.choice((1, 2, 3, 7, 14, 64, 400))
        yield stream[start : start + size]
        start += size


def decoder(data: bytes) -> None:
    """Z-2: a typed command, or bad_frame or unknown_command; nothing else, and whatever it is can be said back."""
    began = time.thread_time()
    said = outcome(data)
    msgspec.json.encode(said).decode()
    if not isinstance(said, Error):
        assert 0 <= said.n == number_of(data)
        assert msgspec.json.decode(msgspec.json.encode(said), type=AnyCommand) == said
        says_the_same(said, data)
    assert time.thread_time() - began < HANG_S


def outcome(data: bytes) -> AnyCommand | Error:
    """Return the command, or the answer that refuses it."""
    try:
        return command_of(data)
    except Refusal as refusal:
        answer = Error(number_of(data), refusal.code, refusal.advice, params=dict(refusal.params))
    assert answer.code in {"bad_frame", "unknown_command"}
    assert len(str(answer.params)) < NAME_SHOWN * 12
    return answer


def says_the_same(command: AnyCommand, data: bytes) -> None:
    """Read the frame by another reader, in Python and so seen by the hunt: each field must be what it says."""
    reader = json.JSONDecoder()
    reader.scan_once = json.scanner.py_make_scanner(reader)  # type: ignore[attr-defined]  # not told to mypy
    read = reader.decode(data.decode())
    expected = msgspec.convert(read, type=type(command))
    assert (read["t"], expected) == (command.__struct_config__.tag, command)


def planted(data: bytes) -> None:
    """Promise what some octets break, to show that the hunt finds them: no text begins with "!"."""
    for event in read([data[1:]]):
        if isinstance(event, Text) and event.data:
            assert event.data[0] != ord("!")


TARGETS: dict[str, Target] = {"parser": parser, "decoder": decoder, "planted": planted}


def kept(name: str) -> list[bytes]:
    """Return the inputs kept of a target: its corpus, and what once broke its promise."""
    files = [HERE / folder / f"{name}.txt" for folder in ("corpus", "found")]
    lines = [line for file in files if file.exists() for line in file.read_text().splitlines()]
    return [bytes.fromhex(line) for line in lines if not line.startswith("#")]


def seeds(name: str) -> list[bytes]:
    """Return what a hunt starts from: what is kept, and whole conversations or commands."""
    return kept(name) + (commands() if name == "decoder" else streams())


def streams() -> list[bytes]:
    """Return the short public cases, masked with zeros so that a mutant of a text is a text."""
    masked = [b"\x00" + case.stream for case in cases() if len(case.stream) < LIMIT]
    plain = [b"\x00" + client_frame(opcode, b"on", mask=bytes(4)) for opcode in (1, 2, 8, 9, 10)]
    return masked + plain + [b"\x00" + frame(1, b"from a server")]


def commands() -> list[bytes]:
    """Return one command of each kind, every field filled."""
    return [
        json.dumps(
            {"t": kind.__struct_config__.tag, "n": 7} | {name: filled(name) for name in fields_of(kind)}
        ).encode()
        for kind in AnyCommand.__args__
    ]


def fields_of(kind: type[msgspec.Struct]) -> list[str]:
    """Return the fields of a command, but for its number."""
    return [field.encode_name for field in msgspec.structs.fields(kind) if field.encode_name != "n"]


def filled(name: str) -> object:
    """Return a good value of a field."""
    resume = {"place": "tea", "epoch": "e", "position": 3}
    values: dict[str, object] = {
        "v": 1, "resume": resume, "action": False, "on": True, "before": 9, "offset": 50, "town": 87_085, "slow_s": 30,
        "read_only": False, "colour": 3, "here_for": ["talk"], "key": "a-key-of-mine", "reply": None, "emoji": "👍",
    }  # fmt: skip
    return values.get(name, "tea")


def longest() -> Iterator[tuple[str, bytes]]:
    """Return inputs of 64 KiB that cost most, with the target's name."""
    size = FRAME_OCTETS
    yield "parser", client_frame(9, b"") * (size // 6)
    yield "parser", client_frame(1, b"", fin=False) + client_frame(0, b"", fin=False) * (size // 6 - 1)
    yield "parser", client_frame(1, "é".encode() * (size // 2 - 8))
    for head, body, tail in (
        (b'{"t":"hello","n":1,"v":1,"resume":[', b'{"place":"a","epoch":"","position":1},', b"{}]}"),
        (b'{"t":"rooms","n":1,"x":', b"[", b""),
        (b'{"t":"rooms","n":1,"x":', b'{"a":', b""),
        (b'{"t":"rooms","n":', b"9", b"}"),
        (b'{"t":"rooms","n":1,', b'"a":1,', b'"b":1}'),
        (b'{"t":"', b"\\u0041", b'"}'),
    ):
        yield "decoder", head + body * ((size - len(head) - len(tail)) // len(body)) + tail
