"""The steps of one proof, each by itself, as a browser and a wallet take them over HTTP."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from e2e.running import Running
from palabre.age.sessions import COOKIE as ADULT
from palabre.age.verifiers.mdoc import transcript
from palabre.demo.issuer import Attestation
from palabre.demo.wallet import Asked, AskedByBrowser, answer_fields, device_response, read_request, sealed
from palabre_client import EntryRefused, Visit

Form = list[tuple[str, str]]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Proof:
    """One request of one visitor, answered step by step."""

    running: Running
    visit: Visit
    asked: Asked = field(init=False, repr=False)
    rid: str = ""
    by_browser: AskedByBrowser = field(init=False, repr=False)

    async def begin(self, **fields: str) -> Asked:
        """Open a request for this device."""
        begun = await self.visit.post("/age/begin", {"lang": "fr", **fields}, accept="application/json")
        self.asked = read_request(begun.json()["link"])
        return self.asked

    async def begin_cross(self) -> Asked:
        """Open a request for another device: what its QR code says."""
        await self.begin()
        other = [one for one in self.running.node.gate.transactions._by_rid.values() if one.cross][-1]
        self.asked = Asked(
            f"redirect_uri:{self.running.site_url}/age/response/{other.rid}",
            f"{self.running.site_url}/age/response/{other.rid}",
            other.nonce,
            other.state,
        )
        return self.asked

    async def begin_in_browser(self) -> AskedByBrowser:
        """Open a request to the browser itself: what its dialog would be handed."""
        begun = (await self.visit.post("/age/begin", {"lang": "fr", "way": "browser"})).json()
        self.rid = begun["rid"]
        data = begun["data"]
        self.by_browser = AskedByBrowser(data["deviceRequest"], data["encryptionInfo"], self.running.site_url)
        return self.by_browser

    def right_sealed(self, attestation: Attestation | None = None) -> str:
        """Return what the browser's dialog gives the page for a right proof."""
        asked = self.by_browser
        response = device_response(attestation or self.attestation(), asked.transcript)
        return sealed(response, asked.recipient(), asked.transcript)

    async def faulty_sealed(self, fault: str) -> str:
        """Return what the test wallet gives for a fault of path 2."""
        asked = self.by_browser
        body = {"deviceRequest": asked.device_request, "encryptionInfo": asked.encryption_info, "origin": asked.origin}
        return str((await self.visit._to_wallet("/browser", body | {"fault": fault}))["response"])

    async def hand_over(self, response: str, visit: Visit | None = None) -> int:
        """Post a sealed answer as the page does; return the status."""
        try:
            return (await (visit or self.visit).post("/age/dcapi", {"rid": self.rid, "response": response})).status_code
        except EntryRefused as refused:
            return refused.status

    def attestation(self) -> Attestation:
        """Get one proof of age from the issuer."""
        return self.running.issuer.issue(generate_private_key(SECP256R1()))

    def right_form(self, attestation: Attestation | None = None) -> dict[str, str]:
        """Return what a right wallet posts."""
        over = transcript(self.asked.client_id, self.asked.nonce, self.asked.response_uri)
        return answer_fields(self.asked, device_response(attestation or self.attestation(), over))

    async def post(self, form: Form | dict[str, str], **changes: Any) -> httpx.Response:
        """Post a wallet's answer, from the wallet: no cookie, no origin."""
        body = httpx.QueryParams(form)  # type: ignore[arg-type]  # pairs, or a mapping of them
        options = {"content": str(body), "headers": FORM} | changes
        async with httpx.AsyncClient(trust_env=False) as wallet:
            return await wallet.post(changes.pop("to", self.asked.response_uri), **options)

    async def answer(self, form: Form | dict[str, str]) -> str:
        """Post a wallet's answer that the site takes; return the code that leads back."""
        answer = await self.post(form)
        assert answer.status_code == 200
        return code_of(answer.json())

    async def fail(self, fault: str) -> str:
        """Let the test wallet answer with a fault; return the code that leads back."""
        link = f"av://authorize?{self.running.node.gate._request(self._transaction()).parameters()}"
        return code_of(await self.visit._to_wallet("/present", {"link": link, "fault": fault}))

    async def complete(self, code: str, visit: Visit | None = None) -> int:
        """Bring a code back; return the status."""
        try:
            return (await (visit or self.visit).post("/age/done", {"response_code": code})).status_code
        except EntryRefused as refused:
            return refused.status

    def refused(self, reason: str) -> float:
        """Return how often the gate refused for a reason."""
        return self.running.counted("palabre_age_refused_total", reason=reason)

    async def is_outside(self) -> bool:
        """Whether the visitor has no session: no cookie, and no chat."""
        page = await self.visit.get("/chat")
        return ADULT not in self.visit.cookies and (page.status_code, page.content) == (403, b"")

    def _transaction(self) -> Any:
        return self.running.node.gate.transactions._by_rid[self.asked.response_uri.rpartition("/")[2]]


def code_of(answer: dict[str, str]) -> str:
    """Return the code of a wallet's way back."""
    parts = urlsplit(answer["redirect_uri"])
    return parse_qs(parts.query or parts.fragment)["response_code"][0]
