"""Members: they enter with a pseudonym, a town and an age, show what they choose, and leave without a trace."""

import random
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Protocol

import msgspec

from palabre.identity.model import AgeShown, Card, EntryDraft, HereFor, Member, Profile, TownShown
from palabre.identity.ports import MemberStore
from palabre.identity.pseudonyms import check_pseudonym, is_reserved, suggestions
from palabre.identity.ties import Apart
from palabre.identity.towns import Town, Towns
from palabre.kernel.clock import DAY, HOUR, MINUTE, Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, digest, new_id, new_secret
from palabre.kernel.limits import AGE_MAXIMUM, AGE_MINIMUM, CARD_WORDS
from palabre.safety.model import EventType, Observation, Outcome, Verdict
from palabre.safety.normalise import normalise_text, skeleton
from palabre.safety.verdicts import name_waits

COOKIE = "__Host-member"
UNUSED = 7 * DAY  # after the end of a visit: a card nobody came back to goes
UNUSED_KEPT = 365 * DAY  # a kept pseudonym too, after twelve months
NOTED_EVERY = 10 * MINUTE  # who is connected is noted that often
LAST_HOUR = HOUR  # a visit may go on that long after the last connection of it was seen
FREE_FIELD = 40  # characters of pronouns, gender, languages
COLOURS = 12
NOBODY = MemberId("")  # who is not in yet


class Name(NamedTuple):
    """A pseudonym as kept, and whether it waits for a person before it is shown."""

    text: str
    waits: bool


class Judge(Protocol):
    """Judges words before anyone sees them."""

    def check(self, observation: Observation, now: int) -> Verdict:
        """Return the verdict."""


class Law(Protocol):
    """What binds members, and what follows a verdict."""

    def is_gone(self, member: MemberId) -> bool:
        """Whether a member appears to others as gone."""

    def check_names(self, member: MemberId) -> None:
        """Refuse a name or a card of whoever may say no word. Raises ``Refusal`` with the time left."""

    async def named(self, member: MemberId) -> None:
        """Take note that a member has chosen another name, in the place of a covered one."""

    async def act(self, observation: Observation, verdict: Verdict) -> Verdict:
        """Do what a verdict asks of the house; return it as it stands for the event."""


class Lawless:
    """Binds nobody: what stands where moderation does not."""

    def is_gone(self, member: MemberId) -> bool:  # noqa: ARG002 - the port's shape
        """Miss nobody."""
        return False

    def check_names(self, member: MemberId) -> None:
        """Refuse nobody."""

    async def named(self, member: MemberId) -> None:
        """Wait for nobody's name."""

    async def act(self, observation: Observation, verdict: Verdict) -> Verdict:  # noqa: ARG002 - the port's shape
        """Do nothing."""
        return verdict


@dataclass(frozen=True, slots=True)
class Members:
    """Everybody who is here."""

    store: MemberStore
    towns: Towns
    judge: Judge
    clock: Clock
    chance: random.Random
    apart: Apart = field(default_factory=Apart)
    law: Law = field(default_factory=Lawless)

    async def check_name(self, text: str, former: Member | None = None, subject: MemberId = NOBODY) -> Name:
        """Return a pseudonym as kept if it is free, or held by ``former``, who passes it on.

        At the door a name that a rule holds waits for a person; whoever is here keeps the name that they have.

        Raises ``Refusal``: those of ``check_pseudonym``; pseudonym_under_age; pseudonym_taken for taken,
        reserved and look-alike ones alike.
        """
        name = check_pseudonym(text)
        is_held = await self._judge(name, EventType.MEMBER_JOINED, subject, may_wait=subject == NOBODY)
        is_theirs = former is not None and skeleton(former.profile.card.name) == skeleton(name)
        if is_reserved(name) or (not is_theirs and await self.store.is_taken(skeleton(name))):
            raise Refusal("pseudonym_taken")
        return Name(name, waits=is_held and not is_theirs)  # theirs has been shown: it is not under a stand-in

    def suggestions(self, lang: Literal["fr", "en"]) -> list[str]:
        """Return pseudonyms to offer; one may be taken, which entering tells."""
        return suggestions(lang, (), self.chance)

    async def enter(self, draft: EntryDraft) -> tuple[Member, str]:
        """Let somebody in; return the member and the secret of their session. Raises ``Refusal`` as ``prepare``."""
        member = await self.prepare(draft)
        return member, await self.admit(member)

    async def admit(self, member: Member) -> str:
        """Record a prepared member; return the secret of their session. Raises ``Refusal("pseudonym_taken")``."""
        secret = new_secret()
        await self.store.add(member, skeleton(member.profile.card.name), digest(secret), self.clock.now())
        return secret

    async def prepare(self, draft: EntryDraft, former: Member | None = None) -> Member:
        """Return who somebody would be; nothing is recorded. ``former``, whom they were, may pass on their name.

        Raises ``Refusal``: under_age, age_range, unknown_town, bad_choice, and those of ``check_name``.
        """
        check_age(draft.age)
        town = self._town(draft.town)
        name, waits = await self.check_name(draft.pseudonym, former)
        now = self.clock.now()
        profile = Profile(
            card=Card(
                id=MemberId(new_id()), name=name, colour=colour_of(name), here_for=_purposes(draft.here_for),
                since=now - now % DAY,
            ),
            town=town.id,
            town_name=town.name,
            town_shown=_choice(TownShown, draft.town_shown, "town_shown"),
            age=draft.age,
            age_shown=_choice(AgeShown, draft.age_shown, "age_shown"),
            ask_first=draft.ask_first,
            name_covered="held" if waits else "",
        )  # fmt: skip
        return Member(self._shown(profile, town))

    async def of_session(self, secret: str | None) -> Member | None:
        """Return the member of a session's secret."""
        return await self.store.by_session(digest(secret), self.clock.now()) if secret else None

    async def card(self, member: MemberId, viewer: MemberId) -> Card:
        """Return somebody's card. Raises ``Refusal("unknown_member")``, also when the two are apart."""
        found = await self.store.get(member)
        if found is None or self.apart.are_apart(member, viewer) or self.law.is_gone(member):
            raise Refusal("unknown_member")
        return found.profile.card if member == viewer else found.profile.seen

    async def edit(self, member: MemberId, **changes: Any) -> Profile:
        """Change what is given of one's card and choices; return the whole. Raises ``Refusal`` as ``enter``."""
        found = await self.store.get(member)
        if found is None:
            raise Refusal("unknown_member")
        wanted = {name: value for name, value in changes.items() if value is not None}
        profile = await self._changed(found.profile, wanted)
        await self.store.save(Member(profile), skeleton(profile.card.name))
        if found.profile.name_covered and not profile.name_covered:
            await self.law.named(member)
        return profile

    async def find(self, member: MemberId) -> Member | None:
        """Return somebody who has not left, and is not hidden from everybody."""
        return None if self.law.is_gone(member) else await self.store.get(member)

    def town_name(self, number: int) -> str:
        """Return a town's name, or nothing."""
        town = self.towns.get(number)
        return town.name if town else ""

    def known_town(self, number: int) -> int:
        """Return a town's id, or 0 for none. Raises ``Refusal("unknown_town")``."""
        return self._town(number).id if number else 0

    async def leave(self, member: MemberId) -> None:
        """Erase a member's card and sessions."""
        await self.store.remove(member)

    async def unused(self, connected: Collection[MemberId]) -> list[MemberId]:
        """Return members of passage whose visit ended seven days ago, and kept pseudonyms after twelve months.

        Who is connected is noted as here now.
        """
        now = self.clock.now()
        await self.store.saw(connected, now)
        late = now - LAST_HOUR - NOTED_EVERY
        return await self.store.unused_since(late - UNUSED, late - UNUSED_KEPT)

    async def _changed(self, profile: Profile, wanted: dict[str, Any]) -> Profile:
        card = profile.card
        if "pseudonym" in wanted and skeleton(wanted["pseudonym"]) != skeleton(card.name):
            name, _ = await self.check_name(wanted["pseudonym"], None, card.id)
            card = msgspec.structs.replace(card, name=name)
            profile = msgspec.structs.replace(profile, name_covered="")
        elif "pseudonym" in wanted and not profile.name_covered:
            card = msgspec.structs.replace(card, name=check_pseudonym(wanted["pseudonym"]))
        words = await self._words(wanted, card.id)
        if any(words.values()) and profile.words_covered == "removed":
            profile = msgspec.structs.replace(profile, words_covered="")
        card = msgspec.structs.replace(card, **words, **_looks(wanted))
        town = self._town(wanted.get("town", profile.town))
        changed = msgspec.structs.replace(
            profile,
            card=card,
            town=town.id,
            town_name=town.name,
            town_shown=_choice(TownShown, wanted.get("town_shown", profile.town_shown), "town_shown"),
            age_shown=_choice(AgeShown, wanted.get("age_shown", profile.age_shown), "age_shown"),
        )
        return self._shown(changed, town)

    async def _words(self, wanted: dict[str, Any], member: MemberId) -> dict[str, str]:
        bounds = {"words": CARD_WORDS, "pronouns": FREE_FIELD, "gender": FREE_FIELD, "languages": FREE_FIELD}
        given = {name: str(wanted[name]).strip() for name in bounds if name in wanted}
        for name, text in given.items():
            if text:
                given[name] = normalise_text(text, bounds[name])
                await self._judge(given[name], EventType.PROFILE_CHANGED, member)
        return given

    def _shown(self, profile: Profile, town: Town) -> Profile:
        card = msgspec.structs.replace(
            profile.card, age=age_label(profile.age, profile.age_shown), town=self._town_label(town, profile.town_shown)
        )
        return msgspec.structs.replace(profile, card=card)

    def _town_label(self, town: Town, shown: TownShown) -> str:
        match shown:
            case TownShown.TOWN:
                return town.name
            case TownShown.LARGER:
                return (self.towns.larger(town) or town).name
            case TownShown.DEPARTMENT:
                return self.towns.department(town)
            case TownShown.NONE:
                return ""

    def _town(self, number: int) -> Town:
        town = self.towns.get(number)
        if town is None:
            raise Refusal("unknown_town")
        return town

    async def _judge(self, text: str, event: EventType, subject: MemberId, *, may_wait: bool = False) -> bool:
        """Return whether a person has to read it before it is shown."""
        self.law.check_names(subject)
        seen = Observation(new_id(), event, subject, text)
        verdict = await self.law.act(seen, self.judge.check(seen, self.clock.now()))
        waits = may_wait and name_waits(verdict)
        if verdict.outcome is not Outcome.ALLOW and not waits:
            code = "pseudonym_under_age" if verdict.rule == "minor.named" else "refused"
            raise Refusal(code).explained(verdict.sentence, verdict.help)
        return waits


def check_age(age: int) -> None:
    """Refuse an age that is not an adult's. Raises ``Refusal``: under_age, age_range."""
    if 0 <= age < AGE_MINIMUM:
        raise Refusal("under_age")
    if not AGE_MINIMUM <= age <= AGE_MAXIMUM:
        raise Refusal("age_range")


def age_label(age: int, shown: AgeShown) -> str:
    """Return what a card says of an age: 41, 40–44 (18–24 first), or nothing."""
    match shown:
        case AgeShown.AGE:
            return str(age)
        case AgeShown.BAND:
            return "18–24" if age < 25 else f"{age // 5 * 5}–{age // 5 * 5 + 4}"
        case AgeShown.NONE:
            return ""


def colour_of(name: str) -> int:
    """Return the colour drawn from a pseudonym, 1 to 12."""
    return int.from_bytes(digest(skeleton(name))[:4], "big") % COLOURS + 1


def _looks(wanted: dict[str, Any]) -> dict[str, Any]:
    looks: dict[str, Any] = {}
    if "colour" in wanted:
        if not 1 <= wanted["colour"] <= COLOURS:
            raise Refusal("bad_choice", field="colour")
        looks["colour"] = wanted["colour"]
    if "here_for" in wanted:
        looks["here_for"] = _purposes(wanted["here_for"])
    return looks


def _purposes(values: tuple[str, ...]) -> tuple[HereFor, ...]:
    chosen = {_choice(HereFor, value, "here_for") for value in values}
    return tuple(purpose for purpose in HereFor if purpose in chosen)


def _choice(kind: Any, value: str, name: str) -> Any:
    try:
        return kind(value)
    except ValueError:
        raise Refusal("bad_choice", field=name) from None
