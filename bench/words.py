"""What the generator says: to the product in its own words, to a rival as many octets as the product would write."""

import msgspec

from palabre.chat.events import Said
from palabre.chat.model import Author, Message
from palabre.gateway.hub import events_frame
from palabre.kernel.ids import MemberId, MessageId, PlaceId

# c/load.c fills in: %P the place, %N a number, %T the time and the speaker, by which a delivery or an ack is known.
OPENING = '{"t":"hello","n":1,"v":1}\n{"t":"join","n":2,"place":"%P"}\n'
TEXT = "~t%T il fait bon ce soir sur le port"
SAYING = f'{{"t":"send","n":%N,"place":"%P","key":"~k%T","text":"{TEXT}"}}'
# To a device: %P is its name, %C a conversation, %F a frame sealed for it; `_` for `~`, which an id may not hold.
OPENING_PRIVATE = '{"t":"hello","n":1,"v":1}\n{"t":"device.begin","n":2,"device":"%P"}\n'
SAYING_PRIVATE = '{"t":"private.send","n":%N,"conversation":"%C","id":"_k%T","frame":"%F"}'
SAYING_LONG = SAYING.replace(" il fait", " il fait vraiment" * 110 + " très")


def as_written() -> str:
    """Return an event like those that the product writes for a message, of the same length, for a rival to repeat."""
    author = Author(MemberId("w" * 16), "Essai dabada", 7, "41", "Limoges")
    message = Message(MessageId("x" * 16), 1_234, 1_795_000_000_000, author, TEXT)
    event = msgspec.json.encode(Said(1_234, message))
    return events_frame(PlaceId("cuisine"), "e" * 16, [event]).decode()
