"""Tells everybody concerned what is now durable: rooms, the two of a conversation, whoever is bound or free."""

from palabre.chat.announce import LISTED
from palabre.chat.messages import ring
from palabre.kernel.ports import Bus
from palabre.moderation.enforcement import BOUND
from palabre.moderation.notice_ports import Binds, Reach
from palabre.private.bells import Changed, RequestsMoved, ring_both


async def tell(here: Binds, bus: Bus, reach: Reach) -> None:
    """Tell the lines of this node at once, and every other node; harmless when repeated."""
    await ring(bus, reach.written)
    for member in dict.fromkeys(reach.members):
        await here.changed(member)
        await bus.publish(BOUND, member.encode())
    for place in reach.rooms:
        await bus.publish(LISTED, place.encode())
    for pair in reach.pairs:
        await ring_both(bus, pair, Changed(pair.conversation))
        await ring_both(bus, pair, RequestsMoved())
