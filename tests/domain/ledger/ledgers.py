"""Small ledgers made by hand, for tests: entries in memory, heads after some of them."""

from dataclasses import dataclass, field

from palabre.moderation.ledger.heads import Head
from palabre.moderation.ledger.model import BEFORE_THE_FIRST, Act, Json, commitment, entry_of, hash_of, written
from palabre.moderation.ledger.notes import SignerKey
from palabre.moderation.ledger.tree import Growing, leaf_hash
from palabre.moderation.ledger.verify import Checker, Line, verify

KEY = SignerKey("chat.example/ledger", bytes(range(32)))
NOW = 1_795_000_000_000


@dataclass
class Ledger:
    """Lines as a store would give them, and signed heads with their sizes."""

    lines: list[Line] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    tree: Growing = field(default_factory=Growing)

    def enter(self, act: Act) -> None:
        """Add an act."""
        number, octets = len(self.lines) + 1, written(act.payload) if act.payload else None
        salt = number.to_bytes(32) if octets else None
        committed = commitment(salt, octets) if salt and octets else b""
        prev = self.lines[-1][1] if self.lines else BEFORE_THE_FIRST
        entry = entry_of(act, number, NOW + number, prev, committed)
        self.lines.append((entry, hash_of(entry), salt, octets))
        self.tree.add(leaf_hash(hash_of(entry)))

    def sign(self) -> None:
        """Sign a head over what there is."""
        size = len(self.lines)
        self.notes.append((size, Head(KEY.name, size, self.tree.root(), NOW).signed(KEY)))

    def check(self) -> Checker:
        """Verify it. Raises ``Broken``."""
        return verify(iter(self.lines), self.notes, KEY.verifier)


def ledger(count: int, *heads: int) -> Ledger:
    """Return a ledger of so many entries, two of three with a payload, with heads over the first so many."""
    made = Ledger()
    for number in range(1, count + 1):
        payload: dict[str, Json] = {"count": number, "words": "é"} if number % 3 else {}
        made.enter(Act(f"staff-{number % 4}", "moderator", "decide", "case", f"case-{number}", "clause-1", payload))
        if number in heads:
            made.sign()
    return made
