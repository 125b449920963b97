"""Security headers of every answer, from one place (reliability section 6, H-1 to H-10)."""

from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from palabre.web.pages import PATHS

CSP_DOCUMENT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types svelte-trusted-html palabre; report-uri /csp"
)
CSP_OTHER = "default-src 'none'; frame-ancestors 'none'; sandbox"
CSP_WORKER = "default-src 'none'; script-src 'self'; connect-src 'self'"
WORKERS = ("/worker.js", "/static/assets/solver-")  # beginnings of paths
ALLOWED = (
    "camera", "microphone", "publickey-credentials-get", "publickey-credentials-create",
    "digital-credentials-get", "clipboard-write", "fullscreen",
)  # fmt: skip
DENIED = (
    "accelerometer", "ambient-light-sensor", "autoplay", "battery", "bluetooth", "browsing-topics",
    "clipboard-read", "compute-pressure", "display-capture", "encrypted-media", "gamepad", "geolocation",
    "gyroscope", "hid", "identity-credentials-get", "idle-detection", "local-fonts", "magnetometer", "midi",
    "payment", "picture-in-picture", "screen-wake-lock", "serial", "storage-access", "usb", "web-share",
    "window-management", "xr-spatial-tracking",
)  # fmt: skip
PERMISSIONS = ", ".join([f"{name}=(self)" for name in ALLOWED] + [f"{name}=()" for name in DENIED])
COMMON = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"cross-origin-embedder-policy": b"require-corp",
    b"permissions-policy": PERMISSIONS.encode(),
    b"vary": b"Sec-Fetch-Site, Sec-Fetch-Mode, Sec-Fetch-Dest, Cookie",
}
HSTS = b"max-age=63072000; includeSubDomains"
IMMUTABLE = b"public, max-age=31536000, immutable"
UNTOLD = frozenset({"/age/done", *PATHS["elsewhere"].values()})  # whoever is led on from there learns no address
NEVER_SENT = frozenset({b"server", b"x-powered-by"})


@dataclass(frozen=True, slots=True)
class SecurityHeaders:
    """Wraps the whole application: no answer leaves without the headers, error pages included."""

    app: ASGIApp
    is_https: bool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, completing the head of its response."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = completed(scope["path"], message["headers"], is_https=self.is_https)
            await send(message)

        await self.app(scope, receive, complete)


def completed(path: str, given: list[tuple[bytes, bytes]], *, is_https: bool) -> list[tuple[bytes, bytes]]:
    """Return the head of an answer with every header it needs; what the answer says of caching stands."""
    kept = [(name.lower(), value) for name, value in given if name.lower() not in NEVER_SENT]
    names = {name for name, _ in kept}
    wanted = COMMON | {
        b"content-security-policy": _policy(path, dict(kept).get(b"content-type", b"")),
        b"referrer-policy": b"no-referrer" if path in UNTOLD else b"same-origin",
        b"cache-control": IMMUTABLE if path.startswith("/static/assets/") else b"no-store",
    }
    if is_https:
        wanted[b"strict-transport-security"] = HSTS
    return kept + [(name, value) for name, value in wanted.items() if name not in names]


def _policy(path: str, content_type: bytes) -> bytes:
    if path.startswith(WORKERS):
        return CSP_WORKER.encode()
    return (CSP_DOCUMENT if content_type.startswith(b"text/html") else CSP_OTHER).encode()
