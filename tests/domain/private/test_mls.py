"""The strict reader of MLS envelopes, on the published cases and on whatever chance makes of them."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from palabre.private.mls import APPLICATION, COMMIT, Malformed, Reader, read_package, read_private, read_welcome
from sealing import package

VECTORS = Path(__file__).parents[2] / "vectors" / "mls"
Case = dict[str, Any]
RULE_OF_THE_SERVER = "lifetime without end"


def cases(name: str, kind: str) -> list[Any]:
    """Return the cases of a file, each named in the test's id."""
    return [pytest.param(case, id=case["name"]) for case in json.loads((VECTORS / f"{name}.json").read_text())[kind]]


@pytest.mark.parametrize("case", cases("private-messages", "valid"))
def test_private_messages_are_read(case: Case) -> None:
    """Group, epoch, kind, commitment and padding are what the frame says."""
    found, wanted = read_private(bytes.fromhex(case["hex"])), case["expect"]
    assert (found.group_id.hex(), found.epoch, found.kind) == (
        wanted["group_id"], wanted["epoch"], wanted["content_type"],
    )  # fmt: skip
    assert found.commitment.hex() == wanted["commitment"]
    assert found.padded == wanted.get("padding_class", 1_024)


@pytest.mark.parametrize("case", cases("key-packages", "valid"))
def test_key_packages_are_read(case: Case) -> None:
    """Reference, identity and lifetime are what the package says, and its signatures hold."""
    found, wanted = read_package(bytes.fromhex(case["hex"])), case["expect"]
    assert (found.reference.hex(), found.identity.hex()) == (wanted["ref"], wanted["identity"])
    assert (found.not_before, found.not_after) == (wanted["not_before"], wanted["not_after"])
    assert found.is_last_resort == wanted["last_resort"]


@pytest.mark.parametrize("case", cases("welcomes", "valid"))
def test_welcomes_are_read(case: Case) -> None:
    """A Welcome names the packages it is for."""
    assert [one.hex() for one in read_welcome(bytes.fromhex(case["hex"]))] == case["expect"]["refs"]


@pytest.mark.parametrize(
    ("name", "read"), [("private-messages", read_private), ("key-packages", read_package), ("welcomes", read_welcome)]
)
def test_the_cases_to_refuse_are_refused(name: str, read: Any) -> None:
    """Each published bad case is malformed, save the one that only the server's rule forbids."""
    for case in json.loads((VECTORS / f"{name}.json").read_text())["invalid"]:
        if case["name"] == RULE_OF_THE_SERVER:
            assert read(bytes.fromhex(case["hex"])).not_after == 2**63 - 1
            continue
        with pytest.raises(Malformed):
            read(bytes.fromhex(case["hex"]))


def test_lengths_are_read_in_their_shortest_form() -> None:
    """Valid integers give their value; longer forms and the reserved prefix are refused."""
    known = json.loads((VECTORS / "lengths.json").read_text())
    for case in known["valid"]:
        assert Reader(bytes.fromhex(case["hex"])).length() == case["value"]
    for written in known["invalid"]:
        with pytest.raises(Malformed):
            Reader(bytes.fromhex(written)).length()


def test_altered_frames_raise_nothing_else() -> None:
    """Twenty thousand frames with octets changed, cut or added: read, or malformed, never another fault."""
    chance = random.Random(7)
    frames = [
        bytes.fromhex(case["hex"]) for case in json.loads((VECTORS / "private-messages.json").read_text())["valid"]
    ]
    refused = 0
    for _ in range(20_000):
        octets = bytearray(chance.choice(frames)[: chance.choice((40, 80, 400, 5_000))])
        for _ in range(chance.randrange(1, 4)):
            octets[chance.randrange(min(len(octets), 70))] = chance.randrange(256)
        try:
            assert read_private(bytes(octets)).kind in {APPLICATION, COMMIT}
        except Malformed:
            refused += 1
    assert refused > 10_000


def test_packages_made_for_tests_are_packages() -> None:
    """What the tests send is read by the same strict reader."""
    identity = bytes(range(32))
    made = package(identity, 1_795_000_000, last_resort=True)
    found = read_package(made.octets)
    assert (found.reference, found.identity, found.is_last_resort) == (made.reference, identity, True)
