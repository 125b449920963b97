"""Every close code and error code of the wire, with its advice and its sentence for client authors."""

from enum import IntEnum

from palabre.kernel.errors import Advice


class CloseCode(IntEnum):
    """Why the server closes, each with an advice: see ``ADVICE``."""

    NORMAL = 1000
    GOING_AWAY = 1001
    PROTOCOL_ERROR = 1002
    UNSUPPORTED = 1003
    BAD_TEXT = 1007
    POLICY = 1008
    TOO_BIG = 1009
    FAULT = 1011
    RESTART = 1012
    TRY_LATER = 1013
    SESSION_ENDED = 4001
    LEFT = 4002
    TOO_MANY_CONNECTIONS = 4003
    VERSION = 4004
    SHUT = 4005
    CLOSED = 4006


CLOSES: dict[CloseCode, tuple[Advice, str]] = {
    CloseCode.NORMAL: (Advice.NEVER, "The client asked to close."),
    CloseCode.GOING_AWAY: (Advice.NOW, "The page or the server goes away; come back at once."),
    CloseCode.PROTOCOL_ERROR: (Advice.NEVER, "A frame broke RFC 6455; mend the client."),
    CloseCode.UNSUPPORTED: (Advice.NEVER, "Frames are text; a binary one came."),
    CloseCode.BAD_TEXT: (Advice.NEVER, "A text frame was not valid UTF-8."),
    CloseCode.POLICY: (
        Advice.LATER,
        "Too many frames that could not be read, commands without pause, pings or fragments.",
    ),
    CloseCode.TOO_BIG: (Advice.NEVER, "A frame or message passed 64 KiB."),
    CloseCode.FAULT: (Advice.LATER, "The server failed on a frame of this connection; come back."),
    CloseCode.RESTART: (Advice.LATER, "The server restarts; the reason holds the delay in milliseconds."),
    CloseCode.TRY_LATER: (Advice.LATER, "The server is full; the reason holds the delay in milliseconds."),
    CloseCode.SESSION_ENDED: (Advice.NEVER, "The age session ended; prove again to come back."),
    CloseCode.LEFT: (Advice.NEVER, "The member left."),
    CloseCode.TOO_MANY_CONNECTIONS: (Advice.NEVER, "A sixth connection of one member closed the oldest."),
    CloseCode.SHUT: (Advice.NEVER, "A measure closes the place to this member; `GET /chat` shows why, and what helps."),
    CloseCode.CLOSED: (Advice.NEVER, "Nobody is there to answer: the place is closed; `GET /chat` says when it opens."),
    CloseCode.VERSION: (Advice.NEVER, "The client speaks another version; reload the page."),
}

ERRORS: dict[str, str] = {
    "bad_frame": "The frame is not one JSON object of a known shape.",
    "unknown_command": "No command has this name.",
    "hello_first": "The first command must be hello.",
    "hello_once": "Hello was said already; open another socket to begin anew.",
    "too_long": "The text passes its limit (`limit` characters).",
    "empty": "Nothing was written.",
    "control_characters": "The text holds characters that cannot be shown.",
    "too_many_marks": "Too many marks are stacked on one letter.",
    "rate_limited": "Too many commands; wait `retry_after_ms`.",
    "fault": "Something broke on our side; it is logged without its words.",
    "busy": "The server is catching its breath; try again.",
    "judging_paused": "Writing pauses while our checks restart.",
    "unknown_place": "No such room, or not for you.",
    "not_joined": "Enter the room first.",
    "too_many_places": "Leave a room before entering another (`limit`).",
    "unknown_message": "No such message here.",
    "dice_unreadable": "Dice are written like 2d6: how many, d, how many faces.",
    "dice_count": "From 1 to `limit` dice at once.",
    "dice_faces": "Dice have from 2 to `limit` faces.",
    "dice_are_cast": "Dice cannot be changed once thrown.",
    "unknown_member": "Nobody of that id.",
    "not_yours": "Only its author may do that.",
    "too_late": "The 15 minutes to change it are over.",
    "key_reused": "This key already carried another text.",
    "refused": "A rule refused it; the sentence says why.",
    "think_again": "A rule asks to think it over; the same text with `sure` is taken.",
    "choose_name": "A decision has removed the pseudonym: choose another before speaking again.",
    "cooling_off": "No word for now; wait `retry_after_ms`. The sentence says why.",
    "requests_off": "No request to talk for now; wait `retry_after_ms`.",
    "suspended": "The place is closed to this member for `retry_after_ms`; `GET /chat` shows why.",
    "prove_again": "The place is closed to this member until they prove their age again.",
    "shut": "The place is closed to this member; `GET /chat` shows why.",
    "age_asked": "Answer first whether you are 18 or over (`answer_age`).",
    "nothing_asked": "No question waits for this answer.",
    "unknown_statement": "No such statement of reasons, or not about you.",
    "too_late_to_contest": "The six months to ask for another look are over.",
    "already_contested": "Another look was asked for already.",
    "unknown_complaint": "No complaint waits that could be taken back.",
    "changed_meanwhile": "Something changed meanwhile; read it again.",
    "too_many_contests": "At most `limit` texts wait to be looked at again.",
    "slow_mode": "The room is in slow mode; wait `retry_after_ms`.",
    "read_only": "Only the host writes in this room for now.",
    "not_host": "Only the room's host may do that.",
    "too_many_reactions": "A message carries at most `limit` different emoji.",
    "not_emoji": "A reaction is one emoji.",
    "name_stands": "The room goes by its own name: it stays.",
    "room_name_taken": "A room of that name exists.",
    "too_many_waiting": "You already have `limit` rooms waiting for approval.",
    "unknown_theme": "No such theme.",
    "pseudonym_short": "At least `limit` characters.",
    "pseudonym_long": "At most `limit` characters.",
    "pseudonym_characters": "Letters, digits, space and - ' . _ only.",
    "pseudonym_scripts": "Letters of one script only.",
    "pseudonym_taken": "That name is taken.",
    "pseudonym_under_age": "The name states an age under 18.",
    "unknown_town": "Choose a town of the list.",
    "bad_choice": "`field` has no such choice.",
    "not_available": "They are not available: one answer, whatever the reason.",
    "too_many_requests": "You have as many open requests as you may (`limit`); wait for answers.",
    "unknown_ticket": "No such ticket, or its two minutes are over, or it was used.",
    "unknown_conversation": "No such conversation, or not yours.",
    "unknown_device": "No such device of yours; begin a new one.",
    "no_device": "Say first which device this is.",
    "too_many_devices": "A member has at most `limit` devices; drop one.",
    "request_pending": "Only the first text may exist until they accept.",
    "frozen": "The conversation is frozen by moderation.",
    "bad_frame_sealed": "The octets are not a frame that may be carried (`reason`).",
    "bad_welcome": "The Welcome is not for the devices whose packages were given (`reason`).",
    "bad_package": "Key package `index` is refused (`reason`).",
    "too_many_packages": "A device keeps at most `limit` single-use packages.",
    "stale_epoch": "Another commit came first: catch up to `order`, seal again for `epoch`.",
    "stale_group": "The conversation has another group.",
    "group_lost": "Somebody lost the state: open a new group first.",
    "remove_first": "A device has left: commit its removal first.",
    "too_many_commits": "At most `limit` commits an hour for a device.",
    "no_consent": "They have not said yes to `kind`.",
    "bad_proof": "Message `index` of the report is not proven (`reason`).",
    "unknown_category": "No such reason to report; see `report.choices`.",
    "nothing_pointed_at": "A report points at something.",
    "too_many_items": "A report points at `limit` things at most.",
    "too_many_reports": "Too many reports at once; wait `retry_after_ms`. What cannot wait is always taken.",
    "reports_unread": "Reports of this member go unread for now; wait `retry_after_ms`. A danger is always read.",
    "not_here": "They are not in the room, or not for you.",
    "asked_out": "The host of the room asked this member to leave; wait `retry_after_ms`.",
    "host_pace": "A host acts `limit` times an hour at most; wait `retry_after_ms`.",
    "not_oneself": "That is oneself.",
    "too_many_friends": "At most `limit` friends and open questions.",
    "too_many_set_aside": "At most `limit` people blocked, and as many ignored.",
}
