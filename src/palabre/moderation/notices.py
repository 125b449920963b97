"""Notices: somebody says that something is illegal or against the terms (DSA 16; moderation section 4). Pure."""

import hashlib
import re
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.moderation.policy.catalogue import Category, category
from palabre.private.model import Shown
from palabre.safety.normalise import normalise_text

EXPLANATION: Final = 4_000  # characters, moderation section 4.2
NAME: Final = 100  # characters of a notifier's name
EMAIL: Final = 254  # characters; RFC 5321 takes no longer path
LAW: Final = 200  # characters of a law cited
ITEMS: Final = 40  # pointed at by one notice: an excerpt of a private conversation; more is another notice
LOCATION: Final = 500  # characters of an address or a description of where it is
ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")


class Channel(StrEnum):
    """How a notice came."""

    IN_APP = "in_app"
    PUBLIC_FORM = "public_form"
    TRUSTED_FLAGGER = "trusted_flagger"
    EMAIL = "email"
    STAFF = "staff"


class NoticeKind(StrEnum):
    """What a notice is in law (section 4.4)."""

    ART16 = "art16"
    TERMS_ONLY = "terms_only"
    TRUSTED_FLAGGER = "trusted_flagger"


class Victim(StrEnum):
    """Whether the notifier is the one harmed; it raises care, never lowers priority."""

    YES = "yes"
    NO = "no"
    UNSAID = "unsaid"


class ItemKind(StrEnum):
    """What may be pointed at."""

    MESSAGE = "message"  # of a room
    CARD = "card"
    PSEUDONYM = "pseudonym"
    ROOM_NAME = "room_name"
    SEALED = "sealed"  # a message of a private conversation, proven by its receipt
    WORDS = "words"  # an address, or where it is, in the notifier's own words


class Item(Struct, frozen=True):
    """One thing pointed at."""

    kind: ItemKind
    ref: str
    place: str = ""  # the room or conversation
    subject: MemberId = MemberId("")  # who made it, once found

    @property
    def name(self) -> str:
        """What makes it the same item in two notices."""
        return f"{self.kind.value} {self.place} {self.ref}"


class Draft(Struct, frozen=True):
    """What a notifier says, before it is checked."""

    channel: Channel
    reason_code: str
    items: tuple[Item, ...]
    explanation: str = ""
    name: str = ""
    email: str = ""
    good_faith: bool = False
    law_cited: str = ""
    is_victim: Victim = Victim.UNSAID
    wants_contact_stop: bool = False
    reporter: MemberId = MemberId("")  # empty without an account: the code is all that is known
    shown: tuple[Shown, ...] = ()  # proven messages of a private conversation
    is_trusted: bool = False  # of a body with that status, within its field


class Notice(Struct, frozen=True):
    """A notice as kept; name and e-mail stand apart, so that they can be erased first."""

    id: str
    received_at: int  # every delay counts from here, never from when it was opened
    channel: Channel
    reason_code: str  # the notifier's own choice
    kind: NoticeKind
    items: tuple[Item, ...]
    explanation: str = ""
    law_cited: str = ""
    good_faith: bool = False
    is_victim: Victim = Victim.UNSAID
    wants_contact_stop: bool = False
    reporter: MemberId = MemberId("")
    state: str = "received"
    case: str = ""
    merged_into: str = ""  # the notice whose answer is also this one's
    category_final: str = ""  # the moderator's

    @property
    def category(self) -> Category:
        """The category that was chosen."""
        return category(self.reason_code)

    @property
    def key(self) -> bytes:
        """What two notices of the same thing for the same reason share (section 4.5)."""
        names = "\n".join(sorted(item.name for item in self.items))
        return hashlib.sha256(f"{self.reason_code}\n{names}".encode()).digest()


def checked(draft: Draft) -> Draft:
    """Return a draft as it may be kept.

    Raises ``Refusal``: unknown_category; those of ``normalise_text``; nothing_pointed_at, too_many_items (``limit``),
    explain (the public form asks for words), good_faith_needed (it asks for the tick), bad_email.
    """
    found = category(draft.reason_code)
    if not draft.items:
        raise Refusal("nothing_pointed_at")
    if len(draft.items) > ITEMS:
        raise Refusal("too_many_items", limit=ITEMS)
    clean = replace(
        draft,
        items=tuple(dict.fromkeys(_item(one) for one in draft.items)),
        explanation=_text(draft.explanation, EXPLANATION),
        law_cited=_text(draft.law_cited, LAW),
        name=_text(draft.name, NAME),
        email=_text(draft.email, EMAIL),
    )
    if found.name_email_may_be_omitted_by_law:
        clean = replace(clean, name="", email="")  # not asked for: nothing of it is kept if given
    _check_form(clean)
    return clean


def kind_of(draft: Draft) -> NoticeKind:
    """Return what a notice is in law: it alleges illegality by its category, or by a law cited with some words."""
    if draft.is_trusted:
        return NoticeKind.TRUSTED_FLAGGER
    alleges = category(draft.reason_code).is_legal or bool(draft.law_cited and draft.explanation)
    return NoticeKind.ART16 if alleges else NoticeKind.TERMS_ONLY


def notice_of(draft: Draft, number: str, now: int) -> Notice:
    """Return the notice of a checked draft, as received."""
    return Notice(
        number, now, draft.channel, draft.reason_code, kind_of(draft), draft.items, draft.explanation,
        draft.law_cited, draft.good_faith, draft.is_victim, draft.wants_contact_stop, draft.reporter,
    )  # fmt: skip


def _check_form(draft: Draft) -> None:
    if draft.email and not ADDRESS.fullmatch(draft.email):
        raise Refusal("bad_email")
    if draft.channel is not Channel.PUBLIC_FORM:
        return
    if not draft.explanation:
        raise Refusal("explain")
    if not draft.good_faith:
        raise Refusal("good_faith_needed")


def _item(one: Item) -> Item:
    return replace(one, ref=_text(one.ref, LOCATION)) if one.kind is ItemKind.WORDS else one


def _text(words: str, limit: int) -> str:
    return normalise_text(words, limit) if words.strip() else ""
