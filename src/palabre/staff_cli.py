"""``palabre staff``: who works for the house. Runs beside a live node, by whoever holds the machine."""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable

from palabre.identity.methods.passkeys import Challenges, RelyingParty
from palabre.kernel.clock import HOUR, SystemClock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import PlaceId
from palabre.moderation.signing import Signing
from palabre.moderation.staff import INVITED_FOR, Role
from palabre.settings import Settings
from palabre.store.database import Database
from palabre.store.staff import SqlStaffStore

WHY = {
    "no_role": "say at least one --role",
    "roles_apart": "nobody runs the machines (technical) and reads what people wrote, and an auditor is nothing else",
    "rooms_needed": "a host needs --room, and only a host",
    "unknown_staff": "nobody active has this reference; see `palabre staff list`",
}
Act = Callable[[Signing, argparse.Namespace], Awaitable[int]]


def add_staff(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command's words to the parser."""
    words = "name staff: an invitation signs in once and makes a passkey; list them; suspend one"
    parser = commands.add_parser("staff", help=words, description=words)
    parser.set_defaults(run=staff)
    parser.add_argument("act", choices=["invite", "list", "suspend"])
    parser.add_argument("ref", nargs="?", default="", help="to suspend, or to invite again after a lost passkey")
    parser.add_argument("--role", action="append", default=[], choices=[role.value for role in Role])
    parser.add_argument("--room", action="append", default=[], help="a room's id: what a host looks after")
    parser.add_argument("--trained", action="store_true", help="may take what is urgent")


def staff(asked: argparse.Namespace, settings: Settings) -> int:
    """Invite, list or suspend."""
    return asyncio.run(_opened(asked, settings))


async def _opened(asked: argparse.Namespace, settings: Settings) -> int:
    database = await Database.open(settings.folder / "chat.db", "chat")
    clock, origin = SystemClock(), settings.origin or f"http://localhost:{settings.port}"
    signing = Signing(SqlStaffStore(database), RelyingParty(origin), Challenges(clock), clock)
    acts: dict[str, Act] = {"invite": _invite, "list": _list, "suspend": _suspend}
    try:
        return await acts[asked.act](signing, asked)
    except Refusal as refusal:
        print(f"palabre: {WHY[refusal.code]}", file=sys.stderr)
        return 2
    finally:
        await database.close()


async def _invite(signing: Signing, asked: argparse.Namespace) -> int:
    if asked.ref:
        ref, code = asked.ref, await signing.invite_again(asked.ref)
    else:
        rooms = [PlaceId(room) for room in asked.room]
        named, code = await signing.invite([Role(role) for role in asked.role], rooms, trained=asked.trained)
        ref = named.ref
    # What follows the sign is never sent to a server, and so stands in no log.
    link = f"{signing.party.origin}/console#invitation={code}"
    print(f"{ref}\n{link}\nIt serves once, within {INVITED_FOR // HOUR} hours. Give it to that person alone.")
    return 0


async def _list(signing: Signing, _: argparse.Namespace) -> int:
    for one in await signing.store.everybody():
        row = {
            "ref": one.ref, "roles": sorted(one.roles), "rooms": sorted(one.rooms), "trained": one.trained,
            "passkeys": len(await signing.store.passkeys_of(one.ref)), "suspended": one.suspended > 0,
        }  # fmt: skip
        print(json.dumps(row | ({"demo": True} if one.demo else {}), ensure_ascii=False))
    return 0


async def _suspend(signing: Signing, asked: argparse.Namespace) -> int:
    if not await signing.store.suspend(asked.ref, signing.clock.now()):
        raise Refusal("unknown_staff")
    return 0
