"""What a rule may speak of: every variable with its kind, its window and its meaning; each always has a value.

docs/rules.md is written from this table (safety engine section 6).
"""

from collections.abc import Mapping
from typing import NamedTuple

from palabre.safety.model import Value


class Variable(NamedTuple):
    """One field: what it is when there is nothing, and what it means."""

    zero: Value
    meaning: str


FOUND = {
    "present": Variable(False, "whether one was found"),
    "value": Variable("", "the class of the surest one"),
    "confidence": Variable(0.0, "of the surest one, 0 to 1"),
    "count": Variable(0, "how many were found"),
}
AGES = FOUND | {"value": Variable(0, "years, of the last one said")}
# Entities that have a variable of their own, with what they mean. `question` and `farewell` only serve the memory.
ENTITIES: dict[str, str] = {
    "age_self": "the author's own age, as they say it",
    "age_other": "somebody else's age",
    "age_asked": "a question about an age",
    "age_named": "an age that a pseudonym or a name states",
    "contact": "a way to be reached outside: phone, email, handle, ask_move, ask_handle",
    "payment": "money or codes asked for",
    "price_offer": "an amount for a time or a service",
    "link": "an address; value is the host, confidence its risk",
    "probing": "a question about somebody's life: place, alone_now, household, routine …",
    "secrecy": "a wish that nobody know",
    "meeting": "a meeting under conditions: alone, no phone, an isolated place",
    "bait": "a gift, or a photo asked for",
    "threat": "pay or else, screenshots, I know where",
    "third_party": "harm to somebody absent",
    "insult": "an insult at somebody",
    "hate": "hatred of a group: a signal among others, never a decision alone",
    "distress": "somebody speaks of ending their life or of being in danger",
}
SIGNALS: dict[str, str] = {
    "minor": "how sure it is that the author says they are under 18",
    "offplatform": "how sure it is that they ask to leave for another service",
    "payment": "how sure it is that they ask for money or codes",
    "link": "the risk of the riskiest link",
    "probing": "how sure it is that they ask about somebody's life",
    "secrecy": "of secrecy",
    "meeting": "of a meeting under conditions",
    "threat": "of a threat",
    "third_party": "of harm to somebody absent",
    "insult": "of an insult or of hatred",
    "spam": "how alike the last ten minutes' messages are: repeats over all",
    "evasion": "how much was done to hide words from a reader of letters",
    "stages": "how far a conversation went towards harm, over its stages",
    "rare": "skewness of the author's last 32 public messages towards a few telling ones",
}
SCHEMA: dict[str, dict[str, Variable]] = {
    "event": {
        "type": Variable("", "one of the event types"),
        "length": Variable(0, "characters of the text"),
        "is_sure": Variable(False, "sent again by its author after a warning"),
    },
    "sender": {
        "same_10m": Variable(0, "near-same messages in 10 minutes"),
        "messages_10s": Variable(0, "messages in 10 seconds"),
        "minutes_here": Variable(0, "since they entered"),
        "declared_age": Variable(0, "years, as said at entry"),
        "requests_5m": Variable(0, "requests to write, 5 minutes"),
        "requests_1h": Variable(0, "requests to write, one hour"),
        "requests_24h": Variable(0, "requests to write, a day"),
        "accepted_24h": Variable(0, "requests accepted, a day"),
        "accepted_share_1h": Variable(1.0, "accepted of those answered or left, one hour; 1 when none was sent"),
        "accepted_share_30d": Variable(1.0, "the same, thirty days"),
        "refused_24h": Variable(0, "requests refused, a day"),
        "refused_30d": Variable(0, "requests refused, thirty days"),
        "ignored_24h": Variable(0, "requests left without answer for a day"),
        "blockers_24h": Variable(0, "people who blocked them, a day"),
        "reporters_24h": Variable(0, "people who reported them, a day"),
        "offplatform_24h": Variable(0, "messages asking to leave for another service, a day"),
        "payment_24h": Variable(0, "messages asking for money or codes, a day"),
        "links_refused_24h": Variable(0, "links refused, a day"),
        "age_asked_24h": Variable(0, "people whose age they asked among their first two messages, a day"),
        "persisted_24h": Variable(0, "conversations gone on with after a refusal, a day"),
        "warned_24h": Variable(0, "warnings, a day"),
        "minors_told_30d": Variable(0, "people who told them that they are minors, thirty days"),
        "contradictions_30d": Variable(0, "times they said to be of age after a sign of the contrary"),
        "is_cleared": Variable(False, "they said to be of age lately: probable signs alone ask nothing again"),
        "has_returned": Variable(False, "a device whose member was suspended came back under another name"),
    },
    "recipient": {
        "is_isolated": Variable(False, "the one written to is under protection as a minor"),
        "count": Variable(0, "how many are replied to or mentioned"),
    },
    "conversation": {
        "is_open": Variable(False, "accepted by the other"),
        "is_frozen": Variable(False, "nobody may write in it"),
        "minor_disclosed": Variable(False, "one of the two said that they are a minor"),
        "minor_is_sender": Variable(False, "it was the author of this"),
        "attempts": Variable(0, "of the other, since then"),
        "asked_leave": Variable(0, "how often the author asked to leave for another service"),
        "sent": Variable(0, "messages of the author"),
        "received": Variable(0, "messages of the other"),
    },
    "pair": {
        "refusals": Variable(0, "how often this recipient refused this sender, while a refusal holds"),
        "is_blocked": Variable(False, "one blocked the other"),
    },
    "told": {"code": Variable("", "what a device told: self_disclosed_minor, other_disclosed_minor, threat_seen …")},
    "signals": {name: Variable(0.0, meaning) for name, meaning in SIGNALS.items()},
    **{kind: AGES if kind.startswith("age_") else FOUND for kind in ENTITIES},
}
Fields = Mapping[str, Mapping[str, Value]]


def zeros() -> dict[str, dict[str, Value]]:
    """Return every variable with the value it has when there is nothing."""
    return {name: {field: one.zero for field, one in fields.items()} for name, fields in SCHEMA.items()}
