"""Every act that an entry of the ledger may name; each has its words in the console (a test reads both)."""

from palabre.moderation.states import MACHINES

MOVES = frozenset(f"{machine.name}.{state}" for machine in MACHINES.values() for state in machine.states)
LOOKS = frozenset({
    "case_viewed", "said_apart", "facts_seen", "second_view", "complaint_facts_seen", "first_reasons_seen",
    "evidence.opened", "ledger_payload_opened",
})  # fmt: skip
DECISIONS = frozenset({
    "case.sorted", "partly_reversed", "point_erased", "opinion_written", "asked", "answered", "reversal_agreed",
    "quality_fed", "misuse_counted", "misuse_warned", "misuse_suspended", "misuse_taken_back", "room_approved",
    "room_refused", "name_approved", "second_look_drawn", "second_look_given",
})  # fmt: skip
HOUSE = frozenset({
    "receipt", "erase", "evidence.digest", "seal.without_key", "staff_invited", "passkey_made", "signed_in",
    "staff_suspended", "naming_asked", "withdrawal_asked", "change_declined",
})  # fmt: skip
ACTIONS = MOVES | LOOKS | DECISIONS | HOUSE
