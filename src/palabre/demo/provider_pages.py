"""The test provider's own pages, on a host name of its own: gives tokens that the browser blinds."""

import base64
import html
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from palabre.demo.provider import DIRECTORY_TYPE, REQUEST_OCTETS, REQUEST_TYPE, RESPONSE_TYPE, BadTokenRequest, Provider
from palabre.demo.wallet_pages import STYLE

SCRIPT = Path(__file__).parent / "data" / "provider.js"
MORE_STYLE = """
textarea{box-sizing:border-box;width:100%;font:0.8rem/1.4 ui-monospace,monospace;margin-block:16px}
button{margin-block:4px}"""

PAGE = """<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fournisseur d’essai</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/provider.css">
<script type="module" src="/provider.js"></script></head>
<body data-name="{name}" data-key="{key}"><main>
<p class="mark">Fournisseur d’essai · Test provider</p>
<h1>Un jeton « 18 ans ou plus »</h1>
<p>Un vrai fournisseur connaît déjà votre âge : banque, opérateur, notaire. Celui-ci ne sert qu’à essayer.</p>
<p>Votre navigateur masque le jeton avant de nous le faire signer. Nous ne saurons ni lequel c’est, ni où il sert.</p>
<p lang="en">A real provider already knows your age. Your browser hides the token before we sign it: we shall know
neither which one it is nor where it serves.</p>
<button data-weeks="0" disabled>Jeton de cette semaine · <span lang="en">This week’s token</span></button>
<button data-weeks="1" disabled>Jeton de la semaine prochaine · <span lang="en">Next week’s token</span></button>
<label for="token">Jeton à copier · <span lang="en">Token to copy</span></label>
<textarea id="token" rows="8" readonly></textarea>
<noscript><p>Il faut un script : c’est votre navigateur qui masque le jeton. <span lang="en">A script is needed: it is
your browser that hides the token.</span></p></noscript>
</main></body></html>"""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " img-src data:; frame-ancestors 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class ProviderPages:
    """Signs whatever blinded number it is sent: in a demonstration everybody has an age."""

    provider: Provider

    async def home(self, _: Request) -> Response:
        """Show the page that blinds."""
        key = base64.urlsafe_b64encode(self.provider.key.spki).decode()
        return HTMLResponse(PAGE.format(name=html.escape(self.provider.name), key=key), headers=HEADERS)

    async def sign(self, request: Request) -> Response:
        """Answer a TokenRequest; 422 for anything else (RFC 9578 section 6.2)."""
        if request.headers.get("content-type") != REQUEST_TYPE:
            return Response(status_code=415)
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > REQUEST_OCTETS:
                return Response(status_code=422)
        try:
            signed = self.provider.sign(bytes(body))
        except BadTokenRequest:
            return Response(status_code=422)
        return Response(signed, media_type=RESPONSE_TYPE)

    async def directory(self, _: Request) -> Response:
        """Show the keys."""
        return Response(self.provider.directory(), media_type=DIRECTORY_TYPE)

    async def script(self, _: Request) -> Response:
        """Return the script that blinds."""
        return Response(SCRIPT.read_text(), media_type="text/javascript")

    async def style(self, _: Request) -> Response:
        """Return the style sheet."""
        return Response(STYLE + MORE_STYLE, media_type="text/css")


def provider_app(provider: Provider) -> Starlette:
    """Return the provider's application."""
    pages = ProviderPages(provider)
    return Starlette(
        routes=[
            Route("/", pages.home),
            Route("/token-request", pages.sign, methods=["POST"]),
            Route("/.well-known/private-token-issuer-directory", pages.directory),
            Route("/provider.js", pages.script),
            Route("/provider.css", pages.style),
        ]
    )
