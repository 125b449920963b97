"""A person's time at the console: their switch, what they have looked at, their breaks, what they chose."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from palabre.kernel.clock import Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.moderation.access import POWERS
from palabre.moderation.duty import Duty, begun, kept, present
from palabre.moderation.effects import PRIORITIES
from palabre.moderation.exposure import (
    KEPT,
    Choices,
    Level,
    Seen,
    Stretch,
    Taken,
    break_until,
    check_break,
    check_budget,
    taken,
    used,
)
from palabre.moderation.model import Priority
from palabre.moderation.staff import Staff

REFUSABLE = frozenset(POWERS) | frozenset(PRIORITIES)  # queues and kinds of case


class Shift(Struct, frozen=True):
    """What is kept of somebody's time."""

    duty: Duty | None = None
    stretch: Stretch = Stretch()
    choices: Choices = Choices()


class ShiftStore(Protocol):
    """Keeps each person's shift and counters; one method, one transaction. Nothing here lists anybody's but duty."""

    async def shift(self, ref: str) -> Shift:
        """Return somebody's shift."""

    async def change(self, ref: str, act: Callable[[Shift], Shift]) -> None:
        """Change somebody's shift in one transaction, so that no use puts back a switch just turned off."""

    async def duties(self) -> list[Duty]:
        """Return every switch."""

    async def seen(self, ref: str, since: int) -> list[Seen]:
        """Return what somebody has looked at since a moment, oldest first."""

    async def pseudonyms(self, ref: str) -> frozenset[MemberId]:
        """Return the pseudonyms that somebody has shown to be theirs."""

    async def show(self, ref: str, member: MemberId) -> None:
        """Keep a pseudonym as somebody's own."""

    async def forget(self, ref: str) -> None:
        """Forget the pseudonyms of somebody."""


class Standing(Struct, frozen=True):
    """Where somebody stands."""

    now: int
    duty_until: int  # 0: off
    taken: Taken
    break_until: int  # 0: no break is due
    choices: Choices
    pseudonyms: int


@dataclass(frozen=True, slots=True)
class Shifts:
    """Keeps time for everybody who is at the console."""

    store: ShiftStore
    clock: Clock

    async def standing(self, staff: Staff) -> Standing:
        """Return where somebody stands."""
        now, shift = self.clock.now(), await self.store.shift(staff.ref)
        duty = shift.duty.until if shift.duty and shift.duty.is_on(now) else 0
        return Standing(
            now, duty, await self._taken(staff, shift, now), break_until(shift.stretch, now), shift.choices,
            len(await self.store.pseudonyms(staff.ref)),
        )  # fmt: skip

    async def switch(self, staff: Staff, *, on: bool) -> None:
        """Turn duty on or off. Raises ``Refusal("exposure_spent")``: who may look at nothing more answers nobody."""
        now, shift = self.clock.now(), await self.store.shift(staff.ref)
        if on:
            check_budget(await self._taken(staff, shift, now), now)

        def act(shift: Shift) -> Shift:
            duty = begun(staff.ref, now, shift.duty) if on else None
            return replace(shift, duty=duty, stretch=used(shift.stretch, now))

        await self.store.change(staff.ref, act)

    async def use(self, staff: Staff) -> None:
        """Note that somebody has done something: their switch stays on, unless their budget is spent."""
        now, shift = self.clock.now(), await self.store.shift(staff.ref)
        is_spent = (await self._taken(staff, shift, now)).level is Level.SPENT

        def act(shift: Shift) -> Shift:
            duty = None if is_spent or shift.duty is None else kept(shift.duty, now)
            return replace(shift, duty=duty, stretch=used(shift.stretch, now))

        await self.store.change(staff.ref, act)

    async def choose(self, staff: Staff, choices: Choices) -> None:
        """Keep somebody's choices. Raises ``Refusal("bad_request")`` for a category that does not exist."""
        if not choices.refused <= REFUSABLE:
            raise Refusal("bad_request")
        await self.store.change(staff.ref, lambda shift: replace(shift, choices=choices))

    async def check_may_look(self, staff: Staff, priority: Priority) -> None:
        """Refuse one more case when it is enough. Raises ``Refusal``: exposure_spent, break_due."""
        now, shift = self.clock.now(), await self.store.shift(staff.ref)
        check_budget(await self._taken(staff, shift, now), now)
        check_break(shift.stretch, priority, now)

    async def on_duty(self) -> frozenset[str]:
        """Return the references of those who are there to answer."""
        return present(await self.store.duties(), self.clock.now())

    async def show(self, staff: Staff, member: MemberId) -> None:
        """Keep a pseudonym as somebody's own: conflicts are then looked for."""
        await self.store.show(staff.ref, member)

    async def forget(self, staff: Staff) -> None:
        """Forget somebody's pseudonyms."""
        await self.store.forget(staff.ref)

    async def pseudonyms(self, staff: Staff) -> Collection[MemberId]:
        """Return somebody's pseudonyms."""
        return await self.store.pseudonyms(staff.ref)

    async def _taken(self, staff: Staff, shift: Shift, now: int) -> Taken:
        return taken(await self.store.seen(staff.ref, now - KEPT), shift.choices.budget, now)
