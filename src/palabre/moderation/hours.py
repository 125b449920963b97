"""When the place is open: hours that the operator promises, and somebody there to answer (moderation section 5.4)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Paris")  # moderation section 2: times are shown so
SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
DAY_MINUTES = 24 * 60


class BadHours(Exception):  # noqa: N818 - says what is wrong
    """Hours cannot be read; the message shows the form."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Spans of a day, in minutes since midnight by the wall clock; one that ends before it begins crosses midnight."""

    spans: tuple[tuple[int, int], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``18:00-02:00`` or several with spaces between; nothing: no hours are promised. Raises ``BadHours``."""
        return cls(tuple(_span(part) for part in text.split()))

    def __bool__(self) -> bool:
        """Whether hours are promised at all."""
        return bool(self.spans)

    def holds(self, now: int) -> bool:
        """Whether a moment is within the hours (milliseconds since 1970)."""
        minute = _minute(_local(now))
        return any(_within(minute, span) for span in self.spans)

    def next_opening(self, now: int) -> int:
        """Return when the hours begin next, or now if they have; 0 when none are promised."""
        return self._next(now, opens=True)

    def next_closing(self, now: int) -> int:
        """Return when the hours end next, or now if they have ended; 0 when none are promised."""
        return self._next(now, opens=False)

    def _next(self, now: int, *, opens: bool) -> int:
        if not self.spans:
            return 0
        moment = now
        for _ in range(2 * DAY_MINUTES):  # a wall clock repeats or skips an hour, so it is asked minute by minute
            if self.holds(moment) is opens:
                return moment
            moment = (moment // 60_000 + 1) * 60_000
        return 0  # hours of the whole day never end


@dataclass(frozen=True)
class Attendance:
    """Whether the place is open: once staff can sign in; with hours, while they hold and somebody is there."""

    hours: Hours
    is_staffed: Callable[[], bool]
    is_somebody_there: Callable[[], bool]

    def is_open(self, now: int) -> bool:
        """Whether people may be in (moderation section 21, 18)."""
        return self.is_staffed() and (not self.hours or (self.hours.holds(now) and self.is_somebody_there()))

    def opens(self, now: int) -> int:
        """Return when hours begin next; 0 within them, when only somebody is missing."""
        return 0 if self.hours.holds(now) or not self.hours else self.hours.next_opening(now)


def _span(text: str) -> tuple[int, int]:
    found = SPAN.fullmatch(text)
    if found is None:
        raise BadHours(f"{text!r} is no span of hours: write 18:00-02:00, with spaces between several")
    hour, minute, end_hour, end_minute = map(int, found.groups())
    begin, end = hour * 60 + minute, end_hour * 60 + end_minute
    if begin == end:
        raise BadHours(f"{text!r} begins when it ends; for the whole day write 00:00-12:00 12:00-00:00")
    return begin, end


def _within(minute: int, span: tuple[int, int]) -> bool:
    begin, end = span
    return begin <= minute < end if begin < end else minute >= begin or minute < end


def _local(now: int) -> datetime:
    return (datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=now)).astimezone(ZONE)


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute
