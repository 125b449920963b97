"""The test wallet and issuer: as strict with the site as the site is with them (section 13)."""

import os
from urllib.parse import parse_qsl, urlencode

import pytest

from palabre.age.cbor import Tag, decode
from palabre.age.cose import cose_key
from palabre.age.request import Request
from palabre.age.verifiers.mdoc import NAMESPACE
from palabre.demo.issuer import Issuer
from palabre.demo.wallet import Asked, RefusesRequest, Wallet, read_request
from palabre.kernel.clock import DAY, ManualClock

URI = "https://chat.example/age/response/abc"
RIGHT = Request(URI, "the-nonce", "the-state")
MORE = RIGHT.link().replace("age_over_18", "birth_date")


def changed(**changes: str | None) -> str:
    """Return the right link with parameters changed, or dropped."""
    given = {**dict(parse_qsl(RIGHT.parameters())), **changes}
    return "av://authorize?" + urlencode({name: value for name, value in given.items() if value is not None})


def test_a_right_request_is_read_whole() -> None:
    """The wallet knows who asks, where the answer goes, and what to sign."""
    assert read_request(RIGHT.link()) == Asked(f"redirect_uri:{URI}", URI, "the-nonce", "the-state")


@pytest.mark.parametrize(
    "link",
    [
        MORE,
        changed(client_id="redirect_uri:https://elsewhere.example/"),
        changed(client_id=URI),
        changed(response_mode="fragment"),
        changed(response_mode="direct_post.jwt"),
        changed(response_type="code"),
        changed(nonce=None),
        changed(dcql_query=None),
        changed(dcql_query="{}"),
        changed(dcql_query="{"),
        RIGHT.link() + "&nonce=another",
        "av://authorize",
        "",
    ],
)
def test_any_other_request_is_refused(link: str) -> None:
    """More than one question, another asker, another way to answer, or a part missing: no answer."""
    with pytest.raises(RefusesRequest):
        read_request(link)


async def test_each_proof_is_shown_once() -> None:
    """Thirty presentations show thirty different proofs, and the next batch others again."""
    shown: list[str] = []

    async def post(_: str, fields: dict[str, str]) -> dict[str, str]:
        shown.append(fields["vp_token"])
        return {"redirect_uri": "https://chat.example/age/done?response_code=x"}

    wallet = Wallet(Issuer(ManualClock(), os.urandom), post)
    for _ in range(31):
        await wallet.present(RIGHT.link())
    assert (len(set(shown)), len(wallet.attestations)) == (31, 29)


def test_a_batch_cannot_be_tied_together() -> None:
    """Thirty proofs, each with its own key and salt, all with the same dates, rounded to the day, 90 days at most."""
    clock = ManualClock()
    batch = Issuer(clock, os.urandom).batch()
    items = [decode(one.issuer_signed["nameSpaces"][NAMESPACE][0].value) for one in batch]
    objects = [decode(decode(one.issuer_signed["issuerAuth"][2]).value) for one in batch]
    dates = {tuple(sorted((name, tag.value) for name, tag in one["validityInfo"].items())) for one in objects}
    assert (len(batch), len({item["random"] for item in items}), len(dates)) == (30, 30, 1)
    assert len({one["deviceKeyInfo"]["deviceKey"][-2] for one in objects}) == 30
    assert {value[10:] for _, value in dates.pop()} == {"T00:00:00Z"}


def test_two_issuers_share_no_key() -> None:
    """What one demonstration trusts, another does not."""
    first, second = (Issuer(ManualClock(), os.urandom) for _ in range(2))
    keys = [cose_key(one.public_key())[-2] for one in (first.root, first.signer, second.root, second.signer)]
    assert len(set(keys)) == 4


def test_a_proof_lives_ninety_days() -> None:
    """From the day of its making, and not a day more."""
    mso = decode(
        decode(Issuer(ManualClock(at=20_780 * DAY), os.urandom).batch()[0].issuer_signed["issuerAuth"][2]).value
    )
    values = [tag.value for tag in mso["validityInfo"].values() if isinstance(tag, Tag)]
    assert sorted(values) == ["2026-11-23T00:00:00Z", "2026-11-23T00:00:00Z", "2027-02-21T00:00:00Z"]
