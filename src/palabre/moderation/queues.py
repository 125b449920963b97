"""The queues, and in which of them a case waits (moderation section 5.1). Pure."""

from enum import StrEnum


class Queue(StrEnum):
    """Cases that wait for one competence."""

    CHILD_SAFETY = "child_safety"  # restricted: its officers alone
    URGENT = "urgent"
    CARE = "care"
    ABUSE = "abuse"
    CRIME = "crime"
    PRIVACY = "privacy"
    HYGIENE = "hygiene"
    TRIAGE = "triage"
    APPEALS = "appeals"
    ORDERS = "orders"
    QUALITY = "quality"  # blind second looks


# Where what the safety engine opens waits, by the word of the rule's ``open_case``; a test holds this to the rules
# shipped. What an operator adds waits in OTHERS.
QUEUES = {
    "adult_told_goes_on": Queue.CHILD_SAFETY,
    "minor_disclosure": Queue.CHILD_SAFETY,
    "minor_doubt": Queue.CHILD_SAFETY,
    "minor_said_by_another": Queue.CHILD_SAFETY,
    "told_by_several_minors": Queue.CHILD_SAFETY,
    "age_probing": Queue.CHILD_SAFETY,
    "isolated": Queue.CHILD_SAFETY,
    "age_proof": Queue.CHILD_SAFETY,
    "proved_again": Queue.CHILD_SAFETY,
    "threatened": Queue.URGENT,
    "threat": Queue.URGENT,
    "third_party_harm": Queue.URGENT,
    "towards_harm": Queue.URGENT,
    "payment_scam": Queue.CRIME,
    "phishing": Queue.CRIME,
    "hate": Queue.ABUSE,
    "persisting": Queue.ABUSE,
    "blocked_by_several": Queue.ABUSE,
    "rarely_accepted": Queue.ABUSE,
    "off_platform": Queue.HYGIENE,
    "returned": Queue.HYGIENE,
}
OTHERS = Queue.TRIAGE


def queue_of(kinds: str) -> Queue:
    """Return where a case of these kinds, words separated by spaces, waits: of several queues, the first in order."""
    found = [QUEUES.get(kind, OTHERS) for kind in kinds.split()] or [OTHERS]
    return min(found, key=list(Queue).index)
