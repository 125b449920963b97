"""The report categories, as the shipped file says them; checked whole when read."""

from enum import StrEnum
from functools import cache
from pathlib import Path

import msgspec

from palabre.kernel.errors import Refusal
from palabre.moderation.help_lines import Both
from palabre.moderation.model import Priority
from palabre.moderation.queues import Queue

DATA = Path(__file__).parent / "data"


class HoldKind(StrEnum):
    """A protective step that comes before any decision, and can be undone (moderation section 5.3)."""

    NONE = "none"
    HIDE_FOR_REPORTER = "hide_for_reporter"
    HIDE = "hide"
    HIDE_AND_PRESERVE = "hide_and_preserve"
    FREEZE_CONTACT = "freeze_contact"  # the pair can no longer exchange
    FREEZE_ACCOUNT = "freeze_account"
    FREEZE_ACCOUNT_UNTIL_AGE_PROOF = "freeze_account_until_age_proof"
    ISOLATE = "isolate"
    SEAL_AND_HIDE = "seal_and_hide"
    SHOW_HELP = "show_help"
    PRESERVE_ONLY = "preserve_only"


class Ground(StrEnum):
    """What a category is first taken for: against the law, or against the terms."""

    ILLEGAL = "illegal"
    INCOMPATIBLE = "incompatible"


class Category(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that somebody may report, and what follows at once."""

    code: str
    label_fr: str
    label_en: str
    dsa_category: str
    dsa_keywords: tuple[str, ...]
    dsa_category_addition: tuple[str, ...]
    priority: Priority
    queue: Queue
    french_law: tuple[str, ...]
    default_ground: Ground
    art18_check: bool  # a crime that threatens a life or a person's safety must be considered
    name_email_may_be_omitted_by_law: bool  # then neither is even asked for
    protective_hold: HoldKind
    helplines: tuple[str, ...]  # numbers without spaces
    keyword_other_description: str = ""  # what KEYWORD_OTHER stands for in the yearly report

    @property
    def label(self) -> Both:
        """The plain words people choose it by."""
        return Both(self.label_fr, self.label_en)

    @property
    def is_legal(self) -> bool:
        """Whether choosing it alleges that something is illegal."""
        return self.default_ground is Ground.ILLEGAL

    @property
    def is_sealed(self) -> bool:
        """Whether what is reported under it is sealed unseen."""
        return self.protective_hold is HoldKind.SEAL_AND_HIDE


class _File(msgspec.Struct, frozen=True):
    categories: tuple[Category, ...]


@cache
def categories() -> dict[str, Category]:
    """Return every category by its code, in the file's order. Raises ``msgspec.ValidationError``."""
    file = msgspec.json.decode((DATA / "report-categories.json").read_bytes(), type=_File)
    return {one.code: one for one in file.categories}


def category(code: str) -> Category:
    """Return a category. Raises ``Refusal("unknown_category")``."""
    found = categories().get(code)
    if found is None:
        raise Refusal("unknown_category")
    return found
