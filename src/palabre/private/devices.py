"""The devices of a member and their key packages: checked in order, handed out once."""

from collections.abc import Sequence
from dataclasses import dataclass

from palabre.kernel.clock import SECOND, Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.kernel.limits import DEVICES_PER_MEMBER, PACKAGE_LIFE_S, PACKAGES_PER_DEVICE
from palabre.kernel.ports import Bus
from palabre.private.bells import Changed, Dropped, ring, ring_both
from palabre.private.mls import KeyPackage, Malformed, read_package
from palabre.private.model import Device
from palabre.private.ports import Begun, Offered, PrivateStore, Seat, Stock


@dataclass(frozen=True, slots=True)
class Devices:
    """Begins devices, keeps their packages, forgets them."""

    store: PrivateStore
    bus: Bus
    clock: Clock

    async def begin(self, member: MemberId, device: bytes | None) -> Begun:
        """Begin a device, or make one; a sixth ends the one longest unseen.

        Raises ``Refusal``: unknown_device, too_many_devices (only when several begin at once).
        """
        if device is None and len(known := await self.store.devices(member)) >= DEVICES_PER_MEMBER:
            await self.drop(member, min(known, key=lambda one: (one.seen, one.since)).device)
        return await self.store.begin(member, device, self.clock.now())

    async def of(self, member: MemberId) -> tuple[Device, ...]:
        """Return a member's devices."""
        return await self.store.devices(member)

    async def stock(self, seat: Seat) -> Stock:
        """Return what is held for a device."""
        return await self.store.stock(seat.device, self.clock.now())

    async def give(self, seat: Seat, identity: bytes, packages: Sequence[bytes], last_resort: bytes | None) -> Stock:
        """Keep key packages, all or none; a device's first let the member's others take it in at once.

        Raises ``Refusal``: bad_package with ``index`` and ``reason``, too_many_packages.
        """
        if len(packages) > PACKAGES_PER_DEVICE:
            raise Refusal("too_many_packages", limit=PACKAGES_PER_DEVICE)
        offered = [self._checked(index, octets, identity, last=False) for index, octets in enumerate(packages)]
        if last_resort is not None:
            offered.append(self._checked(len(packages), last_resort, identity, last=True))
        had = await self.stock(seat)
        held = await self.store.give(seat.device, offered, self.clock.now())
        if _is_reachable(held) and not _is_reachable(had):
            await self._ask_in(seat)
        return held

    async def drop(self, member: MemberId, device: bytes) -> None:
        """Declare a device gone: served no more, to be removed everywhere. Raises ``Refusal("unknown_device")``."""
        touched = await self.store.drop(member, device)
        await ring(self.bus, member, Dropped(device))
        for pair in touched:
            await ring_both(self.bus, pair, Changed(pair.conversation))

    async def _ask_in(self, seat: Seat) -> None:
        for one in await self.store.conversations(seat):
            if not one.joined:
                await ring(self.bus, seat.member, Changed(one.id))

    def _checked(self, index: int, octets: bytes, identity: bytes, *, last: bool) -> Offered:
        try:
            package = read_package(octets)
        except Malformed as malformed:
            raise Refusal("bad_package", index=index, reason=str(malformed)) from None
        if reason := self._fault(package, identity, last=last):
            raise Refusal("bad_package", index=index, reason=reason)
        return Offered(package, octets)

    def _fault(self, package: KeyPackage, identity: bytes, *, last: bool) -> str:
        now = self.clock.now() // SECOND
        if package.identity != identity:
            return "identity"
        if not package.not_before <= now < package.not_after:
            return "not now"
        if package.not_after - package.not_before > PACKAGE_LIFE_S:
            return "lifetime"
        return "" if package.is_last_resort == last else "last resort"


def _is_reachable(held: Stock) -> bool:
    return bool(held.packages) or held.last_resort
