"""People for a measurement: each proves by the real gate with the test wallet, then enters.

They come from many loop-back addresses, as people come from many networks: no limit of the gate is raised.
"""

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from palabre_client import EntryRefused, Visit

TOWNS = ("Limoges", "Lyon", "Rennes", "Nancy", "Dijon", "Tours")
SOURCES = 96  # addresses; one network begins 10 proofs a second at most
AT_ONCE = 48  # a proof is answered after 0.4 s at least: many wait together
CONNECTIONS = 5  # of one member, at most


@dataclass(frozen=True)
class Ticket:
    """The two cookies of somebody who has entered."""

    number: int
    cookies: str

    @property
    def source(self) -> str:
        """The address they come from."""
        return f"127.0.1.{1 + self.number % SOURCES}"


class _FromHere(httpx.AsyncHTTPTransport):
    """Leaves by one address of this machine; resolvers do not know *.localhost, so it connects to 127.0.0.1."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(host="127.0.0.1")
        return await super().handle_async_request(request)


async def enter(origin: str, wallet: str, people: int) -> list[Ticket]:
    """Bring people in. Raises ``EntryRefused`` when one is not let in."""
    turns = asyncio.Semaphore(AT_ONCE)
    clients = [httpx.AsyncClient(transport=_from(source), timeout=60) for source in range(min(people, SOURCES))]

    async def one(number: int, name: str) -> Ticket:
        async with turns:
            visit = Visit(origin, wallet, clients[number % len(clients)])
            await visit.prove_age()
            await visit.enter(name, TOWNS[number % len(TOWNS)], 19 + number % 60)
            return Ticket(number, "; ".join(f"{key}={value}" for key, value in visit.cookies.items()))

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(*who)) for who in zip(range(people), names(), strict=False)]
    except* EntryRefused as refused:
        raise refused.exceptions[0] from None
    finally:
        await asyncio.gather(*(client.aclose() for client in clients))
    return [task.result() for task in tasks]


def names() -> Iterator[str]:
    """Give pseudonyms that no two look-alike letters make the same."""
    syllables = [consonant + vowel for consonant in "bdfgkmnrsvz" for vowel in "aeu"]
    for first, second, third in itertools.product(syllables, repeat=3):
        yield f"Essai {first}{second}{third}"


def _from(source: int) -> _FromHere:
    return _FromHere(local_address=f"127.0.1.{1 + source}", limits=httpx.Limits(keepalive_expiry=2), verify=False)
