"""What a decision is, what it may impose, and what it needs before it takes effect (moderation section 6). Pure.

A decision is dated and signed; it is never edited: it expires, is reversed, or is replaced by another.
"""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from palabre.kernel.clock import DAY
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.moderation import states, terms
from palabre.moderation.four_eyes import LONG_SUSPENSION, Guarded
from palabre.moderation.laws import known_law
from palabre.moderation.misuse import KIND, Assessment
from palabre.moderation.model import Priority
from palabre.moderation.notices import ItemKind

POINT_LIFE = 90 * DAY  # then a point is gone


class Outcome(StrEnum):
    """What a case comes to."""

    NO_VIOLATION = "no_violation"
    VIOLATION_TERMS = "violation_terms"
    VIOLATION_ILLEGAL = "violation_illegal"
    NOT_ENOUGH_INFORMATION = "not_enough_information"
    OUTSIDE_SCOPE = "outside_scope"
    REFERRED = "referred"


VIOLATIONS = frozenset({Outcome.VIOLATION_TERMS, Outcome.VIOLATION_ILLEGAL})
RIGHT = VIOLATIONS | {Outcome.REFERRED}  # what the case did before stays: its holds are confirmed


class DecisionState(StrEnum):
    """Where a decision stands; the moves are ``states.DECISION``."""

    DRAFT = "draft"
    PENDING_SECOND = "pending_second"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    REVERSED = "reversed"
    REPLACED = "replaced"


HOST_AUTHOR = "host "  # begins the author of a decision that the host of a room took; their member id ends it


class Source(StrEnum):
    """How the house came to look (section 4.4)."""

    ARTICLE_16 = "article_16"
    TRUSTED_FLAGGER = "trusted_flagger"
    OTHER_NOTICE = "other_notice"
    OWN_STAFF = "own_staff"
    OWN_RULE = "own_rule"
    HOST = "host"  # who opened a room, there; they see no notice


class Means(StrEnum):
    """What a decision does. Each has its apply and undo in ``means.pair_of``, its words in ``templates``."""

    ADVICE = "advice"
    WARNING = "warning"
    HIDE = "hide"  # a message, a card, a name: from everybody but its owner
    REMOVE = "remove"  # the same, for its owner too
    FREEZE_PAIR = "freeze_pair"  # all between two people in private
    SUSPEND_ROOMS = "suspend_rooms"  # no word in public
    SUSPEND_PRIVATE = "suspend_private"  # no request, and every conversation stops
    SUSPEND = "suspend"  # the whole
    TERMINATE = "terminate"
    SUSPEND_REPORTS = "suspend_reports"  # what they report goes unread, but for a danger (section 9)
    COVER = "cover"  # a message, by the host of its room: everybody sees that it is hidden
    ASK_OUT = "ask_out"  # of one room, by its host


WORDS_ALONE = frozenset({Means.ADVICE, Means.WARNING})
HOSTS = frozenset({Means.COVER, Means.ASK_OUT})  # what hosts may do, and the staff only undoes
ON_CONTENT = frozenset({Means.HIDE, Means.REMOVE})
SUSPENSIONS = frozenset({Means.SUSPEND_ROOMS, Means.SUSPEND_PRIVATE, Means.SUSPEND})
# The enumerations of section 6 (the database's words, DSA 24(5)); advice and warnings restrict nothing.
ENUMERATED: dict[Means, tuple[str, ...]] = {
    Means.ADVICE: (),
    Means.WARNING: (),
    Means.HIDE: ("DECISION_VISIBILITY_CONTENT_DISABLED",),
    Means.REMOVE: ("DECISION_VISIBILITY_CONTENT_REMOVED",),
    Means.FREEZE_PAIR: ("DECISION_PROVISION_PARTIAL_SUSPENSION",),
    Means.SUSPEND_ROOMS: ("DECISION_PROVISION_PARTIAL_SUSPENSION",),
    Means.SUSPEND_PRIVATE: ("DECISION_PROVISION_PARTIAL_SUSPENSION",),
    Means.SUSPEND: ("DECISION_PROVISION_TOTAL_SUSPENSION", "DECISION_ACCOUNT_SUSPENDED"),
    Means.COVER: ("DECISION_VISIBILITY_CONTENT_DISABLED",),
    Means.ASK_OUT: ("DECISION_PROVISION_PARTIAL_SUSPENSION",),
    Means.TERMINATE: ("DECISION_PROVISION_TOTAL_TERMINATION", "DECISION_ACCOUNT_TERMINATED"),
    Means.SUSPEND_REPORTS: ("DECISION_PROVISION_PARTIAL_SUSPENSION",),
}


class Imposed(Struct, frozen=True):
    """One restriction of a decision: what, on what, until when."""

    id: str
    means: Means
    ends: int = 0  # 0: indefinite
    target: str = ""  # a message; a conversation, or the notice of whom to leave alone; nothing for the account itself
    place: str = ""  # the room of a message
    what: ItemKind = ItemKind.MESSAGE  # what the target is, of what is hidden or removed


class Decision(Struct, frozen=True):
    """A dated, signed choice on a case."""

    id: str
    case: str
    subject: MemberId
    outcome: Outcome
    priority: Priority
    source: Source
    author: str  # reference of staff
    made: int
    begins: int
    words: str  # "what happened", as the person reads it; of no violation, why
    basis: str = ""  # a clause of the terms, or a law
    version: str = ""  # of the terms cited
    imposed: tuple[Imposed, ...] = ()
    category: str = ""  # code of the report menu, as the moderator sees it
    quote: str = ""  # the item, in its author's words
    item_at: int = 0  # when it was said
    found_by_automation: bool = False
    second: str = ""
    second_view: str = ""  # written before the first reasons were shown
    point: bool = False  # it counts on the ladder
    state: DecisionState = DecisionState.DRAFT
    replaces: str = ""
    unfounded: bool = False  # what was reported is manifestly nothing (section 9)
    assessment: Assessment | None = None  # of misuse, that a suspension rests on

    @property
    def is_illegal(self) -> bool:
        """Whether its ground is the law."""
        return self.outcome is Outcome.VIOLATION_ILLEGAL

    @property
    def ends(self) -> int:
        """When the last of what it imposes ends, 0 when something has no date; advice ends with its point."""
        dates = [one.ends for one in self.imposed if one.means not in WORDS_ALONE]
        return max(dates) * all(dates) if dates else self.made + POINT_LIFE


class Rung(StrEnum):
    """The ladder for breaches of the terms, shown to all."""

    ADVICE = "advice"
    WARNING = "warning"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    END = "end"


RUNGS = tuple(Rung)
LENGTHS = {Rung.DAY: DAY, Rung.WEEK: 7 * DAY, Rung.MONTH: 30 * DAY}


def proposed(points: int) -> Rung:
    """Return the rung that so many living points lead to: each breach goes one up."""
    return RUNGS[min(max(points, 0), len(RUNGS) - 1)]


def rung_of(one: Imposed, begins: int) -> Rung | None:
    """Return where on the ladder a restriction stands; those on content and on a pair stand beside it."""
    match one.means:
        case Means.ADVICE:
            return Rung.ADVICE
        case Means.WARNING:
            return Rung.WARNING
        case Means.SUSPEND_ROOMS | Means.SUSPEND_PRIVATE | Means.SUSPEND:
            lasts = one.ends - begins if one.ends else None
            fitting = [rung for rung, longest in LENGTHS.items() if lasts is not None and lasts <= longest]
            return fitting[0] if fitting else Rung.END
        case Means.TERMINATE:
            return Rung.END
        case Means.HIDE | Means.REMOVE | Means.FREEZE_PAIR | Means.SUSPEND_REPORTS | Means.COVER | Means.ASK_OUT:
            return None


def living_points(decisions: Sequence[Decision], now: int) -> list[int]:
    """Return when each living point goes: of decisions in force or run out, made less than 90 days ago."""
    counted = {DecisionState.IN_FORCE, DecisionState.EXPIRED}
    made = [one.made for one in decisions if one.point and one.state in counted]
    return sorted(at + POINT_LIFE for at in made if now - at < POINT_LIFE)


def guards(decision: Decision) -> tuple[Guarded, ...]:
    """Return why a decision needs a second person, if it does (section 6)."""
    found = []
    if any(one.means is Means.TERMINATE for one in decision.imposed):
        found.append(Guarded.TERMINATE)
    if decision.is_illegal:
        found.append(Guarded.ILLEGAL_GROUND)
    if any(_is_long(one, decision.begins) for one in decision.imposed):
        found.append(Guarded.LONG_SUSPENSION)
    if any(one.means is Means.SUSPEND_REPORTS for one in decision.imposed):
        found.append(Guarded.MISUSE_SUSPENSION)
    return tuple(found)


def check_decision(decision: Decision, points: int) -> None:
    """Refuse a decision that is not whole. ``points`` are those living of its subject.

    Raises ``Refusal``: no_reason, no_ground, nothing_imposed, imposed_without_ground, unknown_clause, unknown_law,
    ends_before, no_target, twice_imposed, ladder_skipped, not_unfounded, not_assessed.
    """
    if not decision.words.strip():
        raise Refusal("no_reason")
    if decision.unfounded and decision.outcome is not Outcome.NO_VIOLATION:
        raise Refusal("not_unfounded")
    if decision.outcome not in VIOLATIONS:
        if decision.imposed or decision.basis:
            raise Refusal("imposed_without_ground")
        return
    _check_ground(decision)
    _check_imposed(decision)
    _check_ladder(decision, points)


def moved(decision: Decision, after: DecisionState) -> None:
    """Let a decision move, or refuse. Raises ``Refusal("not_a_move")``."""
    states.moved("decision", decision.state, after)


def _check_ground(decision: Decision) -> None:
    if not decision.basis:
        raise Refusal("no_ground")
    if decision.is_illegal:
        known_law(decision.basis)
    else:
        terms.version(decision.version).clause(decision.basis)


def _check_imposed(decision: Decision) -> None:
    if not decision.imposed:
        raise Refusal("nothing_imposed")
    for one in decision.imposed:
        if one.ends and one.ends <= decision.begins:
            raise Refusal("ends_before", means=one.means.value)
        if one.means in ON_CONTENT | {Means.FREEZE_PAIR, Means.COVER} and not one.target:
            raise Refusal("no_target", means=one.means.value)
    if any(one.means is Means.SUSPEND_REPORTS for one in decision.imposed) and decision.assessment is None:
        raise Refusal("not_assessed")
    if len({(one.means, one.target) for one in decision.imposed}) < len(decision.imposed):
        raise Refusal("twice_imposed")


def _check_ladder(decision: Decision, points: int) -> None:
    """Keep breaches of the terms to the next rung at most; the law and child safety do not wait for it.

    Misuse has steps of its own: a warning first, then a suspension (section 9).
    """
    if decision.category == KIND:
        return
    if decision.is_illegal or terms.version(decision.version).clause(decision.basis).skips:
        return
    allowed = RUNGS.index(proposed(points))
    for one in decision.imposed:
        rung = rung_of(one, decision.begins)
        if rung is not None and RUNGS.index(rung) > allowed:
            raise Refusal("ladder_skipped", allowed=RUNGS[allowed].value)


def _is_long(one: Imposed, begins: int) -> bool:
    return one.means in SUSPENSIONS and (one.ends == 0 or one.ends - begins > LONG_SUSPENSION)
