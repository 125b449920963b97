"""What moderation keeps: cases, which explain, and restrictions, which bind. Times are milliseconds since 1970."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from palabre.kernel.clock import HOUR
from palabre.kernel.ids import ConversationId, MemberId, MessageId
from palabre.safety.model import Span, Value

SUSPENDED_LONGEST = 72 * HOUR  # software alone suspends no longer (safety engine section 1, principle 4)
HELD_LONGEST_MINUTES = 15  # then a held text is given back (safety engine section 8)
ANSWER_MINUTES = 10  # to say whether one is 18 (safety engine section 10)


class Priority(StrEnum):
    """How soon a person looks (moderation section 5.4)."""

    P0 = "P0"  # within a quarter of an hour
    P1 = "P1"  # two hours
    P2 = "P2"  # a day
    P3 = "P3"  # three days


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    UPHELD = "upheld"  # what was done was right
    RELEASED = "released"  # it was not, and is undone


class Contact(Struct, frozen=True):
    """Somebody with whom the member of a case had a conversation or a request, and since when."""

    member: MemberId
    conversation: ConversationId
    state: str
    since: int


class Case(Struct, frozen=True):
    """What a person is to look at: kinds, positions and numbers, no text but one sent again to contest."""

    id: str
    kind: str  # "minor_disclosure", "held", "contest"…: the word of the rule's ``open_case``
    priority: Priority
    opened: int
    subject: MemberId
    place: str
    rule: str
    policy: str  # version of the rulebook
    event: str = ""
    message: MessageId = MessageId("")  # held until this is decided
    sentence: Mapping[str, str] = {}  # fr and en, as the member read it
    signals: Mapping[str, Mapping[str, Value]] = {}
    spans: tuple[Span, ...] = ()
    contacts: tuple[Contact, ...] = ()
    words: str = ""  # sent again by its author, to contest
    about: str = ""  # the case that this one contests
    restriction: str = ""  # and the restriction
    state: CaseState = CaseState.OPEN
    decided: int = 0


class Kind(StrEnum):
    """What a restriction takes away until it ends."""

    COOL_OFF = "cool_off"  # no word in public
    REQUESTS_OFF = "requests_off"  # no request to talk
    AGE_ASKED = "age_asked"  # a question waits for its answer; nothing is taken away yet
    AGE_PROOF = "age_proof"  # nothing at all, until a proof of age made after it began
    NAME_ASKED = "name_asked"  # no word in public, and no request, until they go by another name
    SUSPEND = "suspend"  # nothing at all, for a time
    ISOLATED = "isolated"  # nothing at all, and nobody finds them
    ROOMS_OFF = "rooms_off"  # no word in public, by a decision
    PRIVATE_OFF = "private_off"  # nothing in private, by a decision
    ASKED_OUT = "asked_out"  # of one room, by its host
    TERMINATED = "terminated"  # nothing at all, for good, by a decision


SHUT = frozenset({Kind.AGE_PROOF, Kind.SUSPEND, Kind.ISOLATED, Kind.TERMINATED})  # no line is open under these


class Restriction(Struct, frozen=True):
    """What binds one member, why, and until when."""

    id: str
    member: MemberId
    kind: Kind
    rule: str
    sentence: Mapping[str, str]
    begins: int
    ends: int = 0  # 0: until a person decides, or a proof is made
    case: str = ""
    contestable: bool = True
    contested: int = 0  # when its member said that it is a mistake
    proved: int = 0  # when they passed the adult check since
    threatened: int = 0  # when its member said that somebody threatens them
    place: str = ""  # of the message below; or the room one was asked to leave
    message: MessageId = MessageId("")  # held until the question of an age is answered
    decision: str = ""  # whose statement of reasons says all of it
    in_passing: bool = False  # a question of an age for which no answer says nothing

    def holds(self, now: int) -> bool:
        """Whether it is in force."""
        return self.ends == 0 or now < self.ends


class Freeze(Struct, frozen=True):
    """What is to stop in private: one conversation, everything of a member, or all between two people."""

    member: MemberId = MemberId("")
    conversation: ConversationId = ConversationId("")
    withdraw: bool = False  # requests too: nothing waits any more
    other: MemberId = MemberId("")  # between the member and this one alone, whether or not they have a conversation
    towards: str = ""  # the same: a conversation of the member, or the notice of whoever is to be left alone


class Answers(Struct, frozen=True):
    """What a member has answered to the question of their age."""

    adult_at: int = 0  # when they last said 18 or over
    contradictions: int = 0  # signs of a younger age since


class Review(Struct, frozen=True):
    """How people have judged what a rule did."""

    rule: str
    upheld: int
    overturned: int
