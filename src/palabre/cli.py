"""The command line: what an operator types."""

import argparse
import asyncio
import json
import random
import signal
import socket
import sys
from collections.abc import Sequence
from dataclasses import replace

from uvicorn.loops.auto import auto_loop_factory

from palabre import __version__
from palabre.age.issuers import BadIssuers
from palabre.age.request import AsksTooMuch
from palabre.age.trust import BadAnchors
from palabre.age_cli import add_age
from palabre.app import Node, site_of
from palabre.backup_cli import add_backup
from palabre.cases_cli import add_cases
from palabre.chat.model import ROOM_REASONS, RoomState, Ruling
from palabre.kernel.clock import SystemClock
from palabre.kernel.ids import PlaceId
from palabre.ledger_cli import add_ledger
from palabre.log import set_up_logs
from palabre.moderation.help_lines import BadHelp
from palabre.moderation.hours import BadHours
from palabre.opening import lacking, missing, open_doors, spare_the_collector
from palabre.safety.links.lists import BadLists
from palabre.safety.rulebook import BadRules
from palabre.safety_cli import add_safety
from palabre.settings import BadSetting, Settings, read_settings
from palabre.staff_cli import add_staff
from palabre.store.chat import SqlChatStore
from palabre.store.database import Database, WeakSettings
from palabre.store.ledger_files import BadLedger
from palabre.store.staff import OPERATOR

INTERRUPTED = 128 + signal.SIGINT  # as a shell says it


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the exit status."""
    asked = _parser().parse_args(arguments)
    try:
        settings = read_settings()
        set_up_logs(settings.log_level)
        status: int = asked.run(asked, settings)
    except (
        AsksTooMuch,
        BadSetting,
        BadAnchors,
        BadHelp,
        BadHours,
        BadIssuers,
        BadLedger,
        BadLists,
        BadRules,
        WeakSettings,
    ) as error:
        print(f"palabre: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:  # uvicorn stops in order, then lets the signal do its own
        return INTERRUPTED
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="palabre", description="Anonymous, self-hosted web chat for adults.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(commands, "demo", demo, "run the whole product on this machine, with a test wallet")
    _add(commands, "serve", serve, "serve the public; says what is missing before, and stops")
    _add(commands, "check", check, "say what is missing before opening, and how to mend it")
    _add_simulate(commands)
    _add_rooms(commands)
    add_cases(commands)
    add_backup(commands)
    add_staff(commands)
    add_ledger(commands)
    add_age(commands)
    add_safety(commands)
    return parser


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, run: object, words: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(run=run)
    return parser


def _add_simulate(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _add(commands, "simulate", simulate, "bring harmless scripted company to a demonstration server")
    parser.add_argument("--people", type=int, default=20, help="how many (default 20)")
    parser.add_argument("--origin", default="http://localhost:8000", help="the demonstration's address")
    parser.add_argument("--wallet", default="http://wallet.localhost:8001", help="its test wallet's address")


def _add_rooms(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _add(commands, "rooms", rooms, "list rooms that wait for approval; approve or refuse one")
    parser.add_argument("act", choices=["list", "approve", "refuse"])
    parser.add_argument("--reason", choices=ROOM_REASONS, default="", help="why it is refused; its host reads it")
    parser.add_argument("room", nargs="?", default="", help="the room's id, as listed")


def demo(_: argparse.Namespace, settings: Settings) -> int:
    """Run the demonstration: loop-back only, test wallet, a banner on every page."""
    # `serve` never loads it
    from palabre.demo.run import PORTS, NotLoopback, PortTaken, check_loopback, listen  # noqa: PLC0415

    try:
        check_loopback(settings.host)
        listening = [listen(settings.host, settings.port + shift) for shift in range(PORTS)]
    except (NotLoopback, PortTaken) as error:
        print(f"palabre: {error}", file=sys.stderr)
        return 2
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(_demo(settings, listening))
    return 0


async def _demo(settings: Settings, listening: list[socket.socket]) -> None:
    from palabre.demo.provider import trusted  # noqa: PLC0415 - as above
    from palabre.demo.provider_process import running_provider  # noqa: PLC0415 - as above
    from palabre.demo.run import make_issuer, serve_together, wallet_server  # noqa: PLC0415 - as above
    from palabre.demo.staff import PEOPLE, staff_lines  # noqa: PLC0415 - as above

    issuer = make_issuer()
    anchors = issuer.anchors()
    wallet_port, provider = settings.port + 1, f"provider.localhost:{settings.port + 2}"
    site = site_of(replace(settings, origin=""), demo=True, wallet=f"http://wallet.localhost:{wallet_port}")
    async with running_provider(provider, listening[2]) as key:
        issuers = trusted(key, f"http://{provider}/")
        node = await Node.open(settings, site, lambda: anchors, issuers=issuers)
        links = await node.staffroom.open_doors(list(PEOPLE))
        spare_the_collector()
        print(
            f"Palabre (demonstration): {site.origin}\nTest wallet:             {site.wallet}\n"
            f"Test provider:           http://{provider}\n{staff_lines(links)}Ctrl+C stops all three.",
            flush=True,
        )
        wallet = wallet_server(issuer, site.origin, settings.host, wallet_port)
        await serve_together(node.server(), wallet, listening)


def serve(_: argparse.Namespace, settings: Settings) -> int:
    """Serve the public, or say what is missing before and stop."""
    reasons = missing(settings)
    if not reasons:
        open_doors(settings)
        return 0
    print("palabre: not open to the public yet, because", file=sys.stderr)
    for reason in reasons:
        print(f"  - {reason}", file=sys.stderr)
    return 2


def check(_: argparse.Namespace, settings: Settings) -> int:
    """Say what is missing before opening, and what the law asks that this version does not do."""
    reasons = missing(settings)
    for reason in reasons:
        print(f"- {reason}")
    print("See to it yourself:")
    for duty in lacking(settings):
        print(f"- {duty}")
    return 1 if reasons else 0


def simulate(asked: argparse.Namespace, _: Settings) -> int:
    """Bring company until Ctrl+C."""
    from palabre.demo.company import Company, NotADemonstration  # noqa: PLC0415 - `serve` never loads the demo

    company = Company(asked.origin, asked.wallet, asked.people, random.SystemRandom())
    try:
        asyncio.run(company.play())
    except KeyboardInterrupt:
        return 0
    except NotADemonstration as error:
        print(f"palabre: {error}", file=sys.stderr)
        return 2
    return 0


def rooms(asked: argparse.Namespace, settings: Settings) -> int:
    """List, approve or refuse rooms, beside a live node or not."""
    return asyncio.run(_rooms(asked, settings))


async def _rooms(asked: argparse.Namespace, settings: Settings) -> int:
    database = await Database.open(settings.folder / "chat.db", "chat")
    store = SqlChatStore(database, SystemClock())
    try:
        if asked.act == "list":
            for room in await store.rooms([RoomState.WAITING]):
                print(json.dumps({"room": room.id, "name": room.name, "purpose": room.purpose}, ensure_ascii=False))
            return 0
        if asked.act == "refuse" and not asked.reason:
            print(f"palabre: say why: --reason, one of {', '.join(ROOM_REASONS)}", file=sys.stderr)
            return 2
        state = RoomState.OPEN if asked.act == "approve" else RoomState.REFUSED
        if await store.set_state(PlaceId(asked.room), state, Ruling(*OPERATOR, asked.reason)):
            return 0
        print(f"palabre: no room {asked.room!r} waits; see `palabre rooms list`", file=sys.stderr)
        return 1
    finally:
        await database.close()
