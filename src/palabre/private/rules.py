"""Who may ask whom to talk, and how often: pure, from facts read before."""

from palabre.identity.around import WITHIN, is_age_within
from palabre.identity.model import Band, Profile
from palabre.kernel.clock import DAY, HOUR, MINUTE
from palabre.kernel.limits import REQUESTS_FIRST_HOUR, REQUESTS_LEAST, REQUESTS_OPEN
from palabre.private.model import Who
from palabre.private.ports import Asker, Standing

# Mass first contacts (safety engine, behaviour rules): so many asked in so long, and few said yes.
MASS = ((5 * MINUTE, 8), (HOUR, 20))
ACCEPTED_LEAST = 0.25
REFUSALS_SLOW = 3  # and under a tenth accepted: at most two an hour
ACCEPTED_SLOW = 0.1
SLOW_AN_HOUR = 2


def may_ask(standing: Standing, asker: Profile, band: Band, now: int, *, spoken: bool) -> bool:
    """Whether a person may ask another; every rule is looked at, so that no answer comes sooner than another."""
    choices = standing.choices
    rules = (
        standing.asked is not None,
        standing.asked is None or standing.asked.card.id != asker.card.id,
        not standing.is_blocked,
        not standing.is_refused,
        not standing.is_known,
        standing.is_reachable,
        _is_welcome(choices.who, spoken=spoken, friend=standing.is_friend),
        is_age_within(asker, choices.age_least, choices.age_most),
        band in WITHIN.get(choices.distance_km, ()),
        now - standing.arrived >= choices.here_days * DAY,
    )
    return all(rules)


def _is_welcome(who: Who, *, spoken: bool, friend: bool) -> bool:
    return friend if who is Who.FRIENDS else who is Who.EVERYBODY or (who is Who.SPOKEN and (spoken or friend))


def requests_allowed(asker: Asker, now: int) -> int:
    """Return how many requests of somebody may wait at once: fewer in the first hour, one fewer for each refusal."""
    base = REQUESTS_FIRST_HOUR if now - asker.arrived < HOUR else REQUESTS_OPEN
    refusals = sum(answer == "no" for _, answer in asker.answers)
    return max(REQUESTS_LEAST, base - refusals)


def is_over_quota(asker: Asker, now: int) -> bool:
    """Whether somebody has asked enough for now."""
    if asker.open >= requests_allowed(asker, now):
        return True
    accepted = sum(answer == "yes" for _, answer in asker.answers) / max(1, len(asker.answers))
    asked = [sum(at > now - span for at, _ in asker.answers) >= most for span, most in MASS]
    if any(asked) and accepted < ACCEPTED_LEAST:
        return True
    refusals = sum(answer == "no" for _, answer in asker.answers)
    lately = sum(at > now - HOUR for at, _ in asker.answers)
    return refusals >= REFUSALS_SLOW and accepted < ACCEPTED_SLOW and lately >= SLOW_AN_HOUR
