"""What every command of the wire has, and the bounds of its fields."""

from typing import Annotated

from msgspec import Meta, Struct

Number = Annotated[int, Meta(ge=0, le=2**31)]
Name = Annotated[str, Meta(max_length=200)]


class Command(Struct, frozen=True, tag_field="t"):
    """What a client asks; ``n`` comes back in the reply."""

    n: Number


class PrivateCommand(Command, frozen=True):
    """What a client asks about private conversations."""


class PeopleCommand(Command, frozen=True):
    """What a client asks about people it knows, sets aside or looks for."""
