"""Counts over sliding windows in a fixed number of octets: rings of buckets, no list of moments (section 5)."""

from palabre.kernel.clock import DAY, HOUR, MINUTE

WINDOWS = {"5m": 5 * MINUTE, "1h": HOUR, "24h": DAY, "30d": 30 * DAY}
BUCKETS = {"5m": 5, "1h": 6, "24h": 8, "30d": 6}
WIDTH = {name: WINDOWS[name] // BUCKETS[name] for name in WINDOWS}
PLACE = {"5m": 0, "1h": 5, "24h": 11, "30d": 19}  # of each window's ring within a row
ROW = 25  # octets a kind
HEAD = 4  # octets for the newest bucket of each window, in front of the rows
FULL = 255  # a bucket says "that many or more"


class Rings:
    """Counts of several kinds of events over the last 5 minutes, hour, day and thirty days.

    A window slides by its buckets: its count may hold up to one bucket's time more. The clock may go back: what is
    then noted counts as now.
    """

    __slots__ = ("octets",)

    def __init__(self, kinds: int, octets: bytes = b"") -> None:
        self.octets = bytearray(octets or kinds * ROW + HEAD * len(WINDOWS))

    def add(self, kind: int, now: int) -> None:
        """Count one event at a time in milliseconds."""
        for order, name in enumerate(WINDOWS):
            newest = self._moved(order, name, now // WIDTH[name])
            place = self._place(kind, name, newest)
            self.octets[place] = min(FULL, self.octets[place] + 1)

    def total(self, kind: int, name: str, now: int) -> int:
        """Return how many events of a kind a window holds; reading changes nothing."""
        newest = self._newest(list(WINDOWS).index(name))
        oldest = now // WIDTH[name] - BUCKETS[name] + 1
        kept = range(max(oldest, newest - BUCKETS[name] + 1), newest + 1)
        return sum(self.octets[self._place(kind, name, bucket)] for bucket in kept)

    def _moved(self, order: int, name: str, bucket: int) -> int:
        """Empty the buckets that time has passed over; return the newest."""
        newest = self._newest(order)
        if bucket <= newest:
            return newest
        for passed in range(max(newest + 1, bucket - BUCKETS[name] + 1), bucket + 1):
            for kind in range((len(self.octets) - HEAD * len(WINDOWS)) // ROW):
                self.octets[self._place(kind, name, passed)] = 0
        self.octets[order * HEAD : (order + 1) * HEAD] = bucket.to_bytes(HEAD, "big")
        return bucket

    def _newest(self, order: int) -> int:
        return int.from_bytes(self.octets[order * HEAD : (order + 1) * HEAD], "big")

    @staticmethod
    def _place(kind: int, name: str, bucket: int) -> int:
        return HEAD * len(WINDOWS) + kind * ROW + PLACE[name] + bucket % BUCKETS[name]
