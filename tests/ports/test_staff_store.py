"""What any store of staff, of their time and of their desks holds to."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from msgspec.structs import replace
from sqlalchemy import insert, select

from palabre.identity.methods.passkeys import Passkey
from palabre.kernel.clock import DAY, HOUR
from palabre.kernel.ids import MemberId, PlaceId, digest
from palabre.moderation.casework import By
from palabre.moderation.duty import Duty
from palabre.moderation.exposure import Choices, Seen, Stretch
from palabre.moderation.model import Case, Priority
from palabre.moderation.naming import Volunteer
from palabre.moderation.roles import Grant, Right
from palabre.moderation.shifts import Shift
from palabre.moderation.staff import INVITED_FOR, Awaited, Change, Role, Staff
from palabre.store.ledger_schema import entry, payload
from palabre.store.private_schema import asking
from palabre.store.staff import SqlStaffStore
from ports.adapters import OFFICES, Offices
from ports.samples import ADA, BO, NOW, TEA, member

MODERATOR = Staff("2222-AAAA", frozenset({Role.MODERATOR}), NOW, trained=True)
HOST = Staff("3333-BBBB", frozenset({Role.HOST}), NOW, frozenset({PlaceId("tea")}))
CODE, KEY, SESSION = digest("code"), Passkey(b"credential", b"public", 0), digest("session")
CASE = Case("case-1", "hate", Priority.P2, NOW, ADA.id, TEA.id, "a.rule", "v1")
AS_MODERATOR = Grant(Role.MODERATOR, Right.YES)


@pytest_asyncio.fixture(params=OFFICES)
async def offices(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Offices]:
    """Give stores where a moderator is invited."""
    async with OFFICES[request.param](tmp_path) as opened:
        await opened.staff.invite(MODERATOR, CODE, NOW + INVITED_FOR, NOW)
        yield opened


async def entered(offices: Offices) -> list[tuple[str, str, str, str]]:
    """Return who did what to what in which role, as the ledger has it."""
    columns = (entry.c.actor_ref, entry.c.role, entry.c.action, entry.c.object_ref)
    statement = select(*columns).order_by(entry.c.n)
    return [tuple(row) for row in await offices.database.read(lambda c: c.execute(statement).all())]


async def test_an_invitation_serves_once(offices: Offices) -> None:
    """It becomes a passkey and a session in one step; again, too late or unknown, it becomes nothing."""
    found = await offices.staff.invitation(CODE)
    assert found is not None
    assert (found.staff, found.until) == (MODERATOR, NOW + INVITED_FOR)
    assert not await offices.staff.accept(CODE, KEY, SESSION, NOW + INVITED_FOR)
    assert await offices.staff.accept(CODE, KEY, SESSION, NOW + INVITED_FOR - 1)
    assert not await offices.staff.accept(CODE, replace_key(b"other"), digest("two"), NOW)
    assert await offices.staff.invitation(CODE) is None
    assert await offices.staff.passkeys_of(MODERATOR.ref) == [b"credential"]
    opened = await offices.staff.session(SESSION)
    assert opened is not None
    assert opened.staff == MODERATOR
    assert await offices.staff.session(digest("two")) is None


def replace_key(credential: bytes) -> Passkey:
    """Return another passkey."""
    return Passkey(credential, b"public", 0)


async def test_a_passkey_signs_one_person_in(offices: Offices) -> None:
    """It is found by its credential; its counter moves; a key that somebody has is nobody else's."""
    await offices.staff.accept(CODE, KEY, SESSION, NOW)
    await offices.staff.signed(KEY.credential, 7, digest("two"), NOW)
    assert await offices.staff.passkey(KEY.credential) == (MODERATOR, Passkey(b"credential", b"public", 7))
    assert await offices.staff.passkey(b"unknown") is None
    await offices.staff.invite(HOST, digest("host"), NOW + HOUR, NOW)
    assert not await offices.staff.accept(digest("host"), KEY, digest("three"), NOW)
    assert await offices.staff.session(digest("three")) is None
    assert await offices.staff.everybody() == [MODERATOR, HOST]


async def test_a_session_is_touched_and_ends_with_its_duty(offices: Offices) -> None:
    """Who signs out is no more on duty, and what they chose stays."""
    await offices.staff.accept(CODE, KEY, SESSION, NOW)
    await offices.staff.touch(SESSION, NOW + 5)
    opened = await offices.staff.session(SESSION)
    assert opened is not None
    assert (opened.began, opened.seen) == (NOW, NOW + 5)
    on = Shift(Duty(MODERATOR.ref, NOW, NOW), Stretch(NOW, NOW), Choices(lighter_first=True))
    await offices.shifts.change(MODERATOR.ref, lambda _: on)
    assert await offices.shifts.duties() == [on.duty]
    await offices.staff.end_session(SESSION)
    await offices.staff.end_session(SESSION)
    assert await offices.staff.session(SESSION) is None
    assert (await offices.shifts.shift(MODERATOR.ref), await offices.shifts.duties()) == (replace(on, duty=None), [])


async def test_who_is_suspended_is_out_at_once(offices: Offices) -> None:
    """Sessions, invitations and duty end; nothing that comes late brings any back; the reference stays."""
    await offices.staff.accept(CODE, KEY, SESSION, NOW)
    await offices.staff.invite(MODERATOR, digest("again"), NOW + HOUR, NOW)
    await offices.shifts.change(MODERATOR.ref, lambda one: replace(one, duty=Duty(MODERATOR.ref, NOW, NOW)))
    assert await offices.staff.suspend(MODERATOR.ref, NOW + 1)
    assert not await offices.staff.suspend(MODERATOR.ref, NOW + 2)
    await offices.shifts.change(MODERATOR.ref, lambda one: replace(one, duty=Duty(MODERATOR.ref, NOW, NOW)))
    await offices.staff.signed(KEY.credential, 8, digest("late"), NOW)
    await offices.staff.add_session(MODERATOR.ref, digest("later"), NOW)
    assert await offices.shifts.duties() == []
    assert [await offices.staff.session(one) for one in (SESSION, digest("late"), digest("later"))] == [None] * 3
    assert not await offices.staff.accept(digest("again"), replace_key(b"new"), digest("x"), NOW)
    assert await offices.staff.member_of_staff(MODERATOR.ref) == replace(MODERATOR, suspended=NOW + 1)


async def test_what_changes_who_may_do_what_is_in_the_ledger(offices: Offices) -> None:
    """Invited, in, out: by reference, and the roles stand in the payload."""
    await offices.staff.accept(CODE, KEY, SESSION, NOW)
    await offices.staff.suspend(MODERATOR.ref, NOW)
    assert await entered(offices) == [
        ("operator", "technical", "staff_invited", MODERATOR.ref),
        (MODERATOR.ref, "moderator", "signed_in", MODERATOR.ref),
        (MODERATOR.ref, "moderator", "passkey_made", MODERATOR.ref),
        ("operator", "technical", "staff_suspended", MODERATOR.ref),
    ]  # fmt: skip
    kept = await offices.database.read(lambda c: c.execute(select(payload.c.payload)).scalars().all())
    assert kept == [b'{"roles":["moderator"],"rooms":[],"trained":true}']


async def test_each_view_is_entered_and_counts_once(offices: Offices) -> None:
    """A case seen again weighs nothing more, and is entered again, with the right that served."""
    for at in (NOW, NOW + 1):
        await offices.looks.look(MODERATOR, AS_MODERATOR, CASE, Seen(at, 10))
    assert await offices.shifts.seen(MODERATOR.ref, 0) == [Seen(NOW, 10)]
    assert await offices.shifts.seen(MODERATOR.ref, NOW) == []
    views = [one for one in await entered(offices) if one[2] == "case_viewed"]
    assert views == [(MODERATOR.ref, "moderator", "case_viewed", "case-1")] * 2


async def test_letting_a_case_go_leaves_no_trace_but_ones_own(offices: Offices) -> None:
    """The word that one does not know somebody is entered; a hand-over is nobody's business."""
    for _ in range(2):
        await offices.looks.say_apart(MODERATOR, CASE, NOW)
        await offices.looks.hand_over(MODERATOR, CASE, NOW)
    assert await offices.looks.has_said(MODERATOR.ref, "case-1")
    assert not await offices.looks.has_said(MODERATOR.ref, "case-2")
    assert await offices.looks.handed_over(MODERATOR.ref) == {"case-1"}
    assert await offices.looks.handed_over(HOST.ref) == frozenset()
    assert [one[2] for one in await entered(offices)] == ["staff_invited", "said_apart"]


async def test_whom_a_pseudonym_knows_is_whom_it_has_to_do_with(offices: Offices) -> None:
    """Friends, blocks either way, requests and talks; nobody else, and not oneself."""
    names = ("Ada", "Bo", "Cleo", "Dora", "Elie", "Fanny")
    for name in names:
        await offices.members.add(member(name), name.lower(), digest(name), NOW)
    ada, bo, cleo, dora, elie = (MemberId(f"member-{name.lower()}") for name in names[:-1])
    await offices.ties.ask(ada, bo, NOW)
    await offices.ties.block(ada, cleo, on=True)
    await offices.ties.block(dora, ada, on=True)
    await offices.database.write(lambda c: c.execute(insert(asking).values(asker=elie, asked=ada, at=NOW, answer="no")))
    assert await offices.acquaintances.known_to([ada]) == {bo, cleo, dora, elie}
    assert await offices.acquaintances.known_to([ada, bo]) == {cleo, dora, elie}
    assert await offices.acquaintances.known_to([]) == frozenset()


async def test_pseudonyms_are_shown_forgotten_and_end_with_their_member(offices: Offices) -> None:
    """What ties staff to a pseudonym is theirs to take away."""
    for name in ("Ada", "Bo"):
        await offices.members.add(member(name), name.lower(), digest(name), NOW)
    for one in (ADA, BO, ADA):
        await offices.shifts.show(MODERATOR.ref, one.id)
    assert await offices.shifts.pseudonyms(MODERATOR.ref) == {ADA.id, BO.id}
    await offices.members.remove(ADA.id)
    assert await offices.shifts.pseudonyms(MODERATOR.ref) == {BO.id}
    await offices.shifts.forget(MODERATOR.ref)
    assert await offices.shifts.pseudonyms(MODERATOR.ref) == frozenset()


async def test_what_has_outlived_its_time_is_erased(offices: Offices) -> None:
    """Invitations after 48 hours, sessions after eight, counters after thirty days."""
    assert isinstance(offices.staff, SqlStaffStore)
    await offices.staff.add_session(MODERATOR.ref, SESSION, NOW)
    await offices.looks.look(MODERATOR, AS_MODERATOR, CASE, Seen(NOW, 10))
    await offices.looks.hand_over(MODERATOR, CASE, NOW)
    await offices.staff.fade(NOW + 8 * HOUR)
    assert await offices.staff.session(SESSION) is None
    assert await offices.staff.invitation(CODE) is not None
    await offices.staff.fade(NOW + 48 * HOUR)
    assert await offices.staff.invitation(CODE) is None
    assert await offices.looks.handed_over(MODERATOR.ref) == {"case-1"}
    await offices.staff.fade(NOW + 30 * DAY)
    assert (await offices.shifts.seen(MODERATOR.ref, 0), await offices.looks.handed_over(MODERATOR.ref)) == (
        [], frozenset(),
    )  # fmt: skip


def asked(change: Change) -> Staff:
    """Return a host of whom something is asked by the moderator."""
    return replace(HOST, awaited=Awaited(change, MODERATOR.ref, NOW))


ONE, OTHER = By(MODERATOR.ref, "technical"), By("4444-CCCC", "technical")


async def test_a_volunteer_is_named_once_by_another_than_whoever_asked(offices: Offices) -> None:
    """Kept as asked for, without an invitation; not by oneself; agreed to, the invitation stands and nothing waits."""
    assert await offices.namings.ask(asked(Change.NAME), ONE)
    assert not await offices.namings.ask(asked(Change.WITHDRAW), ONE)
    until = NOW + INVITED_FOR
    assert not await offices.namings.invite(HOST.ref, ONE, digest("host"), until, NOW)
    assert await offices.namings.invite(HOST.ref, OTHER, digest("host"), until, NOW)
    assert not await offices.namings.invite(HOST.ref, OTHER, digest("twice"), until, NOW)
    found = await offices.staff.invitation(digest("host"))
    assert found is not None
    assert found.staff == HOST
    assert await offices.namings.volunteers() == [Volunteer(HOST, has_come=False)]
    await offices.staff.accept(digest("host"), KEY, SESSION, NOW)
    assert await offices.namings.volunteers() == [Volunteer(HOST, has_come=True)]


async def test_a_withdrawal_agreed_to_suspends(offices: Offices) -> None:
    """Sessions end with it; what was declined before suspends nobody; each step is in the ledger under its author."""
    await offices.staff.invite(HOST, digest("host"), NOW + HOUR, NOW)
    await offices.staff.accept(digest("host"), KEY, SESSION, NOW)
    assert await offices.namings.ask(asked(Change.WITHDRAW), ONE)
    assert await offices.namings.decline(HOST.ref, OTHER, NOW)
    assert not await offices.namings.withdraw(HOST.ref, OTHER, NOW)
    assert await offices.namings.ask(asked(Change.WITHDRAW), ONE)
    assert await offices.namings.withdraw(HOST.ref, OTHER, NOW + 1)
    assert await offices.staff.session(SESSION) is None
    assert await offices.staff.member_of_staff(HOST.ref) == replace(HOST, suspended=NOW + 1)
    assert not await offices.namings.ask(asked(Change.WITHDRAW), ONE)
    steps = [(one[0], one[2]) for one in await entered(offices) if "asked" in one[2] or one[2].endswith("ed")]
    assert steps[-4:] == [
        (ONE.ref, "withdrawal_asked"), (OTHER.ref, "change_declined"), (ONE.ref, "withdrawal_asked"),
        (OTHER.ref, "staff_suspended"),
    ]  # fmt: skip


async def test_whoever_was_only_asked_for_is_gone_when_declined(offices: Offices) -> None:
    """No row is left of somebody who never was."""
    await offices.namings.ask(asked(Change.NAME), ONE)
    assert await offices.namings.decline(HOST.ref, ONE, NOW)
    assert await offices.staff.member_of_staff(HOST.ref) is None
    assert not await offices.namings.decline(HOST.ref, ONE, NOW)
