"""Staff act on nobody they have talked with, and never on their own reports (moderation section 16). Pure.

Staff may show which pseudonym is theirs by being signed in to it; then what ties it to others answers, and nobody is
told which tie it was. Who shows none says, for each case, that they do not know the person.
"""

from collections.abc import Collection
from typing import Protocol

from palabre.kernel.errors import Refusal
from palabre.kernel.ids import ConversationId, MemberId
from palabre.moderation.decisions import HOST_AUTHOR, Decision, Source
from palabre.moderation.model import Case, Contact


class Acquaintances(Protocol):
    """Knows who has to do with whom."""

    async def known_to(self, members: Collection[MemberId]) -> frozenset[MemberId]:
        """Return everybody with whom these members talk, are friends, have a request, or whom either has blocked."""


def concerned(case: Case, senders: Collection[MemberId] = ()) -> frozenset[MemberId]:
    """Return everybody whom a case is about: its subject, whom they talk with, who reported it."""
    members = {case.subject, *(contact.member for contact in case.contacts), *senders}
    return frozenset(member for member in members if member)


def case_of(decision: Decision) -> Case:
    """Return what a decision without a case of its own is about: its subject, and the host who took it."""
    is_opener = decision.source is Source.HOST and decision.author.startswith(HOST_AUTHOR)
    host = MemberId(decision.author.removeprefix(HOST_AUTHOR) if is_opener else "")
    contacts = (Contact(host, ConversationId(""), "", decision.made),) if host else ()
    return Case(
        decision.case, "", decision.priority, decision.made, decision.subject, "", "", "", contacts=contacts
    )  # fmt: skip


def is_apart(case: Case, own: Collection[MemberId], known: Collection[MemberId], senders: Collection[MemberId]) -> bool:
    """Whether nothing ties somebody's pseudonyms to a case: not theirs, not their report, not about who they know.

    ``own`` are the pseudonyms, ``known`` those whom they have to do with. Whom the subject talks with counts only
    when it is one of ``own``: that two people know a third is no conflict.
    """
    return not concerned(case, senders) & frozenset(own) and case.subject not in known


def check_apart(*, is_apart: bool, has_shown: bool, has_said: bool) -> None:
    """Refuse a case that is too near.

    Raises ``Refusal``: not_yours, as for any case that is not; apart_needed, when nothing could be checked and it was
    not said either.
    """
    if not is_apart:
        raise Refusal("not_yours")
    if not has_shown and not has_said:
        raise Refusal("apart_needed")
