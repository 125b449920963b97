"""From the octets of a frame to a typed command, or to the refusal that names what is wrong; pure.

Whatever the octets, nothing else comes out (reliability Z-2).
"""

import json

import msgspec

from palabre.gateway.protocol import AnyCommand
from palabre.gateway.protocol_base import Number
from palabre.kernel.errors import Refusal

NAME_SHOWN = 40  # characters of an unknown command's name that are said back

_decoder = msgspec.json.Decoder(AnyCommand)
_TAGS = frozenset(str(kind.__struct_config__.tag) for kind in AnyCommand.__args__)


class _Peeked(msgspec.Struct):
    t: str = ""
    n: Number = 0


_peeker = msgspec.json.Decoder(_Peeked)


def command_of(data: bytes) -> AnyCommand:
    """Return the command of a frame. Raises ``Refusal``: bad_frame, unknown_command."""
    try:
        command: AnyCommand = _decoder.decode(data)
        _read_twice(data.decode())
    except (ValueError, RecursionError):  # msgspec's own errors are ValueErrors
        named = _peek(data).t
        if named and named not in _TAGS:
            raise Refusal("unknown_command", name=named[:NAME_SHOWN]) from None
        raise Refusal("bad_frame") from None
    return command


def number_of(data: bytes) -> int:
    """Return the number of a frame's request, to answer what cannot be read; 0 when it has none."""
    return _peek(data).n


def _peek(data: bytes) -> _Peeked:
    try:
        return _peeker.decode(data)
    except (ValueError, RecursionError):
        return _Peeked()


def _no_key_twice(pairs: list[tuple[str, object]]) -> None:
    if len(dict(pairs)) != len(pairs):
        raise ValueError


# msgspec takes the last of two equal keys; who wrote two did not mean one (X.20).
_read_twice = json.JSONDecoder(object_pairs_hook=_no_key_twice).decode
