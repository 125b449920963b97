"""Tells a name dressed as another's: look-alike letters, a letter changed, a known name where it does not belong."""

from dataclasses import dataclass
from functools import cache, lru_cache

from palabre.safety.links.names import letters_of, registrable
from palabre.safety.links.patterns import bait_in_hosts, table
from palabre.safety.normalise import skeleton
from palabre.safety.tables import read_table

NEAR_FROM = 6  # letters of a name before one changed letter says anything
SITE_FROM = 5  # letters of a name that somebody would want to look like
FUSED_FROM = 4
COUNTRY = 2
REMEMBERED = 4_096  # hosts; what is said of one depends on nothing else
ENDINGS = ("com", "fr", "net", "org", "gouv", "info", "eu", "www")


@dataclass(frozen=True, slots=True)
class Names:
    """The protected names: their own domains, the skeletons of those that count anywhere and beside bait."""

    own: dict[str, tuple[str, ...]]
    strong: dict[str, str]  # skeleton -> name
    weak: dict[str, str]
    ordinary: frozenset[str]

    def answers(self, name: str, host: str, suffix: str) -> bool:
        """Whether a host truly is the name's own."""
        domains = self.own[name]
        is_country = "+" in domains and (len(suffix.rpartition(".")[2]) == COUNTRY or suffix == "com")
        _, label, _ = registrable(host)
        return _below(host, domains) or (label == name and ("*" in domains or is_country))


@cache
def names() -> Names:
    """Return ``rules/tables/any/link_names.yaml``, ready to compare."""
    read = read_table("any/link_names")
    own = {name: tuple(domains) for name, domains in (read["strong"] | read["weak"]).items()}
    strong, weak = ({skeleton(name): name for name in read[kind]} for kind in ("strong", "weak"))
    return Names(own, strong, weak, frozenset(read["not_names"]))


@cache
def _every_domain() -> frozenset[str]:
    return frozenset(one for domains in names().own.values() for one in domains if "." in one)


def _below(host: str, domains: tuple[str, ...] | frozenset[str]) -> bool:
    return host in domains or any(host[at + 1 :] in domains for at, one in enumerate(host) if one == ".")


def is_one_of(host: str, domains: frozenset[str]) -> bool:
    """Whether a host is one of these domains, or below one."""
    return _below(host, domains)


def is_protected(host: str) -> bool:
    """Whether a host is one of the protected names' own."""
    if _below(host, _every_domain()):
        return True
    _, label, suffix = registrable(host)
    return label in names().own and names().answers(label, host, suffix)


@lru_cache(REMEMBERED)
def reasons(host: str, site_host: str) -> tuple[str, ...]:
    """Return why the ASCII host of nobody known looks like somebody known's."""
    before, label, suffix = registrable(host)
    shown = letters_of(host)
    label_shown = letters_of(label)[0] if label else ""
    found = _of_label(label_shown, host, suffix)
    found += _of_parts(host, before, label_shown, suffix)
    found += ["host_inside"] if _holds_a_host(host, before, label) else []
    return (*found, *(_of_site(shown, host, site_host) if site_host else []))


def _of_label(label: str, host: str, suffix: str) -> list[str]:
    known = names()
    bare = label.replace("-", "")
    if bare in known.ordinary:
        return []
    look = skeleton(label)
    name = known.strong.get(look) or (known.weak.get(look) if len(look) >= SITE_FROM else None)
    if name is not None:
        if bare != name:
            return ["lookalike"]
        is_weak = name not in known.strong.values()
        return [] if is_weak or suffix in _subjects() or known.answers(name, host, suffix) else ["other_suffix"]
    return ["near_name"] if any(_is_near(bare, one) for one in known.strong.values()) else []


def _is_near(one: str, name: str) -> bool:
    """Whether one letter was changed, put or left out, or two neighbours were swapped.

    In short names only a swap or a letter twice says anything: the rest are other words.
    """
    if len(name) < NEAR_FROM - 1 or abs(len(one) - len(name)) > 1 or one == name:
        return False
    head = next((at for at, (a, b) in enumerate(zip(one, name, strict=False)) if a != b), min(len(one), len(name)))
    rest, other = one[head:], name[head:]
    is_swapped = len(one) == len(name) and rest[:2] == other[1::-1] and rest[2:] == other[2:]
    is_doubled = len(one) > len(name) and rest[1:] == other and head > 0 and one[head] == one[head - 1]
    if len(name) < NEAR_FROM:
        return is_swapped or is_doubled
    if len(one) == len(name):
        return is_swapped or rest[1:] == other[1:]
    return rest[1:] == other if len(one) > len(name) else rest == other[1:]


def _of_parts(host: str, before: str, label: str, suffix: str) -> list[str]:
    """Return ``name_inside`` where a label or a part of one is a name that does not answer there."""
    if is_one_of(host, _subjects()):
        return []
    known = names()
    parts = [(place, part) for place, one in enumerate([*before.split("."), label]) for part in _runs(one)]
    last = len(before.split("."))
    baits = {part for _, part in parts} & (bait_in_hosts() | bait_in_hosts("promo"))
    for place, part in parts:
        look = skeleton(part)
        if place == last and part == label:
            continue  # the whole label was looked at
        if (name := known.strong.get(look)) and not known.answers(name, host, suffix) and part not in known.ordinary:
            return ["name_inside"]
        if baits - {part} and (name := known.weak.get(look)) and name == part and not known.answers(name, host, suffix):
            return ["name_inside"]
    return ["name_inside"] if any(_is_fused(part) for _, part in parts) else []


@cache
def _subjects() -> frozenset[str]:
    return frozenset(read_table("any/link_hosts")["subjects"])


def _runs(label: str) -> list[str]:
    """Return the parts of a label between hyphens, and neighbouring parts as one."""
    parts = [part for part in label.replace("_", "-").split("-") if part][:8]
    return list(dict.fromkeys("".join(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1)))


def _is_fused(part: str) -> bool:
    """Whether a name is glued to bait words or endings: ``paypalsecure``, ``amendesgouv``."""
    for name in names().strong.values():
        if len(part) > len(name) >= FUSED_FROM:
            if part.startswith(name) and _is_bait(part[len(name) :]):
                return True
            if part.endswith(name) and _is_bait(part[: -len(name)]):
                return True
    return False


def _is_bait(rest: str, depth: int = 0) -> bool:
    if rest in ENDINGS or rest in bait_in_hosts():
        return True
    return depth < 2 and any(
        rest.startswith(one) and _is_bait(rest[len(one) :], depth + 1)
        for one in (*ENDINGS, *bait_in_hosts())
        if len(one) < len(rest)
    )


def _holds_a_host(host: str, before: str, label: str) -> bool:
    """Whether another host stands whole inside this one: ``news.com.login.example``, ``ameli.fr-carte.example``."""
    if is_one_of(host, _subjects()) or "proxy" in host:
        return False
    labels = [*before.split("."), label] if before else [label]
    inner = [one for one in labels[:-1] if one not in {"www", "m"}]
    named = any(
        one in {"com", "net", "org"} or (one == "fr" and "www" in labels[:at]) for at, one in enumerate(inner) if at > 0
    ) or (before.startswith("www.") and any(one in {"com", "net", "org", "fr"} for one in inner[1:]))
    joined = any(
        one.startswith(("com-", "fr-", "net-", "org-", "gouv-", "uk-"))
        and labels[at - 1] not in {"www", "m", "fr", "en"}
        for at, one in enumerate(labels)
        if at > 0
    )
    return named or joined


def _of_site(shown: list[str], host: str, site_host: str) -> list[str]:
    """Return ``lookalike_site`` for a host dressed as this site's."""
    site_host = site_host.partition(":")[0].lower()
    if host == site_host or host.endswith("." + site_host):
        return []
    _, mine, _ = registrable(site_host)
    _, theirs, _ = registrable(host)
    look, name = skeleton(letters_of(theirs)[0] if theirs else ""), skeleton(mine)
    if len(mine) < SITE_FROM or theirs in names().ordinary:
        return []
    parts = {skeleton(part) for one in shown for part in _runs(one)}
    is_near = len(mine) >= NEAR_FROM and _is_near(theirs, mine)
    return ["lookalike_site"] if (look == name and theirs != mine) or is_near or name in parts else []


@cache
def _ranges() -> tuple[tuple[int, int, str], ...]:
    found = []
    for script, spans in table()["scripts"].items():
        for span in spans:
            first, _, last = str(span).partition("-")
            found.append((int(first, 16), int(last or first, 16), script))
    return tuple(sorted(found))


@cache
def _script(character: str) -> str:
    code = ord(character)
    return next((script for first, last, script in _ranges() if first <= code <= last), "")


@lru_cache(REMEMBERED)
def script_reasons(host: str) -> tuple[str, ...]:
    """Return why the letters of an international name are no language's: mixed, or foreign and all look-alikes."""
    found: list[str] = []
    suffix = host.rpartition(".")[2]
    for label in letters_of(host):
        scripts = {script for one in label if (script := _script(one))}
        if len(scripts) > 1 and not any(scripts <= set(group) for group in table()["together"]):
            return ("mixed_script",)
        if scripts & table()["latin_looking"].keys():
            found += _foreign(label, next(iter(scripts)), suffix)
        elif any(not one.isascii() and not _script(one) and one.isalpha() for one in label) and scripts:
            return ("mixed_script",)
    return tuple(found[:1])


def _foreign(label: str, script: str, suffix: str) -> list[str]:
    home = table()["home_suffixes"].get(script, ())
    letters = [one for one in label if one.isalpha()]
    reads_latin = len(letters) > 2 and set(letters) <= set(table()["latin_looking"][script])
    return ["lookalike_script"] if reads_latin and suffix not in home else []
