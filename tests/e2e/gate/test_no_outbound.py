"""R4, E30: no proof, right or wrong, makes the site speak with any other machine."""

import asyncio
import socket
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from e2e.gate.steps import Proof
from e2e.outbound import LeavesTheMachineError, only_this_machine
from e2e.running import Running
from palabre.age.cbor import Tag
from palabre.demo.issuer import Issuer
from palabre_client import Refused


async def test_e30_a_whole_visit_leaves_no_trace_outside(running: Running, proof: Proof) -> None:
    """Refused, then admitted, then talking, then gone: every socket stayed on this machine."""
    with only_this_machine() as attempts:
        await proof.begin()
        refused = await proof.complete(await proof.fail("N24"))
        await proof.begin_cross()
        await proof.post(proof.right_form())
        admitted = (await proof.visit.get("/age/state")).json()
        await proof.begin_in_browser()
        prolonged = await proof.hand_over(proof.right_sealed())
        await proof.begin_in_browser()
        unsealed = await proof.hand_over(await proof.faulty_sealed("C-N05"))
        async with await running.enter("Lavande") as member:
            place = await member.join(member.arrival)
            with pytest.raises(Refused):  # an address, of whoever has just come
                await member.say(place.id, "Bonsoir http://status.example/1")
            await member.say(place.id, "Bonsoir")
            await member.visit.leave()
    assert (refused, admitted, prolonged, unsealed, attempts) == (403, {"state": "ok"}, 303, 403, [])


async def test_e30_a_status_reference_is_never_fetched(
    running: Running, proof: Proof, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proof that says where its status could be asked is accepted, and nobody is asked."""
    right = Issuer.mso

    def mso(issuer: Issuer, item: Tag, device: EllipticCurvePublicKey) -> dict[str, Any]:
        status = {"status_list": {"idx": 7, "uri": "https://status.example/list"}}
        return right(issuer, item, device) | {"status": status}

    monkeypatch.setattr(Issuer, "mso", mso)
    with only_this_machine() as attempts:
        await proof.begin()
        assert await proof.complete(await proof.answer(proof.right_form())) == 303
    assert attempts == []


@pytest.mark.parametrize("way", ["http", "stream", "socket", "datagram", "name"])
async def test_the_block_would_see_it(way: str) -> None:
    """Each way out that a library could take is blocked and recorded."""
    with only_this_machine() as attempts:
        with pytest.raises((LeavesTheMachineError, httpx.ConnectError)):
            await go_out(way)
        assert len(attempts) == 1
        assert attempts[0].partition(" ")[2] in {"192.0.2.1", "status.example"}


async def go_out(way: str) -> None:
    """Try to reach an address that belongs to nobody."""
    match way:
        case "http":
            async with httpx.AsyncClient(trust_env=False) as http:
                await http.get("http://192.0.2.1/")
        case "stream":
            await asyncio.open_connection("192.0.2.1", 80)
        case "socket":
            with socket.socket() as one:
                one.connect(("192.0.2.1", 80))
        case "datagram":
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
                one.sendto(b"x", ("192.0.2.1", 53))
        case _:
            socket.getaddrinfo("status.example", 443)
