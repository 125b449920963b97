"""What judging costs: a message, a hostile one, what is remembered of people, labelling rows; one line of JSON a part.

Times are of one core, the median of five runs; memory is what the interpreter says it holds, before and after.
"""

import json
import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from statistics import median

import msgspec

from palabre.kernel.clock import SECOND
from palabre.safety.engine import SafetyEngine
from palabre.safety.model import EventType, Observation
from palabre.safety.people import PAIRS, PEOPLE, Counted, Register
from palabre.safety.predict import Row, predict
from palabre.safety.records import Backtest, Record, recorder
from palabre.safety.tables import shipped_rules

MESSAGES, RUNS, SEED = 5_000, 5, 11
LONG = 2_000
WORDS = (
    "bonsoir", "salut", "tout", "le", "monde", "qui", "regarde", "match", "ce", "soir", "moi", "je", "prépare",
    "des", "crêpes", "pour", "six", "venez", "the", "weather", "is", "nice", "where", "are", "you", "from", "à",
    "20h", "on", "parle", "de", "cinéma", "j'ai", "vu", "un", "film", "hier", "c'était", "bien", "tu", "connais",
    "quel", "âge", "ans", "45", "il", "pleut", "encore", "ici", "bonne", "nuit", "à", "tous", "12", "euros",
)  # fmt: skip
EMOJI = ("🙂", "😂", "✈️", "👋", "❤️")
HOSTILE = {
    "one letter": "a" * LONG,
    "combining marks": "e\u0301" * (LONG // 2),
    "look-alikes": "\u0430\u0435\u043e\u0440" * (LONG // 4),
    "spaced letters": "j ' a i " * (LONG // 8),
    "figures": "1 4 " * (LONG // 4),
    "figures for letters": "j4i 1l 4ns " * (LONG // 11),
    "number words": "quatre-vingt-dix " * (LONG // 17),
    "dots": "a.b." * (LONG // 4),
    "addresses": "http://a.b/ " * (LONG // 12),
    "quotes": '« " ' * (LONG // 4),
    "questions": "quel age ? " * (LONG // 11),
}


def mixed(chance: random.Random) -> Iterator[str]:
    """Yield messages of about a hundred characters, one in ten with something beyond ASCII letters."""
    for number in range(MESSAGES):
        words: list[str] = []
        while sum(map(len, words)) + len(words) < 96:
            words.append(chance.choice(WORDS))
        text = " ".join(words)
        if number % 10:
            text = text.encode("ascii", "ignore").decode()
        yield f"{text} {chance.choice(EMOJI)}" if number % 10 == 0 else text


def timed(act: Callable[[str, int], object], texts: Sequence[str]) -> list[float]:
    """Return the microseconds of each text: the median of the runs."""
    runs: list[list[float]] = []
    for _ in range(RUNS):
        times = []
        for number, text in enumerate(texts):
            began = time.perf_counter_ns()
            act(text, number)
            times.append((time.perf_counter_ns() - began) / 1_000)
        runs.append(times)
    return [median(times) for times in zip(*runs, strict=True)]


def judge() -> Callable[[str, int], object]:
    """Return what judges a text said by one of many in one of a few rooms."""
    engine = SafetyEngine.load(shipped_rules())
    clock = iter(range(1, 10**9))

    def check(text: str, number: int) -> object:
        at = next(clock) * SECOND
        observation = Observation(str(at), EventType.MESSAGE_ROOM, f"m{number % 997}", text, f"p{number % 20}")
        return engine.check(observation, at)

    return check


def messages() -> dict[str, float]:
    """Return what a mixed message costs, beside the same text only folded by the language itself."""
    texts = list(mixed(random.Random(SEED)))  # noqa: S311 - invented talk
    check = judge()
    timed(check, texts[:500])
    times, folding = sorted(timed(check, texts)), median(timed(lambda text, _: text.casefold(), texts))
    return {
        "messages": len(texts),
        "characters": round(sum(map(len, texts)) / len(texts), 1),
        "p50_us": round(median(times), 1),
        "p99_us": round(times[len(times) * 99 // 100], 1),
        "ratio_to_casefold": round(median(times) / folding, 1),
    }


def hostile() -> dict[str, float]:
    """Return what the dearest of the hostile messages costs, and each."""
    check = judge()
    each = {name: round(min(timed(check, [text] * 5)) / 1_000, 3) for name, text in HOSTILE.items()}
    return {"characters": LONG, "dearest_ms": max(each.values()), **each}


def memory() -> dict[str, float]:
    """Return the memory of everybody and every pair that is remembered at most."""
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    register = Register()
    names = [f"{number:016x}" for number in range(PEOPLE)]
    for number, name in enumerate(names):
        person = register.kept_person(name)
        for turn in range(24):
            person.say(number * SECOND + turn, turn)
            person.score(turn / 8)
        person.add(Counted.SENT, number * SECOND)
    for number in range(PAIRS):
        pair = register.kept_pair(names[number % PEOPLE], names[(number * 7 + number // PEOPLE + 1) % PEOPLE])
        pair.is_open, pair.accepted_at, pair.from_first, pair.from_second = True, number * SECOND, 300, 301
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {"people": len(register.people), "pairs": len(register.pairs), "mb": round((after - before) / 1e6, 1)}


def rows() -> dict[str, float]:
    """Return how many rows a second are labelled."""
    texts = list(mixed(random.Random(SEED)))[:2_000]  # noqa: S311 - invented talk
    engine = SafetyEngine.load(shipped_rules())
    began = time.perf_counter()
    for number, text in enumerate(texts):
        predict("age", Row(str(number), text), engine, SECOND)
    return {"rows": len(texts), "rows_per_s": round(len(texts) / (time.perf_counter() - began))}


def replay() -> dict[str, float]:
    """Return how many recorded events a back-test replays a second."""
    engine, lines = SafetyEngine.load(shipped_rules()), list[bytes]()
    engine.record = recorder(lines.append, b"bench")
    for number, text in enumerate(mixed(random.Random(SEED))):  # noqa: S311 - invented talk
        engine.check(Observation(str(number), EventType.MESSAGE_ROOM, f"m{number % 997}", text, "p"), number * SECOND)
    records = [msgspec.json.decode(line, type=Record) for line in lines] * 50
    began = time.perf_counter()
    replayed = Backtest(engine.rulebook)
    replayed.replay(records)
    seconds = time.perf_counter() - began
    return {"events": replayed.events, "changed": replayed.changed, "events_per_s": round(replayed.events / seconds)}


PARTS = {"messages": messages, "hostile": hostile, "memory": memory, "rows": rows, "replay": replay}

if __name__ == "__main__":
    for name, part in PARTS.items():
        sys.stdout.write(json.dumps({"part": name, **part()}) + "\n")
