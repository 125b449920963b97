"""The words that an insult table calls slurs, in every language, as expressions over folded text.

They are not looked for here: whoever reads what was reported may have them masked (moderation section 17.3).
"""

from functools import cache

from palabre.safety.tables import languages, read_table


@cache
def slurs() -> tuple[str, ...]:
    """Return the expressions of the class ``slur`` of each language: lower case, no accent, no class inside."""
    tables = (read_table(f"{language}/insult", missing_ok=True) for language in languages())
    return tuple(sorted({word for table in tables for word in table.get("classes", {}).get("slur", ())}))
