"""The host read is the one that a browser would contact."""

import json

import pytest

from domain.safety.links.rows import VECTORS
from palabre.safety.links import find_links
from palabre.safety.links.canonical import BadAddress, read_address, read_host


def hosts() -> list[tuple[str, str]]:
    """Return addresses with the host that another reader of WHATWG URL gives, "" where it fails."""
    lines = (VECTORS / "hosts.tsv").read_text().splitlines()
    return [(json.loads(url), host) for url, host in (line.split("\t") for line in lines)]


def read(url: str) -> str:
    """Return the host, "" where there is none."""
    try:
        return read_address(url).host
    except BadAddress:
        return ""


def test_five_thousand_addresses_have_the_host_that_a_browser_would_contact() -> None:
    """Names, numbers in every base, odd slashes, userinfo, ports, percent signs, international letters."""
    pairs = hosts()
    assert len(pairs) == 5_000
    assert [(url, host, read(url)) for url, host in pairs if read(url) != host] == []


def test_a_link_alone_in_a_message_says_that_host() -> None:
    """Whatever the finder does on the way, what it tells of a whole address is what a browser would do."""
    whole = [
        (url, host) for url, host in hosts() if host and not set(url) & set(' \t"`') and not url.endswith((".", ":"))
    ]
    told = [(url, host, [one.value for one in find_links(url)]) for url, host in whole]
    assert len(told) > 2_000
    assert [one for one in told if one[1:] != (one[1], [one[1]])] == []


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("https://u:p@exemple.fr:8443/a?b=c#d", ("https", "exemple.fr", "8443", "/a", "b=c", "u:p")),
        ("http://exemple.fr:80", ("http", "exemple.fr", "", "/", "", "")),
        ("https:\\\\exemple.fr\\a\\b", ("https", "exemple.fr", "", "/a/b", "", "")),
        ("  https://exemple.fr?x#y ", ("https", "exemple.fr", "", "/", "x", "")),
    ],
)
def test_an_address_is_taken_apart(url: str, parts: tuple[str, ...]) -> None:
    """Scheme, host, port, path, query and what stands before the @; the fragment is dropped."""
    one = read_address(url)
    assert (one.scheme, one.host, one.port, one.path, one.query, one.userinfo) == parts


@pytest.mark.parametrize(
    "url", ["", "exemple.fr", "javascript:x", "http://", "https://a b", "http://[::1", "http://a:b"]
)
def test_what_no_browser_follows_is_refused(url: str) -> None:
    """No host is better than a wrong one."""
    with pytest.raises(BadAddress):
        read_address(url)


def test_numbers_say_that_they_are() -> None:
    """IPv4 in any base and IPv6 are numbers; a name that starts with one is not."""
    assert [read_host(name)[1] for name in ("0x7f.1", "3221225985", "[::1]", "1password.example")] == [
        True, True, True, False,
    ]  # fmt: skip
