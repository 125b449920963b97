"""Bodies of forms: bounded in size, in fields, in what is dear to read."""

import pytest
from starlette.requests import Request
from starlette.types import Message

from palabre.web.forms import MOST_ESCAPES, MOST_FIELDS, TooLarge, read_form

MOST = 131_072


def posted(body: bytes) -> Request:
    """Return a request that brings a form."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    head = [(b"content-type", b"application/x-www-form-urlencoded")]
    return Request({"type": "http", "method": "POST", "headers": head}, receive)


async def test_a_form_of_many_escapes_is_too_large() -> None:
    """Each escape costs many times its octets: as many as the bound pass, one more does not."""
    right = await read_form(posted(b"a=" + b"%41" * MOST_ESCAPES), MOST)
    assert right == [("a", "A" * MOST_ESCAPES)]
    with pytest.raises(TooLarge):
        await read_form(posted(b"a=" + b"%41" * (MOST_ESCAPES + 1)), MOST)


async def test_a_form_with_long_words_may_ask_for_more() -> None:
    """Accents take two escapes each: a form for words says how many it takes."""
    words = "é" * MOST_ESCAPES
    read = await read_form(posted(b"a=" + b"%C3%A9" * MOST_ESCAPES), MOST, escapes=2 * MOST_ESCAPES)
    assert read == [("a", words)]


@pytest.mark.parametrize("body", [b"&".join([b"a=1"] * (MOST_FIELDS + 1)), b"a=\xff", b"a=%ff"])
async def test_many_fields_and_other_octets_are_no_form(body: bytes) -> None:
    """More fields than any form of ours, or octets that are no text: a clear error."""
    with pytest.raises(ValueError, match=r"."):
        await read_form(posted(body), MOST)
