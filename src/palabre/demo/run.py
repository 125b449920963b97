"""Runs the whole product on this machine: site, test wallet and issuer; loop-back only."""

import asyncio
import os
import socket
from collections.abc import Sequence

import uvicorn
from starlette.applications import Starlette

from palabre.demo.issuer import Issuer
from palabre.demo.wallet import Wallet
from palabre.demo.wallet_pages import WalletPages, post_form, wallet_app
from palabre.kernel.clock import SystemClock

BACKLOG = 1_024
PORTS = 3  # in a row: site, test wallet, test provider
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class NotLoopback(Exception):  # noqa: N818 - says why it does not start
    """A demonstration trusts a test wallet, so it listens on this machine only."""


def check_loopback(host: str) -> None:
    """Refuse any address but this machine's own. Raises ``NotLoopback``."""
    if host not in LOOPBACK:
        raise NotLoopback(
            f"the demonstration trusts test proofs and refuses to listen on {host}; "
            "use 127.0.0.1, or `palabre serve` with real trust anchors"
        )


class PortTaken(Exception):  # noqa: N818 - says why it does not start
    """Another program listens where the demonstration would; the message says how to choose another port."""


def listen(host: str, port: int) -> socket.socket:
    """Take a port of this machine before anything else is begun. Raises ``PortTaken``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise PortTaken(
            f"cannot listen on port {port} of {host} ({error.strerror}); the demonstration takes three ports in a row: "
            f"choose others, for instance PALABRE_PORT={port + 100 if port < 65_000 else 8000} make run"
        ) from None


def make_issuer() -> Issuer:
    """Make the test issuer of this process, with keys of its own."""
    return Issuer(SystemClock(), os.urandom)


def wallet_server(issuer: Issuer, site: str, host: str, port: int) -> uvicorn.Server:
    """Return the test wallet's server, not yet started."""
    app: Starlette = wallet_app(WalletPages(Wallet(issuer, post_form), site))
    config = uvicorn.Config(
        app, host=host, port=port, access_log=False, log_config=None, server_header=False, ws="none", lifespan="off"
    )
    return uvicorn.Server(config)


async def serve_together(site: uvicorn.Server, wallet: uvicorn.Server, listening: Sequence[socket.socket]) -> None:
    """Run both, each on its socket, until the site is told to stop."""
    wallet.config.load()
    beside = asyncio.create_task(_serve_quietly(wallet, listening[1]))
    try:
        await site.serve(sockets=[listening[0]])
    finally:
        wallet.should_exit = True
        await beside


async def _serve_quietly(server: uvicorn.Server, listening: socket.socket) -> None:
    # `serve` would take over the process's signals, which belong to the site.
    await server._serve([listening])  # noqa: SLF001 - the public call installs signal handlers
