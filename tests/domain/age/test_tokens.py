"""What the site says of a token: every published case, the words around it, the weeks, the providers."""

import base64
import json
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from palabre.age import check_tokens
from palabre.age.counters import GateCounters
from palabre.age.gate import RELEASED
from palabre.age.issuers import TokenIssuers
from palabre.age.reasons import Refused
from palabre.age.spent import Spent
from palabre.age.tokens import EPOCH, TokenGate, context_of, epoch_of
from palabre.age.verifiers import privacypass
from palabre.age.verifiers.privacypass import BadKey, TokenKey, of_header, of_paste, token_challenge
from palabre.demo.provider import Provider, trusted
from palabre.demo.provider import spki_of as provider_spki
from palabre.demo.token_client import Wanted, fetch_token
from palabre.kernel.clock import DAY, SECOND, ManualClock
from palabre.store.age import SqlSpentStore, spent_proof
from palabre.store.database import Database

FOLDER = Path(__file__).parents[2] / "vectors" / "age"
CASES: dict[str, Any] = json.loads((FOLDER / "privacypass-origin-cases.json").read_text())
OUTCOMES = list(check_tokens.outcomes(CASES))
RIGHT: str = CASES["cases"][0]["authorization"]
TEXT = RIGHT.split('"')[1]
TOKEN = base64.urlsafe_b64decode(TEXT)
KEY = TokenKey.read(CASES["issuer_name"], bytes.fromhex(CASES["issuer_public_key_spki_hex"]))
CONTEXT = bytes.fromhex(CASES["redemption_context_hex"])


@pytest.mark.parametrize(("case", "outcome"), OUTCOMES, ids=lambda one: one["id"] if isinstance(one, dict) else "")
def test_each_case_comes_out_as_its_file_says(case: dict[str, Any], outcome: str) -> None:
    """A right token is accepted; each wrong one is refused for the reason that its file names."""
    assert outcome == (case["reason"] or "accepted")


def test_the_file_holds_one_right_token_and_eighteen_wrong_ones() -> None:
    """No case went missing from our copy."""
    assert [case["expect"] for case in CASES["cases"]] == ["accept"] + ["reject"] * 18


def test_our_challenge_is_the_printed_one() -> None:
    """The challenge names a provider and a context, and no site."""
    assert token_challenge(CASES["issuer_name"], CONTEXT).hex() == CASES["token_challenge_hex"]


@pytest.mark.parametrize(
    "header",
    [
        f'PrivateToken token="{TEXT}"',
        f'privatetoken  TOKEN = "{TEXT}"',
        f'PrivateToken realm="a, \\" token=b", token="{TEXT}", x=y',
    ],
)
def test_the_header_is_read_as_http_writes_it(header: str) -> None:
    """Scheme and names in any case, white space around the sign, unknown parameters ignored."""
    assert of_header(header) == TOKEN


@pytest.mark.parametrize(
    "header",
    [
        "", "PrivateToken", "PrivateToken ", f"PrivateToken {TEXT}", f"PrivateToken token={TEXT}",
        f'PrivateToken token="{TEXT}",', f'PrivateToken token="{TEXT}" x=y', f'PrivateToken token="{TEXT}',
        f'PrivateToken  , token="{TEXT}"', f'PrivateToken x=1, x=2, token="{TEXT}"', f'PrivateToken token="{TEXT} "',
        f'PrivateToken token="{TEXT}="', f'PrivateToken token="\\{TEXT}"', 'PrivateToken token=""',
        'PrivateToken challenge="AAI="', 'PrivateToken token="AB=="', 'PrivateToken token="A==="',
    ],
)  # fmt: skip
def test_any_other_header_is_refused(header: str) -> None:
    """Another scheme, no quotes, a parameter twice, loose bits, loose commas: `syntax`."""
    with pytest.raises(Refused, match="syntax"):
        of_header(header)


def test_a_pasted_token_may_bring_white_space() -> None:
    """What a copy adds around or inside, lines broken by an editor included, does not matter."""
    assert of_paste(f"\n  {TEXT[:100]}\r\n{TEXT[100:]}\t") == TOKEN


@given(st.text() | st.builds(lambda a, b: f"PrivateToken {a}={b}", st.text(), st.text()))
def test_no_text_is_anything_but_octets_or_syntax(text: str) -> None:
    """Whatever is sent, reading gives octets or the one refusal."""
    for read in (of_header, of_paste):
        assert outcome_of(read, text) in {"octets", "syntax"}


def outcome_of(read: Callable[[str], bytes], text: str) -> str:
    """Return what reading gives."""
    try:
        return "octets" if isinstance(read(text), bytes) else "something else"
    except Refused as refused:
        return refused.reason


@given(st.integers(0, len(TOKEN) - 1), st.integers(1, 255))
def test_a_spoilt_octet_is_refused(at: int, flip: int) -> None:
    """An octet changed anywhere is a refusal by name."""
    spoilt = bytearray(TOKEN)
    spoilt[at] ^= flip
    with pytest.raises(Refused, match=r"token_type|key|challenge|authenticator"):
        privacypass.verify(bytes(spoilt), {KEY.id: KEY}, {CONTEXT: 1})


def spki_of(bits: int) -> bytes:
    """Return a new key as a token key is written, of a size."""
    inner = generate_private_key(65_537, bits).public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
    return provider_spki(inner)


@pytest.mark.parametrize("name", ["cut", "another size", "plain RSA", "nothing", "noise"])
def test_a_key_of_another_kind_is_no_token_key(name: str) -> None:
    """Another size, another algorithm, octets missing: refused when pinned, not at a visit."""
    plain = KEY.public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    spoilt = {
        "cut": KEY.spki[:-1], "another size": spki_of(3072), "plain RSA": plain, "nothing": b"",
        "noise": KEY.spki[:65] + os.urandom(277),
    }  # fmt: skip
    with pytest.raises(BadKey):
        TokenKey.read("issuer.example", spoilt[name])


PROVIDER = Provider("age-issuer.example")
WEEK_BEGINS = epoch_of(RELEASED + EPOCH) * EPOCH


@pytest.fixture
def clock() -> ManualClock:
    """Give a clock at the first moment of a week."""
    return ManualClock(WEEK_BEGINS)


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Open the gate's own database."""
    opened = await Database.open(tmp_path / "age.db", "age")
    yield opened
    await opened.close()


@pytest.fixture
def gate(clock: ManualClock, database: Database) -> TokenGate:
    """Give a gate that takes tokens of one provider."""
    spent = Spent(SqlSpentStore(database), bytes(32), clock)
    return TokenGate(
        trusted(PROVIDER.key, "https://age-issuer.example/"), spent, clock, GateCounters(CollectorRegistry())
    )


async def token_of(context: bytes, name: str = "", signer: Provider = PROVIDER) -> str:
    """Have a token signed for a context, ready to paste; under the signer's name, or another."""

    async def ask(request: bytes) -> bytes:
        return signer.sign(request)

    wanted = Wanted(token_challenge(name or signer.name, context), signer.key.spki)
    return base64.urlsafe_b64encode(await fetch_token(wanted, ask, os.urandom)).decode()


async def test_a_token_serves_its_week_and_the_next(gate: TokenGate, clock: ManualClock) -> None:
    """Fetched a week ahead, it is refused before its week, taken to the last millisecond of the next, then never."""
    week = context_of(epoch_of(clock.now()) + 1)
    tokens = [await token_of(week) for _ in range(4)]
    moments = [WEEK_BEGINS + EPOCH - 1, WEEK_BEGINS + EPOCH, WEEK_BEGINS + 3 * EPOCH - 1, WEEK_BEGINS + 3 * EPOCH]
    admitted = []
    for token, clock.at in zip(tokens, moments, strict=True):
        admitted.append(await gate.admits(of_paste, token))
    assert admitted == [False, True, True, False]


async def test_tokens_of_several_providers_count_each_under_its_own_name(gate: TokenGate, clock: ManualClock) -> None:
    """Each provider's are taken; one provider's signature under another's name is not."""
    other = Provider("other-issuer.example")
    both = TokenIssuers((*gate.issuers.providers, *trusted(other.key, "https://other-issuer.example/").providers))
    pair = replace(gate, issuers=both)
    week = context_of(epoch_of(clock.now()))
    tokens = [await token_of(week), await token_of(week, signer=other), await token_of(week, PROVIDER.name, other)]
    assert [await pair.admits(of_paste, token) for token in tokens] == [True, True, False]
    assert {one.key.issuer for one in pair.challenges()} == {"age-issuer.example", "other-issuer.example"}


async def test_a_token_serves_once_even_across_weeks(gate: TokenGate, clock: ManualClock) -> None:
    """Used in its week, it is spent in the next, after the purges between."""
    token = await token_of(context_of(epoch_of(clock.now())))
    first = await gate.admits(of_paste, token)
    clock.at = WEEK_BEGINS + 2 * EPOCH - SECOND
    await gate.spent.purge()
    assert (first, await gate.admits(of_paste, token)) == (True, False)


async def test_of_a_token_a_keyed_hash_stays_until_no_site_takes_it(
    gate: TokenGate, clock: ManualClock, database: Database
) -> None:
    """What is kept is 32 octets under our key and a day; it goes with the last week that takes the token."""
    token = await token_of(context_of(epoch_of(clock.now())))
    await gate.admits(of_paste, token)
    rows = await database.read(lambda c: [tuple(row) for row in c.execute(spent_proof.select())])
    clock.at = WEEK_BEGINS + 2 * EPOCH + DAY
    assert (len(rows), len(rows[0][0]), rows[0][1], rows[0][0] in base64.urlsafe_b64decode(token)) == (
        1, 32, (WEEK_BEGINS + 2 * EPOCH) // DAY, False,
    )  # fmt: skip
    assert await gate.spent.purge() == 1


async def test_a_clock_before_the_release_admits_nobody(gate: TokenGate, clock: ManualClock) -> None:
    """E22 for tokens: a machine that believes in the past refuses."""
    clock.at = RELEASED - 1
    assert not await gate.admits(of_paste, await token_of(context_of(epoch_of(clock.at))))


async def test_a_fault_of_ours_admits_nobody(gate: TokenGate, clock: ManualClock, database: Database) -> None:
    """E27 for tokens: without the spent store a right token is refused."""
    token = await token_of(context_of(epoch_of(clock.now())))
    await database.write(spent_proof.drop)
    assert not await gate.admits(of_paste, token)


def test_next_weeks_challenge_is_known_this_week(gate: TokenGate, clock: ManualClock) -> None:
    """What is asked ahead is, a week later, what is asked."""
    ahead = [one.octets for one in gate.challenges(ahead=1)]
    clock.advance(EPOCH)
    assert ahead == [one.octets for one in gate.challenges()] != [one.octets for one in gate.challenges(ahead=1)]


def test_a_challenge_names_no_site(gate: TokenGate) -> None:
    """Its octets are type, provider, the week's context, an empty origin: the same at any site of this kind."""
    (challenge,) = gate.challenges()
    expected = token_challenge("age-issuer.example", context_of(challenge.epoch), "")
    assert (challenge.octets, challenge.octets[-2:]) == (expected, b"\0\0")
