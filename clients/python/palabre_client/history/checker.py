"""Judges a history: pure, linear, one function a rule (docs/reliability.md)."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from palabre_client.history import rules
from palabre_client.history.evidence import Evidence
from palabre_client.history.log import Line
from palabre_client.history.violation import Violation, placed

RULES: Mapping[str, Callable[[Evidence], Iterator[Violation]]] = {
    "R-1": rules.no_loss,
    "R-2": rules.no_double,
    "R-3": rules.one_order,
    "R-4": rules.no_gap,
    "R-5": rules.own_words,
    "R-6": rules.revoked_in_time,
    "R-8": rules.whole_in_the_end,
    "R-9": rules.nothing_from_nowhere,
}


def check(history: Sequence[Line], final_reads: Sequence[Line] = ()) -> list[Violation]:
    """Return every violation of the rules, those of one rule together.

    ``final_reads`` are places read after the faults: ``{"node", "place", "epoch", "head", "from", "whole", "events"}``,
    an event being ``{"pos", "kind", "id", "author", "body"}``; ``whole`` when every position is there.
    """
    evidence = Evidence.gather(history, final_reads)
    return [placed(found, history) for rule in RULES.values() for found in rule(evidence)]


def why_invalid(history: Sequence[Line]) -> list[str]:
    """Return why a run under faults shows nothing, whatever ``check`` says of it; empty when it counts."""
    counted = tally(history)
    wanted = {
        "nothing was acknowledged": counted["ok send"],
        "no fault took effect": counted["fault felt"],
        "no reconnection happened": counted["resumed"] + counted["refetched"],
    }
    return [words for words, times in wanted.items() if not times]


def tally(history: Sequence[Line]) -> Counter[str]:
    """Count what a run met: outcomes of each operation, codes, faults, lines lost, ways of coming back."""
    counted: Counter[str] = Counter()
    fault = ""
    been: set[tuple[str, str]] = set()
    for line in history:
        match line:
            case {"f": "fault", "type": kind, "name": name}:
                fault = name if kind == "start" else ""
                counted[f"fault {name}"] += kind == "start"
            case {"f": "line"}:
                counted["line lost"] += 1
                counted["fault felt"] += bool(fault)
            case {"f": "subscribe", "type": "ok"}:
                counted[_way_back(line, been)] += 1
                been.add((line["member"], line["place"]))
            case {"type": "ok" | "fail" | "unknown" as outcome, "op": _}:
                counted[f"{outcome} {line['f']}"] += 1
                counted[f"refused {line.get('err')}"] += outcome == "fail"
            case {"f": "recv"}:
                counted["received"] += 1
    return +counted


def _way_back(line: Line, been: set[tuple[str, str]]) -> str:
    if line["from"] < 0 or (line["member"], line["place"]) not in been:
        return "entered"
    if line["reset"]:
        return "refetched"
    return "resumed" if line["pos"] > line["from"] else "resumed with nothing missed"
