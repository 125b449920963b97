"""Learns the weights of `rules/tables/any` from rows, and tells what they find in rows left out (decision 0113).

    make weights                  learn from all rows, and write the tables
    make weights LEFT_OUT=4       leave a fourth of the folders out, in turns, and only print what is found in them

Needs scikit-learn, which the product does not: `make weights` brings it into an environment of its own.
"""

import argparse
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from palabre.kernel.clock import SECOND
from palabre.safety.entities import extract
from palabre.safety.entities.weighed import MARKS, READINGS, shown, signs
from palabre.safety.model import Context, EventType, Observation
from palabre.safety.predict import Row
from palabre.safety.talk import Talk
from palabre.safety.views import Views
from palabre.safety.weights import WINDOW, Pieces, windows
from palabre.safety_cli import AS_OF

ROOT = Path(__file__).parents[1]
VECTORS = ROOT / "tests" / "vectors"
TABLES = ROOT / "rules" / "tables" / "any"
SIZES, WORDS, APART = (3, 4, 5, 6), 3, (2, 3, 4)
STRENGTH, STRENGTH_BY_RARITY = 0.3, 0.02  # of the regularisation, inverted
FREE = 100.0  # so little is the bias held back: what no row is like is of no kind
TOP, FEW = 127, 20  # the greatest weight of a piece, and how many pieces are cut to it
HEADING = (
    "# What {name}.int8 holds, made by scripts/weigh.py from tests/vectors/learned (decision 0113): never by hand.\n"
)
KNOWN = frozenset({"dev", "first", "third"})  # the tables were widened from these: what they find there is no sign
TALK = (
    "age_probing", "info_gathering", "secrecy_isolation", "off_platform_pressure", "meeting_isolated",
    "gift_or_photo_bait", "blackmail_threat", "third_party_harm",
)  # fmt: skip
AFTER = {"none_after_disclosure": "leaves", "continues_after_disclosure": "goes_on"}
CHAT = frozenset({"talk", "ordinary"})


class Learned(NamedTuple):
    """What one kind is learned from, and what is said at which odds, on a logarithmic scale."""

    labels: frozenset[str]
    unsure: frozenset[str] = frozenset()  # labels that do not say whether a row is of this kind as well
    files: frozenset[str] = frozenset({"age", "payment", "contact", "talk", "ordinary"})
    steps: tuple[tuple[float, float], ...] = ()  # from which odds, and how sure
    doubt: float = -99.0
    deny: float = -99.0
    is_by_rarity: bool = True  # whether a piece may weigh the more, the fewer rows hold it


def _of(*labels: str) -> frozenset[str]:
    return frozenset(labels)


PUBLIC = {
    "age": Learned(_of("minor_disclosure"), steps=((1.0, 0.65), (3.0, 0.75)), doubt=0.5, deny=0.0),
    "payment": Learned(
        _of("payment_scam"),
        _of("gift_or_photo_bait", "blackmail_threat"),
        steps=((0.0, 0.65), (3.5, 0.75)),
        doubt=-1.5,
        deny=-2.5,
    ),
    "price_offer": Learned(_of("price_offer"), _of("gift_or_photo_bait"), steps=((1.0, 0.65),), doubt=-3.0, deny=-5.0),
    "contact": Learned(
        _of("contact_exchange"),
        _of("off_platform_pressure", "minor_disclosure", "payment_scam"),
        steps=((-0.3, 0.65), (3.0, 0.75)),
        doubt=-2.0,
        deny=-3.5,
    ),
    "telling": Learned(frozenset(TALK), files=CHAT, is_by_rarity=False),
}
BETWEEN_TWO = {
    "goes_on": Learned(_of("goes_on"), files=_of("reply"), is_by_rarity=False),
    **{label: Learned(_of(label), files=CHAT, is_by_rarity=False) for label in TALK},
}
TABLE = {"weights": (1 << 18, PUBLIC), "talk_weights": (1 << 16, BETWEEN_TWO)}  # buckets, and what is learned


class Sample(NamedTuple):
    """One reading of a row."""

    folder: str
    kind: str
    label: str
    row: int
    shown: str
    signs: frozenset[str]


class Labelled(Row, frozen=True):
    """A row of the development schema with what a reader says of it."""

    label: str = ""
    lang: str = ""
    decision_turn: int = 0


def rows_of(folder: Path) -> Iterator[tuple[str, Labelled, Context]]:
    """Yield the rows of a folder with what a room has heard before each."""
    for file in sorted(folder.glob("*.jsonl")):
        if file.stem == "dialogue":
            yield from turns_of(file)
            continue
        for line in file.read_bytes().splitlines():
            row, talk = msgspec.json.decode(line, type=Labelled), Talk()
            for place, turn in enumerate(row.context):
                who, other = ("other", "self") if turn.whose == "other" else ("self", "other")
                at = AS_OF - (len(row.context) - place) * SECOND
                said = Observation(row.id, EventType.MESSAGE_ROOM, who, turn.text, "room", (other,))
                talk.note(said, extract(Views(turn.text), heard(talk, said, at)), at)
            asks = Observation(row.id, EventType.MESSAGE_ROOM, "self", row.text, "room", ("other",))
            yield file.stem, row, heard(talk, asks, AS_OF)


def turns_of(file: Path) -> Iterator[tuple[str, Labelled, Context]]:
    """Yield of conversations the turn that decides a label, and every turn of those that are honest talk.

    Of those in which somebody said that they are a minor, the last turn of the other too: leaving, or going on.
    """
    for line in file.read_bytes().splitlines():
        row = msgspec.json.decode(line, type=Labelled)
        said = [place for place, turn in enumerate(row.turns) if turn.whose == row.subject]
        if row.label in AFTER:
            yield (
                "reply",
                msgspec.structs.replace(row, text=row.turns[said[-1]].text, label=AFTER[row.label]),
                Context(),
            )
        for place, turn in enumerate(row.turns):
            label = row.label if row.label in TALK and place == row.decision_turn and turn.whose == row.subject else ""
            if label or row.label == "none" or (row.label in AFTER and turn.whose == row.subject and place == said[0]):
                yield "talk", msgspec.structs.replace(row, text=turn.text, label=label or "none"), Context()


def heard(talk: Talk, said: Observation, at: int) -> Context:
    """Return what surrounds a message."""
    return Context(talk.asked(said, at), (), talk.former_age(said, at), datetime.fromtimestamp(at / SECOND, UTC).date())


def samples(folders: Sequence[Path], known: frozenset[str] = KNOWN) -> list[Sample]:
    """Return every reading of every row, those of one row side by side."""
    found, count = list[Sample](), 0
    for folder in folders:
        for kind, row, context in rows_of(folder):
            if row.label == "ambiguous":
                continue
            count += 1
            views = Views(row.text)
            told = frozenset() if folder.name in known else frozenset(signs(extract(views, context)))
            for reading in dict.fromkeys(shown(views, view, context) for view in views.readings(*READINGS)):
                for part in parts_of(reading) if row.label == "none" else (reading,):
                    found.append(Sample(folder.name, kind, row.label, count, part, told))
    return found


def parts_of(shown: str) -> Iterator[str]:
    """Yield the windows of a long text, of which none may seem more than it is; a short one whole."""
    for first in windows(len(shown)):
        yield shown[first : first + WINDOW]


def matrix(some: Sequence[Sample], buckets: int) -> tuple[Any, list[str]]:
    """Return which buckets the pieces of samples meet, with the signs after them, and the names of the signs."""
    names = {sign: place for place, sign in enumerate(sorted({sign for one in some for sign in one.signs}))}
    pieces, columns, ends = Pieces(buckets, SIZES, WORDS, APART), list[Any](), [0]
    for one in some:
        which = np.unique(pieces.of(one.shown)[0])
        told = np.array(sorted(buckets + names[sign] for sign in one.signs), np.int64)
        columns.append(np.concatenate((which.astype(np.int64), told)))
        ends.append(ends[-1] + len(columns[-1]))
    shape = len(some), buckets + len(names)
    met = np.concatenate(columns)
    return csr_matrix((np.ones(len(met), np.float32), met, ends), shape=shape), list(names)


def wanted(kind: Learned, some: Sequence[Sample]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which samples are of a kind, and which say whether they are."""
    is_it = np.array([one.label in kind.labels for one in some])
    says = np.array([one.kind in kind.files and one.label not in kind.unsure for one in some])
    return is_it, is_it | says


def learn(
    kind: Learned, features: Any, is_it: NDArray[np.bool_], used: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], float]:
    """Return the weights of a kind and its bias."""
    some, labels = features[used], is_it[used]
    if not kind.is_by_rarity:
        return fitted(STRENGTH, some, labels)
    rarity = np.log((len(labels) + 1) / (np.asarray(some.sum(0)).ravel() + 1))
    weights, bias = fitted(STRENGTH_BY_RARITY, some @ diags(rarity), labels)
    return weights * rarity, bias


def fitted(strength: float, features: Any, labels: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    """Return the weights and the bias that tell samples of a kind from others."""
    model = LogisticRegression(C=strength, solver="liblinear", max_iter=500, intercept_scaling=FREE)
    model.fit(features, labels)
    return model.coef_[0], float(model.intercept_[0])


def asked_besides(some: Sequence[Sample]) -> list[Sample]:
    """Return some ordinary rows once more, as said after a question about age that they do not answer."""
    marks = tuple(MARKS.values())
    plain = [one for one in some if one.kind in CHAT and one.label == "none" and one.shown.startswith(" ^")]
    return [
        one._replace(shown=f" {marks[number // 2 % len(marks)]}{one.shown[1:]}")
        for number, one in enumerate(plain)
        if number % 2
    ]


def packed(weights: NDArray[np.float64], buckets: int) -> tuple[int, NDArray[np.int64]]:
    """Return how many steps make one, and the weights in such steps; a few of the pieces' are cut to an octet."""
    unit = int(TOP / np.sort(np.abs(weights[:buckets]))[-FEW])
    steps = np.rint(weights * unit).astype(np.int64)
    steps[:buckets] = steps[:buckets].clip(-TOP, TOP)
    return unit, steps


def write(some: Sequence[Sample], name: str) -> None:
    """Learn the kinds of a table from samples, and write its header and its octets."""
    buckets, kinds = TABLE[name]
    features, names = matrix(some, buckets)
    heads, columns = list[dict[str, Any]](), list[Any]()
    for head, kind in kinds.items():
        weights, bias = learn(kind, features, *wanted(kind, some))
        unit, steps = packed(weights, buckets)
        columns.append(steps)
        said = [[round(odds * unit), confidence] for odds, confidence in kind.steps]
        sums = {"bias": round(bias * unit), "unit": unit, "steps": said}
        heads.append({"name": head, **sums, "doubt": round(kind.doubt * unit), "deny": round(kind.deny * unit)})
    table = np.stack(columns, 1)
    (TABLES / f"{name}.int8").write_bytes(table[:buckets].astype(np.int8).tobytes())
    signs = {sign: table[buckets + place].tolist() for place, sign in enumerate(names)}
    header = {
        "version": 1,
        "rows": rows_digest(),
        "buckets": buckets,
        "sizes": [*SIZES],
        "words": WORDS,
        "apart": [*APART],
        "heads": heads,
        "signs": signs,
    }
    text = yaml.safe_dump(header, sort_keys=False, default_flow_style=None, width=118)
    (TABLES / f"{name}.yaml").write_text(HEADING.format(name=name) + text)


def folders() -> list[Path]:
    """Return the folders of rows that are learned from: never the closed sets."""
    learned = [one for one in sorted((VECTORS / "learned").iterdir()) if one.is_dir()]
    return [*learned, *(VECTORS / "first_look" / name for name in ("first", "second", "third"))]


def left_out(some: Sequence[Sample], parts: int) -> None:
    """Print what each kind of the public table finds in folders that it has not learned from, at several odds."""
    buckets, kinds = TABLE["weights"]
    features, _ = matrix(some, buckets)
    names = sorted({one.folder for one in some})
    for head, kind in kinds.items():
        is_it, used = wanted(kind, some)
        odds = np.zeros(len(some))
        for part in range(parts):
            out = np.array([names.index(one.folder) % parts == part for one in some])
            weights, bias = learn(kind, features[~out], is_it[~out], used[~out])
            odds[out] = features[out] @ weights + bias
        for at in (-1.0, 0.0, 1.0, 2.0):
            found, wrong = (odds[used & is_it] >= at).mean(), (odds[used & ~is_it] >= at).mean()
            print(f"{head:12} from {at:+.1f}: found {found:.3f}, wrong {1_000 * wrong:.1f} of 1,000")


def rows_digest() -> str:
    """Return the digest of all that is learned from, so that tables and rows go together."""
    files = (file for folder in folders() for file in sorted(folder.glob("*.jsonl")))
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def main() -> None:
    """Learn, and write; or only tell what would be found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--left-out", type=int, default=0)
    parts: int = parser.parse_args().left_out
    some = samples(folders())
    some += asked_besides(some)
    if parts:
        left_out(some, parts)
        return
    for name in TABLE:
        write(some, name)


if __name__ == "__main__":
    main()
