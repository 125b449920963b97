"""Writes what is said of the wire from its types: frontend/src/protocol/types.ts and docs/protocol.md.

``--write`` writes both files; ``--check`` exits 1 when one differs from the types.
"""

import enum
import sys
from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec import inspect

from palabre.chat import events
from palabre.gateway import protocol as wire
from palabre.gateway.codes import CLOSES, ERRORS
from palabre.gateway.protocol_base import Command

ROOT = Path(__file__).parents[1]
TYPES = ROOT / "frontend" / "src" / "protocol" / "types.ts"
PAGE = ROOT / "docs" / "protocol.md"
INTRO = """# The wire

For those who write a client. Made from the types of `src/palabre/gateway/protocol.py` by `make types`;
a test holds this page to them.

## In short

1. Enter by HTTP: prove your age (docs/age.md), then `POST /api/entry`. Two cookies come of it: `__Host-adult`
   (the age session) and `__Host-member` (the member). They share no key. It first answers 428 with a
   `work`: find the `number` that, put after `salt`, hashes (SHA-256) to `challenge`, and send the form again with it
   (`palabre_client.work`).
2. Open `GET /socket` as a WebSocket with both cookies, the site's own `Origin` and the subprotocol `{subprotocol}`.
   Without both sessions the answer is 401 and nothing else.
3. Frames are text; each holds one JSON object. `t` names its type. Commands carry a number `n` of your choice
   which comes back in the reply. The first command is `hello` with version {version}.
4. Unknown fields are ignored; unknown commands are refused by name.

## Positions

Every event of a place has a `position`: 1, 2, 3 … without holes, within an `epoch`. Show events in order. If you
have n and hear n + 2, `join` again with `resume`: you get what you missed, or `reset: true` with the last messages
when the epoch changed or too much passed. Ignore positions you already have. `stub` stands for what you may not
see. An `ack` means durable: after it the message is at its position for everyone, whatever breaks.

Repeat a `send` that got no answer with **the same key**: it is said once, and you get the same `ack`. The key lives
24 hours; with another text it is refused (`key_reused`).

## Coming back

After a close, look up its code below. `now`: at once; `later`: after the milliseconds in the reason, else 1, 2, 4 …
30 s, with jitter; `never`: something must change first. `4001` means that the age session
ended: prove again, unless a newer proof was made in the same browser, which `GET /chat` tells (403 when not).
"""


def structs(union: Any) -> list[type[msgspec.Struct]]:
    """Return the types of a union, in order."""
    return list(get_args(union))


def shared() -> list[type[Any]]:
    """Return every type that commands, frames and events lead to, in order of discovery."""
    found: dict[type[Any], None] = {}
    for root in [*structs(wire.AnyCommand), *structs(wire.AnyFrame), *structs(events.PlaceEvent)]:
        for field in inspect.type_info(root).fields:  # type: ignore[attr-defined]  # roots are structs
            visit(field.type, found)
    return [kind for kind in found if kind not in {*structs(wire.AnyFrame), *structs(events.PlaceEvent)}]


def visit(kind: inspect.Type, found: dict[type[Any], None]) -> None:
    """Walk a type and note the structs and enums in it."""
    match kind:
        case inspect.StructType(cls=cls, fields=fields):
            if cls not in found:
                for field in fields:
                    visit(field.type, found)
                found[cls] = None
        case inspect.EnumType(cls=cls):
            found[cls] = None
        case inspect.UnionType(types=types):
            for one in types:
                visit(one, found)
        case inspect.VarTupleType(item_type=item) | inspect.DictType(value_type=item):
            visit(item, found)


def typescript(kind: inspect.Type) -> str:
    """Return a type as TypeScript writes it."""
    match kind:
        case inspect.StrType() | inspect.BytesType():  # octets travel as base64
            return "string"
        case inspect.IntType() | inspect.FloatType():
            return "number"
        case inspect.BoolType():
            return "boolean"
        case inspect.NoneType():
            return "null"
        case inspect.StructType(cls=cls) | inspect.EnumType(cls=cls):
            return cls.__name__
        case inspect.VarTupleType(item_type=item):
            inner = typescript(item)
            return f"({inner})[]" if " | " in inner else f"{inner}[]"
        case inspect.DictType(value_type=item):
            return f"Record<string, {typescript(item)}>"
        case inspect.UnionType(types=types):
            names = [typescript(one) for one in types]
            return " | ".join(dict.fromkeys(names))
        case _:
            raise TypeError(kind)


def first_line(cls: type[Any]) -> str:
    """Return the promise of a type."""
    return (cls.__doc__ or "").strip().splitlines()[0]


def interface(cls: type[Any]) -> str:
    """Return a struct or enum as TypeScript."""
    if issubclass(cls, enum.Enum):
        return (
            f"/** {first_line(cls)} */\nexport type {cls.__name__} = "
            + " | ".join(f'"{one.value}"' for one in cls)
            + ";"
        )
    lines = [f"/** {first_line(cls)} */", f"export interface {cls.__name__} {{"]
    tag = cls.__struct_config__.tag
    if tag:
        lines.append(f'  t: "{tag}";')
    is_command = issubclass(cls, Command)
    for field in inspect.type_info(cls).fields:  # type: ignore[attr-defined]  # structs only
        optional = "?" if is_command and not field.required else ""
        lines.append(f"  {field.encode_name}{optional}: {typescript(field.type)};")
    return "\n".join([*lines, "}"])


def union(name: str, kinds: list[type[msgspec.Struct]]) -> str:
    """Return a union of interfaces."""
    return f"export type {name} =\n  | " + "\n  | ".join(kind.__name__ for kind in kinds) + ";"


def types_file() -> str:
    """Return frontend/src/protocol/types.ts."""
    parts = [
        "// Made from src/palabre/gateway/protocol.py by `make types`. Do not edit.",
        f"export const VERSION = {wire.VERSION};",
    ]
    parts.append(f'export const SUBPROTOCOL = "{wire.SUBPROTOCOL}";')
    parts += [interface(kind) for kind in shared()]
    for name, root in (("PlaceEvent", events.PlaceEvent), ("Command", wire.AnyCommand), ("Frame", wire.AnyFrame)):
        parts += [interface(kind) for kind in structs(root)]
        parts.append(union(name, structs(root)))
    advice = ", ".join(f'{code.value}: "{CLOSES[code][0].value}"' for code in CLOSES)
    parts.append(
        "/** What to do after a close, by its code. */\n"
        f"export const CLOSE_ADVICE: Record<number, Advice> = {{ {advice} }};"
    )
    return "\n\n".join(parts) + "\n"


def fields_table(cls: type[msgspec.Struct]) -> list[str]:
    """Return a struct's fields as a Markdown table."""
    fields = inspect.type_info(cls).fields  # type: ignore[attr-defined]  # structs only
    shown = [field for field in fields if field.name != "n"]
    if not shown:
        return []
    rows = [
        f"| `{f.encode_name}` | `{typescript(f.type).replace('|', 'or')}` | {'' if f.required else 'optional'} |"
        for f in shown
    ]
    return ["", "| field | type | |", "| --- | --- | --- |", *rows]


def section(title: str, kinds: list[type[msgspec.Struct]]) -> list[str]:
    """Return a section of the page."""
    lines = ["", f"## {title}"]
    for kind in kinds:
        lines += ["", f"### `{kind.__struct_config__.tag}`", "", first_line(kind), *fields_table(kind)]
    return lines


def page() -> str:
    """Return docs/protocol.md."""
    lines = [INTRO.format(version=wire.VERSION, subprotocol=wire.SUBPROTOCOL).rstrip()]
    lines += section("Commands (you ask)", structs(wire.AnyCommand))
    lines += section("Frames (you are told)", structs(wire.AnyFrame))
    lines += section("Events of a place", structs(events.PlaceEvent))
    lines += ["", "## Shapes", "", "```ts", "\n\n".join(interface(kind) for kind in shared()), "```"]
    lines += ["", "## Close codes", "", "| code | name | advice | why |", "| --- | --- | --- | --- |"]
    lines += [f"| `{code.value}` | {code.name} | {advice.value} | {why} |" for code, (advice, why) in CLOSES.items()]
    lines += ["", "## Errors", "", "| code | sentence |", "| --- | --- |"]
    lines += [f"| `{code}` | {sentence} |" for code, sentence in ERRORS.items()]
    return "\n".join(lines) + "\n"


def main(act: str) -> int:
    """Write or check both files."""
    wanted = {TYPES: types_file(), PAGE: page()}
    stale = [path for path, text in wanted.items() if not path.is_file() or path.read_text() != text]
    if act == "--write":
        for path in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path])
        return 0
    for path in stale:
        print(f"{path.relative_to(ROOT)} is stale: run `make types`")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
