"""Reads bounded bodies; repeated fields stay repeated, for the caller to judge."""

from urllib.parse import parse_qsl

from starlette.requests import Request

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 32


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


async def read_form(request: Request, most: int) -> list[tuple[str, str]]:
    """Read a form, fields in order. Raises ``TooLarge``, ``ValueError`` for another type or malformed octets."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != FORM:
        raise ValueError("not a form")
    body = await read_body(request, most)
    return parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
