"""Puts the parts of the staff together: who comes in, their time, their desk, and the console's routes."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Self

from starlette.requests import Request
from starlette.routing import Route

from palabre.console.desk import DeskApi, NameOf, desk_routes
from palabre.console.door import Door
from palabre.console.page import MANIFEST, ConsolePage, page_routes
from palabre.console.signing import SigningApi, signing_routes
from palabre.identity.members import Members
from palabre.identity.methods.passkeys import Challenges, RelyingParty
from palabre.identity.model import Card, Member
from palabre.kernel.clock import Clock
from palabre.kernel.ids import MemberId, digest, new_secret
from palabre.moderation.docket import Dockets
from palabre.moderation.looking import Looking
from palabre.moderation.openings import CardOf
from palabre.moderation.shifts import Shifts
from palabre.moderation.signing import Signing
from palabre.moderation.staff import Staff
from palabre.store.database import Database
from palabre.store.queues import SqlQueueStore
from palabre.store.staff import SqlStaffStore
from palabre.store.staff_looks import SqlLookStore
from palabre.store.staff_time import SqlShiftStore
from palabre.web.pages import Assets, Pages
from palabre.web.site import Site

MemberOf = Callable[[Request], Awaitable[Member | None]]


@dataclass(frozen=True)
class StaffRoom:
    """Everything that staff come by, and the doors that a demonstration opens to them."""

    site: Site
    store: SqlStaffStore
    signing: Signing
    shifts: Shifts
    looking: Looking
    door: Door
    name_of: NameOf
    card_of: CardOf
    routes: list[Route]
    doors: dict[bytes, str]  # those that ``signing`` knows

    @classmethod
    def made(
        cls,
        database: Database,
        site: Site,
        dockets: Dockets,
        members: Members,
        member_of: MemberOf,
        allows: Callable[[Request], bool],
        *,
        clock: Clock,
    ) -> Self:
        """Make every part; ``allows`` says whether a network may knock at the console once more."""
        store, looks, doors = SqlStaffStore(database), SqlLookStore(database), dict[bytes, str]()
        signing = Signing(store, RelyingParty(site.origin), Challenges(clock), clock, doors)
        shifts = Shifts(SqlShiftStore(database), clock)
        queues = SqlQueueStore(database)
        looking = Looking(looks, dockets.cases, dockets.work, queues, dockets.history, shifts, looks, clock)
        door = Door(site.origin, signing)

        async def card_of(member: MemberId) -> Card | None:
            found = await members.find(member) if member else None
            return found.profile.card if found else None

        async def name_of(member: MemberId) -> str:
            card = await card_of(member)
            return card.name if card else ""

        async def own(request: Request) -> MemberId | None:
            found = await member_of(request)
            return found.id if found else None

        routes = [
            *page_routes(ConsolePage(Pages(site, Assets.read(name=MANIFEST)))),
            *signing_routes(SigningApi(door, signing, allows), demo=site.demo),
            *desk_routes(DeskApi(door, looking, dockets, shifts, name_of, own, clock)),
        ]
        return cls(site, store, signing, shifts, looking, door, name_of, card_of, routes, doors)

    async def is_staffed(self) -> bool:
        """Whether somebody who may decide reports can sign in; a demonstration has its links."""
        return self.site.demo or await self.store.is_staffed()

    async def open_doors(self, people: list[Staff]) -> dict[str, str]:
        """Let each of these in by a link of their own, until the process ends; return the links by reference.

        A demonstration alone may: no authenticator is there to prove anything. Raises ``ValueError`` elsewhere.
        """
        if not self.site.demo or not all(one.demo for one in people):
            raise ValueError("links sign in people of a demonstration, in a demonstration")
        await self.store.seed(people)
        links = {}
        for one in people:
            secret = new_secret()
            self.doors[digest(secret)] = one.ref
            links[one.ref] = f"{self.site.origin}/console#link={secret}"
        return links
