"""What is said twice with one key is said once, and judged once where its key is remembered."""

from pathlib import Path
from typing import cast

import pytest

from palabre.bus.memory import MemoryBus
from palabre.chat.judgement import Judgement
from palabre.chat.listing import Listing
from palabre.chat.messages import Messages
from palabre.kernel.clock import ManualClock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.safety.model import Observation, Outcome, Verdict
from palabre.store.chat import SqlChatStore
from ports.adapters import sqlite_chat
from ports.samples import ADA, BO, TEA, draft

CALLED = ((MemberId("member-cleo"), "Cleo"),)


class OnlyOnce:
    """A judge that lets one message pass."""

    def __init__(self) -> None:
        """Wait for the first."""
        self.judged = 0

    def check(self, _: Observation, now: int) -> Verdict:  # noqa: ARG002 - the port's shape
        """Allow the first, refuse every other."""
        self.judged += 1
        return Verdict(outcome=Outcome.ALLOW if self.judged == 1 else Outcome.REFUSE, rule="once")


async def test_a_repeat_gets_its_ack_however_late(tmp_path: Path) -> None:
    """It is not judged while its key is remembered; afterwards it is, and a refusal does not take its ack away."""
    clock, judge, bus = ManualClock(), OnlyOnce(), MemoryBus()
    async with sqlite_chat(tmp_path, clock) as store:
        await store.add_room(TEA, "tea")
        messages = Messages(store, Judgement(judge, clock), bus, clock, lambda *_: (), Listing(store))
        given = draft("Bonsoir")
        acks = [await messages.post(ADA, TEA.id, given) for _ in range(2)]
        assert judge.judged == 1
        cast("SqlChatStore", store).keys.know([])
        cast("SqlChatStore", store).keys._younger.clear()
        acks.append(await messages.post(ADA, TEA.id, given))
        assert (judge.judged, acks) == (2, acks[:1] * 3)
        with pytest.raises(Refusal, match="refused"):
            await messages.post(ADA, TEA.id, draft("Rebonsoir"))


class Advises:
    """A judge that lets everything pass, and has a word for whoever said it."""

    def check(self, seen: Observation, now: int) -> Verdict:  # noqa: ARG002 - the port's shape
        """Allow; where help is asked for, say so."""
        help_lines = "distress" if "mal" in seen.text else ""
        return Verdict(rule="a.rule", sentence={"fr": "Des gens écoutent.", "en": "People listen."}, help=help_lines)


async def test_whoever_needs_help_is_told_beside_their_message(tmp_path: Path) -> None:
    """The message goes out; its author alone gets the sentence, with its ack; without help lines nothing is said."""
    clock, bus = ManualClock(), MemoryBus()
    async with sqlite_chat(tmp_path, clock) as store:
        await store.add_room(TEA, "tea")
        messages = Messages(store, Judgement(Advises(), clock), bus, clock, lambda *_: (), Listing(store))
        told = [await messages.post(ADA, TEA.id, draft(text)) for text in ("je vais mal", "il fait beau")]
    assert [one.ack.state for one in told] == ["said", "said"]
    assert [dict(one.sentence).get("fr", "") for one in told] == ["Des gens écoutent.", ""]


class Hears:
    """A judge that lets everything pass, and remembers to whom each thing was said."""

    def __init__(self) -> None:
        """Have heard nothing yet."""
        self.to: list[tuple[str, ...]] = []

    def check(self, seen: Observation, now: int) -> Verdict:  # noqa: ARG002 - the port's shape
        """Allow."""
        self.to.append(seen.to)
        return Verdict()


async def test_safety_knows_whom_a_reply_answers(tmp_path: Path) -> None:
    """Who is mentioned and who is answered, each once; an answer to oneself is to nobody; an edit says the same."""
    clock, judge, bus, cleo = ManualClock(), Hears(), MemoryBus(), CALLED[0][0]
    async with sqlite_chat(tmp_path, clock) as store:
        await store.add_room(TEA, "tea")
        messages = Messages(
            store,
            Judgement(judge, clock),
            bus,
            clock,
            lambda _, text, __: CALLED if "@" in text else (),
            Listing(store),
        )
        asked = (await messages.post(ADA, TEA.id, draft("Qui vient ?"))).ack
        await messages.post(ADA, TEA.id, draft("Personne ?", reply=asked.id))
        answer = (await messages.post(BO, TEA.id, draft("Moi", reply=asked.id))).ack
        await messages.post(BO, TEA.id, draft("@Cleo aussi", reply=asked.id))
        await messages.edit(BO.id, TEA.id, answer.id, "Moi aussi")
        await messages.edit(BO.id, TEA.id, answer.id, "@Cleo et moi")
    assert judge.to == [(), (), (ADA.id,), (cleo, ADA.id), (ADA.id,), (cleo, ADA.id)]
