"""``palabre cases``: what waits for a person, and its decision, until the console exists. Runs beside a live node."""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from palabre.kernel.clock import SystemClock
from palabre.moderation.model import Case, CaseState
from palabre.settings import Settings
from palabre.store.child_freezes import protects_child
from palabre.store.database import Database
from palabre.store.moderation import SqlModerationStore
from palabre.store.staff import SqlStaffStore

LISTED = 500  # of the most urgent
DECISIONS = {"release": CaseState.RELEASED, "uphold": CaseState.UPHELD}
Act = Callable[[SqlModerationStore, argparse.Namespace], Awaitable[int]]


def add_cases(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command's words to the parser."""
    words = "look at the cases that wait for a person; release or uphold what was done"
    parser = commands.add_parser("cases", help=words, description=words)
    parser.set_defaults(run=cases)
    parser.add_argument("act", choices=["list", "show", "release", "uphold", "rules"])
    parser.add_argument("case", nargs="?", default="", help="the case's id, as listed")


def cases(asked: argparse.Namespace, settings: Settings) -> int:
    """List the open cases, show one, decide one, or tell how rules were judged."""
    return asyncio.run(_opened(asked, settings))


async def _opened(asked: argparse.Namespace, settings: Settings) -> int:
    database = await Database.open(settings.folder / "chat.db", "chat")
    acts: dict[str, Act] = {"list": _list, "show": _show, "rules": _rules}
    try:
        return await acts.get(asked.act, _decide)(SqlModerationStore(database), asked)
    finally:
        await database.close()


async def _list(store: SqlModerationStore, _: argparse.Namespace) -> int:
    for one in await store.cases([CaseState.OPEN], LISTED):
        _print(_line(one))
    return 0


async def _show(store: SqlModerationStore, asked: argparse.Namespace) -> int:
    found = await store.case(asked.case)
    if found is None:
        return _unknown(asked.case)
    print(json.dumps(msgspec.to_builtins(found), ensure_ascii=False, indent=2))
    return 0


async def _decide(store: SqlModerationStore, asked: argparse.Namespace) -> int:
    if asked.act == "release" and await _takes_two(store.database, asked.case):
        print("palabre: this protects a child; two people lift it, at the console", file=sys.stderr)
        return 1
    undone = await store.decide(asked.case, DECISIONS[asked.act], SystemClock().now())
    return 0 if undone else _unknown(asked.case)


async def _takes_two(database: Database, number: str) -> bool:
    """Whether one person at a command line is too few: staff can sign in, and a child is protected."""
    if not await SqlStaffStore(database).is_staffed():
        return False
    return await database.read(lambda c: protects_child(c, number))


async def _rules(store: SqlModerationStore, _: argparse.Namespace) -> int:
    for one in await store.reviews():
        _print(msgspec.to_builtins(one))
    return 0


def _line(one: Case) -> dict[str, Any]:
    return {
        "case": one.id, "priority": one.priority.value, "kind": one.kind, "opened": one.opened, "subject": one.subject,
        "place": one.place, "rule": one.rule,
    }  # fmt: skip


def _print(row: object) -> None:
    print(json.dumps(row, ensure_ascii=False))


def _unknown(number: str) -> int:
    print(f"palabre: no case {number!r} waits; see `palabre cases list`", file=sys.stderr)
    return 1
