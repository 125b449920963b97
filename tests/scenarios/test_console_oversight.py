"""The console's other screens on a whole server: ledger, figures, rules, rooms; each by role."""

from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.engine import Connection

from palabre.kernel.clock import MINUTE
from palabre.kernel.ids import MemberId, PlaceId
from palabre.moderation.ledger.model import Act
from palabre.moderation.ledger.proofs import check_proof
from palabre.moderation.model import Priority
from palabre.moderation.staff import Role
from palabre.store.ledger import enter
from palabre.store.ledger_schema import entry
from palabre_client import Visit
from scenarios.stage import Stage
from scenarios.test_console import actions, filed, look, named, refusal, sent

API = "/console/api"
LEDGER, ROOMS, VOLUNTEERS = f"{API}/ledger", f"{API}/rooms", f"{API}/volunteers"
SCREENS = {
    "host": {"own-rooms"}, "moderator": {"rooms", "hosts", "ledger", "figures"},
    "senior": {"rooms", "hosts", "ledger", "figures", "rules"}, "child_safety": {"hosts", "ledger", "figures"},
    "appeals": {"ledger", "figures"}, "legal": {"ledger"}, "policy": {"ledger", "figures", "rules"},
    "technical": {"volunteers", "ledger", "rules"}, "auditor": {"rooms", "volunteers", "ledger", "figures", "rules"},
}  # fmt: skip
ALL = ("own-rooms", "rooms", "hosts", "volunteers", "ledger", "figures", "rules")


async def told(visit: Visit, path: str) -> Any:
    """Return what somebody is told."""
    answer = await visit.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def ref_of(visit: Visit) -> str:
    """Return somebody's reference."""
    found: str = (await told(visit, f"{API}/me"))["ref"]
    return found


@pytest.mark.parametrize("role", [role.value for role in Role])
async def test_each_screen_opens_to_its_roles(stage: Stage, role: str) -> None:
    """By the table of section 16; to all others a screen does not exist, and the page does not offer it."""
    visit = await named(stage, role)
    assert set((await told(visit, f"{API}/me"))["screens"]) == SCREENS[role]
    found = {one for one in ALL if (await visit.get(f"{API}/{one}")).is_success}
    assert found == SCREENS[role]
    for one in set(ALL) - found:
        assert await refusal(visit, f"{API}/{one}") == (404, "not_yours")


WALLS = [
    ("GET", LEDGER), ("GET", f"{LEDGER}/1/proof"), ("POST", f"{LEDGER}/1/payload"), ("GET", f"{API}/figures"),
    ("GET", f"{API}/rules"), ("GET", ROOMS), ("POST", f"{ROOMS}/one/approve"), ("POST", f"{ROOMS}/one/refuse"),
    ("GET", f"{API}/hosts"), ("POST", f"{API}/hosts/one/undo"), ("GET", VOLUNTEERS), ("POST", VOLUNTEERS),
    ("POST", f"{VOLUNTEERS}/one/agree"), ("POST", f"{VOLUNTEERS}/one/decline"),
    ("POST", f"{VOLUNTEERS}/one/withdraw"), ("GET", f"{API}/slurs"), ("GET", f"{API}/names"),
    ("POST", f"{API}/names/one/approve"), ("POST", f"{API}/names/one/refuse"),
]  # fmt: skip


async def test_nothing_of_it_is_answered_without_a_session(stage: Stage) -> None:
    """Nor to a page of another site, whatever cookie it makes the browser send."""
    visit = await named(stage, "auditor")
    elsewhere = {"Origin": "https://other.example", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}
    for method, path in WALLS:
        answer = await sent(stage, method, path, {})
        assert (answer.status_code, answer.json()) == (401, {"code": "signed_out"}), path
        assert (await sent(stage, method, path, visit.cookies, elsewhere)).status_code == 403, path


async def test_each_reads_the_entries_that_the_table_grants(stage: Stage) -> None:
    """Their own; those of hosts and moderators too, for a senior; all without payload; all."""
    number = await filed(stage)
    moderator, senior, appeals = [await named(stage, role) for role in ("moderator", "senior", "appeals")]
    await look(moderator, number)
    refs = [await ref_of(one) for one in (moderator, senior, appeals)]
    for visit, own in ((moderator, refs[0]), (appeals, refs[2])):
        assert {one["actor_ref"] for one in (await told(visit, LEDGER))["entries"]} == {own}
    team = (await told(senior, LEDGER))["entries"]
    assert {one["actor_ref"] for one in team} == set(refs[:2])
    for role in ("technical", "auditor"):
        found = (await told(await named(stage, role), LEDGER))["entries"]
        assert {one["actor_ref"] for one in found} > set(refs)
        assert any(one["opens"] for one in found) == (role == "auditor")


async def test_a_payload_opened_is_an_entry_of_its_own(stage: Stage) -> None:
    """Who opened what, before it is told; whoever may not open it enters nothing, and what is gone opens nothing."""
    auditor, technical = await named(stage, "auditor"), await named(stage, "technical")
    (invited, *_) = [one for one in (await told(auditor, LEDGER))["entries"] if one["opens"]]
    path = f"{LEDGER}/{invited['n']}/payload"
    before = await actions(stage)
    assert await refusal(technical, path, {}) == (404, "not_yours")
    assert await actions(stage) == before
    assert "roles" in (await auditor.post_json(path, {}))["payload"]
    (newest, *_) = (await told(auditor, LEDGER))["entries"]
    assert (newest["action"], newest["object_ref"]) == ("ledger_payload_opened", str(invited["n"]))
    assert (newest["actor_ref"], newest["role"]) == (await ref_of(auditor), "auditor")
    bare = next(one for one in (await told(auditor, LEDGER))["entries"] if not one["payload_commitment"])
    assert await refusal(auditor, f"{LEDGER}/{bare['n']}/payload", {}) == (404, "payload_gone")
    moderator = await named(stage, "moderator")
    assert await refusal(moderator, path, {}) == (404, "not_yours")
    assert (await actions(stage)).count("ledger_payload_opened") == 1


async def test_pages_follow_each_other_and_filters_hold(stage: Stage) -> None:
    """The newest first, none twice, none missing; by act; by case, with what hangs on it; nonsense is refused."""
    now = stage.clock.now()

    def many(c: Connection) -> None:
        for number in range(120):
            enter(c, Act("", "program", "quality_fed", "case", f"case-{number}"), now)

    await stage.node.chat_db.write(many)
    auditor = await named(stage, "auditor")
    numbers, more, before = [], True, 0
    while more:
        page = await told(auditor, f"{LEDGER}?before={before}")
        numbers += [one["n"] for one in page["entries"]]
        more, before = page["more"], numbers[-1]
    assert numbers == list(range(len(await actions(stage)), 0, -1))
    of_act = (await told(auditor, f"{LEDGER}?act=signed_in"))["entries"]
    assert {one["action"] for one in of_act} == {"signed_in"}
    (of_case,) = (await told(auditor, f"{LEDGER}?case=case-7"))["entries"]
    assert of_case["object_ref"] == "case-7"
    for bad in ("act=weather", "before=-1", "before=x", f"before={'9' * 16}", f"case={'a' * 17}"):
        assert await refusal(auditor, f"{LEDGER}?{bad}") == (422, "bad_request"), bad


async def test_a_proof_comes_with_the_next_head_and_holds(stage: Stage) -> None:
    """Not before; then it leads from the entry to the signed root; of others' entries one may not read, none comes."""
    moderator, appeals = await named(stage, "moderator"), await named(stage, "appeals")
    (own, *_) = (await told(moderator, LEDGER))["entries"]
    path = f"{LEDGER}/{own['n']}/proof"
    assert await told(moderator, path) == {"proof": None}
    await stage.node.ledger.sign()
    proof = (await told(moderator, path))["proof"]
    assert (proof["index"], proof["size"]) == (own["n"] - 1, len(await actions(stage)))
    kept = await stage.node.ledger.store.proof(own["n"])
    assert kept is not None
    assert (check_proof(kept, stage.node.ledger.key.verifier).size, kept.note) == (proof["size"], proof["note"])
    assert replace(kept, path=tuple(proof["path"])) == kept
    assert await refusal(appeals, path) == (404, "not_yours")
    assert await refusal(moderator, f"{LEDGER}/999/proof") == (404, "not_yours")


async def test_no_route_alters_an_entry(stage: Stage) -> None:
    """Whatever the method, as whoever may read all of it: what was there stays as it was, octet for octet."""
    auditor = await named(stage, "auditor")
    before = await stage.node.chat_db.read(lambda c: c.execute(select(entry).order_by(entry.c.n)).all())
    async with httpx.AsyncClient(trust_env=False) as http:
        headers = {"Origin": stage.origin, "Cookie": "; ".join(f"{a}={b}" for a, b in auditor.cookies.items())}
        for path in (LEDGER, f"{LEDGER}/1", f"{LEDGER}/1/proof", f"{LEDGER}/1/payload"):
            for method in ("POST", "PUT", "PATCH", "DELETE"):
                if (method, path) != ("POST", f"{LEDGER}/1/payload"):
                    answer = await http.request(method, stage.origin + path, headers=headers, json={})
                    assert answer.status_code in {404, 405}, (method, path)
    await auditor.post_json(f"{LEDGER}/1/payload", {})
    after = await stage.node.chat_db.read(lambda c: c.execute(select(entry).order_by(entry.c.n)).all())
    assert (after[: len(before)], len(after)) == (before, len(before) + 1)


async def test_figures_are_of_the_house_and_of_nobody(stage: Stage) -> None:
    """What waits by urgency and kind; of kinds whose queue one may not count nothing; no reference of anybody."""
    for kind, priority in (("hate", Priority.P2), ("hate", Priority.P2), ("minor_doubt", Priority.P1)):
        await filed(stage, kind, priority=priority)
    stage.clock.advance(5 * MINUTE)
    moderator, auditor = await named(stage, "moderator"), await named(stage, "auditor")
    found = await told(moderator, f"{API}/figures")
    waits = {one["priority"]: (one["open"], one["oldest"] >= 5 * MINUTE) for one in found["figures"]["priorities"]}
    assert (waits["P1"], waits["P2"], waits["P0"]) == ((1, True), (2, True), (0, False))
    assert [(one["name"], one["came"], one["open"]) for one in found["kinds"]] == [("hate", 2, 2)]
    everything = await told(auditor, f"{API}/figures")
    assert [one["name"] for one in everything["kinds"]] == ["hate", "minor_doubt"]
    staff = {one.ref for one in await stage.node.staffroom.store.everybody()}
    text = (await auditor.get(f"{API}/figures")).text
    assert [ref for ref in staff if ref in text] == []


async def test_every_rule_in_force_is_told_with_what_it_did(stage: Stage) -> None:
    """Its sentence in both languages, how often it matched of late; by which right one reads, and nothing to change."""
    bo = await stage.member("Bo")
    await bo.join("comptoir")
    with pytest.raises(Exception, match="refused"):
        await bo.say("comptoir", "voir https://exemple.fr/page")
    await stage.node.judging.records.flush(stage.clock.now())
    found = await told(await named(stage, "auditor"), f"{API}/rules")
    rules = {one["id"]: one for one in found["rules"]}
    assert set(rules) == {one.id for one in stage.node.safety.rulebook.rules}
    assert found["right"] == "read"
    assert [one for one in rules.values() if not (one["sentence"]["fr"] and one["sentence"]["en"])] == []
    assert rules["link.of_a_newcomer"]["runs"]["live"] == 1
    assert (rules["link.of_a_newcomer"]["state"], rules["link.of_a_newcomer"]["lacks"]) == ("live", None)
    assert (await told(await named(stage, "senior"), f"{API}/rules"))["right"] == "propose"
    await bo.disconnect()


async def test_a_room_is_approved_once_and_the_ledger_says_by_whom(stage: Stage) -> None:
    """After one's word that one does not know its host; then everybody sees it, and it waits no more."""
    ada = await stage.member("Ada")
    room = (await ada.ask("open_room", name="Tricot du soir", purpose="Mailles", theme="talk"))["room"]
    visit, auditor = await named(stage, "moderator"), await named(stage, "auditor")
    (waits,) = (await told(visit, ROOMS))["rooms"]
    assert (waits["name"], waits["purpose"], waits["host"]) == ("Tricot du soir", "Mailles", "Ada")
    assert (waits["points"], waits["step"], waits["reporters"]) == (0, "advice", 0)
    path = f"{ROOMS}/{room['id']}/approve"
    assert await refusal(visit, path, {}) == (409, "apart_needed")
    assert await refusal(auditor, path, {"apart": True}) == (404, "not_yours")
    await visit.post_json(path, {"apart": True})
    assert room["id"] in {one.id for one in await stage.node.rooms.listed()}
    assert (await told(visit, ROOMS))["rooms"] == []
    assert await refusal(visit, path, {"apart": True}) == (404, "unknown_room")
    (said,) = (await told(auditor, f"{LEDGER}?act=room_approved"))["entries"]
    assert (said["actor_ref"], said["role"], said["object_ref"]) == (await ref_of(visit), "moderator", room["id"])
    await ada.disconnect()


async def test_a_room_refused_is_told_to_whoever_proposed_it_with_the_reason(stage: Stage) -> None:
    """At once, and in their standing ever after; by the console as by the operator's command; both in the ledger."""
    ada = await stage.member("Ada")
    rooms = [
        (await ada.ask("open_room", name=name, purpose="Mailles", theme="talk"))["room"]["id"]
        for name in ("Crochet", "Laine")
    ]
    visit = await named(stage, "senior")
    path = f"{ROOMS}/{rooms[0]}/refuse"
    assert await refusal(visit, path, {"reason": "weather", "apart": True}) == (422, "bad_reason")
    await visit.post_json(path, {"reason": "unclear", "apart": True})
    heard = await ada.hear(lambda one: one["t"] == "room_refused")
    assert (heard["name"], heard["reason"]) == ("Crochet", "unclear")
    status, said = await stage.command("rooms", "refuse", rooms[1])
    assert (status, "say why" in said) == (2, True)
    assert await stage.command("rooms", "refuse", rooms[1], "--reason", "too_close") == (0, "")
    heard = await ada.hear(lambda one: one["t"] == "room_refused")
    assert (heard["name"], heard["reason"]) == ("Laine", "too_close")
    mine = {one["name"]: (one["state"], one["reason"]) for one in (await ada.ask("standing"))["rooms"]}
    assert mine == {"Crochet": ("refused", "unclear"), "Laine": ("refused", "too_close")}
    kept = (await told(await named(stage, "auditor"), f"{LEDGER}?act=room_refused"))["entries"]
    assert [(one["actor_ref"], one["reason_code"]) for one in kept] == [
        ("operator", "too_close"), (await ref_of(visit), "unclear"),
    ]  # fmt: skip
    await ada.disconnect()


async def test_nobody_decides_the_room_of_somebody_they_know(stage: Stage) -> None:
    """Their own, or that of somebody they have blocked: it is not in their list, and opens to nobody by its number."""
    ada, bo = await stage.member("Ada"), await stage.member("Bo")
    for one, name in ((ada, "Tricot"), (bo, "Crochet")):
        await one.ask("open_room", name=name, purpose="Mailles", theme="talk")
    visit = await named(stage, "moderator")
    waiting = {one["name"]: one["id"] for one in (await told(visit, ROOMS))["rooms"]}
    await stage.node.staffroom.shifts.store.show(await ref_of(visit), MemberId(ada.me["card"]["id"]))
    assert [one["name"] for one in (await told(visit, ROOMS))["rooms"]] == ["Crochet"]
    own = f"{ROOMS}/{waiting['Tricot']}/approve"
    assert await refusal(visit, own, {"apart": True}) == (404, "not_yours")
    await ada.ask("block", member=bo.me["card"]["id"])
    assert (await told(visit, ROOMS))["rooms"] == []
    assert await stage.node.rooms.store.room(PlaceId(waiting["Crochet"])) is not None
    for one in (ada, bo):
        await one.disconnect()
