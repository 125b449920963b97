import base64
import json
from typing import Any

import pytest

from palabre.kernel.clock import MINUTE, ManualClock
from palabre.kernel.errors import Refusal
from palabre.web.work import LIFE, MOST_TIMES, EntryWork, WorkLimits
from palabre_client.work import Unsolvable, solve

QUIET, FLOOD = "192.0.2.1", "198.51.100.7"


def work(clock: ManualClock | None = None, **limits: int) -> EntryWork:
    """Return an entry's work with little to do."""
    return EntryWork(WorkLimits(**{"first": 200, **limits}), clock or ManualClock(), b"k" * 32, str.encode)


def why(at: EntryWork, solution: str) -> str:
    """Return why a solution is not taken."""
    with pytest.raises(Refusal, match="work_needed") as refused:
        at.accept(solution)
    return str(refused.value.params["why"])


def changed(solution: str, **fields: Any) -> str:
    """Return a solution with other fields."""
    return base64.b64encode(json.dumps(json.loads(base64.b64decode(solution)) | fields).encode()).decode()


def test_work_that_is_done_is_taken_once() -> None:
    """The solution of a challenge lets in; the same again asks for new work."""
    at = work()
    solution = solve(at.challenge(QUIET))
    at.accept(solution)
    assert why(at, solution) == "used"
    at.accept(solve(at.challenge(QUIET)))


@pytest.mark.parametrize(
    "broken",
    ["", "x", "{}", "e30=", base64.b64encode(b"[1]").decode(), base64.b64encode(b"\xff").decode(), "A" * 9_000],
)
def test_what_is_no_solution_asks_for_work(broken: str) -> None:
    """Nothing, rubbish, another shape, a huge one: never a fault."""
    assert why(work(), broken) == ("wrong" if broken else "none")


@pytest.mark.parametrize(
    "fields",
    [{"number": -1}, {"number": 10**40}, {"number": "x"}, {"number": None}, {"salt": "00"}, {"signature": "00"},
     {"challenge": "00"}, {"algorithm": "MD5"}, {"algorithm": "SHA-512"}, {"salt": None}, {"salt": 5}],
)  # fmt: skip
def test_a_forged_solution_asks_for_work(fields: dict[str, Any]) -> None:
    """Whichever field is changed, the right one still passes afterwards."""
    at = work()
    solution = solve(at.challenge(QUIET))
    assert why(at, changed(solution, **fields)) == "wrong"
    at.accept(solution)


def test_a_later_end_cannot_be_written_into_a_challenge() -> None:
    """The end stands in what is signed."""
    at = work()
    solution = solve(at.challenge(QUIET))
    salt = json.loads(base64.b64decode(solution))["salt"]
    assert why(at, changed(solution, salt=salt.replace("expires=1", "expires=9"))) == "wrong"


def test_work_of_another_process_is_not_taken() -> None:
    """Each start has a key of its own."""
    other = EntryWork(WorkLimits(first=200), ManualClock(), b"o" * 32, str.encode)
    assert why(work(), solve(other.challenge(QUIET))) == "wrong"


def test_a_challenge_ends() -> None:
    """Ten minutes after it was given it is too late, and what was used is forgotten then."""
    clock = ManualClock()
    at = work(clock)
    early, late = solve(at.challenge(QUIET)), solve(at.challenge(QUIET))
    clock.at += LIFE - MINUTE
    at.accept(early)
    clock.at += 2 * MINUTE
    assert why(at, late) == "late"
    at.sweep()
    assert why(at, early) == "late"


def test_robots_of_one_network_are_slowed_tenfold_and_others_are_not() -> None:
    """A thousand arrivals of one network cost ten times the work of a thousand quiet ones; others pay the first."""
    at = work(first=1_000)
    flood = sum(at.challenge(FLOOD)["maxNumber"] for _ in range(1_000))
    quiet = sum(at.challenge(f"192.0.2.{number % 250}")["maxNumber"] for number in range(1_000))
    assert flood >= 10 * quiet
    assert at.challenge("203.0.113.5")["maxNumber"] == 1_000
    assert at.largest(FLOOD) <= 1_000 * MOST_TIMES


def test_the_work_shrinks_again_as_time_passes() -> None:
    """A network that is quiet for long enough pays the first work again; a handful never paid more."""
    clock = ManualClock()
    at = work(clock, free=10)
    few = [at.challenge(QUIET)["maxNumber"] for _ in range(10)]
    many = [at.challenge(FLOOD)["maxNumber"] for _ in range(100)]
    assert (set(few), many[-1] > 10 * 200) == ({200}, True)
    clock.at += 100 * MINUTE
    assert at.challenge(FLOOD)["maxNumber"] == 200


def test_a_challenge_without_an_answer_is_told() -> None:
    """The client does not search for ever."""
    challenge = work().challenge(QUIET)
    with pytest.raises(Unsolvable):
        solve(challenge | {"challenge": "00" * 32})
