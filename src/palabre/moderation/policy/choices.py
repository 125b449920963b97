"""The seven choices of the first screen, and the categories behind each (moderation section 3, rule 2).

One table: danger and minor come first; a choice sent as it stands is its first category. A house test finds every
category behind exactly one choice.
"""

from dataclasses import dataclass

from palabre.moderation.help_lines import Both
from palabre.moderation.policy.catalogue import Category, categories


@dataclass(frozen=True, slots=True)
class Choice:
    """One plain reason of the first screen."""

    key: str
    label: Both
    codes: tuple[str, ...]  # the first is what the choice alone means

    @property
    def categories(self) -> tuple[Category, ...]:
        """The categories behind it."""
        return tuple(categories()[code] for code in self.codes)


CHOICES = (
    Choice(
        "danger",
        Both("Danger ou piège", "Danger or trap"),
        ("danger_life", "ambush", "suicide", "sexual_violence_plan", "trafficking", "terrorism"),
    ),
    Choice(
        "minor",
        Both("Semble mineur, ou mineur en danger", "Seems under 18, or a minor in danger"),
        ("minor_present", "minor_solicited", "csam", "csam_synthetic"),
    ),
    Choice(
        "threats",
        Both("Menaces, chantage, harcèlement", "Threats, blackmail, harassment"),
        ("harassment", "threats", "sextortion", "stalking", "doxing"),
    ),
    Choice(
        "intimate",
        Both("Contenu sexuel non voulu, ou mon image", "Unwanted sexual content, or my picture"),
        ("unwanted_sexual", "intimate_image", "intimate_image_synthetic"),
    ),
    Choice("scam", Both("Arnaque ou publicité", "Scam or spam"), ("scam", "spam", "impersonation")),
    Choice("hate", Both("Haine", "Hate"), ("hate", "incitement")),
    Choice(
        "other",
        Both("Autre chose", "Something else"),
        ("room_rules", "defamation", "illegal_goods", "ban_evasion", "privacy_request", "other_illegal"),
    ),
)
