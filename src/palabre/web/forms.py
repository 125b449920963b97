"""Reads bounded bodies; repeated fields stay repeated, for the caller to judge."""

from urllib.parse import parse_qsl

from starlette.requests import Request

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 32
MOST_ESCAPES = 2_048  # each costs seventy times its octets to read; a wallet's answer has a dozen


class TooLarge(Exception):  # noqa: N818 - what the body is
    """The body passes the bound; nothing more of it was read."""


async def read_body(request: Request, most: int) -> bytes:
    """Read a body of at most ``most`` octets. Raises ``TooLarge`` as soon as it passes."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise TooLarge
    return bytes(body)


async def read_form(request: Request, most: int, escapes: int = MOST_ESCAPES) -> list[tuple[str, str]]:
    """Read a form, fields in order. Raises ``TooLarge``, ``ValueError`` for another type or malformed octets.

    ``escapes`` bounds the percent signs: a form with long words in it needs more than a wallet's answer.
    """
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != FORM:
        raise ValueError("not a form")
    body = await read_body(request, most)
    if body.count(b"%") > escapes:
        raise TooLarge
    return parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
