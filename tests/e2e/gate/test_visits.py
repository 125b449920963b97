"""A visit that goes on, ends and is taken up again: what the pages lead to, and what ties the two sides together."""

import sqlite3
from pathlib import Path

import pytest

from e2e.gate.steps import Proof
from e2e.running import Running
from palabre.kernel.clock import HOUR, MINUTE, ManualClock
from palabre.web.pages import PATHS
from palabre_client import Closed, Visit

ADULT, MEMBER = "__Host-adult", "__Host-member"


async def prove(proof: Proof, way: str) -> str:
    """Prove by one way; return where the page is led."""
    if way == "browser":
        await proof.begin_in_browser()
        form, path = {"rid": proof.rid, "response": proof.right_sealed()}, "/age/dcapi"
    else:
        await proof.begin()
        form, path = {"response_code": await proof.answer(proof.right_form())}, "/age/done"
    return str((await proof.visit.post(path, form)).headers["location"])


@pytest.mark.parametrize("way", ["link", "browser"])
async def test_a_first_proof_leads_on_and_a_second_one_back(proof: Proof, way: str) -> None:
    """The first leads to the entry; one more within the visit leads to the page that says it is prolonged."""
    led = [await prove(proof, way), await prove(proof, way)]
    assert led == [PATHS["gate"]["fr"], PATHS["renewed"]["fr"]]


async def test_a_code_scanned_within_a_visit_prolongs_it(proof: Proof) -> None:
    """The waiting page is told ok, and the cookie is another."""
    await proof.visit.prove_age()
    before = proof.visit.cookies[ADULT]
    await proof.begin_cross()
    await proof.post(proof.right_form())
    told = (await proof.visit.get("/age/state")).json()
    assert (told, proof.visit.cookies[ADULT] == before) == ({"state": "ok"}, False)


async def test_a_refused_proof_takes_nothing_from_a_visit(proof: Proof) -> None:
    """Whoever tries to prolong and is refused is where they were, with their cookie."""
    await proof.visit.prove_age()
    before = dict(proof.visit.cookies)
    await proof.begin_in_browser()
    refused = await proof.hand_over(await proof.faulty_sealed("C-N08"))
    kept = proof.visit.cookies[ADULT] == before[ADULT]
    assert (refused, kept, (await proof.visit.get("/api/entry/towns?q=lyon")).status_code) == (403, True, 200)


async def test_the_pages_of_a_refusal_within_a_visit_lead_back_to_its_ways(proof: Proof) -> None:
    """No dead end: what failed to prolong leads to the ways to prolong, not away from them."""
    outside = (await proof.visit.get("/age/failed")).text
    await proof.visit.prove_age()
    within = (await proof.visit.get("/age/failed")).text
    ways = [PATHS["gate"]["fr"], PATHS["renew"]["fr"]]
    assert [[f'href="{path}"' in page for path in ways] for page in (outside, within)] == [[True, False], [False, True]]


@pytest.mark.parametrize(("lang", "words"), [("fr", "Prolonger votre visite"), ("en", "Prolong your visit")])
async def test_the_page_that_prolongs_is_for_a_visit_that_goes_on(proof: Proof, lang: str, words: str) -> None:
    """To others the same address shows the step of the entry: nobody stands before a closed door."""
    path = PATHS["renew"]["en" if lang == "en" else "fr"]
    outside = await proof.visit.get(path)
    await proof.visit.prove_age()
    within = await proof.visit.get(path)
    assert [(page.status_code, words in page.text) for page in (outside, within)] == [(200, False), (200, True)]


async def test_a_new_proof_gives_back_who_one_was(running: Running, clock: ManualClock) -> None:
    """After an end by idleness, within a day: the entry leads straight to the chat, as the same member."""
    async with await running.enter("Lavande") as member:
        card = member.me["card"]
        clock.advance(61 * MINUTE)
        await member.connection.closed
        clock.advance(23 * HOUR)
        closed = await member.visit.get("/chat")
        await member.visit.prove_age()
        back = await member.visit.get(PATHS["gate"]["fr"])
        await member.connect()
        assert (closed.status_code, back.status_code, back.headers["location"]) == (403, 303, "/chat")
        assert member.me["card"] == card


async def test_the_proof_alone_gives_nothing_back(running: Running, clock: ManualClock) -> None:
    """Another browser that proves, or a proof without the chat's own cookie, meets nobody's name."""
    async with await running.enter("Lavande") as member:
        clock.advance(61 * MINUTE)
        await member.connection.closed
        other = Visit.open(running.site_url, running.wallet_url)
        await other.prove_age()
        stranger = await other.get(PATHS["gate"]["fr"])
        await other.close()
        del member.visit.cookies[MEMBER]
        await member.visit.prove_age()
        alone = await member.visit.get(PATHS["gate"]["fr"])
        with pytest.raises(Closed):
            await member.connect()
    assert (stranger.status_code, alone.status_code) == (200, 200)


async def test_nothing_ties_a_proof_to_who_came_back(tmp_path: Path, clock: ManualClock) -> None:
    """After proofs, a renewal and a return, no value of one file stands in the other, but for hours of the clock."""
    async with Running(clock, tmp_path) as running, await running.enter("Lavande") as member:
        await member.say((await member.join(member.arrival)).id, "Bonsoir")
        await member.visit.prove_age()
        clock.advance(61 * MINUTE)
        await member.connection.closed
        await member.visit.prove_age()
        await member.connect()
    age, chat = (values(tmp_path / name) for name in ("age.db", "chat.db"))
    assert (len([one for one in age if isinstance(one, bytes)]), age & chat) == (4, set())


def values(file: Path) -> set[object]:
    """Return every value of every row that could tie two rows together: octets, texts and numbers beyond small ones."""
    with sqlite3.connect(file) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [
            row for name in tables if name != "alembic_version" for row in database.execute(f"SELECT * FROM {name}")
        ]
    database.close()
    small = 100_000
    return {one for row in rows for one in row if one is not None and not (isinstance(one, int) and one < small)}
