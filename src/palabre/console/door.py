"""Who stands behind a request to the console; everything it answers is for them alone."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from palabre.kernel.errors import Refusal
from palabre.moderation.signing import Signing
from palabre.moderation.staff import COOKIE, Staff
from palabre.web.entry import json_answer, read_asked
from palabre.web.origin import check_origin

ASKED_OCTETS = 16_384  # a passkey's answer with its key
ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Strict"  # no other site's link arrives signed in
# Every code that the console answers, and its status; frontend/src/text/console.*.ts has their sentences (a test).
STATUS = {
    "signed_out": 401, "not_yours": 404, "elsewhere": 403, "bad_request": 422, "too_long": 422, "bad_passkey": 422,
    "not_recognised": 422, "bad_invitation": 422, "apart_needed": 409, "no_pseudonym": 409, "exposure_spent": 429,
    "break_due": 429, "rate_limited": 429, "busy": 503,
    # work on a case
    "unknown_case": 404, "leased": 409, "not_leased": 409, "reason_needed": 422, "bad_reason": 422, "not_a_move": 409,
    "unknown_evidence": 404, "control_characters": 422, "too_many_marks": 422, "empty": 422,
    # decisions
    "words_short": 422, "others_data": 422, "no_reason": 422, "no_ground": 422, "nothing_imposed": 422,
    "imposed_without_ground": 422, "unknown_clause": 422, "unknown_law": 422, "ends_before": 422, "no_target": 422,
    "not_frequent": 422, "not_warned": 422, "not_assessed": 422, "too_long_a_time": 422, "not_unfounded": 422,
    "twice_imposed": 422, "ladder_skipped": 422, "unknown_decision": 404, "look_again": 409, "same_person": 409,
    "took_part": 409, "view_first": 409, "needs_second": 409,
    # complaints
    "unknown_complaint": 404, "opinion_first": 409, "opinion_written": 409, "nothing_undone": 422, "asked_once": 409,
    "changed_meanwhile": 409, "no_second_needed": 409,
    # the ledger, rooms, names, volunteers
    "payload_gone": 404, "unknown_room": 404, "unknown_name": 404, "rooms_needed": 422, "not_awaited": 409,
    "unknown_message": 404, "unknown_member": 404, "host_pace": 429,
}  # fmt: skip
UNNAMED = 422  # of a refusal that comes from further in: the page says that something was not possible
Mine = Callable[[Staff, Any], Awaitable[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Door:
    """Lets in whoever is signed in, from our own page."""

    origin: str
    signing: Signing

    async def read(self, request: Request, act: Callable[[Staff], Awaitable[dict[str, Any]]]) -> Response:
        """Answer a look; a page of another site gets nothing, whatever cookie it may have made the browser send."""
        staff = await self.signing.of_session(request.cookies.get(COOKIE))
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return refused(Refusal("elsewhere"))
        if staff is None:
            return refused(Refusal("signed_out"))
        try:
            return json_answer(await act(staff))
        except Refusal as refusal:
            return refused(refusal)

    async def change(self, request: Request, kind: type[Any], act: Mine) -> Response:
        """Answer what changes something, asked by a person who is there: their session goes on."""
        if not check_origin(request, self.origin):
            return refused(Refusal("elsewhere"))
        secret = request.cookies.get(COOKIE)
        staff = await self.signing.of_session(secret)
        if staff is None or secret is None:
            return refused(Refusal("signed_out"))
        try:
            answer = await act(staff, await read_asked(request, kind, ASKED_OCTETS))
        except Refusal as refusal:
            return refused(refusal)
        await self.signing.use(secret)
        return json_answer(answer)

    async def knock(self, request: Request, kind: type[Any], act: Callable[[Any], Awaitable[Response]]) -> Response:
        """Answer whoever is not signed in yet."""
        if not check_origin(request, self.origin):
            return refused(Refusal("elsewhere"))
        try:
            return await act(await read_asked(request, kind, ASKED_OCTETS))
        except Refusal as refusal:
            return refused(refusal)


def refused(refusal: Refusal) -> Response:
    """Return the answer of a refusal."""
    body: dict[str, Any] = {"code": refusal.code, **refusal.params}
    if refusal.retry_after_ms:
        body["retry_after_ms"] = refusal.retry_after_ms
    return json_answer(body, STATUS.get(refusal.code, UNNAMED))


def signed_in(secret: str) -> Response:
    """Return the answer that gives a session."""
    answer = json_answer({})
    answer.headers.append("Set-Cookie", f"{COOKIE}={secret}; {ATTRIBUTES}")
    return answer


def signed_out() -> Response:
    """Return the answer that takes it."""
    answer = json_answer({})
    answer.headers.append("Set-Cookie", f"{COOKIE}=; {ATTRIBUTES}; Max-Age=0")
    return answer
