"""Devices and key packages, in the transaction of whoever asks."""

import base64
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection

from palabre.kernel.clock import DAY
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.kernel.limits import DEVICES_PER_MEMBER, PACKAGE_LIFE_S, PACKAGES_PER_DEVICE, PACKAGES_REFILL
from palabre.private.model import Choices, Device, GivenPackage
from palabre.private.ports import Begun, Offered, Stock
from palabre.store.private_schema import device, key_package, leaf, person, used_package

REFERENCE_OCTETS = 16
THIRD = PACKAGE_LIFE_S * 1_000 // 3


@dataclass(frozen=True, slots=True)
class Handed:
    """Key packages handed out, whose they are, and the devices that have few left."""

    packages: tuple[GivenPackage, ...]
    owners: tuple[tuple[str, str, str], ...]  # reference, member, identity; octets in base64, for JSON
    low: tuple[tuple[MemberId, bytes], ...]


def reference_of(c: Connection, member: MemberId) -> bytes:
    """Return a member's random reference, made on first use."""
    found = c.execute(select(person.c.ref).where(person.c.member == member)).scalar_one_or_none()
    if found is not None:
        return bytes(found)
    fresh = os.urandom(REFERENCE_OCTETS)
    c.execute(insert(person).values(member=member, ref=fresh, choices=msgspec.json.encode(Choices())))
    return fresh


def choices_of(c: Connection, member: MemberId) -> Choices:
    """Return a member's choices."""
    found = c.execute(select(person.c.choices).where(person.c.member == member)).scalar_one_or_none()
    return msgspec.json.decode(found, type=Choices) if found else Choices()


def begin(c: Connection, member: MemberId, given: bytes | None, now: int) -> Begun:
    """Begin a device of a member, or make one."""
    day = now - now % DAY
    mine = reference_of(c, member)
    if given is None:
        count = c.execute(select(func.count()).select_from(device).where(device.c.member == member)).scalar_one()
        if count >= DEVICES_PER_MEMBER:
            raise Refusal("too_many_devices", limit=DEVICES_PER_MEMBER)
        fresh = os.urandom(REFERENCE_OCTETS)
        c.execute(insert(device).values(ref=fresh, member=member, since=day, seen=day))
        return Begun(mine + fresh, is_new=True)
    known = update(device).where(device.c.ref == given, device.c.member == member).values(seen=day)
    if c.execute(known).rowcount == 0:
        raise Refusal("unknown_device")
    return Begun(mine + given, is_new=False)


def devices_of(c: Connection, member: MemberId) -> tuple[Device, ...]:
    """Return a member's devices, oldest first."""
    rows = c.execute(select(device).where(device.c.member == member).order_by(device.c.since, device.c.ref))
    return tuple(Device(bytes(row.ref), row.since, row.seen) for row in rows)


def forget_device(c: Connection, ref: bytes) -> None:
    """Forget a device and its packages; where it is in a group it is marked gone."""
    c.execute(delete(device).where(device.c.ref == ref))
    c.execute(update(leaf).where(leaf.c.device == ref).values(gone=True))


def stock_of(c: Connection, ref: bytes, now: int) -> Stock:
    """Return what is held for a device."""
    alive = (key_package.c.device == ref, key_package.c.ends > now)
    single = select(func.count(), func.min(key_package.c.ends)).where(*alive, key_package.c.last_resort.is_(False))
    count, until = c.execute(single).one()
    last = c.execute(
        select(key_package.c.reference)
        .where(*alive, key_package.c.last_resort.is_(True), key_package.c.used.is_(False))
        .where(key_package.c.ends > now + THIRD)
    ).first()
    return Stock(count, until or 0, last is not None)


def give(c: Connection, ref: bytes, offered: Sequence[Offered], now: int) -> Stock:
    """Keep packages, all or none."""
    for index, one in enumerate(offered):
        _keep(c, ref, index, one)
    held = stock_of(c, ref, now)
    if held.packages > PACKAGES_PER_DEVICE:
        raise Refusal("too_many_packages", limit=PACKAGES_PER_DEVICE)
    return held


def _keep(c: Connection, ref: bytes, index: int, one: Offered) -> None:
    reference = one.package.reference
    for table in (key_package, used_package):
        if c.execute(select(table.c.reference).where(table.c.reference == reference)).first():
            raise Refusal("bad_package", index=index, reason="known")
    if one.package.is_last_resort:
        c.execute(delete(key_package).where(key_package.c.device == ref, key_package.c.last_resort.is_(True)))
    c.execute(
        insert(key_package).values(
            reference=reference, device=ref, octets=one.octets, last_resort=one.package.is_last_resort, used=False,
            ends=one.package.not_after * 1_000,
        )
    )  # fmt: skip


def reachable(c: Connection, member: MemberId, now: int) -> bool:
    """Whether some device of a member has a key package."""
    statement = (
        select(key_package.c.reference)
        .join(device, device.c.ref == key_package.c.device)
        .where(device.c.member == member, key_package.c.ends > now)
        .limit(1)
    )
    return c.execute(statement).first() is not None


def hand_out(c: Connection, wanted: Iterable[Any], now: int) -> Handed:
    """Hand out one package for each device that has one: a single-use one, else the one of last resort."""
    packages, owners, low = [], [], []
    for ref, member in [(bytes(row.ref), MemberId(row.member)) for row in wanted]:
        found = _take(c, ref, now)
        if found is None:
            continue
        identity = reference_of(c, member) + ref
        packages.append(GivenPackage(member, identity, bytes(found.octets)))
        owners.append((_text(found.reference), member, _text(identity)))
        held = stock_of(c, ref, now)
        if held.packages <= PACKAGES_REFILL or not held.last_resort:
            low.append((member, ref))
    return Handed(tuple(packages), tuple(owners), tuple(low))


def _take(c: Connection, ref: bytes, now: int) -> Any:
    found = c.execute(
        select(key_package.c.reference, key_package.c.octets, key_package.c.last_resort, key_package.c.ends)
        .where(key_package.c.device == ref, key_package.c.ends > now)
        .order_by(key_package.c.last_resort, key_package.c.ends)
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    if found.last_resort:
        c.execute(update(key_package).where(key_package.c.reference == found.reference).values(used=True))
    else:
        c.execute(delete(key_package).where(key_package.c.reference == found.reference))
        c.execute(insert(used_package).values(reference=found.reference, ends=found.ends))
    return found


def _text(octets: bytes) -> str:
    return base64.b64encode(octets).decode()
