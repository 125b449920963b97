"""Named bounds: one place, each with its unit and reason (architecture section 10)."""

from typing import Final

MESSAGE_CHARACTERS: Final = 2_000  # code points after NFC; longer texts belong to the forum
FRAME_OCTETS: Final = 64 * 1024  # a message of four-octet characters with its envelope fits eight times
COMMANDS_PER_SECOND: Final = 20  # a fast person sends two
COMMANDS_BURST: Final = 40  # a client that comes back repeats a page of them
BAD_FRAMES: Final = 20  # a broken client is told twenty times, then closed
PLACES_JOINED: Final = 50  # more tabs than anybody reads
CONNECTIONS_PER_MEMBER: Final = 5  # phone, tablet, desktop and two spare tabs
OUTBOX_OCTETS: Final = 256 * 1024  # what a slow client may owe before it is closed
SEND_BUFFER_OCTETS: Final = 64 * 1024  # kernel memory for one connection
PENDING_COMMITS: Final = 10_000  # half a second of writing at saturation, then `busy`
ROOM_AUDIENCE: Final = 500  # people who can still follow one another; then a twin room opens
HISTORY_ON_ENTRY: Final = 50  # messages; two screens
HISTORY_PAGE: Final = 50
PEOPLE_PAGE: Final = 50
SEARCH_RESULTS: Final = 50
RESUME_EVENTS: Final = 500  # beyond it a client refetches instead of replaying
PSEUDONYM_SHORTEST: Final = 2
PSEUDONYM_LONGEST: Final = 20
CARD_WORDS: Final = 300  # characters of the few words on a card
AWAY_NOTE: Final = 80
ROOM_NAME: Final = 40
ROOM_TOPIC: Final = 120
ROOM_PURPOSE: Final = 300
ROOMS_WAITING_PER_MEMBER: Final = 2  # a queue one person cannot fill
COMBINING_MARKS: Final = 4  # in a row; no written language needs more
REACTIONS_PER_MESSAGE: Final = 20  # different emoji under one message
MENTIONS: Final = 10
EDIT_WINDOW_MS: Final = 15 * 60_000
KEY_LIFE_MS: Final = 24 * 3_600_000  # a repeated send with the same key gets the same ack
AWAY_AFTER_MS: Final = 10 * 60_000
COALESCE_MS: Final = 50  # one write a room per window, the first message at once
COMMIT_WINDOW_MS: Final = 5
COUNTS_EVERY_MS: Final = 5_000
POLL_EVERY_MS: Final = 5_000  # covers a lost bell
PEOPLE_EVERY_MS: Final = 2_000
TYPING_EVERY_MS: Final = 3_000
HEARTBEAT_MS: Final = 20_000  # each connection once per round
AGE_MINIMUM: Final = 18
AGE_MAXIMUM: Final = 120
