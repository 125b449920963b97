"""The operator's lists: what is looked up, how files are read, and what is said of a bad one."""

from hashlib import sha256
from pathlib import Path

import pytest

from palabre.safety.links import find_links
from palabre.safety.links.canonical import read_address
from palabre.safety.links.lists import BadLists, read_lists
from palabre.safety.links.reputation import Reputation, canonical_path, expressions, hash_of


def said(lists: Reputation, url: str) -> str:
    """Return what the lists say of an address."""
    return lists.says(read_address(url))


def test_the_hosts_and_paths_looked_up_are_those_of_the_protocol() -> None:
    """The protocol's own example: two hosts by four paths, the most exact first."""
    assert expressions(read_address("http://a.b.example/1/2.html?param=1")) == [
        "a.b.example/1/2.html?param=1", "a.b.example/1/2.html", "a.b.example/", "a.b.example/1/",
        "b.example/1/2.html?param=1", "b.example/1/2.html", "b.example/", "b.example/1/",
    ]  # fmt: skip


def test_at_most_five_hosts_by_six_paths() -> None:
    """However deep a name or a path is; a number is looked up whole."""
    deep = expressions(read_address("http://a.b.c.d.e.f.g.example/1/2/3/4/5/6?q"))
    assert len(deep) == 30
    assert {one.split("/")[0] for one in deep} == {
        "a.b.c.d.e.f.g.example", "d.e.f.g.example", "e.f.g.example", "f.g.example", "g.example",
    }  # fmt: skip
    assert expressions(read_address("http://3221225985/")) == ["192.0.2.1/"]


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/%25%32%35", "/%25"),
        ("/a/../b/./c", "/b/c"),
        ("/a//b///c/", "/a/b/c/"),
        ("/%2525252541", "/A"),
        ("/a b\x01", "/a%20b%01"),
        ("/../..", "/"),
        ("/é", "/%C3%A9"),
        ("/a/..", "/"),
    ],
)
def test_a_path_has_one_form(path: str, canonical: str) -> None:
    """Unescaped until nothing changes, dots resolved, escaped once."""
    assert canonical_path(path) == canonical


def test_a_confirmed_entry_is_listed_and_a_prefix_alone_only_perhaps() -> None:
    """A whole hash decides; four octets may be somebody else's."""
    bad, doubtful = hash_of("bad.example/"), hash_of("doubt.example/")
    lists = Reputation.of([bad], [doubtful[:4]])
    assert said(lists, "https://www.bad.example/any/page?x") == "listed"
    assert said(lists, "https://doubt.example/") == "perhaps_listed"
    assert said(lists, "https://good.example/") == ""
    assert len(lists) == 2


def test_a_prefix_that_a_whole_hash_denies_says_nothing() -> None:
    """When two addresses share their first octets, the one that is not listed stays free."""
    mine = hash_of("good.example/")
    other = mine[:4] + sha256(b"another").digest()[4:]
    assert said(Reputation.of([other]), "https://good.example/") == ""


def test_a_listed_page_leaves_the_rest_of_its_site_alone() -> None:
    """An address on a list stands for itself and what begins with it."""
    lists = Reputation.of([hash_of("blog.example/piege/")])
    assert said(lists, "https://blog.example/piege/a") == "listed"
    assert said(lists, "https://blog.example/autre") == ""


def test_lists_raise_the_risk_of_a_link() -> None:
    """A listed address is risky whatever it looks like, a known site included."""
    lists = Reputation.of([hash_of("lemonde.fr/")])
    (found,) = find_links("https://www.lemonde.fr/a", reputation=lists)
    assert (found.cues, found.confidence >= 0.5) == (("listed",), True)


def test_every_kind_of_file_is_read(tmp_path: Path) -> None:
    """Hostfile, plain names, CSV with its column named in a comment or not, whole hashes, prefixes."""
    (tmp_path / "a.hosts").write_text(
        "# nuls\n127.0.0.1 localhost\n0.0.0.0 un.example deux.example # ici\n::1 ip6-localhost\n"
    )
    (tmp_path / "b.txt").write_text("trois.example\n\n! note\nhttp://quatre.example/piege/\n")
    (tmp_path / "c.csv").write_text('# id,dateadded,url\n"1","2026-11-01","https://cinq.example/a,b?c"\n')
    (tmp_path / "d.csv").write_text("domain,since\nsix.example,2026\n")
    (tmp_path / "e.hashes").write_text(hash_of("sept.example/").hex() + "\n")
    (tmp_path / "f.prefixes").write_text(hash_of("huit.example/")[:4].hex().upper() + "\n")
    (tmp_path / "README.md").write_text("terms\n")
    lists = read_lists(tmp_path)
    urls = [
        "http://un.example", "http://deux.example", "http://trois.example", "http://quatre.example/piege/x",
        "https://cinq.example/a,b?c", "http://www.six.example", "http://sept.example/x",
    ]  # fmt: skip
    assert [said(lists, url) for url in urls] == ["listed"] * 7
    assert said(lists, "http://huit.example") == "perhaps_listed"
    assert [
        said(lists, url) for url in ("http://quatre.example/", "https://cinq.example/a", "http://neuf.example")
    ] == [""] * 3


def test_no_folder_is_no_list(tmp_path: Path) -> None:
    """Lists are the operator's choice."""
    assert len(read_lists(tmp_path / "nothing")) == 0


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        ("a.hosts", "0.0.0.0 ok.example\n0.0.0.0 bad host^\n", r"a\.hosts:2: 'bad'"),
        ("a.hosts", "# x\nco.uk\n", r"a\.hosts:2: 'co\.uk' would refuse every site under it"),
        ("a.hosts", "com\n", r"a\.hosts:1: 'com' would refuse"),
        ("a.csv", "name,since\nx.example,1\n", r"a\.csv:1: no line names a column url, host, hostname, domain"),
        ("a.csv", "url\nhttps://x.example\nhttps://[\n", r"a\.csv:3: 'https://\['"),
        ("a.csv", "since,url\n1\n", r"a\.csv:2: nothing in column 2"),
        ("a.hashes", "abcd\n", r"a\.hashes:1: 'abcd' is not 64 hexadecimal figures"),
        ("a.prefixes", "zz\n", r"a\.prefixes:1: 'zz' is not 8 hexadecimal figures"),
        ("a.doc", "x.example\n", r"a\.doc: a list ends in \.csv, \.hashes, \.hosts, \.prefixes, \.txt"),
    ],
)
def test_a_bad_list_is_refused_by_file_and_line(tmp_path: Path, name: str, text: str, wrong: str) -> None:
    """An operator reads which line to mend."""
    (tmp_path / name).write_text(text)
    with pytest.raises(BadLists, match=wrong):
        read_lists(tmp_path)
