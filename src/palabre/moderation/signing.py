"""Coming in as staff: invited once, then by passkey alone; a session ends after eight hours, or one unused."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from msgspec import Struct

from palabre.identity.methods.passkeys import Challenges, Passkey, RelyingParty, credential_of
from palabre.kernel.clock import MINUTE, Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import PlaceId, digest, is_secret, new_secret
from palabre.moderation.staff import (
    INVITED_FOR,
    SESSION_IDLE,
    SESSION_LIFE,
    Invitation,
    Role,
    Staff,
    check_roles,
    is_code,
    is_proposed,
    new_code,
    new_ref,
)

SEEN_STEP = MINUTE  # last use of a session is kept no finer
PASSKEYS = 5  # of one person


class Session(Struct, frozen=True):
    """Whose a session is, since when, and when it last served."""

    staff: Staff
    began: int
    seen: int

    def holds(self, now: int) -> bool:
        """Whether it still opens anything."""
        return now - self.began < SESSION_LIFE and now - self.seen < SESSION_IDLE and not self.staff.suspended


class StaffStore(Protocol):
    """Keeps who works here and what proves it; one method, one transaction. Codes and secrets come as digests.

    Whatever changes who may do what is entered in the ledger in the same transaction.
    """

    async def invite(self, staff: Staff, code: bytes, until: int, now: int) -> None:
        """Keep somebody, if new, and the invitation that lets them make a passkey."""

    async def invitation(self, code: bytes) -> Invitation | None:
        """Return whom a code invites, and until when."""

    async def accept(self, code: bytes, passkey: Passkey, session: bytes, now: int) -> bool:
        """Keep a passkey and open a session in exchange for an invitation; false when it has served or ended."""

    async def member_of_staff(self, ref: str) -> Staff | None:
        """Return who has a reference."""

    async def everybody(self) -> list[Staff]:
        """Return everybody, suspended too, by reference."""

    async def suspend(self, ref: str, now: int) -> bool:
        """Suspend somebody: sessions, invitations and duty end at once. False when nobody active has the reference."""

    async def passkeys_of(self, ref: str) -> list[bytes]:
        """Return the credentials of somebody."""

    async def passkey(self, credential: bytes) -> tuple[Staff, Passkey] | None:
        """Return whose a credential is."""

    async def signed(self, credential: bytes, count: int, session: bytes, now: int) -> None:
        """Note a passkey's counter, and open a session of its owner."""

    async def add_session(self, ref: str, session: bytes, now: int) -> None:
        """Open a session of somebody."""

    async def session(self, session: bytes) -> Session | None:
        """Return whose a session is."""

    async def touch(self, session: bytes, now: int) -> None:
        """Note that a session has served."""

    async def end_session(self, session: bytes) -> None:
        """End a session, and the duty of whose it was."""


@dataclass(frozen=True)
class Signing:
    """Everything about coming in and going out."""

    store: StaffStore
    party: RelyingParty
    challenges: Challenges
    clock: Clock
    doors: Mapping[bytes, str] = field(
        default_factory=dict
    )  # a demonstration's links as digests, and whom each lets in

    async def invite(self, roles: Collection[Role], rooms: Collection[PlaceId], *, trained: bool) -> tuple[Staff, str]:
        """Name somebody; return them and the code that lets them come in, shown this once.

        Raises ``Refusal``: see ``check_roles``.
        """
        check_roles(roles, rooms)
        now = self.clock.now()
        staff = Staff(new_ref(), frozenset(roles), now, frozenset(rooms), trained)
        return staff, await self._invited(staff, now)

    async def invite_again(self, ref: str) -> str:
        """Return a code for another passkey of somebody who has lost theirs. Raises ``Refusal("unknown_staff")``."""
        staff = await self.store.member_of_staff(ref)
        if staff is None or staff.suspended or staff.demo or is_proposed(staff):
            raise Refusal("unknown_staff")
        return await self._invited(staff, self.clock.now())

    async def _invited(self, staff: Staff, now: int) -> str:
        code = new_code()
        await self.store.invite(staff, digest(code), now + INVITED_FOR, now)
        return code

    async def begin_accepting(self, code: str) -> tuple[Staff, dict[str, Any], str]:
        """Return who is invited, what the browser is to make, and a ticket. Raises ``Refusal("bad_invitation")``."""
        staff = await self._invitation(code)
        ticket = new_secret()
        known = await self.store.passkeys_of(staff.ref)
        return staff, self.party.creation_options(self.challenges.ask(f"staff {ticket}"), staff.ref, known), ticket

    async def accept(self, code: str, ticket: str, answer: dict[str, Any]) -> str:
        """Keep the passkey that was made; return the secret of a session.

        Raises ``Refusal``: bad_invitation, bad_passkey.
        """
        staff = await self._invitation(code)
        made = self._made(ticket, answer)
        if made is None or len(await self.store.passkeys_of(staff.ref)) >= PASSKEYS:
            raise Refusal("bad_passkey")
        secret = new_secret()
        if not await self.store.accept(digest(code), made, digest(secret), self.clock.now()):
            raise Refusal("bad_invitation")
        return secret

    async def _invitation(self, code: str) -> Staff:
        found = await self.store.invitation(digest(code)) if is_code(code) else None
        if found is None or found.until <= self.clock.now() or found.staff.suspended:
            raise Refusal("bad_invitation")
        return found.staff

    def _made(self, ticket: str, answer: dict[str, Any]) -> Passkey | None:
        challenge = self.challenges.take(f"staff {ticket}") if is_secret(ticket) else None
        return self.party.created(answer, challenge) if challenge else None

    def begin(self) -> tuple[dict[str, Any], str]:
        """Return what the browser is asked to sign, and a ticket; whose passkey it is, the authenticator knows."""
        ticket = new_secret()
        return self.party.request_options(self.challenges.ask(f"staff {ticket}")), ticket

    async def finish(self, ticket: str, answer: dict[str, Any]) -> str:
        """Return the secret of a new session of whoever holds a passkey. Raises ``Refusal("not_recognised")``."""
        challenge = self.challenges.take(f"staff {ticket}") if is_secret(ticket) else None
        found = await self.store.passkey(credential_of(answer))
        count = self.party.signed(answer, challenge, found[1]) if challenge and found else None
        if found is None or count is None or found[0].suspended:
            raise Refusal("not_recognised")
        secret = new_secret()
        await self.store.signed(found[1].credential, count, digest(secret), self.clock.now())
        return secret

    async def by_link(self, link: str) -> str:
        """Return the secret of a new session for a demonstration's link. Raises ``Refusal("not_recognised")``."""
        given = digest(link)
        ref = next((ref for known, ref in self.doors.items() if secrets.compare_digest(known, given)), "")
        staff = await self.store.member_of_staff(ref) if ref else None
        if staff is None or not staff.demo or staff.suspended:
            raise Refusal("not_recognised")
        secret = new_secret()
        await self.store.add_session(staff.ref, digest(secret), self.clock.now())
        return secret

    async def of_session(self, secret: str | None) -> Staff | None:
        """Return whose session it is, while it holds; those of a demonstration are nobody elsewhere."""
        found = await self.store.session(digest(secret)) if secret and is_secret(secret) else None
        if found is None or not found.holds(self.clock.now()):
            return None
        return found.staff if not found.staff.demo or found.staff.ref in self.doors.values() else None

    async def use(self, secret: str) -> None:
        """Note that a person, not a page left open, is there: a session unused for an hour ends."""
        now = self.clock.now()
        found = await self.store.session(digest(secret))
        if found is not None and found.holds(now) and now - found.seen >= SEEN_STEP:
            await self.store.touch(digest(secret), now)

    async def sign_out(self, secret: str) -> None:
        """End a session, and the duty of whose it was."""
        await self.store.end_session(digest(secret))
