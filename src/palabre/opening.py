"""Opening to the public: what must be there first, what this version still lacks, and the server itself."""

import asyncio
import gc
import socket
from datetime import UTC, datetime
from pathlib import Path

from uvicorn.loops.auto import auto_loop_factory

from palabre import __version__
from palabre.age_cli import unmet
from palabre.alarm import CommandAlarm
from palabre.app import Node, site_of
from palabre.kernel.limits import ACCEPTS_PER_TURN
from palabre.moderation.help_lines import HelpLines
from palabre.reports import SEAL_KEY
from palabre.safety.links.lists import BadLists, read_lists
from palabre.safety.tables import shipped_rules
from palabre.settings import BadSetting, Settings
from palabre.store.database import Database
from palabre.store.staff import SqlStaffStore

YOUNG_OBJECTS = 10_000  # made before the young are looked through: a message makes forty that die with it
NEVER_CLOSES = "PALABRE_OPEN_HOURS is not set: the place stays open when nobody is on duty"
UNRUNG = (
    "PALABRE_ALARM_COMMAND is not set: a report of danger would call nobody who is not at the console (docs/run.md)"
)
NOBODY = "nobody is staff: `palabre staff invite --role senior`, then make a passkey at the link it prints"
LACKING = (
    "origin records (décret 2021-1362, article 5): none is kept in this version",
    "orders of authorities (DSA 9 and 10, LCEN 6-1 and 6-2): register and answer them by hand",
    "the yearly report (DSA 15; due unless you are a micro or small enterprise): not made by this version",
)


def missing(settings: Settings) -> list[str]:
    """Return what is missing before opening, each with its remedy if there is one; nothing when the doors may open.

    Raises ``BadHelp``.
    """
    found = [*_unrung(settings), *asyncio.run(_unwatched(settings.folder))]
    if not settings.origin.startswith("https://"):
        found.append("PALABRE_ORIGIN must be the public https:// origin")
    found += unmet(settings)
    try:
        read_lists(settings.link_lists)
    except BadLists as error:
        found.append(f"lists of dangerous addresses: {error}")
    if overdue := HelpLines.load(shipped_rules()).overdue(datetime.now(UTC).date()):
        found.append(overdue)
    if not settings.ledger_heads:
        found.append("the ledger's heads have no second place: set PALABRE_LEDGER_HEADS to a file on another disk")
    if not (settings.folder / SEAL_KEY).is_file():
        found.append(
            f"no key to seal with: put the public half of an offline X25519 pair in {settings.folder / SEAL_KEY}"
        )
    if not settings.operator_name or not settings.operator_contact:
        found.append("the legal notice needs PALABRE_OPERATOR_NAME and PALABRE_OPERATOR_CONTACT")
    if not settings.backup_keys:
        found.append("no copy could be made: `palabre backup-key`, then PALABRE_BACKUP_KEYS (docs/run.md, Backup)")
    return found


def _unrung(settings: Settings) -> list[str]:
    try:
        return [] if CommandAlarm.of(settings.alarm_command) else [UNRUNG]
    except BadSetting as error:
        return [str(error)]


async def _unwatched(folder: Path) -> list[str]:
    """Say that nobody could answer, unless somebody is named; until they sign in, the place stays closed."""
    if (folder / "chat.db").is_file():
        database = await Database.open(folder / "chat.db", "chat")
        try:
            if await SqlStaffStore(database).answering():
                return []
        finally:
            await database.close()
    return [NOBODY]


def lacking(settings: Settings) -> list[str]:
    """Return what the operator has to see to besides: it stops nothing."""
    return [*LACKING, *([] if settings.open_hours else [NEVER_CLOSES])]


def open_doors(settings: Settings) -> None:
    """Serve until told to stop. Raises ``BadSetting`` when another program holds the port."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listening = socket.create_server((settings.host, settings.port), family=family, backlog=ACCEPTS_PER_TURN)
    except OSError as error:
        where = f"PALABRE_PORT={settings.port} of PALABRE_HOST={settings.host}"
        raise BadSetting(f"cannot listen on {where}: {error.strerror}") from None
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(_serve(settings, listening))


async def _serve(settings: Settings, listening: socket.socket) -> None:
    node = await Node.open(settings, site_of(settings, demo=False))
    spare_the_collector()
    print(f"Palabre {__version__}: {settings.origin}, listening on {settings.host}:{settings.port}", flush=True)
    await node.server().serve(sockets=[listening])


def spare_the_collector() -> None:
    """Leave what lasts as long as the process (towns, rules, modules) out of collections, which hold everybody."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)
