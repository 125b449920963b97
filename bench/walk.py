"""Cases walked to a decision and to its undoing over the console's routes, by the staff of a demonstration."""

import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bench.sides import Json
from bench.site import Site
from palabre.kernel.clock import SystemClock
from palabre.kernel.ids import MemberId, new_id
from palabre.moderation.complaints import Complaint, Party
from palabre.store.complaints import SqlComplaintStore
from palabre.store.database import Database
from palabre_client import Visit

API = "/console/api"
WORDS = "Nous avons regardé ce qui a été signalé, et ce qui se trouvait autour."
VIEW = "I looked at the item and at the talk around it by myself."
WHY = "La mesure est levée, voici pourquoi."
ROLES = ("moderator", "senior", "appeals")


@dataclass(frozen=True)
class Signed:
    """An act of the staff that was answered: what the ledger calls it, and when it was sent."""

    ref: str
    action: str
    sent: float  # seconds since 1970


@dataclass(frozen=True)
class Desk:
    """A moderator, a senior and a reader of complaints at their consoles."""

    site: Site
    visits: dict[str, Visit]
    database: Database  # of the site that runs

    @classmethod
    @asynccontextmanager
    async def opened(cls, site: Site) -> AsyncIterator["Desk"]:
        """Sign everybody in for as long as the block lasts."""
        async with AsyncExitStack() as stack:
            database = await Database.open(site.folder / "chat.db", "chat")
            stack.push_async_callback(database.close)
            visits = {role: await stack.enter_async_context(at_desk(site, role)) for role in ROLES}
            yield cls(site, visits, database)

    async def decide(self, case: str, wanted: Json) -> Signed:
        """Decide a case about its subject, who ends their account only by two signatures."""
        by = "moderator" if (is_end := wanted["means"] == "terminate") else "senior"
        await self._post(by, f"/cases/{case}/apart")
        await self._post(by, f"/cases/{case}/lease", reason="measured")
        asked = {"outcome": "violation_terms", "words": WORDS, "basis": "adults", "wanted": [wanted]}
        drafted = (await self._post(by, f"/cases/{case}/draft", **asked))["decision"]
        path, act = f"/decisions/{drafted}", "sign"
        if is_end:
            await self._post(by, f"{path}/sign")
            by, act = "senior", "second"
            await self._post(by, f"/cases/{case}/apart")
            await self._post(by, f"{path}/facts")
            await self._post(by, f"{path}/view", words=VIEW)
        sent = time.time()
        await self._post(by, f"{path}/{act}")
        return Signed(drafted, "decision.in_force", sent)

    async def undo(self, decision: str, member: MemberId) -> Signed:
        """Let the subject of a decision contest it, and a reader who took no part undo it."""
        now, number = SystemClock().now(), new_id()
        lodged = Complaint(number, decision, Party.SUBJECT, now, "Regardez encore.", member)
        assert await SqlComplaintStore(self.database).lodge(lodged, now)
        path = f"/complaints/{number}"
        await self._post("appeals", f"{path}/apart")
        await self._post("appeals", f"{path}/take")
        await self._post("appeals", f"{path}/opinion", words=VIEW)
        sent = time.time()
        await self._post(
            "appeals", f"{path}/answer", verdict="reversed", reasons="La mesure est levée, voici pourquoi."
        )
        return Signed(number, "complaint.decided", sent)

    async def _post(self, role: str, path: str, **body: Any) -> Json:
        return await self.visits[role].post_json(API + path, body)


@asynccontextmanager
async def at_desk(site: Site, role: str) -> AsyncIterator[Visit]:
    """Sign in by the link that a demonstration prints for a role."""
    visit = Visit.open(site.origin, site.wallet)
    try:
        await visit.post_json(f"{API}/link", {"link": site.link_of(role)})
        yield visit
    finally:
        await visit.close()


def found(site: Site, statement: str, *values: Any) -> Any:
    """Return one value of the store of a site that runs."""
    with sqlite3.connect(site.folder / "chat.db") as database:
        row = database.execute(statement, values).fetchone()
    assert row is not None, statement
    return row[0]


def accepted(site: Site, signed: Signed) -> float:
    """Return when the server took an act, as its ledger has it, in seconds since 1970."""
    asked = "SELECT time FROM ledger_entry WHERE object_ref = ? AND action = ?"
    return float(found(site, asked, signed.ref, signed.action)) / 1_000
