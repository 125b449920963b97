"""Somebody who talks without rest, loses the line, comes back, and repeats what was not answered."""

import asyncio
import contextlib
import random
from dataclasses import dataclass, field

from palabre_client import Closed, Member, Refused

PAUSE = 0.5  # seconds between two acts, on average
ABSENCE = (1.0, 8.0)  # seconds; the longest miss more than is resumed
WEIGHTS = {
    "says": 50, "bursts": 10, "edits": 12, "deletes": 6, "reacts": 10, "reads": 10,
    "oversteps": 8, "is_cut": 10, "reenters": 6, "is_away": 2,
}  # fmt: skip
EMOJI = ("👍", "🌳", "☕")


@dataclass
class Talker:
    """One line of a member, in some places, with a chance of its own."""

    name: str
    member: Member
    places: tuple[str, ...]
    chance: random.Random
    acts: frozenset[str] = frozenset()  # names of those it keeps to; all of them when none is named
    count: int = 0
    mine: list[tuple[str, str]] = field(default_factory=list)  # place and id of what was acknowledged

    async def live(self, over: asyncio.Event) -> None:
        """Act until told that it is over."""
        weights = {name: weight for name, weight in WEIGHTS.items() if not self.acts or name in self.acts}
        while not over.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), self.chance.expovariate(1 / PAUSE))
            (name,) = self.chance.choices([*weights], [*weights.values()])
            try:
                await getattr(self, name)()
            except Refused:
                pass  # too fast, too late, not one's own: certainly not done
            except (Closed, TimeoutError):
                await self.member.come_back()

    async def says(self) -> None:
        """Say a word never said before; the same key until it is answered."""
        self.count += 1
        place, number = self.chance.choice(self.places), self.count
        ack = await self.member.say(place, f"{self.name}-{number}", key=f"{self.name}-key-{number}")
        self.mine.append((place, ack["id"]))

    async def bursts(self) -> None:
        """Say some words without waiting for acks."""
        await asyncio.gather(*(self.says() for _ in range(self.chance.randint(2, 4))))

    async def edits(self) -> None:
        """Change one of one's words."""
        if self.mine:
            self.count += 1
            place, number = self.chance.choice(self.mine)
            await self.member.ask("edit", place=place, message=number, text=f"{self.name}-{self.count} changed")

    async def deletes(self) -> None:
        """Take one of one's words back."""
        if self.mine:
            place, number = self.chance.choice(self.mine)
            await self.member.ask("delete", place=place, message=number)

    async def reacts(self) -> None:
        """Put an emoji under anybody's word."""
        place = self.chance.choice(self.places)
        if known := list(self.member.places[place].messages):
            emoji = self.chance.choice(EMOJI)
            await self.member.ask("react", place=place, message=self.chance.choice(known), emoji=emoji)

    async def oversteps(self) -> None:
        """Change anybody's word, which is refused unless it happens to be one's own."""
        place = self.chance.choice(self.places)
        if known := list(self.member.places[place].messages):
            self.count += 1
            number, text = self.chance.choice(known), f"{self.name}-{self.count} not mine"
            await self.member.ask("edit", place=place, message=number, text=text)

    async def reads(self) -> None:
        """Read a page."""
        place = self.chance.choice(self.places)
        before = self.chance.randint(2, max(3, self.member.places[place].position + 2))
        await self.member.ask("history", place=place, before=before)

    async def is_cut(self) -> None:
        """Lose the line just after a word left."""
        saying = asyncio.create_task(self.says())
        await asyncio.sleep(self.chance.choice([0, 0.002, 0.01, 0.03]))
        self.member.connection.drop()
        await saying

    async def reenters(self) -> None:
        """Ask for a place again, from where one is."""
        await self.member.join(self.chance.choice(self.places))

    async def is_away(self) -> None:
        """Close, stay away, come back."""
        await self.member.disconnect()
        await asyncio.sleep(self.chance.uniform(*ABSENCE))
        await self.member.come_back()
