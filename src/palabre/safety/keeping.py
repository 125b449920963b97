"""Turns what is remembered into octets and back, a row a person or a pair, so that a restart forgets little."""

from collections.abc import Iterable

import msgspec

from palabre.safety.people import Pair, Person, Register
from palabre.safety.windows import Rings

SEPARATOR = "|"
Row = tuple[str, bytes]  # the key of a person, or of a pair with the separator between; octets, empty when forgotten


def take_changes(register: Register) -> list[Row]:
    """Return the rows that changed since they were last taken, and forget that they did."""
    people, register.changed_people = register.changed_people, set()
    pairs, register.changed_pairs = register.changed_pairs, set()
    rows = [(key, _person(register.people.get(key))) for key in sorted(people)]
    return rows + [(SEPARATOR.join(key), _pair(register.pairs.get(key))) for key in sorted(pairs)]


def put_back(register: Register, rows: Iterable[Row]) -> None:
    """Remember rows, oldest first; one that cannot be read is left out."""
    for key, octets in rows:
        try:
            _put(register, key, octets)
        except (msgspec.DecodeError, TypeError, ValueError):
            continue


def _put(register: Register, key: str, octets: bytes) -> None:
    one, _, other = key.partition(SEPARATOR)
    if other:
        register.pairs[one, other] = msgspec.msgpack.decode(octets, type=Pair)
        return
    rings, said, rare = msgspec.msgpack.decode(octets, type=tuple[bytes, bytes, bytes])
    person = register.people[one] = Person()
    person.rings = Rings(0, rings) if rings else None
    person.said, person.rare = said, rare


def _person(person: Person | None) -> bytes:
    if person is None:
        return b""
    rings = bytes(person.rings.octets) if person.rings else b""
    return msgspec.msgpack.encode((rings, person.said, person.rare))


def _pair(pair: Pair | None) -> bytes:
    return msgspec.msgpack.encode(pair) if pair else b""
