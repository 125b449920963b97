"""Places at the doors, whoever comes."""

import itertools
import resource

from hypothesis import given
from hypothesis import strategies as st

from palabre.gateway.doors import Doors, Place, capacity
from palabre.gateway.handshake import Rejection
from palabre.kernel import limits

COMINGS = st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=300)


@given(st.integers(1, 120), COMINGS)
def test_any_coming_and_going(most: int, comings: list[tuple[int, bool]]) -> None:
    """Never more than there are; of one network the least, or under twice what is free; and all is given back."""
    doors, inside = Doors(most), [list[Place]() for _ in range(5)]
    for network, comes in comings:
        held, free = len(inside[network]), most - len(doors)
        if not comes:
            for _ in range(min(1, held)):
                doors.leave(inside[network].pop())
            continue
        place = doors.enter(f"198.51.100.{network}")
        allowed = free > 0 and held < max(limits.NETWORK_LEAST, limits.NETWORK_SHARE * free)
        assert isinstance(place, Place if allowed else Rejection)
        inside[network] += [place] if isinstance(place, Place) else []
    assert len(doors) == sum(map(len, inside)) <= most
    for place in itertools.chain(*inside):
        doors.leave(place)
    assert (len(doors), dict(doors._held)) == (0, {})


def test_one_network_and_then_another() -> None:
    """A network that takes all it can holds two thirds; the next two thirds of what is left; there is always some."""
    doors = Doors(900)
    taken = [sum(isinstance(doors.enter(address), Place) for _ in range(900)) for address in "abcd"]

    assert taken == [600, 200, 67, 22]


def test_a_subscriber_is_one_network() -> None:
    """All addresses of one IPv6 /64, and an IPv4 address in either writing, count as one; no mark holds an address."""
    doors = Doors(1_000)
    for address in ("2001:db8::1", "2001:db8::2", "192.0.2.1", "::ffff:192.0.2.1"):
        doors.enter(address)

    assert sorted(doors._held.values()) == [2, 2]
    assert Doors(1_000)._mark("192.0.2.1") != doors._mark("192.0.2.1")
    assert {len(mark) for mark in doors._held} == {8}


def test_refusals_are_spread() -> None:
    """Those turned away together are given delays of chance, from two to ten seconds."""
    doors = Doors(0)
    delays = {dict(doors.enter("a").headers)["Retry-After"] for _ in range(300)}  # type: ignore[union-attr]  # refused

    assert delays == {str(seconds) for seconds in range(limits.RETRY_LEAST_S, limits.RETRY_MOST_S + 1)}


def test_capacity_leaves_descriptors() -> None:
    """The process asks for the descriptors it may have, and keeps some for files."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    places, (soft, hard) = capacity(), resource.getrlimit(resource.RLIMIT_NOFILE)

    assert 0 < places <= limits.CONNECTIONS
    assert places + limits.DESCRIPTORS_KEPT <= soft
    assert hard == before[1]
