"""Built files travel compressed to whoever takes them so."""

from pathlib import Path

import httpx
import pytest

from palabre.web.assets import Assets, takes_brotli


@pytest.fixture
async def http(tmp_path: Path) -> httpx.AsyncClient:
    """Serve a script that has its compressed twin, and a style sheet that has none."""
    (tmp_path / "chat.js").write_bytes(b"whole script")
    (tmp_path / "chat.js.br").write_bytes(b"short")
    (tmp_path / "chat.css").write_bytes(b"whole style")
    return httpx.AsyncClient(transport=httpx.ASGITransport(Assets(directory=tmp_path)), base_url="http://site")


async def read(http: httpx.AsyncClient, path: str, accepted: str) -> tuple[bytes, httpx.Headers]:
    """Return the octets of an answer as they travelled, and its headers."""
    async with http.stream("GET", path, headers={"Accept-Encoding": accepted}) as answer:
        return b"".join([part async for part in answer.aiter_raw()]), answer.headers


async def test_a_browser_gets_the_short_form(http: httpx.AsyncClient) -> None:
    """The ready-made octets, under the type of the file they stand for, told apart in caches."""
    octets, headers = await read(http, "/chat.js", "gzip, deflate, br, zstd")
    assert (octets, headers["content-encoding"], headers["vary"]) == (b"short", "br", "Accept-Encoding")
    assert headers["content-type"].startswith("text/javascript")


async def test_others_get_the_whole(http: httpx.AsyncClient) -> None:
    """Without brotli the file itself; the answer still says on what it depends."""
    octets, headers = await read(http, "/chat.js", "gzip")
    assert (octets, headers.get("content-encoding"), headers["vary"]) == (b"whole script", None, "Accept-Encoding")


async def test_a_file_without_a_twin_is_served_as_it_is(http: httpx.AsyncClient) -> None:
    """Nothing is compressed while somebody waits."""
    octets, headers = await read(http, "/chat.css", "br")
    assert (octets, headers.get("content-encoding")) == (b"whole style", None)


def test_what_a_browser_takes_is_read_as_the_standard_says() -> None:
    """Case and weight do not matter, but a weight of zero refuses."""
    assert [takes_brotli(one) for one in ("br", "gzip, BR;q=0.5", "gzip,br ; q=1")] == [True] * 3
    assert [takes_brotli(one) for one in ("br; q=0", "br;q=0.000, gzip", "brotli", "gzip", "")] == [False] * 5
