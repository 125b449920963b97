"""Writes rules/tables/any/lookalikes.yaml from Unicode's confusables: every character that is read as plain letters.

Usage: ``python scripts/lookalikes.py FILE``, where FILE is https://www.unicode.org/Public/security/latest/confusables.txt
(or its JSON of character to confusables). Run when Unicode moves; what it writes is committed.
"""

import json
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parents[1] / "rules" / "tables" / "any" / "lookalikes.yaml"
HEAD = """\
# Characters that are read as ASCII letters or figures, for the `skeleton` view (safety engine section 3).
# Made by scripts/lookalikes.py from Unicode's confusables.txt (Unicode License v3, www.unicode.org/license.txt),
# and from the blocks of squared, circled and regional letters. Not written by hand.
version: 1
letters:
"""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# Blocks of letters in boxes, discs and flags that compatibility decomposition leaves as they are.
BLOCKS = (0x1F150, 0x1F170, 0x1F1E6)


def main() -> None:
    """Write the table."""
    # What a small letter shows itself wins over what its capital does: views are brought to small letters first.
    found = {shown: letter for _, shown, letter in sorted(_read(Path(sys.argv[1])))}
    for block in BLOCKS:
        found |= {chr(block + place): letter for place, letter in enumerate(LETTERS)}
    lines = [f'  "{_escaped(character)}": {json.dumps(shown)}\n' for character, shown in sorted(found.items())]
    TARGET.write_text(HEAD + "".join(lines))
    print(f"{len(lines)} characters in {TARGET}")


def _read(file: Path) -> Iterator[tuple[bool, str, str]]:
    text = file.read_text("utf-8-sig")
    pairs = _from_json(text) if file.suffix == ".json" else _from_text(text)
    for character, shown in pairs:
        plain = shown.casefold()
        # What normalisation or case already brings to ASCII needs no line.
        if character.isascii() or unicodedata.normalize("NFKC", character).isascii():
            continue
        if plain.isascii() and plain.isalnum() and len(plain) <= 2 and not _is_living(character):
            yield character == character.casefold(), character.casefold(), plain


def _is_living(character: str) -> bool:
    """Whether it is a Latin letter with its accent, which `plain` has its own way with."""
    return unicodedata.normalize("NFD", character)[0].isascii()


def _from_text(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        source, _, rest = line.partition(";")
        if rest and len(source.split()) == 1:
            yield chr(int(source, 16)), "".join(chr(int(one, 16)) for one in rest.split(";")[0].split())


def _from_json(text: str) -> Iterator[tuple[str, str]]:
    for character, confusables in json.loads(text).items():
        for one in confusables:
            if len(character) == 1 and one["c"].isascii() and one["c"].isalnum():
                yield character, one["c"]
                break


def _escaped(character: str) -> str:
    return f"\\U{ord(character):08x}" if ord(character) > 0xFFFF else f"\\u{ord(character):04x}"


if __name__ == "__main__":
    main()
