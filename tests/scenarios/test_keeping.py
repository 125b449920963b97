"""Keeping a pseudonym and coming back to it, on a whole server: by words, by a passkey, always with a proof of age."""

from typing import Any

import pytest

from palabre.chat.model import Ruling
from palabre.identity.methods.words import folded, word_list
from palabre.kernel.clock import DAY, HOUR
from palabre.kernel.errors import Refusal
from palabre_client import EntryRefused, Member, Visit
from scenarios.authenticator import PRESENT, Authenticator
from scenarios.devices import SealedDevice
from scenarios.stage import Stage


async def away(member: Member) -> None:
    """Close the browser: its cookies are gone, the pseudonym may stay."""
    await member.disconnect()
    await member.visit.close()


async def visitor(stage: Stage) -> Visit:
    """Return somebody who has proved their age and is nobody yet."""
    visit = Visit.open(stage.origin, stage.wallet)
    await visit.prove_age()
    return visit


async def connected(visit: Visit) -> Member:
    """Return the member of a visit, on line."""
    member = Member(visit)
    await member.connect()
    return member


async def test_four_words_bring_somebody_back(stage: Stage) -> None:
    """Another browser, the same pseudonym: however the words are typed, and the devices are still known."""
    bo = await stage.member("Bo")
    device = (await SealedDevice(stage, bo).begin(packages=1))["device"]
    drawn = (await bo.visit.post_json("/api/keep/words", {"lang": "fr"}))["words"]
    assert [word in word_list("fr") for word in drawn] == [True] * 4
    number = bo.me["card"]["id"]
    await away(bo)
    stage.clock.advance(30 * DAY)
    await stage.node.fade()
    visit = await visitor(stage)
    typed = f"  {folded(' '.join(drawn)).upper().replace(' ', ' - ')}"
    await visit.post_json("/api/return/words", {"pseudonym": "bo", "words": typed})
    again = await connected(visit)
    assert again.me["card"]["id"] == number
    assert (await again.ask("device.begin", device=device))["device"] == device
    await away(again)


async def test_wrong_words_tell_nothing_and_are_few(stage: Stage) -> None:
    """Wrong words, a pseudonym without words, nobody of that name: one answer; the sixth try in an hour waits."""
    bo = await stage.member("Bo")
    await stage.member("Cleo")
    await bo.visit.post_json("/api/keep/words", {"lang": "en"})
    visit = await visitor(stage)
    for name in ("Bo", "Cleo", "Nobody", "Bo", "Bo"):
        assert await refusal(visit, {"pseudonym": name, "words": "abandon ability able about"}) == (
            422,
            "not_recognised",
        )
    assert await refusal(visit, {"pseudonym": "Bo", "words": "x"}) == (429, "rate_limited")
    stage.clock.advance(HOUR)
    await visit.prove_age()
    assert await refusal(visit, {"pseudonym": "Bo", "words": "x"}) == (422, "not_recognised")


async def refusal(visit: Visit, body: dict[str, Any], path: str = "/api/return/words") -> tuple[int, str]:
    """Return how a way back is refused."""
    with pytest.raises(EntryRefused) as refused:
        await visit.post_json(path, body)
    return refused.value.status, refused.value.code


@pytest.mark.parametrize("path", ["/api/return/words", "/api/return/passkey/begin", "/api/return/passkey/finish"])
async def test_nobody_comes_back_without_a_proof_of_age(stage: Stage, path: str) -> None:
    """Words and passkeys open nothing by themselves."""
    bo = await stage.member("Bo")
    words = (await bo.visit.post_json("/api/keep/words", {}))["words"]
    visit = Visit.open(stage.origin, stage.wallet)
    assert (await refusal(visit, {"pseudonym": "Bo", "words": " ".join(words), "credential": {}}, path))[0] == 403


async def test_a_passkey_brings_somebody_back(stage: Stage) -> None:
    """A key made once signs its owner in, again and again; another's key does not."""
    bo = await stage.member("Bo")
    key = Authenticator(stage.origin)
    await keep(bo, key)
    assert (await bo.visit.get("/api/keep")).json() == {"words": False, "passkeys": 1}
    await away(bo)
    for _ in range(2):
        visit = await visitor(stage)
        assert await sign(visit, Authenticator(stage.origin)) == (422, "not_recognised")
        assert await sign(visit, key) is None
        again = await connected(visit)
        assert again.me["card"]["name"] == "Bo"
        await away(again)


async def keep(member: Member, key: Authenticator) -> None:
    """Make a passkey for a member."""
    options = (await member.visit.post_json("/api/keep/passkey/begin", {}))["options"]
    await member.visit.post_json("/api/keep/passkey/finish", {"credential": key.make(options)})


async def sign(visit: Visit, key: Authenticator) -> tuple[int, str] | None:
    """Come back by a passkey; return how it is refused, if it is."""
    options = (await visit.post_json("/api/return/passkey/begin", {}))["options"]
    try:
        await visit.post_json("/api/return/passkey/finish", {"credential": key.sign(options)})
    except EntryRefused as refused:
        return refused.status, refused.code
    return None


@pytest.mark.parametrize("fault", ["origin", "unverified", "challenge", "shape"])
async def test_a_passkey_that_does_not_hold_is_refused(stage: Stage, fault: str) -> None:
    """Another site's answer, no user verification, an old question, nonsense: not kept."""
    bo = await stage.member("Bo")
    key = Authenticator("https://other.example" if fault == "origin" else stage.origin)
    if fault == "unverified":
        key.flags = PRESENT
    options = (await bo.visit.post_json("/api/keep/passkey/begin", {}))["options"]
    answer = {"id": 7} if fault == "shape" else key.make(options)
    if fault == "challenge":
        await bo.visit.post_json("/api/keep/passkey/begin", {})
    said = await refusal(bo.visit, {"credential": answer}, "/api/keep/passkey/finish")
    assert said == (422, "bad_passkey")
    assert (await bo.visit.get("/api/keep")).json()["passkeys"] == 0


async def test_a_kept_pseudonym_is_released_after_twelve_months(stage: Stage) -> None:
    """Eleven months later the name is still taken; after twelve it is free, and its words are nowhere."""
    bo = await stage.member("Bo")
    await bo.visit.post_json("/api/keep/words", {})
    await away(bo)
    stage.clock.advance(335 * DAY)
    await stage.node.fade()
    with pytest.raises(Refusal, match="pseudonym_taken"):
        await stage.node.members.check_name("Bo")
    stage.clock.advance(31 * DAY)
    await stage.node.fade()
    assert await stage.node.members.check_name("Bo") == ("Bo", False)
    assert b"argon2id" not in (stage.folder / "chat.db").read_bytes()


async def test_keeping_no_more_lets_the_pseudonym_go(stage: Stage) -> None:
    """Words and passkeys end at once; a week unused, the name is free."""
    bo = await stage.member("Bo")
    await bo.visit.post_json("/api/keep/words", {})
    await keep(bo, Authenticator(stage.origin))
    await bo.visit.post_json("/api/keep/end", {})
    assert (await bo.visit.get("/api/keep")).json() == {"words": False, "passkeys": 0}
    await away(bo)
    stage.clock.advance(8 * DAY)
    await stage.node.fade()
    await stage.member("Bo")


async def test_my_data_is_all_that_is_kept_of_me(stage: Stage) -> None:
    """The file holds card, choices, words said, devices, people; not the four words, nor anybody else's."""
    ada, bo = await stage.member("Ada"), await stage.member("Bo")
    await SealedDevice(stage, bo).begin(packages=1)
    for member, words in ((ada, "mots d'Ada"), (bo, "mots de Bo")):
        await member.join("comptoir")
        await member.say("comptoir", words)
    await bo.ask("ignore", member=ada.me["card"]["id"])
    drawn = (await bo.visit.post_json("/api/keep/words", {}))["words"]
    answer = await bo.visit.get("/api/me/data")
    mine = answer.json()
    assert [one["text"] for one in mine["said_in_rooms"]] == ["mots de Bo"]
    assert (mine["profile"]["card"]["name"], mine["ignored"], len(mine["devices"])) == ("Bo", ["Ada"], 1)
    assert [word for word in (*drawn, "mots d'Ada", "argon2") if word in answer.text] == []
    assert (await Visit.open(stage.origin, stage.wallet).get("/api/me/data")).status_code == 403


async def test_my_data_holds_what_was_decided_about_me_and_what_i_reported(stage: Stage) -> None:
    """Statement, restriction, complaint and notice are each person's own: the other's file holds none of them."""
    ada, bo = await stage.member("Ada"), await stage.member("Bo")
    asked = await ada.ask("open_room", name="Vannerie", purpose="Osier et patience")
    place = asked["room"]["id"]
    await stage.node.rooms.approve(place, Ruling("", "program"))
    for member in (ada, bo):
        await member.join(place)
    await ada.ask("host_ask_out", place=place, member=bo.me["card"]["id"], reason="rude")
    standing = await bo.ask("standing")
    await bo.ask("complain", statement=standing["statements"][0]["id"], text="Je demande un autre regard.")
    await bo.report("card", ada.me["card"]["id"], "spam", words="Des annonces, encore.")
    mine, hers = [(await one.visit.get("/api/me/data")).json() for one in (bo, ada)]
    (decision,), (restriction,), (notice,) = mine["decisions"], mine["restrictions"], mine["notices"]
    assert (decision["complaint"]["words"], restriction["kind"]) == ("Je demande un autre regard.", "asked_out")
    assert (notice["words"], decision["fr"]["title"]) == (
        "Des annonces, encore.",
        "L’hôte vous demande de quitter un salon",
    )
    assert [hers[kind] for kind in ("decisions", "restrictions", "notices")] == [[], [], []]
