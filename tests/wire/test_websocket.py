"""The pure parser beyond the public cases: our own cases, and properties over anything."""

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palabre.gateway.codes import CloseCode
from palabre.gateway.websocket import (
    Binary,
    Close,
    Event,
    Failure,
    Parser,
    Ping,
    Pong,
    Text,
    frame_close,
    frame_text,
    may_be_sent,
    unmask,
)
from wire.vectors import MASK, client_frame

LIMIT = 65_536
HELLO = client_frame(1, b"Hello")


def only(data: bytes) -> Event:
    """Return the one event of some octets."""
    (event,) = Parser(LIMIT).feed(data)
    return event


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        pytest.param("810548656c6c6f", 1002, id="X.1 no mask"),
        pytest.param("81fe0005" + "00000000" + "48656c6c6f", 1002, id="X.3 16-bit length of 5"),
        pytest.param("81ff000000000000012c", 1002, id="X.4 64-bit length of 300"),
        pytest.param("81ff8000000000000000", 1002, id="X.5 highest bit of a length"),
        pytest.param("81ff0000010000000000", 1009, id="X.6 2^40 octets announced"),
        pytest.param("81ff0000000000010001", 1009, id="X.7 limit + 1 announced"),
        pytest.param("8280", 1003, id="X.19 binary"),
        pytest.param("c180", 1002, id="X.24 RSV1"),
        pytest.param("c980", 1002, id="X.26 RSV1 on a ping"),
    ],
)
def test_refused_from_the_head_alone(octets: str, code: int) -> None:
    """What is wrong in a head fails before mask or payload come."""
    event = only(bytes.fromhex(octets))

    assert isinstance(event, Failure)
    assert event.code == code


def test_x2_zero_mask() -> None:
    """X.2: a frame masked with zeros is accepted as any other."""
    assert only(client_frame(1, b"Hello", mask=bytes(4))) == Text(b"Hello")


def test_x6_allocates_nothing() -> None:
    """X.6: a frame that announces 2^40 octets makes the parser hold nothing."""
    parser = Parser(LIMIT)
    tracemalloc.start()
    parser.feed(bytes.fromhex("81ff0000010000000000"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 1 << 20


def test_limit_is_inclusive() -> None:
    """A message of exactly the limit passes."""
    assert only(client_frame(1, b"*" * LIMIT)) == Text(b"*" * LIMIT)


def test_x8_fragments_over_the_limit() -> None:
    """X.8: the fragment that passes the limit fails with 1009, and not the one before."""
    parser = Parser(LIMIT)
    pieces = [client_frame(0 if number else 1, b"a" * 4_096, fin=False) for number in range(17)]

    assert [event for piece in pieces[:16] for event in parser.feed(piece)] == []
    assert parser.feed(pieces[16]) == [Failure(CloseCode.TOO_BIG, "over 65536 octets")]


def test_x9_fragment_budget() -> None:
    """X.9: empty fragments fail with 1008 at the budget, and not one before."""
    parser = Parser(LIMIT)
    parser.feed(client_frame(1, b"", fin=False))
    assert parser.feed(client_frame(0, b"", fin=False) * 1_023) == []

    assert parser.feed(client_frame(0, b"", fin=False)) == [
        Failure(CloseCode.POLICY, "over 1024 fragments in a message")
    ]


def test_budget_is_a_message_s() -> None:
    """A message made of the whole budget passes, and the next starts anew."""
    whole = client_frame(1, b"a", fin=False) + client_frame(0, b"b", fin=False) * 1_022 + client_frame(0, b"c")

    assert Parser(LIMIT).feed(whole * 2) == [Text(b"a" + b"b" * 1_022 + b"c")] * 2


def test_x29_reads_turn_by_turn() -> None:
    """X.29: 200 frames in one piece are read 64 at a time when asked, in order, none lost."""
    parser = Parser(LIMIT)
    turns = [parser.feed(b"".join(client_frame(1, b"%d" % n) for n in range(200)), 64)]
    while parser.more:
        turns.append(parser.feed(b"", 64))

    assert [len(turn) for turn in turns] == [64, 64, 64, 8]
    assert [event for turn in turns for event in turn] == [Text(b"%d" % n) for n in range(200)]


@pytest.mark.parametrize("code", [1012, 1013, 1014])
def test_x31_later_codes(code: int) -> None:
    """X.31: codes registered after the standard are taken."""
    assert only(client_frame(8, code.to_bytes(2))) == Close(code)


def test_x32_code_1015() -> None:
    """X.32: the code that stands for a failed TLS handshake is never sent."""
    assert only(client_frame(8, (1015).to_bytes(2))) == Failure(
        CloseCode.PROTOCOL_ERROR, "close code that may not be sent"
    )


@pytest.mark.parametrize("last", [client_frame(8, b""), bytes.fromhex("c180"), client_frame(1, b"a\xff")])
def test_x16_nothing_after_the_end(last: bytes) -> None:
    """X.16: after a close or a failure nothing is read, nothing is held, whatever comes."""
    parser = Parser(LIMIT)
    assert len(parser.feed(last + HELLO)) == 1

    assert parser.feed(HELLO) == []
    assert parser.feed(b"\x00" * 100_000) == []
    assert (parser.in_frame, parser.more, len(parser._buffer)) == (False, False, 0)


def test_knows_when_it_is_in_a_frame() -> None:
    """A frame is under way from its first octet to its last; fragments alone are not."""
    parser = Parser(LIMIT)
    steps = []
    for octet in client_frame(1, b"ab", fin=False):
        steps.append(parser.in_frame)
        parser.feed(bytes((octet,)))

    assert [*steps, parser.in_frame] == [False, *[True] * 7, False]


def test_frames_of_the_server() -> None:
    """What the server sends is unmasked, its length in the shortest form."""
    assert frame_text(b"a" * 125)[:2] == bytes.fromhex("817d")
    assert frame_text(b"a" * 126)[:4] == bytes.fromhex("817e007e")
    assert frame_text(b"a" * 65_535)[:4] == bytes.fromhex("817effff")
    assert frame_text(b"a" * 65_536)[:10] == bytes.fromhex("817f0000000000010000")
    assert frame_close(1005) == bytes.fromhex("8800")
    assert frame_close(1012, "30000") == bytes.fromhex("880703f4") + b"30000"


def test_long_reason_is_cut_at_a_character() -> None:
    """A reason over 123 octets loses whole characters."""
    assert frame_close(1000, "é" * 100) == bytes.fromhex("887c03e8") + "é".encode() * 61


def test_codes_that_may_be_sent() -> None:
    """The codes an endpoint may send are those of the standard's registry and the private ranges."""
    allowed = [code for code in range(65_536) if may_be_sent(code)]

    assert allowed == [1000, 1001, 1002, 1003, *range(1007, 1015), *range(3000, 5000)]


@given(st.binary(max_size=200), st.binary(min_size=4, max_size=4))
def test_unmask(payload: bytes, mask: bytes) -> None:
    """Masking is the standard's octet by octet rule, and undoes itself."""
    masked = unmask(payload, mask)

    assert masked == bytes(octet ^ mask[index % 4] for index, octet in enumerate(payload))
    assert unmask(masked, mask) == payload


FRAMES = st.builds(
    client_frame,
    st.sampled_from([0, 1, 2, 8, 9, 10, 3, 11]),
    st.one_of(st.binary(max_size=140), st.text(max_size=60).map(str.encode)),
    fin=st.booleans(),
    rsv=st.sampled_from([0, 0, 0, 0, 1, 4]),
    mask=st.sampled_from([MASK, bytes(4), b"\xff\x00\x01\x80"]),
)
GOOD = st.lists(
    st.one_of(
        st.text(max_size=200).map(lambda text: (client_frame(1, text.encode()), Text(text.encode()))),
        st.binary(max_size=200).map(lambda data: (client_frame(2, data), Binary(data))),
        st.binary(max_size=125).map(lambda data: (client_frame(9, data), Ping(data))),
        st.binary(max_size=125).map(lambda data: (client_frame(10, data), Pong(data))),
    ),
    max_size=12,
)


def cut(stream: bytes, borders: list[int]) -> list[bytes]:
    """Return a stream cut at these borders."""
    ends = sorted({border % (len(stream) + 1) for border in borders} | {len(stream)})
    return [stream[start:end] for start, end in zip([0, *ends], ends, strict=False)]


@given(st.lists(FRAMES, max_size=12).map(b"".join) | st.binary(max_size=400), st.lists(st.integers(0, 1 << 16)))
def test_any_cut_gives_the_same_events(stream: bytes, borders: list[int]) -> None:
    """Any octets, cut anyhow and read in turns, give the events they give at once; nothing ever raises."""
    whole = Parser(300, fragments=5, binary=True).feed(stream)
    parser = Parser(300, fragments=5, binary=True)
    heard = []
    for chunk in cut(stream, borders):
        heard += parser.feed(chunk, 2)
        while parser.more:
            heard += parser.feed(b"", 2)

    assert heard == whole
    assert all(not isinstance(event, Close | Failure) for event in whole[:-1])


@given(GOOD, st.lists(st.integers(0, 1 << 16)))
def test_what_is_sent_is_heard(sent: list[tuple[bytes, Event]], borders: list[int]) -> None:
    """Each good frame is heard as it was said, in order, however the octets come."""
    parser = Parser(LIMIT, binary=True)
    stream = b"".join(octets for octets, _ in sent)

    assert [event for chunk in cut(stream, borders) for event in parser.feed(chunk)] == [event for _, event in sent]


@given(st.binary(max_size=80), st.lists(st.integers(0, 80), max_size=6))
def test_text_is_judged_as_python_judges_it(data: bytes, borders: list[int]) -> None:
    """A text in any fragments is accepted exactly when it is UTF-8."""
    pieces = cut(data, borders)
    stream = b"".join(
        client_frame(0 if index else 1, piece, fin=index == len(pieces) - 1) for index, piece in enumerate(pieces)
    )
    try:
        data.decode()
        expected: Event = Text(data)
    except UnicodeDecodeError:
        expected = Failure(CloseCode.BAD_TEXT, "text that is not UTF-8")

    assert Parser(LIMIT).feed(stream) == [expected]


@settings(max_examples=25)
@given(st.lists(FRAMES, min_size=1, max_size=40).map(b"".join))
def test_holds_no_more_than_fed_and_limit(stream: bytes) -> None:
    """What the parser holds never passes what is unread and one message."""
    parser = Parser(300, binary=True)
    for octet in stream:
        parser.feed(bytes((octet,)))
        assert len(parser._buffer) <= 14 + 125
        assert len(parser._message) <= 300
