"""The test wallet's own pages, on a host name of its own, so that a person can try the flow."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape
from urllib.parse import urlsplit

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from palabre.demo.dcapi_faults import faulty_hand_over
from palabre.demo.faults import faulty_response
from palabre.demo.wallet import Asked, AskedByBrowser, RefusesRequest, Wallet, read_request

BODY_OCTETS = 16_384
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody: everything here is plain HTTP on this machine

PAGE = """<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Portefeuille d’essai</title><link rel="stylesheet" href="/wallet.css"></head>
<body><main>{main}</main></body></html>"""

ASK = """<p class="mark">Portefeuille d’essai · Test wallet</p>
<h1>Prouver « 18 ans ou plus » ?</h1>
<p><strong>{site}</strong> demande une seule chose :</p>
<ul><li>18 ans ou plus : oui</li></ul>
<p>Ni nom, ni date de naissance. La preuve sert une fois, puis elle est jetée.</p>
<p lang="en"><strong>{site}</strong> asks one thing: 18 or over. No name, no date of birth.</p>
<form method="post" action="/present"><input type="hidden" name="link" value="{link}">
<button type="submit">Présenter la preuve · <span lang="en">Show the proof</span></button></form>"""

SAID = """<p class="mark">Portefeuille d’essai · Test wallet</p><h1>{title}</h1><p>{words}</p>"""

STYLE = """:root{color-scheme:light dark;--ink:light-dark(#231e2b,#f3eff6);--bg:light-dark(#eef1f8,#14171f);
--card:light-dark(#fff,#1d212c);--act:light-dark(#2b5a9b,#9cc2ff);--on:light-dark(#fff,#0b1a33)}
body{margin:0;min-height:100dvh;display:grid;place-items:center;background:var(--bg);color:var(--ink);
font:1rem/1.5 system-ui,sans-serif}main{box-sizing:border-box;width:min(440px,100%);padding:32px;border-radius:16px;
background:var(--card)}h1{font-size:1.5rem;line-height:1.25;margin:.2em 0 .6em}.mark{color:var(--act);font-weight:600;
margin:0}button{width:100%;min-height:52px;border:0;border-radius:10px;background:var(--act);color:var(--on);
font:600 1rem system-ui;cursor:pointer}:focus-visible{outline:3px solid var(--act);outline-offset:3px}"""


@dataclass(frozen=True)
class WalletPages:
    """Asks the person, then answers in the wallet's name."""

    wallet: Wallet
    site: str  # origin that the wallet's form may lead back to

    async def authorize(self, request: Request) -> Response:
        """Show who asks what."""
        try:
            asked = read_request(request.url.query)
        except RefusesRequest as refusal:
            return self._page(SAID.format(title="Demande refusée", words=escape(str(refusal))), 400)
        return self._page(_ask(asked, request.url.query))

    async def present(self, request: Request) -> Response:
        """Answer the request: as JSON for a program, else leading the browser back.

        A program may add ``fault``, the name of one of ``faults.FAULTS``, and be refused by the site.
        """
        as_json = request.headers.get("content-type", "").startswith("application/json")
        body = await request.body()
        if len(body) > BODY_OCTETS:
            return Response(status_code=413)
        try:
            asked = await request.json() if as_json else {"link": _form_link(body)}
            target = await self.wallet.present(str(asked["link"]), self._faulty(asked.get("fault")))
        except (RefusesRequest, KeyError, ValueError, TypeError, AttributeError) as refusal:
            return JSONResponse({"error": str(refusal)}, 400)
        if as_json:
            return JSONResponse({"redirect_uri": target})
        if not target:
            return self._page(SAID.format(title="C’est fait", words="Revenez à l’autre appareil."))
        return RedirectResponse(target, 303)

    async def hand_over(self, request: Request) -> Response:
        """Answer in the place of a platform's wallet, JSON to JSON; ``fault`` as above, of ``dcapi_faults.FAULTS``."""
        if len(await request.body()) > BODY_OCTETS:
            return Response(status_code=413)
        try:
            given = await request.json()
            asked = AskedByBrowser(given["deviceRequest"], given["encryptionInfo"], given["origin"])
            fault = given.get("fault")
            issuer = self.wallet.issuer
            answer = self.wallet.hand_over(asked) if fault is None else faulty_hand_over(fault, issuer, asked)
        except (RefusesRequest, KeyError, ValueError, TypeError, AttributeError) as refusal:
            return JSONResponse({"error": str(refusal)}, 400)
        return JSONResponse({"response": answer})

    def _faulty(self, name: str | None) -> Callable[[Asked], bytes] | None:
        return None if name is None else partial(faulty_response, name, self.wallet.issuer)

    async def style(self, _: Request) -> Response:
        """Return the style sheet."""
        return Response(STYLE, media_type="text/css")

    def _page(self, main: str, status: int = 200) -> Response:
        policy = f"default-src 'none'; style-src 'self'; form-action 'self' {self.site}; frame-ancestors 'none'"
        headers = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
        return HTMLResponse(PAGE.format(main=main), status, headers)


def wallet_app(pages: WalletPages) -> Starlette:
    """Return the wallet's application."""
    return Starlette(
        routes=[
            Route("/authorize", pages.authorize),
            Route("/present", pages.present, methods=["POST"]),
            Route("/browser", pages.hand_over, methods=["POST"]),
            Route("/wallet.css", pages.style),
        ]
    )


async def post_form(address: str, fields: dict[str, str]) -> dict[str, str]:
    """Post to a site on this machine and return its JSON; never follows a redirect (VP section 8.2)."""
    # Resolvers do not know *.localhost: go to this machine, name the host.
    parts = urlsplit(address)
    async with httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=10, verify=NO_TLS) as http:
        answer = await http.post(
            f"http://127.0.0.1:{parts.port}{parts.path}", data=fields, headers={"Host": parts.netloc}
        )
    return dict(answer.json()) if answer.status_code == 200 else {}


def _ask(asked: Asked, query: str) -> str:
    return ASK.format(site=escape(asked.site), link=escape(query))


def _form_link(body: bytes) -> str:
    name, _, value = body.decode("ascii").partition("=")
    if name != "link":
        raise KeyError("link")
    return httpx.QueryParams(f"link={value}")["link"]
