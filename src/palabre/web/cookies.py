"""Our cookies: bound to the host, sent over TLS, unread by scripts, gone with the browser."""

from starlette.responses import Response

LANGUAGE = "__Host-lang"  # fr or en, once somebody chose
ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Lax"


def give_cookie(response: Response, name: str, value: str, seconds: int = 0) -> None:
    """Set a cookie, for so many seconds or until the browser closes."""
    life = f"; Max-Age={seconds}" if seconds else ""
    response.headers.append("Set-Cookie", f"{name}={value}; {ATTRIBUTES}{life}")


def take_cookie(response: Response, name: str) -> None:
    """Remove a cookie."""
    response.headers.append("Set-Cookie", f"{name}=; {ATTRIBUTES}; Max-Age=0")
