"""People around: by town, in wide bands, with filters; no position, and nothing finer than what each shows."""

from collections.abc import Callable
from dataclasses import dataclass, field

from palabre.identity.model import AgeShown, Band, HereFor, Neighbour, Profile
from palabre.identity.nearness import Nearness
from palabre.identity.ports import MemberStore
from palabre.identity.ties import Apart
from palabre.kernel.clock import SECOND, Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.kernel.limits import AROUND_PAGE

FRESH = 10 * SECOND  # everybody is read at most this often, however many ask
ORDER = (Band.SAME, Band.KM20, Band.KM50, Band.KM100, Band.FAR, Band.UNKNOWN)
WITHIN = {0: ORDER, 20: ORDER[:2], 50: ORDER[:3], 100: ORDER[:4]}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for."""

    distance_km: int = 0
    same_town: bool = False
    age_least: int = 0
    age_most: int = 0
    here_for: str = ""
    here: bool = False


@dataclass
class AroundMe:
    """Looks for people around somebody."""

    store: MemberStore
    nearness: Nearness
    apart: Apart
    is_here: Callable[[MemberId], bool]
    clock: Clock
    is_gone: Callable[[MemberId], bool] = lambda _: False
    _read: int = -FRESH
    _everybody: list[Profile] = field(default_factory=list)

    async def page(self, me: Profile, wanted: Wanted, offset: int) -> tuple[tuple[Neighbour, ...], bool]:
        """Return a page of people, nearest bands first, and whether more follow. Raises ``Refusal("bad_choice")``."""
        bands = self._bands(wanted)
        purpose = _purpose(wanted.here_for)
        hidden = self.apart.from_whom(me.card.id) | {me.card.id}
        found = [
            self._neighbour(me, one, band)
            for one in await self._people()
            if one.card.id not in hidden
            and not self.is_gone(one.card.id)
            and _fits(one, wanted, purpose)
            and (band := self.nearness.band(me, one)) in bands
        ]
        if wanted.here:
            found = [one for one in found if one.here]
        # Within a band the order says nothing of a distance.
        found.sort(key=lambda one: (ORDER.index(one.distance), not one.here, -one.common, one.card.name, one.card.id))
        return tuple(found[offset : offset + AROUND_PAGE]), len(found) > offset + AROUND_PAGE

    def look_again(self) -> None:
        """Read everybody again next time: somebody is shown otherwise."""
        self._read = -FRESH

    async def _people(self) -> list[Profile]:
        now = self.clock.monotonic()
        if now - self._read >= FRESH:
            self._read = now
            self._everybody = [member.profile for member in await self.store.everybody()]
        return self._everybody

    def _bands(self, wanted: Wanted) -> tuple[Band, ...]:
        if wanted.same_town:
            return ORDER[:1]
        if wanted.distance_km not in WITHIN:
            raise Refusal("bad_choice", field="distance_km")
        return WITHIN[wanted.distance_km]

    def _neighbour(self, me: Profile, one: Profile, band: Band) -> Neighbour:
        common = len(set(me.card.here_for) & set(one.card.here_for))
        return Neighbour(one.seen, band, self.is_here(one.card.id), common)


def _purpose(name: str) -> HereFor | None:
    if not name:
        return None
    try:
        return HereFor(name)
    except ValueError:
        raise Refusal("bad_choice", field="here_for") from None


def _fits(one: Profile, wanted: Wanted, purpose: HereFor | None) -> bool:
    return (purpose is None or purpose in one.card.here_for) and is_age_within(one, wanted.age_least, wanted.age_most)


def is_age_within(one: Profile, least: int, most: int) -> bool:
    """Whether the whole of the age somebody shows is between two, 0 for no end: a filter tells nothing finer."""
    if not least and not most:
        return True
    if one.age_shown is AgeShown.NONE:
        return False
    youngest, oldest = (one.age, one.age) if one.age_shown is AgeShown.AGE else band_of(one.age)
    return least <= youngest and (not most or oldest <= most)


def band_of(age: int) -> tuple[int, int]:
    """Return the ends of the band in which an age is shown."""
    return (18, 24) if age < 25 else (age // 5 * 5, age // 5 * 5 + 4)
