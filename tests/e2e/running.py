"""The whole product in the test's own loop: site, test issuer and test wallet over real HTTP on loop-back."""

import os
import socket
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from palabre.age.trust import Anchors
from palabre.app import Node
from palabre.demo.issuer import Issuer
from palabre.demo.provider import Provider, trusted
from palabre.demo.provider_pages import provider_app
from palabre.demo.run import wallet_server
from palabre.kernel.clock import Clock, SystemClock
from palabre.settings import Settings
from palabre.web.site import Site
from palabre_client import Member, Visit

HOST = "127.0.0.1"
Heard = tuple[str, str, str, tuple[tuple[str, str], ...], bytes]


@dataclass
class Running:
    """A demonstration that runs as long as the ``async with``; a clock and a folder may be passed.

    ``site_url`` and ``wallet_url`` are origins; ``anchors`` may be replaced while it runs.
    """

    clock: Clock = field(default_factory=SystemClock)
    folder: Path | None = None  # a temporary one when none is given; given, it outlives the server
    settings: Settings = field(default_factory=Settings)
    issuer: Issuer = field(init=False)
    node: Node = field(init=False)
    site_url: str = field(init=False, default="")
    wallet_url: str = field(init=False, default="")
    provider: Provider | None = None  # one is made when none is given
    provider_url: str = ""
    provider_log: list[Heard] = field(init=False, default_factory=list)  # everything the provider was ever sent
    anchors: Callable[[], Anchors] = field(init=False)
    port: int = field(init=False, default=0)
    _stack: AsyncExitStack = field(init=False, default_factory=AsyncExitStack)

    async def __aenter__(self) -> Self:
        """Start the site and its wallet on free ports."""
        async with AsyncExitStack() as stack:
            folder = self.folder or Path(stack.enter_context(TemporaryDirectory()))
            await self._start(stack, folder)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop both gracefully, wallet first."""
        await self._stack.aclose()

    def visit(self) -> Visit:
        """Open a visit that has proved nothing yet; the caller closes it."""
        return Visit.open(self.site_url, self.wallet_url)

    async def enter(self, pseudonym: str, town: str = "Lyon", age: int = 40) -> Member:
        """Prove, enter and connect somebody; use it as ``async with``."""
        return await Member.enter(self.site_url, wallet=self.wallet_url, pseudonym=pseudonym, town=town, age=age)

    def counted(self, name: str, **labels: str) -> float:
        """Return the value of a metric, 0 when it never counted."""
        return self.node.registry.get_sample_value(name, labels) or 0.0

    def _trusted(self) -> Anchors:
        return self.anchors()  # looked up each time: a test may replace them

    async def _start(self, stack: AsyncExitStack, folder: Path) -> None:
        site, wallet = (stack.enter_context(socket.create_server((HOST, 0), backlog=1_024)) for _ in range(2))
        self.port, wallet_port = site.getsockname()[1], wallet.getsockname()[1]
        self.site_url = f"http://localhost:{self.port}"
        self.wallet_url = f"http://wallet.localhost:{wallet_port}"
        self.issuer = Issuer(self.clock, os.urandom)
        provider = self.provider or await self._start_provider(stack)
        anchors = self.issuer.anchors()
        self.anchors = lambda: anchors
        settings = replace(self.settings, folder=folder, host=HOST, port=self.port, origin=self.site_url)
        place = Site(self.site_url, demo=True, wallet=self.wallet_url)
        issuers = trusted(provider.key, self.provider_url + "/")
        self.node = await Node.open(settings, place, self._trusted, self.clock, issuers)
        await _listen(stack, self.node.server(), site)
        await _listen(stack, wallet_server(self.issuer, self.site_url, HOST, wallet_port), wallet)

    async def _start_provider(self, stack: AsyncExitStack) -> Provider:
        listening = stack.enter_context(socket.create_server((HOST, 0), backlog=1_024))
        name = f"provider.localhost:{listening.getsockname()[1]}"
        self.provider, self.provider_url = Provider(name), f"http://{name}"
        recording = Recording(provider_app(self.provider), self.provider_log)
        server = uvicorn.Server(uvicorn.Config(recording, log_config=None, ws="none", lifespan="off"))
        await _listen(stack, server, listening)
        return self.provider


@dataclass(frozen=True)
class Recording:
    """Keeps every octet an application is sent: method, address, headers in order, body."""

    app: ASGIApp
    log: list[Heard]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, keeping all of it."""
        parts: list[bytes] = []

        async def heard() -> Message:
            message = await receive()
            parts.append(message.get("body", b""))
            return message

        await self.app(scope, heard, send)
        headers = tuple((name.decode(), value.decode("latin-1")) for name, value in scope["headers"])
        query = scope["query_string"].decode()
        self.log.append((scope["method"], scope["path"], query, headers, b"".join(parts)))


async def _listen(stack: AsyncExitStack, server: uvicorn.Server, listening: socket.socket) -> None:
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup(sockets=[listening])
    stack.push_async_callback(partial(server.shutdown, sockets=[listening]))
