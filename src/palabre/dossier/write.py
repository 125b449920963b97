"""Writes the auditor's file: a page in French, one in English, and the same facts in JSON."""

import json
from dataclasses import asdict
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from palabre.dossier.gather import Dossier
from palabre.dossier.words import titles

LANGUAGES = ("fr", "en")
NAME = "dossier"


def write(dossier: Dossier, folder: Path) -> list[Path]:
    """Write the three files into a folder, made if needed; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    template = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    ).get_template("dossier.html")  # fmt: skip
    facts = asdict(dossier)
    pages = {f"{NAME}.{lang}.html": template.render(d=facts, t=titles(lang), lang=lang) for lang in LANGUAGES}
    pages[f"{NAME}.json"] = json.dumps(facts, indent=2, ensure_ascii=False) + "\n"
    for name, text in pages.items():
        (folder / name).write_text(text)
    return [folder / name for name in pages]
