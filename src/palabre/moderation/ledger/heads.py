"""Heads: how many entries there are and the root of their tree, signed (C2SP tlog-checkpoint)."""

import base64
import re
from typing import Self

from msgspec import Struct

from palabre.moderation.ledger.notes import BadNote, SignerKey, VerifierKey, opened, text_of

SHAPE = re.compile(r"([^\s+]+)\n([1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\ntime (0|[1-9][0-9]{0,15})\n")


class Head(Struct, frozen=True):
    """What is signed every hour."""

    origin: str  # the name of the signing key
    size: int  # entries
    root: bytes
    time: int  # milliseconds since 1970

    @classmethod
    def read(cls, note: str, *keys: VerifierKey) -> Self:
        """Return the head of a note that one of the keys signed. Raises ``BadNote``."""
        return cls._of(opened(note, *keys))

    @classmethod
    def peek(cls, note: str) -> Self:
        """Return what a note says, whoever signed it, if anybody. Raises ``BadNote``."""
        return cls._of(text_of(note))

    @classmethod
    def _of(cls, text: str) -> Self:
        if (said := SHAPE.fullmatch(text)) is None:
            raise BadNote("the head is not in the form of a checkpoint")
        head = cls(said[1], int(said[2]), base64.b64decode(said[3]), int(said[4]))
        if head.text() != text:
            raise BadNote("the head's root is not written in the one way it can be")
        return head

    def text(self) -> str:
        """Return the lines that are signed: origin, size, root, and when."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\ntime {self.time}\n"

    def signed(self, key: SignerKey) -> str:
        """Return the head as a note."""
        return key.sign(self.text())
