"""Server-rendered pages: readable without a script, in two languages."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from palabre.web.site import Site
from palabre.web.texts import Lang, texts

HERE = Path(__file__).parent
STATIC = HERE / "static"

# Every public page has one path a language; the language link of a page leads to its twin.
PATHS: dict[str, dict[Lang, str]] = {
    "home": {"fr": "/", "en": "/en"},
    "gate": {"fr": "/entrer", "en": "/en/enter"},
    "renew": {"fr": "/prolonger", "en": "/en/renew"},
    "renewed": {"fr": "/visite-prolongee", "en": "/en/renewed"},
    "rules": {"fr": "/regles", "en": "/en/rules"},
    "transparency": {"fr": "/transparence", "en": "/en/transparency"},
    "measure": {"fr": "/mesure", "en": "/en/measure"},  # a decision, by its code
    "help": {"fr": "/aide", "en": "/en/help"},
    "report": {"fr": "/signaler", "en": "/en/report"},
    "follow": {"fr": "/suivi", "en": "/en/follow-up"},
    "privacy": {"fr": "/confidentialite", "en": "/en/privacy"},
    "legal": {"fr": "/mentions-legales", "en": "/en/legal"},
    "accessibility": {"fr": "/accessibilite", "en": "/en/accessibility"},
    "source": {"fr": "/code-source", "en": "/en/source"},
    "elsewhere": {"fr": "/ailleurs", "en": "/en/elsewhere"},  # names a site before a link leads there
    "weather": {"fr": "/temps", "en": "/en/weather"},  # where a quick exit leads: says nothing of us
}
WITHIN = frozenset({"renew", "renewed", "elsewhere"})  # of a visit under way
UNLISTED = WITHIN | {"weather"}  # nothing for a search engine
FOOT = ("rules", "help", "report", "measure", "transparency", "privacy", "legal", "accessibility", "source")


def foot_links(lang: Lang) -> list[tuple[str, str]]:
    """Return the footer's keys and paths."""
    return [(key, PATHS[key][lang]) for key in FOOT]


@dataclass(frozen=True, slots=True)
class Assets:
    """What Vite built: for each entry, its script and style sheets under /static/."""

    manifest: dict[str, Any]

    @classmethod
    def read(cls, folder: Path = STATIC, name: str = "manifest.json") -> "Assets":
        """Read a build's manifest; an empty one when nothing was built."""
        path = folder / ".vite" / name
        return cls(json.loads(path.read_text()) if path.is_file() else {})

    @property
    def are_built(self) -> bool:
        """Whether the front end was built."""
        return bool(self.manifest)

    def script(self, entry: str) -> str:
        """Address of an entry's script, or nothing when not built."""
        chunk = self.manifest.get(f"src/{entry}.ts")
        return f"/static/{chunk['file']}" if chunk else ""

    def styles(self, entry: str) -> list[str]:
        """Addresses of an entry's style sheets, those of its imports first."""
        found: list[str] = []
        self._gather(f"src/{entry}.ts", found, set())
        return found

    def _gather(self, key: str, found: list[str], seen: set[str]) -> None:
        chunk = self.manifest.get(key)
        if chunk is None or key in seen:
            return
        seen.add(key)
        for name in chunk.get("imports", []):
            self._gather(name, found, seen)
        found.extend(f"/static/{sheet}" for sheet in chunk.get("css", []) if f"/static/{sheet}" not in found)


@dataclass(frozen=True)
class Pages:
    """Renders the templates of this folder with the site, the texts and the built assets."""

    site: Site
    assets: Assets = field(default_factory=Assets.read)
    _environment: Environment = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Prepare the templates once: escaped, and strict about unknown names."""
        environment = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        environment.globals["foot_links"] = foot_links
        environment.globals["paths"] = PATHS
        object.__setattr__(self, "_environment", environment)

    def render(self, name: str, lang: Lang, *, status: int = 200, **context: Any) -> Response:
        """Answer with a template; ``t`` holds the texts of the language, ``page`` names its twin paths."""
        words: dict[str, Any] = {
            "entry": "site",
            "robots": "noindex",
            "other_path": _twin(context.get("page", "home"), lang),
            "lang": lang,
            "t": texts(lang),
            "site": self.site,
            "assets": self.assets,
        }
        body = self._environment.get_template(name).render(words | context)
        return HTMLResponse(body, status_code=status)


def _twin(page: str, lang: Lang) -> str:
    return PATHS[page]["en" if lang == "fr" else "fr"]
