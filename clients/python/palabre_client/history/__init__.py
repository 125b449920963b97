"""Histories of what clients asked, were answered and heard, and the checker that judges them.

    history = History()
    member = await Member.enter(origin, wallet=wallet, pseudonym="Lavande", town="Limoges", age=41, history=history)
    …
    assert check(history.lines, final_reads) == []

It stands with the client, because whoever talks to a server can keep a history of it: scripts, tests, measurements,
rehearsals, and anybody's own client. It imports nothing of the server. Source: docs/reliability.md.
"""

from palabre_client.history.checker import RULES, check, tally, why_invalid
from palabre_client.history.log import History, Line, read_lines
from palabre_client.history.recorder import Recorder, shown
from palabre_client.history.violation import Violation

__all__ = ["RULES", "History", "Line", "Recorder", "Violation", "check", "read_lines", "shown", "tally", "why_invalid"]
