"""What safety is told of members besides their words: from memory and what is kept anyway."""

from dataclasses import dataclass, field

from palabre.identity.model import Entered
from palabre.kernel.clock import HOUR, MINUTE, ManualClock
from palabre.kernel.ids import MemberId
from palabre.moderation.known import Known
from palabre.moderation.marks import Marks
from palabre.moderation.model import Answers, Kind, Restriction
from palabre.moderation.restrictions import Standings

ADA, BO = MemberId("member-ada"), MemberId("member-bo")
NOBODY_SAID = {"age_confirmed": False, "age_contradictions": 0}


@dataclass
class Shelf:
    """Ada came at a moment; the device with a mark has returned."""

    at: int
    asked: list[str] = field(default_factory=list)

    async def entered(self, member: MemberId) -> Entered | None:
        """Know Ada alone."""
        self.asked.append(member)
        return Entered(self.at, 41) if member == ADA else None

    async def has_returned(self, mac: bytes, member: MemberId, now: int) -> bool:  # noqa: ARG002 - the port's shape
        """Say yes of any mark."""
        return bool(mac)


def known(clock: ManualClock) -> tuple[Known, Shelf]:
    """Return what is known, and the shelf it is read from."""
    shelf = Shelf(clock.now())
    marks = Marks(shelf, b"key", clock)  # type: ignore[arg-type]  # one method is asked
    return Known(Standings(None, clock), shelf, marks, clock), shelf  # type: ignore[arg-type]  # nothing is read


async def test_minutes_here_and_the_age_given_are_read_once() -> None:
    """The clock moves, the store is not asked again; of whoever left or never came nothing is said."""
    clock = ManualClock()
    house, shelf = known(clock)
    assert await house.of(ADA) == NOBODY_SAID | {"minutes_here": 0, "declared_age": 41}
    clock.advance(HOUR + MINUTE)
    assert await house.of(ADA) == NOBODY_SAID | {"minutes_here": 61, "declared_age": 41}
    assert (await house.of(BO), shelf.asked) == (NOBODY_SAID, [ADA, BO])
    house.forget(ADA)
    await house.of(ADA)
    assert shelf.asked == [ADA, BO, ADA]


async def test_of_a_request_safety_knows_who_came_back_and_who_is_protected() -> None:
    """A mark brought to a line is remembered until its member leaves; isolation is known at once."""
    clock = ManualClock()
    house, _ = known(clock)
    house.standings.note(ADA, Answers(clock.now(), 2))
    house.marks.carries(ADA, "a mark")
    house.marks.carries(BO, None)
    house.standings.bind(Restriction("one", BO, Kind.ISOLATED, "a.rule", {}, clock.now()))
    asked = await house.of_request(ADA, BO)
    assert {name: asked[name] for name in ("age_contradictions", "returned", "recipient_isolated")} == {
        "age_contradictions": 2, "returned": True, "recipient_isolated": True
    }  # fmt: skip
    back = await house.of_request(BO, ADA)
    assert (back["returned"], back["recipient_isolated"]) == (False, False)
    house.forget(ADA)
    assert (await house.of_request(ADA, BO))["returned"] is False
