"""The Commission's words: categories with their keywords, and the enumerations of statements of reasons."""

from functools import cache

import msgspec

from palabre.moderation.policy.catalogue import DATA


class Keyword(msgspec.Struct, frozen=True):
    """A sub-category."""

    keyword: str
    description: str
    label: str = ""


class Branch(msgspec.Struct, frozen=True):
    """A category with its sub-categories, and the sheets of the yearly report that it may appear in."""

    category: str
    description: str
    keywords: tuple[Keyword, ...]
    api: bool
    sheets: tuple[str, ...]
    label: str = ""

    def holds(self, keyword: str) -> bool:
        """Whether a keyword stands under this category."""
        return any(one.keyword == keyword for one in self.keywords)


class _Tree(msgspec.Struct, frozen=True):
    categories: tuple[Branch, ...]


@cache
def keyword_tree() -> dict[str, Branch]:
    """Return every branch by its category (Implementing Regulation (EU) 2024/2835, Annex I part 2)."""
    file = msgspec.json.decode((DATA / "category-keyword-tree.json").read_bytes(), type=_Tree)
    return {one.category: one for one in file.categories}


class _Values(msgspec.Struct, frozen=True):
    enumerations: dict[str, dict[str, str] | tuple[str, ...]]


@cache
def enumerations() -> dict[str, dict[str, str]]:
    """Return the values of each enumeration of a statement of reasons, with their words (schema of July 2025)."""
    found = msgspec.json.decode((DATA / "sor-enumerations.json").read_bytes(), type=_Values).enumerations
    return {name: dict(one) if isinstance(one, dict) else dict.fromkeys(one, "") for name, one in found.items()}
