"""Everything that is kept of one person, gathered for that person alone."""

import base64
from dataclasses import dataclass
from typing import Any

import msgspec

from palabre.chat.ports import ChatStore
from palabre.identity.keeping import Keeping
from palabre.identity.model import Member
from palabre.identity.ties import Ties
from palabre.private.ports import PrivateStore, Seat
from palabre.web.mydecisions import MyDecisions

NO_DEVICE = b""


@dataclass(frozen=True, slots=True)
class MyData:
    """Reads each store once; sealed octets are counted, not given: only the devices can open them."""

    chat: ChatStore
    private: PrivateStore
    ties: Ties
    keeping: Keeping
    decisions: MyDecisions

    async def of(self, member: Member) -> dict[str, Any]:
        """Return what is kept of a member, as JSON values."""
        has_words, passkeys = await self.keeping.kept(member.id)
        circle, aside = await self.ties.circle(member.id), await self.ties.set_aside(member.id)
        return {
            "profile": msgspec.to_builtins(member.profile),
            "kept_by": {"words": has_words, "passkeys": passkeys},
            "choices": msgspec.to_builtins(await self.private.choices(member.id)),
            "devices": [
                {"device": _text(one.device), "since": one.since, "seen": one.seen}
                for one in await self.private.devices(member.id)
            ],
            "said_in_rooms": [msgspec.to_builtins(one) for one in await self.chat.words_of(member.id)],
            "conversations": await self._conversations(member),
            "friends": [
                {"name": one.card.name, "since": one.since, "note_sealed": _text(one.note)} for one in circle.friends
            ],
            "friendship_asked": [card.name for card in circle.asked],
            "friendship_asked_by": [card.name for card in circle.asking],
            "blocked": [card.name for card in aside[0]],
            "ignored": [card.name for card in aside[1]],
            **await self.decisions.of(member.id),
        }

    async def _conversations(self, member: Member) -> list[dict[str, Any]]:
        return [
            {
                "with": one.other.name if one.other else None, "since": one.since, "state": one.state.value,
                "i_accept": msgspec.to_builtins(one.mine), "they_accept": msgspec.to_builtins(one.theirs),
                "vanishing": one.vanishing.value, "frames_so_far": one.head,
            }
            for one in await self.private.conversations(Seat(member.id, NO_DEVICE))
        ]  # fmt: skip


def _text(octets: bytes) -> str:
    return base64.b64encode(octets).decode()
