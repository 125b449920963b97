"""Where browsers report what the content policy stopped: counted, nothing of the person kept."""

import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from prometheus_client import CollectorRegistry, Counter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from palabre.kernel.clock import MINUTE, Clock

REPORTS_A_MINUTE = 20  # more tells nothing new
REPORT_OCTETS = 16 * 1024
DIRECTIVES = frozenset({
    "default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem",
    "style-src-attr", "img-src", "media-src", "font-src", "connect-src", "worker-src", "manifest-src",
    "base-uri", "form-action", "frame-ancestors", "object-src", "require-trusted-types-for", "trusted-types",
})  # fmt: skip


@dataclass
class PolicyReports:
    """Counts reports by directive and kind of page; twenty a minute are read, the rest dropped."""

    clock: Clock
    registry: CollectorRegistry
    _minute: int = 0
    _read: int = 0
    _counter: Counter = field(init=False)

    def __post_init__(self) -> None:
        """Register the counter."""
        labels = ["directive", "blocked", "page"]
        self._counter = Counter("palabre_csp_reports", "Policy violations", labels, registry=self.registry)

    async def receive(self, request: Request) -> Response:
        """Take one report; the answer is the same whatever it holds."""
        if self._may_read():
            self._count(await _body(request))
        return Response(status_code=204)

    def _may_read(self) -> bool:
        minute = self.clock.now() // MINUTE
        if minute != self._minute:
            self._minute, self._read = minute, 0
        self._read += 1
        return self._read <= REPORTS_A_MINUTE

    def _count(self, body: bytes) -> None:
        try:
            report = json.loads(body)["csp-report"]
            words = str(report.get("effective-directive", report.get("violated-directive", ""))).split()
            blocked = urlsplit(str(report.get("blocked-uri", "")))
            page = urlsplit(str(report.get("document-uri", ""))).path.split("/")[1:2]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return
        directive = words[0] if words and words[0] in DIRECTIVES else "other"
        self._counter.labels(directive, _kind_of_block(blocked.scheme, blocked.netloc), _kind_of_page(page)).inc()


def _kind_of_block(scheme: str, host: str) -> str:
    # The host itself could be made up by the thousand: a label needs a bound.
    return "host" if host else (scheme if scheme in {"inline", "eval", "data", "blob"} else "other")


def _kind_of_page(first: list[str]) -> str:
    return first[0] if first and first[0] in {"", "chat", "entrer", "en", "age", "aide", "regles"} else "other"


async def _body(request: Request) -> bytes:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > REPORT_OCTETS:
            return b""
    return body


def report_routes(reports: PolicyReports) -> list[Route]:
    """Return the endpoint that H-1 names."""
    return [Route("/csp", reports.receive, methods=["POST"])]
