"""What the entry's form answers to what people type."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from e2e.running import Running
from palabre_client import EntryRefused, Visit
from palabre_client.work import solve

GOOD = {
    "pseudonym": "Lavande", "town": 87085, "town_shown": "town", "age": 41, "age_shown": "age", "here_for": ["talk"],
    "rules": True, "ask_first": True, "lang": "fr",
}  # fmt: skip


async def refusal(visit: Visit, **changes: Any) -> tuple[int, str]:
    """Return status and code of an entry refused."""
    with pytest.raises(EntryRefused) as refused:
        await visit.post_json("/api/entry", {key: value for key, value in (GOOD | changes).items() if value != "gone"})
    return refused.value.status, refused.value.code


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [({"age": 121}, 422, "age_range"), ({"age": -1}, 422, "age_range"), ({"age": 41.5}, 422, "bad_request"),
     ({"age": "41"}, 422, "bad_request"), ({"age": None}, 422, "bad_request"), ({"age": True}, 422, "bad_request"),
     ({"age": 10**30}, 422, "age_range"), ({"age": 17}, 403, "under_age"), ({"age": 0}, 403, "under_age"),
     ({"town": 0}, 422, "unknown_town"), ({"town": -5}, 422, "unknown_town"), ({"town": "Paris"}, 422, "bad_request"),
     ({"rules": False}, 422, "rules"), ({"rules": "gone"}, 422, "rules"), ({"rules": 1}, 422, "bad_request"),
     ({"town_shown": "street"}, 422, "bad_choice"), ({"age_shown": "birthday"}, 422, "bad_choice"),
     ({"here_for": ["sell"]}, 422, "bad_choice"), ({"here_for": "talk"}, 422, "bad_request"),
     ({"pseudonym": "A"}, 422, "pseudonym_short"), ({"pseudonym": "A" * 21}, 422, "pseudonym_long"),
     ({"pseudonym": "Ad\u202ea"}, 422, "pseudonym_characters"),
     ({"pseudonym": "\U0001d4d0da"}, 422, "pseudonym_characters"),
     ({"pseudonym": "<script>"}, 422, "pseudonym_characters"), ({"pseudonym": "gone"}, 422, "bad_request"),
     ({"pseudonym": "Léa 15 ans"}, 422, "pseudonym_under_age"), ({"pseudonym": "Admin"}, 409, "pseudonym_taken"),
     ({"pseudonym": "x" * 9_000}, 422, "too_long"), ({"pseudonym": ["Ada"]}, 422, "bad_request")],
)  # fmt: skip
async def test_a_bad_answer_is_refused_by_name(adult: Visit, changes: dict[str, Any], status: int, code: str) -> None:
    """Each wrong field has its code; the visit goes on, and a good form then passes."""
    assert await refusal(adult, **changes) == (status, code)
    assert await adult.post_json("/api/entry", GOOD) == {"arrival": "accueil"}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 8_000, b'{"age": 1e999}'])
async def test_a_body_that_is_no_form_is_refused(running: Running, adult: Visit, body: bytes) -> None:
    """Any octets get an answer, never a fault of ours."""
    for path in ("/api/entry", "/api/entry/pseudonym"):
        answer = await adult.http.post(running.site_url + path, content=body, headers=adult._headers())
        assert (answer.status_code, answer.json()) == (422, {"code": "bad_request"})


def files(running: Running) -> dict[str, bytes]:
    """Return everything the site has written, by file; the index of the log, in memory, is no writing."""
    folder: Path = running.node.settings.folder
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.suffix != ".db-shm"}


async def test_an_age_under_18_leaves_no_trace(running: Running, adult: Visit) -> None:
    """The files are the same to the octet before and after; the answer says only that."""
    before = files(running)
    for age in (0, 12, 17):
        assert await refusal(adult, age=age, pseudonym="Petitprince") == (403, "under_age")
    assert files(running) == before
    assert not any(b"Petitprince" in octets for octets in before.values())


async def checked(visit: Visit, name: str) -> tuple[str, int]:
    """Return what the check of a name gives, or its code, and how many names it offers."""
    try:
        return (await visit.post_json("/api/entry/pseudonym", {"pseudonym": name}))["pseudonym"], 0
    except EntryRefused as refused:
        return refused.code, len(refused.answer.get("suggestions", []))


async def test_a_name_is_free_or_taken(running: Running, adult: Visit) -> None:
    """Taken, reserved and look-alike names get one same answer with three others; nobody learns which it was."""
    async with await running.enter("Lavande"):
        found = [await checked(adult, name) for name in ("Mimosa", "Lavande", "1avande", "Admin", "A", "Léa 15 ans")]
    taken = ("pseudonym_taken", 3)
    assert found == [("Mimosa", 0), taken, taken, taken, ("pseudonym_short", 0), ("pseudonym_under_age", 0)]


async def test_who_is_here_cannot_be_listed_by_asking(running: Running, adult: Visit) -> None:
    """Twenty checks an hour for each visit, then a wait that is told; another visit has its own."""
    found = [(await checked(adult, f"Nom{letter}"))[0] for letter in "abcdefghijklmnopqrstuvw"]
    assert found[19:] == ["Nomt", *["rate_limited"] * 3]
    other = running.visit()
    await other.prove_age()
    assert await checked(other, "Mimosa") == ("Mimosa", 0)
    await other.close()


async def test_towns_are_told_without_their_place_on_earth(http: httpx.AsyncClient, adult: Visit) -> None:
    """At most eight, with what the form shows, and no position; nobody without a session gets any."""
    towns = (await adult.get("/api/entry/towns?q=saint")).json()["towns"]
    assert len(towns) == 8
    assert {key for town in towns for key in town} == {
        "id",
        "name",
        "country",
        "detail",
        "department",
        "small",
        "larger",
    }
    assert (await http.get("/api/entry/towns?q=saint")).status_code == 403
    for query in ("", "%00", "%ff", "a" * 5_000, "'; DROP TABLE", "%F0%9F%8C%B3"):
        assert (await adult.get(f"/api/entry/towns?q={query}")).status_code == 200


async def test_extra_fields_are_ignored_and_not_kept(running: Running, adult: Visit) -> None:
    """A form cannot choose what the server chooses: id, colour, date, host."""
    extra = {"id": "chosen-id", "colour": 99, "since": 1, "host": True, "planted": "graine-plantee"}
    await adult.post_json("/api/entry", GOOD | extra)
    assert not any(b"graine-plantee" in octets or b"chosen-id" in octets for octets in files(running).values())


async def test_the_arrival_is_the_town_s_room_when_it_lives(running: Running) -> None:
    """With five people in the room of Lyon, somebody of Lyon arrives there, somebody of Limoges in the welcome room."""
    people = [await running.enter(f"Gone{letter}") for letter in "abcde"]
    for person in people:
        await person.join("lyon")
    async with await running.enter("Ada") as ada, await running.enter("Zoé", town="Limoges") as zoe:
        assert (ada.arrival, zoe.arrival) == ("lyon", "accueil")
    for person in people:
        await person.disconnect()
        await person.visit.close()


async def test_entering_asks_for_a_little_work(running: Running, adult: Visit) -> None:
    """Without it the answer brings a challenge; done ahead, it lets in; nobody without an age session is given any."""

    async def post(path: str, body: dict[str, Any]) -> httpx.Response:
        return await adult.http.post(running.site_url + path, json=body, headers=adult._headers())

    asked = await post("/api/entry", GOOD)
    assert (asked.status_code, asked.json()["code"], asked.json()["why"]) == (428, "work_needed", "none")
    ahead = (await post("/api/entry/work", {})).json()
    assert ahead.keys() == asked.json()["work"].keys()
    wrong = await post("/api/entry", GOOD | {"work": "rubbish"})
    assert (wrong.status_code, wrong.json()["why"]) == (428, "wrong")
    assert (await post("/api/entry", GOOD | {"work": solve(ahead)})).status_code == 201
    adult.cookies.clear()
    assert (await post("/api/entry/work", {})).status_code == 403
