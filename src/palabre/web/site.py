"""What every page knows of the place it stands in."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs this server, as the law asks a site to say (LCEN article 1-1)."""

    name: str = ""
    contact: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class AgeProvider:
    """Who gives tokens: a name, and a page of theirs that a person opens by themselves."""

    name: str
    page: str


@dataclass(frozen=True, slots=True)
class Site:
    """One site: its origin, whether it is a demonstration, who runs it."""

    origin: str  # "https://chat.example", no trailing slash
    demo: bool = False
    wallet: str = ""  # origin of the test wallet, demonstration only
    source: str = "https://palabre.example/source"
    operator: Operator = field(default_factory=Operator)
    providers: tuple[AgeProvider, ...] = ()  # of tokens

    @property
    def is_https(self) -> bool:
        """Whether the site is served over TLS."""
        return self.origin.startswith("https://")
