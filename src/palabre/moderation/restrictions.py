"""Who is bound by what, in this node's memory: a message asks it before it is judged, and nothing waits."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from palabre.chat.rooms import first_of
from palabre.kernel.clock import DAY, Clock
from palabre.kernel.errors import Advice, Refusal
from palabre.kernel.ids import MemberId, PlaceId
from palabre.moderation.model import SHUT, Answers, Kind, Restriction
from palabre.moderation.ports import ModerationStore

CONFIRMED = 30 * DAY  # an answer of 18 or over lowers the cue so long (safety engine section 10)
CODES = {
    Kind.COOL_OFF: "cooling_off", Kind.ROOMS_OFF: "cooling_off", Kind.SUSPEND: "suspended",
    Kind.AGE_PROOF: "prove_again", Kind.ISOLATED: "shut", Kind.TERMINATED: "shut",
    Kind.REQUESTS_OFF: "requests_off", Kind.PRIVATE_OFF: "requests_off", Kind.ASKED_OUT: "asked_out",
    Kind.NAME_ASKED: "choose_name",
}  # fmt: skip
NONE = Answers()


@dataclass
class Standings:
    """The restrictions in force; the store is the truth, ``refresh`` reads it again."""

    store: ModerationStore
    clock: Clock
    _held: dict[MemberId, dict[str, Restriction]] = field(default_factory=dict)
    _answers: dict[MemberId, Answers] = field(default_factory=dict)
    _writing: Counter[MemberId] = field(default_factory=Counter)  # what is bound or freed here and not yet in the store
    _written: int = 0  # how often such a thing has arrived there, or failed

    async def load(self) -> None:
        """Read every restriction in force, and what members answered."""
        now = self.clock.now()
        for restriction in await self.store.binding(now):
            self.bind(restriction)
        self._answers = await self.store.answers(now - CONFIRMED)

    async def refresh(self, member: MemberId) -> None:
        """Read a member's restrictions again, unless some are being written from here: memory is ahead then."""
        before = -1
        while before != self._written:  # what was read while something arrived may be older than memory
            before = self._written
            found = await self.store.binding_of(member, self.clock.now())
            if member in self._writing:
                return
        self._held.pop(member, None)
        for restriction in found:
            self.bind(restriction)

    @contextmanager
    def writing(self, member: MemberId) -> Iterator[None]:
        """Let memory be ahead of the store while what was bound or freed here is on its way; no older reading wins."""
        self._writing[member] += 1
        try:
            yield
        finally:
            self._written += 1
            self._writing[member] -= 1
            if not self._writing[member]:
                del self._writing[member]

    def bind(self, restriction: Restriction) -> None:
        """Put a restriction in force, at once."""
        self._held.setdefault(restriction.member, {})[restriction.id] = restriction

    def free(self, restriction: Restriction) -> None:
        """Take a restriction out of force."""
        held = self._held.get(restriction.member, {})
        held.pop(restriction.id, None)
        if not held:
            self._held.pop(restriction.member, None)

    def of(self, member: MemberId, *kinds: Kind) -> Restriction | None:
        """Return the restriction of these kinds that holds longest, or none."""
        now = self.clock.now()
        held = [one for one in self._held.get(member, {}).values() if one.kind in kinds and one.holds(now)]
        return max(held, key=lambda one: (list(Kind).index(one.kind), one.ends == 0, one.ends), default=None)

    def all_of(self, kind: Kind) -> list[Restriction]:
        """Return every restriction of a kind."""
        return [one for held in self._held.values() for one in held.values() if one.kind is kind]

    def shut(self, member: MemberId) -> Restriction | None:
        """Return what closes the place to a member, if anything does."""
        return self.of(member, *SHUT)

    def is_gone(self, member: MemberId) -> bool:
        """Whether a member appears to others as gone."""
        return member in self._held and self.of(member, Kind.ISOLATED) is not None

    def answers(self, member: MemberId) -> Answers:
        """Return what a member answered to the question of their age, of late."""
        answers = self._answers.get(member, NONE)
        return answers if self.clock.now() - answers.adult_at < CONFIRMED else NONE

    def note(self, member: MemberId, answers: Answers) -> None:
        """Remember a member's answers."""
        self._answers[member] = answers

    def check_speaks(self, member: MemberId) -> None:
        """Refuse a word in public of whoever may say none, with the time left.

        Raises ``Refusal``: choose_name, those of ``check_names``.
        """
        self._check(member, Kind.NAME_ASKED, Kind.COOL_OFF, Kind.ROOMS_OFF, *SHUT)

    def check_names(self, member: MemberId) -> None:
        """Refuse a name or a card of whoever may say no word in public.

        Raises ``Refusal``: cooling_off, suspended, prove_again, shut, age_asked.
        """
        self._check(member, Kind.COOL_OFF, Kind.ROOMS_OFF, *SHUT)

    def check_asks(self, member: MemberId) -> None:
        """Refuse a request of whoever may make none. Raises ``Refusal``: requests_off, those of ``check_speaks``."""
        self._check(member, Kind.NAME_ASKED, Kind.COOL_OFF, Kind.PRIVATE_OFF, *SHUT)
        self._check(member, Kind.REQUESTS_OFF)

    def held(self, member: MemberId) -> list[Restriction]:
        """Return everything that binds a member now."""
        now = self.clock.now()
        return [one for one in self._held.get(member, {}).values() if one.holds(now)]

    def asked_out(self, member: MemberId) -> list[Restriction]:
        """Return what keeps a member out of rooms whose hosts asked them to leave."""
        return [one for one in self.held(member) if one.kind is Kind.ASKED_OUT] if member in self._held else []

    def check_enters(self, member: MemberId, place: PlaceId) -> None:
        """Keep whoever was asked to leave a room out of it, and of its twins. Raises ``Refusal("asked_out")``."""
        for one in self.asked_out(member):
            if first_of(PlaceId(one.place)) == first_of(place):
                raise _refused(one, self.clock.now())

    def check_opens(self, member: MemberId) -> None:
        """Refuse a yes of whoever may not talk in private. Raises ``Refusal``: requests_off, those of ``SHUT``."""
        self._check(member, Kind.PRIVATE_OFF, *SHUT)

    def _check(self, member: MemberId, *kinds: Kind) -> None:
        if member not in self._held:
            return
        found = self.of(member, *kinds)
        if found is not None:
            raise _refused(found, self.clock.now())
        asked = self.of(member, Kind.AGE_ASKED)
        if asked is not None and asked.message:
            raise Refusal("age_asked")


def _refused(found: Restriction, now: int) -> Refusal:
    left = max(0, found.ends - now) if found.ends else 0
    advice = Advice.LATER if left else Advice.NEVER
    return Refusal(CODES[found.kind], advice, retry_after_ms=left, rule=found.rule).explained(found.sentence)
