"""Invented populations over a day, to see whom the rules touch (safety engine section 7, AC-7).

Events alone, judged by the engine as a node would: requests and answers are facts without text; the slow prober and
the off-platform scammer arrive as the codes that devices tell. Nobody of it is shown to anybody.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import merge

from palabre.kernel.clock import DAY, HOUR, MINUTE, SECOND
from palabre.safety.engine import SafetyEngine
from palabre.safety.model import EventType, Observation, Verdict

ORDINARY, OF_EACH = 500, 25
WITHIN = 10  # events in which an abusive kind is to be limited
LIMITS = frozenset(
    {
        "hold_message", "refuse_message", "refuse_request", "cool_off", "requests_off", "freeze_conversation",
        "freeze_account_until_age_proof", "suspend", "isolate_member",
    }
)  # fmt: skip
TALK = (
    "bonsoir tout le monde", "ça va et vous ?", "quelqu'un regarde le match ?", "hello from the coast",
    "j'ai fait une tarte aux pommes", "il pleut encore ici", "what are you reading these days?", "bonne nuit à tous",
    "tu connais un bon film ?", "je rentre du travail", "on se retrouve demain au salon", "nice photo of the garden",
)  # fmt: skip


@dataclass
class Outcome:
    """What became of one person: how many of their events passed before the first limit, and the strongest effect."""

    kind: str
    events: int = 0
    limited_after: int = 0  # 0 when never
    effects: set[str] = field(default_factory=set)

    def note(self, verdict: Verdict, *, is_theirs: bool) -> None:
        """Count an event of theirs, or what somebody answered them, with its verdict."""
        self.events += is_theirs
        names = {effect.name for effect in verdict.effects}
        self.effects |= names
        if not self.limited_after and names & LIMITS:
            self.limited_after = self.events


Event = tuple[int, Observation]


def simulate(engine: SafetyEngine, seed: int, began: int) -> dict[str, list[Outcome]]:
    """Return what became of everybody, by kind; deterministic for a seed."""
    chance = random.Random(seed)  # noqa: S311 - invented people, the same for a seed
    people = {f"ordinary-{number}": "ordinary" for number in range(ORDINARY)}
    people |= {f"{kind}-{number}": kind for kind in KINDS for number in range(OF_EACH)}
    days = [iter(sorted(DAYS[kind](chance, who, began), key=_when)) for who, kind in people.items()]
    outcomes = {who: Outcome(kind) for who, kind in people.items()}
    for at, observation in merge(*days, key=_when):
        verdict = engine.check(observation, at)
        concerned = observation.to[0] if observation.type in ANSWERS else observation.subject
        if concerned in outcomes:
            outcomes[concerned].note(verdict, is_theirs=_is_act(observation, concerned))
    by_kind: dict[str, list[Outcome]] = {}
    for outcome in outcomes.values():
        by_kind.setdefault(outcome.kind, []).append(outcome)
    return by_kind


ANSWERS = frozenset({EventType.CONTACT_ACCEPTED, EventType.CONTACT_REFUSED, EventType.CONTACT_IGNORED})


def _is_act(observation: Observation, who: str) -> bool:
    """Whether somebody did it, rather than had it done to them."""
    return observation.subject == who and observation.type is not EventType.MEMBER_BLOCKED


def _when(event: Event) -> int:
    return event[0]


def _event(at: int, kind: EventType, who: str, other: str = "", text: str = "", **facts: str | int) -> Event:
    to = (other,) if other else ()
    return at, Observation(f"{who}@{at}", kind, who, text, "salon", to, (), {"minutes_here": 600, **facts})


def _ordinary(chance: random.Random, who: str, began: int) -> Iterator[Event]:
    at = began + chance.randrange(DAY // 2)
    for _ in range(chance.randrange(5, 60)):
        at += round(chance.expovariate(1 / (3 * MINUTE))) + 2 * SECOND
        yield _event(at, EventType.MESSAGE_ROOM, who, text=f"{chance.choice(TALK)} {chance.randrange(1_000)}")
    for number in range(chance.choice((0, 0, 1, 1, 2, 3, 4, 6))):
        at += round(chance.expovariate(1 / (20 * MINUTE))) + 30 * SECOND
        other = f"someone-{who}-{number}"
        yield _event(at, EventType.CONTACT_REQUESTED, who, other)
        yield from _answered(chance, who, other, at, (0.5, 0.25, 0.25, 0.0))
        if chance.random() < 0.1:
            yield _event(at + 5 * MINUTE, EventType.DEVICE_TOLD, who, other, code="age_asked")


def _answered(
    chance: random.Random, who: str, other: str, at: int, shares: tuple[float, float, float, float]
) -> Iterator[Event]:
    """Yield what the other does: accept, refuse, let it lie, block."""
    answers = (
        EventType.CONTACT_ACCEPTED, EventType.CONTACT_REFUSED, EventType.CONTACT_IGNORED, EventType.MEMBER_BLOCKED,
    )  # fmt: skip
    answer = chance.choices(answers, shares)[0]
    later = DAY if answer is EventType.CONTACT_IGNORED else chance.randrange(10 * SECOND, 2 * MINUTE)
    is_of_them = answer is EventType.MEMBER_BLOCKED  # a block is about who is blocked
    yield _event(at + later, answer, who if is_of_them else other, other if is_of_them else who)
    if answer is EventType.CONTACT_ACCEPTED:
        for number in range(chance.randrange(2, 30)):
            yield _event(at + later + (number + 1) * 20 * SECOND, EventType.MESSAGE_PRIVATE, who, other)


def _mass(chance: random.Random, who: str, began: int) -> Iterator[Event]:
    at = began + chance.randrange(DAY // 2)
    for number in range(60):
        at += chance.randrange(5 * SECOND, 40 * SECOND)
        other = f"someone-{who}-{number}"
        yield _event(at, EventType.CONTACT_REQUESTED, who, other, minutes_here=5)
        yield from _answered(chance, who, other, at, (0.04, 0.5, 0.36, 0.1))


def _asker(chance: random.Random, who: str, began: int, code: str, least: int, most: int) -> Iterator[Event]:
    """Ask one person after another to talk, and then what the code of their device tells."""
    at = began + chance.randrange(HOUR)
    for number in range(20):
        at += chance.randrange(least, most)
        other = f"someone-{who}-{number}"
        yield _event(at, EventType.CONTACT_REQUESTED, who, other)
        yield _event(at + MINUTE, EventType.DEVICE_TOLD, who, other, code=code)


def _prober(chance: random.Random, who: str, began: int) -> Iterator[Event]:
    return _asker(chance, who, began, "age_asked", 10 * MINUTE, 60 * MINUTE)


def _scammer(chance: random.Random, who: str, began: int) -> Iterator[Event]:
    return _asker(chance, who, began, "contact_asked", 5 * MINUTE, 40 * MINUTE)


def _persister(chance: random.Random, who: str, began: int) -> Iterator[Event]:
    at = began + chance.randrange(HOUR)
    for number in range(8):
        other = f"someone-{who}-{number}"
        for _ in range(4):
            at += chance.randrange(2 * MINUTE, 30 * MINUTE)
            yield _event(at, EventType.CONTACT_REQUESTED, who, other)
            yield _event(at + MINUTE, EventType.CONTACT_REFUSED, other, who)


KINDS = ("mass contactor", "slow prober", "off-platform scammer", "refused persister")
DAYS = {
    "ordinary": _ordinary,
    "mass contactor": _mass,
    "slow prober": _prober,
    "off-platform scammer": _scammer,
    "refused persister": _persister,
}


def table(by_kind: dict[str, list[Outcome]]) -> str:
    """Return the populations as a table for people."""
    lines = [f"{'population':22}{'people':>8}{'limited':>9}{f'within {WITHIN}':>11}{'median events':>15}  effects"]
    for kind, outcomes in by_kind.items():
        limited = sorted(one.limited_after for one in outcomes if one.limited_after)
        within = sum(after <= WITHIN for after in limited)
        effects = sorted({name for one in outcomes for name in one.effects})
        middle = limited[len(limited) // 2] if limited else 0
        figures = f"{len(outcomes):>8}{len(limited):>9}{within:>11}{middle or '–':>15}"
        lines.append(f"{kind:22}{figures}  {', '.join(effects) or 'none'}")
    return "\n".join(lines)
