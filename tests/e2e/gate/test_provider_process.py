"""The demonstration as it is started: the provider is another process, which ends with it."""

import asyncio
import os
from pathlib import Path

import httpx

from e2e.gate.process import Process, _listens, running_process
from palabre.demo.token_client import authorization, fetch_token, read_challenges
from palabre_client import Visit


async def provider_of(site: Process, path: str, **options: object) -> httpx.Response:
    """Speak with the test provider of a demonstration."""
    port = site.port + 2
    headers = {"Host": f"provider.localhost:{port}", "Content-Type": "application/private-token-request"}
    async with httpx.AsyncClient(trust_env=False) as http:
        method = "POST" if options else "GET"
        return await http.request(method, f"http://127.0.0.1:{port}{path}", headers=headers, **options)  # type: ignore[arg-type]


async def test_the_demonstrations_provider_gives_tokens_that_its_site_takes(tmp_path: Path) -> None:
    """Over HTTP, three ports, two processes: somebody gets in, and the provider ends with the site."""
    async with running_process(tmp_path) as site:
        visit = Visit.open(site.site_url, site.wallet_url)
        asked = await visit.get("/age/token")
        (wanted,) = read_challenges(asked.headers["www-authenticate"])

        async def ask(request: bytes) -> bytes:
            return (await provider_of(site, "/token-request", content=request)).content

        token = authorization(await fetch_token(wanted, ask, os.urandom)).split('"')[1]
        admitted = await visit.post("/age/token", {"lang": "fr", "token": token})
        directory = (await provider_of(site, "/.well-known/private-token-issuer-directory")).json()
        refused = [
            (await provider_of(site, "/token-request", content=bytes(size))).status_code for size in (259, 9_999)
        ]
        await visit.close()
        await site.stop()
    assert (admitted.status_code, refused, len(directory["token-keys"])) == (303, [422, 422], 1)
    async with asyncio.timeout(10):
        while await _listens(site.port + 2):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)
