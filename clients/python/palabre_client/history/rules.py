"""The rules, one function each: every function reads the evidence once and yields what breaks its rule."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from palabre_client.history.evidence import FOREVER, Act, Evidence, FinalRead, Sight
from palabre_client.history.log import Line
from palabre_client.history.streams import follow, reached
from palabre_client.history.violation import Violation
from palabre_client.history.words import WordsKnown, lost_words

LATENESS_NS = 1_000_000_000  # from the commit of a revocation to the last event that it forbids


def no_loss(evidence: Evidence) -> Iterator[Violation]:
    """R-1: what was acknowledged is in every later read, until its declared end."""
    for read in evidence.finals:
        found = {sight.pos: sight for sight in read.sights}
        for pos, send in evidence.at[read.place, read.epoch].items():
            if pos < read.first or evidence.may_be_gone(send):
                continue
            shown = found.get(pos)
            if send.answer["held"] and (shown is None or shown.kind == "stub"):
                continue
            if shown is None or shown.id != send.answer["id"]:
                words = f"position {pos} was acknowledged and is not in the final read"
                yield Violation("R-1", read.place, words, (send.answer, shown.line if shown else read.line))
        for sight in read.sights:
            if proof := lost_words(evidence, sight):
                yield Violation("R-1", read.place, "an acknowledged change is not in the final read", proof)


def no_double(evidence: Evidence) -> Iterator[Violation]:
    """R-2: one key of one member has one position and one body, and every retry the same ack."""
    first: dict[tuple[str, str, int], Act] = {}
    for send in evidence.sends:
        if send.outcome != "ok":
            continue
        era = sum(faded < send.begun for faded in evidence.faded)
        earlier = first.setdefault((send.asked["member"], send.asked["key"], era), send)
        if _ack(earlier) != _ack(send):
            words = "one key has two acks"
            yield Violation("R-2", send.asked["place"], words, (earlier.answer, send.answer))
        elif earlier.asked["body"] != send.asked["body"]:
            words = "one key was accepted with two bodies"
            yield Violation("R-2", send.asked["place"], words, (earlier.asked, send.answer))
    yield from _said_twice(evidence)


def _ack(send: Act) -> tuple[Any, ...]:
    return tuple(send.answer[name] for name in ("place", "epoch", "pos", "id"))


def _said_twice(evidence: Evidence) -> Iterator[Violation]:
    """Count the messages of each body: at most one a key under which it was sent, and each that was edited into it."""
    allowed = _causes(evidence)
    for (author, body, _), sights in _standing(evidence).items():
        causes = allowed.get((author, body), set())
        if causes and len(sights) > len(causes):
            first, second, *_ = sights.values()
            words = f"one send stands at {len(sights)} positions"
            yield Violation("R-2", first.place, words, (first.line, second.line))


def _causes(evidence: Evidence) -> dict[tuple[str, str], set[str]]:
    causes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for send in evidence.sends:
        if send.outcome != "fail":
            causes[send.asked["member"], send.asked["body"]].add(f"key {send.asked['key']}")
    for number, edits in evidence.edits.items():
        for edit in edits:
            causes[edit.asked["member"], edit.asked["body"]].add(f"message {number}")
    return causes


def _standing(evidence: Evidence) -> dict[tuple[str, str, str], dict[str | None, Sight]]:
    standing: dict[tuple[str, str, str], dict[str | None, Sight]] = defaultdict(dict)
    for sight in evidence.sights:
        if sight.kind == "said" and sight.author and sight.body:
            standing[sight.author, sight.body, sight.epoch].setdefault(sight.id, sight)
    return standing


def one_order(evidence: Evidence) -> Iterator[Violation]:
    """R-3: one event at a position, one position for a message, the same for everybody; receipts rise.

    What was held is said at the position where it was released.
    """
    held = {send.answer["id"] for send in evidence.acked.values() if send.answer["held"]}
    at: dict[tuple[str, str, int], tuple[Any, Line]] = {}
    where: dict[tuple[str, str, str], tuple[int, Line]] = {}
    for place, epoch, pos, identity, line in _placings(evidence):
        known, before = at.setdefault((place, epoch, pos), (identity, line))
        if known != identity:
            yield Violation("R-3", place, f"position {pos} holds two events", (before, line))
        if identity[0] == "said":
            position, before = where.setdefault((place, epoch, str(identity[1])), (pos, line))
            if position != pos and identity[1] not in held:
                yield Violation("R-3", place, f"one message at positions {position} and {pos}", (before, line))
    yield from (found for found in _broken_streams(evidence) if found.rule == "R-3")
    yield from _reads_differ(evidence)


def _placings(evidence: Evidence) -> Iterator[tuple[str, str, int, tuple[str, str | None, str | None], Line]]:
    for send in evidence.acked.values():
        ack = send.answer
        yield ack["place"], ack["epoch"], ack["pos"], ("said", ack["id"], None), ack
    for sight in evidence.sights:
        if sight.kind != "stub":
            yield sight.place, sight.epoch, sight.pos, sight.identity, sight.line


def _broken_streams(evidence: Evidence) -> Iterator[Violation]:
    for (_, place), lines in evidence.streams.items():
        yield from follow(place, lines)[1]


def _reads_differ(evidence: Evidence) -> Iterator[Violation]:
    first: dict[tuple[str, str], FinalRead] = {}
    for read in evidence.finals:
        other = first.setdefault((read.place, read.epoch), read)
        lowest = max(read.first, other.first)
        mine, theirs = ({pos: one.id for pos, one in each.said.items() if pos >= lowest} for each in (read, other))
        unheld = {pos for pos in mine.keys() ^ theirs.keys() if not _is_held(evidence, read, pos)}
        if unheld or any(mine[pos] != theirs[pos] for pos in mine.keys() & theirs.keys()):
            yield Violation("R-3", read.place, "two final reads differ", (other.line, read.line))


def _is_held(evidence: Evidence, read: FinalRead, pos: int) -> bool:
    send = evidence.at[read.place, read.epoch].get(pos)
    return send is not None and bool(send.answer["held"])


def no_gap(evidence: Evidence) -> Iterator[Violation]:
    """R-4: positions have no hole in the store; a subscriber that meets one asks again before it goes on."""
    for read in evidence.finals:
        positions = [sight.pos for sight in read.sights] if read.whole else []
        if read.whole and sorted(positions) != list(range(read.first, read.head + 1)):
            missing = sorted(set(range(read.first, read.head + 1)) - set(positions))[:5]
            yield Violation("R-4", read.place, f"holes in the store: {missing}", (read.line,))
    yield from (found for found in _broken_streams(evidence) if found.rule == "R-4")


def own_words(evidence: Evidence) -> Iterator[Violation]:
    """R-5: a read that begins after an ack contains it; one connection's words keep their order."""
    for read in evidence.reads:
        yield from _behind(read)
        yield from _lacking(evidence, read)
    for sight in evidence.sights:
        if 0 < sight.since < FOREVER and (proof := lost_words(evidence, sight)):
            yield Violation("R-5", sight.place, "a read begun after a change was acknowledged lacks it", proof)
    yield from _out_of_order(evidence)


def _behind(read: Act) -> Iterator[Violation]:
    line, floor = read.answer, read.floor
    if floor is None or line["f"] != "subscribe" or line["place"] != floor.answer["place"]:
        return
    if floor.answer["epoch"] == line["epoch"] and line["pos"] < floor.answer["pos"]:
        words = f"entered at {line['pos']} after {floor.answer['pos']} was acknowledged"
        yield Violation("R-5", line["place"], words, (floor.answer, read.asked, line))


def _lacking(evidence: Evidence, read: Act) -> Iterator[Violation]:
    line = read.answer
    if line["f"] == "subscribe" and not line["reset"]:
        return  # events: R-4 sees holes, R-3 sees others in their place
    seen = {one["pos"]: one["id"] for one in line["seen"]}
    highest = line["pos"] if line["f"] == "subscribe" else line["to"]
    lowest = min(seen, default=highest + 1) if line["more"] else 1
    floor = read.floor.answer["pos"] if read.floor and read.floor.answer["epoch"] == line["epoch"] else 0
    acked = evidence.at[line["place"], line["epoch"]]
    for pos in range(lowest, min(highest, floor) + 1):
        send = acked.get(pos)
        if send is None or send.done > read.begun or pos in seen or evidence.may_be_gone(send, line["i"]):
            continue
        is_moved = send.answer["held"] and send.answer["id"] in seen.values()  # released since, it stands further on
        if not is_moved and (not send.answer["held"] or send.asked["member"] == line["member"]):
            words = f"position {pos} was acknowledged before the read began"
            yield Violation("R-5", line["place"], words, (send.answer, read.asked, line))


def _out_of_order(evidence: Evidence) -> Iterator[Violation]:
    last: dict[tuple[int, str, str], Act] = {}
    known: set[tuple[str, str]] = set()
    for send in evidence.sends:
        key = (send.asked["member"], send.asked["key"])
        if key in known:
            continue  # a retry: its place was taken when it was first sent
        known.add(key)
        if send.outcome != "ok":
            continue
        line = (send.asked["proc"], send.asked["place"], send.answer["epoch"])
        before = last.get(line)
        if before is not None and before.answer["pos"] > send.answer["pos"]:
            words = "what was sent second by one connection stands first"
            yield Violation("R-5", send.asked["place"], words, (before.answer, send.answer))
        last[line] = send


def revoked_in_time(evidence: Evidence) -> Iterator[Violation]:
    """R-6: nothing that a revocation forbids is received a second after it was in force."""
    for revoked in evidence.revocations:
        late = [line for line in evidence.received if line["i"] > revoked["i"] and _forbids(revoked, line)]
        worst = max(late, key=lambda line: int(line["t"]), default=None)
        if worst is not None and worst["t"] - revoked["t"] > LATENESS_NS:
            words = f"received {(worst['t'] - revoked['t']) / 1e6:.0f} ms after it was revoked"
            yield Violation("R-6", worst["place"], words, (revoked, worst))


def _forbids(revoked: Line, line: Line) -> bool:
    wanted = [line["member"] == revoked["member"]]
    wanted += [line["place"] == revoked["place"]] if "place" in revoked else []
    wanted += [line.get("author") == revoked["author"]] if "author" in revoked else []
    return all(wanted)


def whole_in_the_end(evidence: Evidence) -> Iterator[Violation]:
    """R-8: once it is quiet, whoever still listens has reached the end of the place."""
    ends = {(read.place, read.epoch): read for read in evidence.finals}
    for (_, place), lines in evidence.streams.items():
        last = follow(place, lines)[0].last
        read = ends.get((place, last["epoch"])) if last else None
        if last and read and reached(last) < read.head:
            yield Violation("R-8", place, f"heard up to {reached(last)} of {read.head}", (last, read.line))


def nothing_from_nowhere(evidence: Evidence) -> Iterator[Violation]:
    """R-9: every body received was sent by the member named, to that place."""
    known = WordsKnown(evidence)
    told: set[tuple[str | None, str | None]] = set()
    for sight in evidence.sights:
        if not sight.body or (sight.id, sight.body) in told:
            continue
        if why := known.refusal(sight):
            told.add((sight.id, sight.body))
            sent = [act.asked for act in known.sources(sight)[:1]]
            yield Violation("R-9", sight.place, why, (*sent, sight.line))
