"""Writes what a run found into docs/performance.md, between two marks, with plots beside it.

.venv/bin/python -m bench.report: again, from bench/results/latest.json.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bench import results
from bench.bars import Bar, drawn
from bench.machine import ROOT

PAGE = ROOT / "docs" / "performance.md"
PLOTS = ROOT / "docs" / "performance"
BEGIN, END = "<!-- figures: written by `make bench` -->", "<!-- end of the figures -->"
NAMES = {"palabre": "Palabre", "c": "bare C loop", "stock": "uvicorn’s stock WebSocket"}
Json = dict[str, Any]
Asked = tuple[str, str, float | None, float, str]  # in words, its bound in words, found, wanted, how it is compared
# What issue 3 asks: name of the number, wanted, how it is compared, what it is.
REACH: tuple[tuple[str, float, str, str], ...] = (
    ("c_baseline_per_cpu_s", 90_000, ">=", "bare C, room of 1,000, deliveries a CPU-second"),
    ("fanout_1000_plain_ratio", 0.65, ">=", "room of 1,000, plain: ratio to bare C"),
    ("fanout_1000_busy_ratio", 1.6, ">=", "room of 1,000, 60 messages a second: ratio to bare C"),
    ("idle_kb_per_connection", 12, "<=", "server memory of an idle joined connection, KiB"),
    ("delivery_p99_ms", 150, "<", "message to the sockets of others, p99, ms"),
    ("ack_p99_ms", 60, "<", "message to its ack, p99, ms"),
    ("lighthouse_performance", 95, ">=", "Lighthouse on a phone, entry page: performance"),
    ("lighthouse_accessibility", 100, ">=", "Lighthouse on a phone, entry page: accessibility"),
)

# What issue 7 asks of moderation: where the parts have the number, wanted, how it is compared, what it is.
MODERATION: tuple[tuple[tuple[str, ...], float, str, str], ...] = (
    (("notices", "paced", "receipt_p99_ms"), 1_000, "<", "a notice to its receipt, p99, ms"),
    (("notices", "paced", "hold_p99_ms"), 5_000, "<", "a notice that cannot wait to its hold, p99, ms"),
    (("ledger", "database", "entries_per_cpu_s"), 100_000, ">=", "ledger entries verified, a CPU-second"),
    (("console", "queue", "p99_ms"), 200, "<", "queue page among 100,000 cases, p99, ms"),
    (("console", "memory", "all_mb"), 200, "<", "memory that the console adds to the server, MB"),
    (("effects", "all", "accepted", "p99_ms"), 100, "<", "a decision to the last open line, p99, ms"),
    (("effects", "all", "undone", "p99_ms"), 100, "<", "its reversal to the last open line, p99, ms"),
)


def main() -> int:
    """Write the page from the last run."""
    run = results.load()
    if not run:
        print(f"bench: there is no {results.LATEST.relative_to(ROOT)} yet: run `make bench`", file=sys.stderr)
        return 1
    write(run)
    return 0


def write(run: Json) -> None:
    """Put a run's tables and plots into the documentation."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(before + BEGIN + "\n\n" + "\n\n".join(sections(run)) + "\n\n" + END + after)
    PLOTS.mkdir(exist_ok=True)
    for name, drawing in plots(run["parts"]):
        (PLOTS / f"{name}.svg").write_text(drawing)


def sections(run: Json) -> Iterator[str]:
    """Return the page's generated paragraphs, in order; a part that was not run has none."""
    yield _machine(run)
    head = ("Number", "Wanted", "Found", "")
    yield "### What was to be reached\n\n" + _table(head, _reach(_asked(run)))
    if moderation := [one for one in _of_moderation(run["parts"]) if one[2] is not None]:
        yield "Of moderation, each part run by its name:\n\n" + _table(head, _reach(moderation))
    for name, section in SECTIONS.items():
        if (part := run["parts"].get(name)) is not None:
            yield part["spoiled"] if "spoiled" in part else section(part)


def plots(parts: Json) -> Iterator[tuple[str, str]]:
    """Return the drawings that the parts allow, by name."""
    rooms = [(name, parts[name]) for name in ("fanout", "fanout-5000") if "plain" in parts.get(name, {})]
    bars = [
        Bar(f"{NAMES[side]}, {room['connections']:,} {mode}", room[mode][side]["per_cpu_s"], side == "palabre")
        for _, room in rooms
        for mode in ("plain", "busy")
        for side in NAMES
    ]
    if bars:
        yield "fanout", drawn("Deliveries to one room", "a CPU-second", bars)
    if "palabre" in (idle := parts.get("idle", {})):
        kept = [Bar(NAMES[side], idle[side]["kb_per_connection"], side == "palabre") for side in ("palabre", "stock")]
        yield "memory", drawn("Server memory of an idle connection", "KiB", kept)
    if "palabre" in (delivery := parts.get("delivery", {})):
        delays = [
            Bar(f"{NAMES[side]}, {quantile}", delivery[side][f"delivery_{quantile}_ms"], side == "palabre")
            for side in NAMES
            for quantile in ("p50", "p99")
        ]
        yield "delays", drawn("Message to the sockets of others", "ms", delays)


def _machine(run: Json) -> str:
    scale = "" if run["scale"] == "full" else f" **This was a {run['scale']} run, smaller than the full one.**"
    return (
        f"Measured on {run['date']}, commit `{run['commit']}`, on {run['cpu']} processors, {run['memory_gb']} GB, "
        f"{run['kernel']}, Python {run['python']}, {run['open_files']:,} open files, load average "
        f"{run['load_average_before']} before the run, which took {run['seconds']} s.{scale}"
    )


def _asked(run: Json) -> Iterator[Asked]:
    for name, wanted, how, words in REACH:
        yield words, f"{how} {wanted:,g}", run.get(name), wanted, how


def _of_moderation(parts: Json) -> Iterator[Asked]:
    for path, wanted, how, words in MODERATION:
        yield words, f"{how} {wanted:,g}", results.at(parts, path), wanted, how


def _reach(asked: Iterable[Asked]) -> Iterator[tuple[Any, ...]]:
    for words, bound, found, wanted, how in asked:
        if found is None:
            yield words, bound, "not measured", ""
            continue
        is_reached = found >= wanted if how == ">=" else found <= wanted
        yield words, bound, f"**{found:,}**", "reached" if is_reached else "**not reached**"


def _table(head: Sequence[str], rows: Iterator[tuple[Any, ...]] | Sequence[tuple[Any, ...]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def _fanout(part: Json) -> str:
    rows = [
        (mode, NAMES[name], side["per_cpu_s"], side.get("ratio", ""), side["deliveries"], side["writes"], side["cpu_s"])
        for mode in ("plain", "busy")
        for name, side in part[mode].items()
    ]
    head = ("", "Server", "Deliveries a CPU-second", "Ratio to C", "Deliveries", "Frames", "CPU s")
    plot = "![Deliveries a CPU-second](performance/fanout.svg)\n\n" if part["connections"] == 1_000 else ""
    return f"### Fan-out: a room of {part['connections']:,}\n\n{plot}{_table(head, rows)}"


def _delivery(part: Json) -> str:
    rows = [_delays(NAMES[name], part[name]) for name in NAMES] + [
        _delays("Palabre, by the Python client", part["python_client"])
    ]
    head = ("Server", "To the others p50 ms", "p99 ms", "Ack p50 ms", "p99 ms", "CPU s")
    words = (
        f"{part['connections']:,} connections, {part['rooms']} rooms, {part['a_second']:g} messages a second over all."
    )
    return f"### Delay\n\n![Delays](performance/delays.svg)\n\n{words}\n\n{_table(head, rows)}"


def _delays(name: str, side: Json) -> tuple[Any, ...]:
    told = ("delivery_p50_ms", "delivery_p99_ms", "ack_p50_ms", "ack_p99_ms", "cpu_s")
    return name, *(side.get(one, "") for one in told)


def _commit(part: Json) -> str:
    rates = {name: one for name, one in part.items() if name.isdigit()}
    told = ("messages_per_s", "ack_p50_ms", "ack_p99_ms", "messages_per_cpu_s", "bare_messages_per_cpu_s", "ratio")
    head = (
        "Asked a second",
        "Acked a second",
        "Ack p50 ms",
        "p99 ms",
        "Messages a CPU-second",
        "Bare driver’s",
        "Ratio",
    )
    rows = [(int(name), *(one[key] for key in told)) for name, one in rates.items()]
    words = f"{part['rooms']:,} rooms of two; one message is {part['sql_rows_per_message']} rows."
    return f"### Commits\n\n{words}\n\n{_table(head, rows)}"


def _idle(part: Json) -> str:
    told = (
        "kb_per_connection", "kernel_kb_per_connection", "connections_per_s", "cpu_ms_per_connection",
        "octets_per_connection", "idle_cpu_percent", "pings_per_s",
    )  # fmt: skip
    head = (
        "Server",
        "KiB each",
        "Kernel KiB each",
        "Came in a second",
        "CPU ms to come in",
        "Octets told",
        "CPU % idle",
        "Pings a second",
    )
    rows = [(NAMES[name], *(part[name][key] for key in told)) for name in ("palabre", "stock")]
    words = f"{part['connections']:,} connections in {part['places']} rooms (of the rival: connected, no more)."
    return f"### Idle connections\n\n![Memory](performance/memory.svg)\n\n{words}\n\n{_table(head, rows)}"


def _hostile(part: Json) -> str:
    head = ("", "To the others p50 ms", "p99 ms", "Times quiet p99", "Ack p99 ms", "Attackers", "Dropped", "Refused")
    told = ("delivery_p50_ms", "delivery_p99_ms", "times_quiet", "ack_p99_ms", "attackers", "dropped", "refused")
    names = {"quiet": "quiet", "deaf": "clients that never read", "flood": "clients that send without end"}
    rows = [(words, *(part[name].get(key, "") for key in told)) for name, words in names.items()]
    words = f"{part['connections']:,} others in {part['rooms']} rooms."
    return f"### Under attack\n\n{words}\n\n{_table(head, rows)}"


def _presence(part: Json) -> str:
    head = ("Entrances", "CPU ms each", "Octets", "of them messages")
    row = tuple(part[key] for key in ("entrances", "cpu_ms_per_entrance", "octets", "octets_of_messages"))
    words = (
        f"People enter a room of {part['connections']:,} connections, look at its first page of people and leave. "
        "To be reached: 2 ms, and 8,192 octets besides the fifty messages."
    )
    return f"### Entering a crowd\n\n{words}\n\n{_table(head, [row])}"


def _age(part: Json) -> str:
    head = ("Way", "Median µs", "p95 µs", "Over bare cryptography")
    told = ("median_us", "p95_us", "over_bare_cryptography")
    rows = [(way, *(part["verify"][way][key] for key in told)) for way in ("openid4vp", "dcapi", "privacypass")]
    hostile, flood = part["hostile"], part["flood"]
    words = (
        f"Of {hostile['inputs']} refused inputs the slowest took {hostile['slowest']['ms']} ms, the largest "
        f"{hostile['largest']['kib']:,} KiB beyond its own size (bounds: 5 ms, 1,024 KiB). Acks of people who talk: "
        f"p99 {flood['quiet']['p99_ms']} ms, and {flood['beside']['p99_ms']} ms beside "
        f"{flood['flood']['per_second']:,} answers a second to requests that nobody made (bound: twice, or 50 ms)."
    )
    return f"### Proofs of age\n\n{words}\n\n{_table(head, rows)}"


def _safety(part: Json) -> str:
    messages, hostile, memory, rows = (part[name] for name in ("messages", "hostile", "memory", "rows"))
    words = (
        f"A mixed message of {messages['characters']:.0f} characters is judged in {messages['p50_us']} µs, p99 "
        f"{messages['p99_us']} µs (bound: 500), {messages['ratio_to_casefold']:,} times its folding by the language "
        f"itself. {memory['people']:,} people and {memory['pairs']:,} pairs take {memory['mb']} MB (bound: 250). "
        f"{rows['rows_per_s']:,} rows a second are labelled (wanted: 2,000); a back-test "
        f"replays {part['replay']['events_per_s']:,} events a second (wanted: 5,556, a million in three minutes)."
    )
    told = [(name, value) for name, value in hostile.items() if name not in {"characters", "dearest_ms"}]
    head = (f"Hostile, {hostile['characters']:,} characters (bound: 5 ms)", "ms")
    return f"### Judging\n\n{words}\n\n{_table(head, told)}"


def _notices(part: Json) -> str:
    paced, flood, queue = part["paced"], part["flood"], part["queue"]
    words = (
        f"{paced['notices']:,} notices, half of them nonsense, come at random, {paced['an_hour']:,} an hour (ten "
        f"times what is wanted): a receipt after {paced['receipt_p50_ms']:g} ms, p99 {paced['receipt_p99_ms']:g} ms "
        f"(bound: 1,000); what cannot wait is held after {paced['hold_p50_ms']:g} ms, p99 {paced['hold_p99_ms']:g} ms "
        f"(bound: 5,000). {flood['notices']:,} at once, {flood['at_once']} at a time, take {flood['seconds']:g} s, "
        f"{flood['per_s']:,} a second. The first page of a queue of {queue['cases']:,} cases takes "
        f"{queue['page_p50_ms']:g} ms, p99 {queue['page_p99_ms']:g} ms (bound: 200)."
    )
    return f"### Notices\n\n{words}"


def _rooms(part: Json) -> str:
    head = ("Server", "Messages", "Deliveries a CPU-second", "Ratio to C", "Ack p50 ms", "p99 ms", "CPU s")
    told = ("messages", "per_cpu_s", "ratio", "ack_p50_ms", "ack_p99_ms", "cpu_s")
    rows = [(NAMES[name], *(part[name].get(key, "") for key in told)) for name in NAMES]
    words = f"{part['rooms']:,} rooms of two connections, {part['a_second']:g} messages a second over all."
    return f"### Small rooms\n\n{words}\n\n{_table(head, rows)}"


def _page(part: Json) -> str:
    weights = [
        (
            name,
            one["octets"],
            one["requests"],
            *(one.get(kind, 0) for kind in ("document", "script", "stylesheet", "fetch")),
        )
        for name, one in part["weight"].items()
    ]
    weigh = _table(("Page", "Octets", "Requests", "Document", "Script", "Style", "Data"), weights)
    told = ("performance", "accessibility", "best_practices", "lcp_ms", "tbt_ms", "cls")
    scores = [(name, *(one[key] for key in told)) for name, one in part["lighthouse"].items()]
    judged = _table(("Page", "Performance", "Accessibility", "Best practices", "LCP ms", "TBT ms", "CLS"), scores)
    first = part["first_message"]
    words = (
        f"First message after {first['ms']:,} ms on a line of {first['kbit_per_s']} kbit/s and "
        f"{first['latency_ms']} ms, a processor {first['cpu_slower']} times slower, nothing cached."
    )
    return f"### Pages\n\nFirst visit, as received:\n\n{weigh}\n\nLighthouse, its phone:\n\n{judged}\n\n{words}"


def _person(part: Json) -> str:
    told = {
        "Delay of a key, p98, ms": "inp_p98_ms", "Images a second": "frames_per_s", "Long tasks": "long_tasks",
        "Script, ms a second": "script_ms_per_s", "Main thread, ms a second": "main_thread_ms_per_s",
        "Heap at the end, MB": "heap_mb", "Elements at the end": "elements",
    }  # fmt: skip
    words = (
        f"{part['people']:,} people connected, {part['in_the_room']:,} in the same room, where {part['a_second']} "
        f"messages a second are said; watched and typed in for {part['seconds']} s."
    )
    found = _table(("", "Found"), [(name, part[key]) for name, key in told.items()])
    return f"### One person’s page\n\n{words}\n\n{found}"


def _private(part: Json) -> str:
    head = ("Messages", "Ack p50 ms", "p99 ms", "To the other p50 ms", "p99 ms", "CPU ms a message")
    told = ("messages", "ack_p50_ms", "ack_p99_ms", "delivery_p50_ms", "delivery_p99_ms")
    row = (*(part[name] for name in told), round(1_000 * part["cpu_s"] / part["messages"], 2))
    hour = part["hour"]
    words = (
        f"{part['conversations']:,} conversations of {part['devices']:,} devices, {part['a_second']:g} sealed messages "
        "a second over all; each device also says that it holds what it got. To be reached: ack p99 60 ms, delivery "
        f"p99 150 ms.\n\n{_table(head, [row])}\n\nAfter {hour['minutes']} minutes of use on a clock moved by hand, as "
        f"busy, {hour['messages']:,} messages of {hour['conversations']} conversations, a tenth of the devices away"
    )
    rows = [
        ("key packages of a device, at most", hour["packages_most"], hour["packages_bound"]),
        ("their octets", hour["package_octets_most"], hour["package_octets_bound"]),
        ("sealed frames where every device is here", hour["frames_held_where_all_are_here"], 0),
        ("sealed frames for devices away", hour["frames_held_for_who_is_away"], hour["frames_bound"]),
    ]
    return f"### Private conversations\n\n{words}:\n\n{_table(('Stored', 'Found', 'Bound'), rows)}"


def _refusals(part: Json) -> str:
    names = {
        "refused": "refused before", "blocked": "blocked", "unknown": "nobody of that name",
        "not_allowed": "lets nobody ask",
    }  # fmt: skip
    rows = [(words, part[name]["median_ms"], part[name]["p95_ms"]) for name, words in names.items()]
    words = (
        f"One request of each kind, in an order drawn anew, from each of {part['askers']} people; all are answered "
        f"`not_available`. Medians are {part['median_apart_ms']} ms apart, p95 {part['p95_apart_ms']} ms "
        "(bounds: 1 and 20)."
    )
    return f"### A no that tells nothing\n\n{words}\n\n{_table(('Why', 'Median ms', 'p95 ms'), rows)}"


def _sealing(part: Json) -> str:
    rows = [
        (name.partition("_")[0], name.split("_")[1], *(one[act][key] for act in one for key in ("median_ms", "p95_ms")))
        for name, one in part["paces"].items()
    ]
    head = ("Processor slower", "Devices", "Seal median ms", "p95 ms", "Open median ms", "p95 ms")
    first = part["first"]
    words = (
        f"On a phone with a processor {first['cpu_slower']} times slower and a line of {first['kbit_per_s']} kbit/s: "
        f"{first['accepted_to_readable_ms']} ms from the yes to the first words readable in the talk, "
        f"{first['first_word_to_the_other_ms']} ms from a first word to the other’s page (bound: 1,500). To be "
        "reached: p95 10 ms, and 25 ms slowed. Chromium slows what is fetched by that line, and a socket not at all."
    )
    return f"### Sealing in a page\n\n{words}\n\n{_table(head, rows)}"


def _ledger(part: Json) -> str:
    rows = [
        ("the database", part["database"]["entries_per_cpu_s"], part["database"]["ratio"]),
        ("an exported file", part["file"]["entries_per_cpu_s"], part["file"]["ratio"]),
        ("bare: rows read, one SHA-256 each", part["bare"]["entries_per_cpu_s"], 1),
    ]
    ledger, flips, ask = part["ledger"], part["flips"], part["asked"]
    words = (
        f"{ledger['entries']:,} entries, half with a payload, under {ledger['heads']:,} heads, verified from the first "
        f"on one core (to be reached: 100,000 a second); one head more costs {ask['head_checked_us']} µs. Of "
        f"{flips['tried']} bytes flipped in the exported file {flips['named']} were found, the entry named. Entering "
        f"one costs {ask['enter_us']} µs of processor, a head {ask['head_ms']} ms, a proof {ask['proof_ms']} ms."
    )
    return f"### The ledger\n\n{words}\n\n{_table(('Verified', 'Entries a CPU-second', 'Ratio to bare'), rows)}"


def _isolation(part: Json) -> str:
    head = ("From the words sent to", "p50 ms", "p99 ms", "Most ms")
    names = {"each": "any of the lines told and shown the calm page", "last": "the last of them"}
    rows = [(words, *(part[name][key] for key in ("p50_ms", "p99_ms", "max_ms"))) for name, words in names.items()]
    words = (
        f"{part['people']} people, one after the other, say on one of their {part['lines']} lines that they are a "
        "minor (bound: 100 ms on every line)."
    )
    return f"### A minor protected\n\n{words}\n\n{_table(head, rows)}"


def _entry(part: Json) -> str:
    rows = [(name[1:], *(one[key] for key in ("median_ms", "p95_ms", "max_ms"))) for name, one in part["phone"].items()]
    words = (
        f"{part['robots']} robots of one network ask to enter within ten minutes: their work takes {part['slowed']} "
        f"times that of robots of as many networks, of the last of them {part['last_slowed']} times (wanted: ten). "
        f"Meanwhile a quiet network is asked {part['elsewhere_most']:,} numbers at most, as before. A phone that does "
        "nothing else waits so long (bound: 2,000 ms); whoever fills in the form meanwhile does not wait."
    )
    return (
        f"### The work of entering\n\n{words}\n\n{_table(('Processor slower', 'Median ms', 'p95 ms', 'Most ms'), rows)}"
    )


def _console(part: Json) -> str:
    names = {
        "queue": "the queue (bound: 200)", "dangers": "dangers that nobody has opened", "ledger": "the ledger",
        "ledger_by_act": "the ledger, one act", "figures": "the figures", "rules": "the rules",
    }  # fmt: skip
    rows = [(words, *(part[name][key] for key in ("p50_ms", "p99_ms", "max_ms"))) for name, words in names.items()]
    memory = part["memory"]
    words = (
        f"{part['cases']:,} cases wait; a moderator and a senior, signed in, ask the routes. The server holds "
        f"{memory['before_mb']:g} MB before anybody of the staff has come, at its most {memory['queue_mb']:g} MB more "
        f"while they look at queues, and {memory['all_mb']:g} MB more with every other screen (bound: 200)."
    )
    return f"### The console\n\n{words}\n\n{_table(('Asked', 'p50 ms', 'p99 ms', 'Most ms'), rows)}"


def _effects(part: Json) -> str:
    names = {
        "hide": "a message hidden", "remove": "a message removed", "hide_card": "a card covered",
        "hide_name": "a name covered", "remove_name": "a name removed", "freeze_pair": "two people kept apart",
        "suspend_rooms": "out of rooms", "suspend_private": "out of private talk", "suspend": "suspended",
        "terminate": "ended", "all": "**all of these**",
    }  # fmt: skip
    told = [(act, key) for act in ("sent", "accepted", "undoing_sent", "undone") for key in ("p50_ms", "p99_ms")]
    rows = [(words, *(part[name][act][key] for act, key in told)) for name, words in names.items()]
    head = ("Measure", "from sending p50 ms", "p99 ms", "from acceptance p50 ms", "p99 ms",
            "undone: from sending p50 ms", "p99 ms", "from acceptance p50 ms", "p99 ms")  # fmt: skip
    words = (
        f"Staff sign over the console’s routes; {part['lines']} lines are open in one room. Until the last line "
        f"concerned has the measure, or is rid of it, {part['rounds']} times each (bound: 100 ms). Acceptance is the "
        "ledger’s time of the signature, or of the answer to the complaint. Whoever is suspended or ended has no line: "
        "they are rid of it once one is open again, tried all the while."
    )
    return f"### A decision on open lines\n\n{words}\n\n{_table(head, rows)}"


SECTIONS = {
    "fanout": _fanout, "fanout-5000": _fanout, "delivery": _delivery, "commit": _commit, "rooms": _rooms, "idle": _idle,
    "hostile": _hostile, "presence": _presence, "age": _age, "page": _page, "person": _person, "five-minutes": _person,
    "safety": _safety, "notices": _notices,
    "private": _private, "refusals": _refusals, "sealing": _sealing, "ledger": _ledger,
    "isolation": _isolation, "entry": _entry,
    "console": _console, "effects": _effects,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
