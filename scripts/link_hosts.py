"""Make tests/vectors/links/hosts.tsv: 5,000 addresses, each with the host that Node's `new URL` reads, or nothing.

Usage: python scripts/link_hosts.py   (the same addresses each time; another Node may read a few otherwise)
"""

import json
import random
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILE = ROOT / "tests" / "vectors" / "links" / "hosts.tsv"
MANY = 5_000
READ = """
const lines = require("fs").readFileSync(0, "utf8").trimEnd().split("\\n").map((line) => JSON.parse(line));
const host = (url) => { try { return new URL(url).hostname; } catch { return ""; } };
process.stdout.write(JSON.stringify(lines.map(host)));
"""
# ruff: noqa: RUF001 - letters that look alike are the matter here
LABELS = (
    "exemple", "www", "a", "a_b", "-a", "a-", "ab--c", "café", "CAFÉ", "straße", "日本語", "пример", "ουτοπία", "موقع",
    "xn--caf-dma", "XN--CAF-DMA", "xn--", "xn--zzzzzzzz", "i❤", "ex\u00ademple", "e\u200bx", "ｅｘ", "ⓐⓑ", "𝐛𝐚𝐝",
    "½", "1", "0x7f", "0300", "255", "256", "09", "0x", "4294967295", "ex%65mple", "%2e", "%zz", "a%20b", "a%00",
    "é%2E", "ﬁn", "ß", "a\u0301", "\u0301a", "Å", "a'b", "a!b", "a~b", "a*b", "a,b", "a;b", "a=b", "a&b", "a$b",
    "a(b)", "a{b", "a`b", 'a"b',
)  # fmt: skip
DOTS = (".", ".", ".", ".", "。", "．", "｡", "%2E", "..")
ENDINGS = ("com", "fr", "example", "рф", "com.", "1", "0x1", "co.uk", "example", "com")
SCHEMES = ("http", "https", "HTTPS", "https", "hTTp")
SLASHES = ("//", "//", "//", "//", "/", "", "///", "\\\\", "/\\", "\\/", "//\t")
USERS = ("", "", "", "", "", "u@", "u:p@", "exemple.fr@", "a@b@", "%40@", "www.exemple.fr:443@", "@", ":@")
PORTS = ("", "", "", "", "", ":80", ":443", ":8080", ":0080", ":", ":65535", ":65536", ":8a", ":00000000080")
TAILS = (
    "",
    "/",
    "/a/b",
    "\\a",
    "?q=@exemple.fr",
    "#@exemple.fr",
    "/@exemple.fr",
    "/a?b#c",
    "/\\exemple.fr",
    ":@x/",
    " ",
)
NUMBERS = ("[::1]", "[1:2::3]", "[::ffff:192.0.2.1]", "[1::2::3]", "[::1", "[0:0:1:0:0:0:0:1]", "[1:0:0:2:0:0:0:3]",
           "[::g]", "192.0.2.1", "192.0.2.1.", "0xC0000201", "3221225985", "0300.0.2.1", "192.0.513", "192.131585",
           "1.2.3.4.5", "192.0.2.256", "192.0.2.0x", "192.0.2.08", "0", "１９２.0.2.1", "192。0。2。1")  # fmt: skip


def addresses() -> list[str]:
    """Return the addresses, from a seed, so that everybody has the same."""
    chance = random.Random(20_261_126)  # noqa: S311 - examples, not secrets
    found: dict[str, None] = {}
    while len(found) < MANY:
        found[_address(chance)] = None
    return list(found)


def _address(chance: random.Random) -> str:
    parts = chance.choices(LABELS, k=chance.choice((1, 1, 1, 2, 2, 3)))
    name = "".join(part + chance.choice(DOTS) for part in parts) + chance.choice(ENDINGS)
    host = chance.choice(NUMBERS) if chance.random() < 0.15 else name
    pick = chance.choice
    return f"{pick(SCHEMES)}:{pick(SLASHES)}{pick(USERS)}{host}{pick(PORTS)}{pick(TAILS)}"


def main() -> None:
    """Ask Node, and write."""
    urls = addresses()
    given = "\n".join(json.dumps(url) for url in urls)
    node = ROOT / ".venv" / "bin" / "node"
    done = subprocess.run([node, "-e", READ], input=given, capture_output=True, text=True, check=True)  # noqa: S603
    hosts = json.loads(done.stdout)
    FILE.write_text("".join(f"{json.dumps(url)}\t{host}\n" for url, host in zip(urls, hosts, strict=True)))
    print(f"{FILE}: {len(urls)} addresses, {sum(map(bool, hosts))} of them with a host", file=sys.stderr)


if __name__ == "__main__":
    main()
