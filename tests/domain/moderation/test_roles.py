"""Roles: every cell of the table of section 16, read from its own words, against the one function that decides."""

import itertools
from pathlib import Path

import pytest
from msgspec.structs import replace

from palabre.kernel.errors import Refusal
from palabre.kernel.ids import PlaceId
from palabre.moderation.roles import CONDITIONS, TABLE, Asked, Manner, Power, Right, holds, may
from palabre.moderation.staff import REF, Role, Staff, check_roles, is_code, new_code, new_ref

# The table as the specification prints it (moderation section 16).
SPECIFIED = """
|  | host (volunteer) | moderator | senior | child safety | appeals | legal | policy | technical | auditor |
| see notices of own room | text only | yes | yes | yes | | | | | read |
| queues abuse, crime, hygiene, triage | | yes | yes | | | | | | read |
| urgent, care | | trained | yes | yes | | | | | read |
| child_safety | | | | yes | | | | | numbers only |
| hide, warn, suspend 24 h | own room: hide, ask to leave | yes | yes | yes | | | | | |
| suspend up to 30 days | | propose | yes | yes | | | | | |
| terminate, illegal ground | | propose | with second | with second | | | | | |
| open private excerpt in a report | | yes, logged | yes | yes | yes | | | | with reason |
| origin records | | | | through DSA 18 only | | through an order only | | | |
| decide complaints | | | | | yes | | | | |
| orders, export | | | | | | with second | | | read |
| rules, templates, terms | | | propose | | | | with second | deploy only | read |
| roles and settings | | | | | | | | with second | read |
| audit log | | own entries | team | own | own | own | own | no payload | all |
"""
OWN, OTHER, ME = PlaceId("tea"), PlaceId("soup"), "2222-2222"
# Everything that somebody may ask a power for, by a name of its own.
ASKED = {
    "do": Asked(),
    "read": Asked(manner=Manner.READ),
    "count": Asked(manner=Manner.COUNT),
    "propose": Asked(manner=Manner.PROPOSE),
    "deploy": Asked(manner=Manner.DEPLOY),
    "read one's room": Asked(manner=Manner.READ, room=OWN),
    "read another room": Asked(manner=Manner.READ, room=OTHER),
    "hide in one's room": Asked(room=OWN, measure="hide"),
    "ask to leave one's room": Asked(room=OWN, measure="ask_to_leave"),
    "warn in one's room": Asked(room=OWN, measure="warn"),
    "hide in another room": Asked(room=OTHER, measure="hide"),
    "do with another": Asked(second="3333-3333"),
    "do with oneself": Asked(second=ME),
    "read with a reason": Asked(manner=Manner.READ, reason="yearly review"),
    "read with blanks": Asked(manner=Manner.READ, reason="  "),
    "do in danger": Asked(danger=True),
    "do by order": Asked(order="2026-14"),
    "read one's entry": Asked(manner=Manner.READ, author=ME, author_role=Role.LEGAL),
    "read a moderator's entry": Asked(manner=Manner.READ, author="3333-3333", author_role=Role.MODERATOR),
    "read an officer's entry": Asked(manner=Manner.READ, author="3333-3333", author_role=Role.CHILD_SAFETY),
}
ALL = frozenset(ASKED) - {"deploy"}
READS = frozenset(name for name, asked in ASKED.items() if asked.manner is Manner.READ)
LOOKS = READS | {"count"}
# What each word of a cell grants.
GRANTED = {
    "": frozenset[str](),
    "yes": ALL,
    "yes, logged": ALL,
    "trained": ALL,
    "text only": frozenset({"read one's room"}),
    "own room: hide, ask to leave": frozenset({"hide in one's room", "ask to leave one's room"}),
    "propose": frozenset({"propose"}),
    "with second": LOOKS | {"propose", "do with another"},
    "read": LOOKS,
    "numbers only": frozenset({"count"}),
    "with reason": frozenset({"read with a reason"}),
    "through DSA 18 only": frozenset({"do in danger"}),
    "through an order only": frozenset({"do by order"}),
    "deploy only": frozenset({"deploy"}),
    "own entries": frozenset({"read one's entry"}),
    "own": frozenset({"read one's entry"}),
    "team": frozenset({"read one's entry", "read a moderator's entry"}),
    "no payload": LOOKS,
    "all": LOOKS,
}
ROWS = [[cell.strip() for cell in line.split("|")[1:-1]] for line in SPECIFIED.strip().splitlines()]
CELLS = [
    pytest.param(power, role, cell, id=f"{row[0]} - {role}")
    for power, row in zip(Power, ROWS[1:], strict=True)
    for role, cell in zip(Role, row[1:], strict=True)
]


def somebody(*roles: Role, trained: bool = True) -> Staff:
    """Return somebody with these roles, who looks after one room."""
    return Staff(ME, frozenset(roles), rooms=frozenset({OWN}), trained=trained)


def granted(staff: Staff, power: Power) -> frozenset[str]:
    """Return the names of all that somebody may ask of a power."""
    return frozenset(name for name, asked in ASKED.items() if holds(staff, power, asked))


@pytest.mark.parametrize(("power", "role", "cell"), CELLS)
def test_each_cell_grants_what_its_words_say_and_nothing_else(power: Power, role: Role, cell: str) -> None:
    """Fourteen rows, nine roles, twenty things to ask: 2,520 answers."""
    assert granted(somebody(role), power) == GRANTED[cell]


def test_the_page_for_staff_prints_the_table_as_specified() -> None:
    """Whoever reads docs/staff.md reads what is enforced."""
    page = (Path(__file__).parents[3] / "docs" / "staff.md").read_text().splitlines()
    assert [line for line in SPECIFIED.strip().splitlines() if line.replace("|  |", "| |") not in page] == []


def test_the_columns_are_the_roles() -> None:
    """The table has no role that the specification lacks, nor the other way round."""
    named = [name.split(" (")[0].replace(" ", "_") for name in ROWS[0][1:]]
    assert named == [role.value for role in Role]
    assert set(CONDITIONS) == set(Right) == {right for row in TABLE.values() for right in row.values()}


@pytest.mark.parametrize("role", Role)
def test_suspended_staff_may_do_nothing(role: Role) -> None:
    """Whatever the role, from the moment of the suspension."""
    gone = replace(somebody(role), suspended=1)
    assert {power: granted(gone, power) for power in Power} == dict.fromkeys(Power, frozenset())


def test_who_was_not_trained_does_not_take_what_is_urgent() -> None:
    """A moderator before the training has every other queue."""
    new = somebody(Role.MODERATOR, trained=False)
    assert granted(new, Power.URGENT) == frozenset()
    assert granted(new, Power.QUEUES) == ALL


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(Role, 2)))
def test_two_roles_grant_what_either_grants(one: Role, other: Role) -> None:
    """Nobody loses a right by having another role, nor gains one that neither has."""
    for power in Power:
        both = granted(somebody(one, other), power)
        assert both == granted(somebody(one), power) | granted(somebody(other), power)


def test_the_widest_right_serves_and_names_its_role() -> None:
    """A host who moderates sees whole notices, and the ledger writes under which role."""
    grant = may(somebody(Role.HOST, Role.MODERATOR), Power.NOTICES, ASKED["read one's room"])
    assert (grant.role, grant.right) == (Role.MODERATOR, Right.YES)
    grant = may(somebody(Role.HOST), Power.NOTICES, ASKED["read one's room"])
    assert (grant.role, grant.right) == (Role.HOST, Right.ROOM_TEXT)


def test_a_refusal_tells_nothing() -> None:
    """One code, whatever is missing: the role, a second person, a room."""
    with pytest.raises(Refusal) as refused:
        may(somebody(Role.SENIOR), Power.TERMINATE)
    assert (refused.value.code, refused.value.params) == ("not_yours", {})


@pytest.mark.parametrize("other", sorted({Role.HOST, Role.MODERATOR, Role.SENIOR, Role.CHILD_SAFETY, Role.APPEALS}))
def test_who_runs_the_machines_reads_nothing(other: Role) -> None:
    """The technical administrator has no content right; an auditor is nothing else."""
    rooms = [OWN] if other is Role.HOST else []
    for apart in (Role.TECHNICAL, Role.AUDITOR):
        with pytest.raises(Refusal, match="roles_apart"):
            check_roles([apart, other], rooms)
    check_roles([other], rooms)


def test_a_host_has_rooms_and_only_a_host_has() -> None:
    """Rooms are named by staff: whoever opened a room is no host of this table."""
    for roles, rooms in (([Role.HOST], []), ([Role.MODERATOR], [OWN])):
        with pytest.raises(Refusal, match="rooms_needed"):
            check_roles(roles, rooms)
    with pytest.raises(Refusal, match="no_role"):
        check_roles([], [])


def test_references_and_codes_are_drawn_at_random() -> None:
    """Two groups of four letters that nobody misreads; a code of 132 bits, told by its shape."""
    assert all(REF.fullmatch(new_ref()) for _ in range(100))
    assert len({new_code() for _ in range(100)}) == 100
    assert (is_code(new_code()), is_code("x" * 27), is_code("")) == (True, False, False)
