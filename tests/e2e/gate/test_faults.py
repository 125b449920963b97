"""Each wrong proof of the published list, made afresh by the test wallet and sent over HTTP."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from e2e.gate.steps import Proof
from e2e.running import Running
from palabre.demo.faults import FAULTS
from palabre_client import EntryRefused, Visit

ONE_LOOP = pytest.mark.asyncio(loop_scope="module")
LISTED = json.loads((Path(__file__).parents[2] / "vectors/age/av-openid4vp-cases.json").read_text())["cases"]
REASONS: dict[str, str] = {case["id"]: case["reason"] for case in LISTED if case["expect"] == "reject"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place() -> AsyncIterator[Running]:
    """Run one product for all faults."""
    async with Running() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def person(place: Running) -> AsyncIterator[Proof]:
    """Bring somebody new for each fault."""
    visitor = place.visit()
    yield Proof(place, visitor)
    await visitor.close()


def test_the_wallet_can_make_every_listed_fault() -> None:
    """No case of the list is without its switch."""
    assert set(REASONS) <= set(FAULTS)


@ONE_LOOP
@pytest.mark.parametrize("fault", REASONS)
async def test_each_fault_is_refused_for_its_reason(person: Proof, fault: str) -> None:
    """The wallet learns nothing, the person stays outside, and a counter names the first failing check."""
    await person.begin()
    before = person.refused(REASONS[fault])
    code = await person.fail(fault)
    refused = await person.complete(code)
    counted = person.refused(REASONS[fault]) - before
    assert (refused, counted, await person.is_outside()) == (403, 1, True)


@ONE_LOOP
async def test_every_refusal_shows_the_same_page(place: Running, person: Proof) -> None:
    """A refused person sees one page, whatever was wrong: octet for octet, headers too (R8)."""
    shown = set()
    for fault in ("N08", "N15", "N24", "N35", "N48", "N59"):
        await person.begin()
        answer = await raw_completion(person.visit, await person.fail(fault))
        headers = {name: value for name, value in answer.headers.items() if name not in {"date", "connection"}}
        shown.add((answer.status_code, answer.content, json.dumps(headers, sort_keys=True)))
    assert len(shown) == 1


@ONE_LOOP
async def test_the_switch_names_what_it_knows(person: Proof) -> None:
    """A fault that does not exist is a clear error of the wallet, and nothing is sent to the site."""
    await person.begin()
    with pytest.raises(EntryRefused) as caught:
        await person.fail("N99")
    assert (caught.value.status, "N01" in caught.value.answer["error"]) == (400, True)


async def raw_completion(visit: Visit, code: str) -> httpx.Response:
    """Bring a code back and return the whole answer."""
    headers = visit._headers() | {"Accept": "text/html"}
    return await visit.http.post(f"{visit.origin}/age/done", data={"response_code": code}, headers=headers)
