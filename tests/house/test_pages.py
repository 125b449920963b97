"""Pages and texts say what the code does: settings, codes, what is kept, links."""

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from palabre.age import sessions, transactions
from palabre.gateway.codes import CLOSES, ERRORS
from palabre.identity import members
from palabre.kernel import limits
from palabre.kernel.clock import DAY, HOUR, MINUTE
from palabre.moderation import shown
from palabre.moderation.exposure import KEPT
from palabre.moderation.marks import MARK_LIFE
from palabre.moderation.policy.retention import retention
from palabre.moderation.restrictions import CONFIRMED
from palabre.moderation.staff import INVITED_FOR, SESSION_LIFE
from palabre.settings import Settings
from palabre.store import (
    age,
    casework_schema,
    chat_schema,
    covers_schema,
    identity,
    ledger,
    ledger_schema,
    moderation_schema,
    notice_schema,
    private_schema,
    schema,
    staff_schema,
    ties_schema,
)
from palabre.store.daykeys import LIFE
from palabre.web.public import retention_rows

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TEXTS = ROOT / "frontend" / "src" / "text"
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
# What each row of the privacy page stands for among the tables; rows of memory stand for none.
TABLES = {
    "age_session": {"age_session"},
    "spent_proof": {"spent_proof"},
    "member": {"member", "member_session"},
    "room": {"room"},
    "room_message": {"message", "set_aside", "host_cover", "reaction", "event", "send_key", "outbox"},
    "private_message": {"conversation", "leaf", "frame", "sent", "offer", "asking", "ticket", "unheard"},
    "device": {"person", "device", "key_package", "used_package"},
    "kept": {"kept_words", "passkey"},
    "measure": {"restriction", "frozen", "frozen_pair", "device_mark"},
    "case": {"moderation_case", "case_work", "case_note", "hold"},
    "notice": {"notice", "notice_item", "hidden_message"},
    "notifier_contact": {"notice_contact"},
    "evidence": {"evidence", "evidence_key", "cover"},
    "csam_sealed": {"seal"},
    "decision": {"decision", "imposed", "statement"},
    "closed": {"revoked", "revoked_session", "revoked_passkey"},
    "complaint": {"complaint", "quality_sample", "second_look"},
    "misuse": {"misuse_event", "misuse_suspension"},
    "age_answer": {"age_answer"},
    "rule_review": {"rule_review"},
    "staff": {
        "staff",
        "staff_invitation",
        "staff_passkey",
        "staff_session",
        "staff_shift",
        "staff_pseudonym",
        "staff_seen",
        "staff_said",
        "staff_shown",
    },
    "ledger": {"ledger_entry", "ledger_payload", "ledger_node", "ledger_head"},
    "ties": {"block", "ignored", "friendship", "note"},
}


def tracked(*patterns: str) -> list[Path]:
    """Return the project's own files of these patterns."""
    named = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in named.splitlines() if (ROOT / name).is_file()]


@pytest.mark.parametrize("script", ["wire.py", "bounds.py", "rules.py", "link_table.py"])
def test_pages_made_from_code_are_up_to_date(script: str) -> None:
    """docs/protocol.md and types.ts are what the types say, docs/bounds.md what the limits say."""
    checked = subprocess.run(
        [sys.executable, ROOT / "scripts" / script, "--check"], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")


def test_every_bound_says_why() -> None:
    """No number is without its reason on the page of bounds."""
    rows = [line for line in (DOCS / "bounds.md").read_text().splitlines() if line.startswith("| `")]
    assert rows
    assert [row for row in rows if row.endswith("|  |")] == []


def test_every_code_is_on_the_wires_page() -> None:
    """A client's author can look up any code we may send."""
    page = (DOCS / "protocol.md").read_text()
    assert [code for code in [*ERRORS, *map(str, map(int, CLOSES))] if f"`{code}`" not in page] == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_error_has_a_sentence(lang: str) -> None:
    """Whatever the socket refuses, people read why in their language."""
    said = set().union(*(sentences(TEXTS / f"{part}.{lang}.ts") for part in ("chat", "side")))
    assert sorted(set(ERRORS) - said) == []


def sentences(file: Path) -> set[str]:
    """Return the codes that have a sentence in a file of texts."""
    block = re.search(r"^  errors: \{\n(.*?)^  \}", file.read_text(), re.MULTILINE | re.DOTALL)
    return set(re.findall(r"^    (\w+):", block[1], re.MULTILINE)) if block else set()


def test_every_setting_is_documented_with_its_default() -> None:
    """docs/run.md lists each variable once, with the default that the code has."""
    page = (DOCS / "run.md").read_text()
    rows = dict(re.findall(r"^\| `(PALABRE_\w+)` \| (\S+) \|", page, re.MULTILINE))
    shown = {f"PALABRE_{field.name.upper()}": f"`{field.default}`" if field.default != "" else "empty"
             for field in fields(Settings)}  # fmt: skip
    assert rows == shown


def test_the_privacy_page_covers_every_table() -> None:
    """No table without a row that says what it keeps, no row without a table, a file or a reason in memory."""
    known = {
        identity.member_table, chat_schema.room, private_schema.frame, ties_schema.block, moderation_schema.case,
        notice_schema.notice, casework_schema.work, ledger_schema.entry, covers_schema.cover,
    }  # fmt: skip
    assert {*known, staff_schema.staff_table} <= set(schema.metadata.tables.values())
    tables = set(schema.metadata.tables) | set(age.metadata.tables)
    assert set().union(*TABLES.values()) == tables
    apart = {"message_receipt", "transaction", "network_budget", "counters"}
    assert {row["id"] for row in retention_rows()} == set(TABLES) | apart


@pytest.mark.parametrize(
    ("row", "number"),
    [("age_session", sessions.IDLE // MINUTE), ("age_session", sessions.TOTAL // HOUR),
     ("member", members.UNUSED // DAY), ("room_message", Settings().retention_hours),
     ("private_message", limits.SEALED_LIFE_MS // DAY), ("private_message", limits.REQUEST_LIFE_MS // DAY),
     ("private_message", limits.COMMIT_LIFE_MS // DAY), ("private_message", limits.REFUSED_MS // DAY),
     ("device", limits.DEVICE_UNUSED_MS // DAY), ("device", limits.PACKAGE_LIFE_S // 86_400),
     ("message_receipt", LIFE.days), ("measure", MARK_LIFE // DAY), ("age_answer", CONFIRMED // DAY),
     *((row, retention()[row].days) for row in ("notice", "notifier_contact", "evidence", "csam_sealed")),
     ("staff", INVITED_FOR // HOUR), ("staff", SESSION_LIFE // HOUR), ("staff", KEPT // DAY),
     ("staff", shown.KEPT // DAY),
     ("ledger", ledger.PAYLOADS_KEPT // (365 * DAY))],
)  # fmt: skip
def test_the_privacy_page_has_the_figures_of_the_code(row: str, number: int) -> None:
    """How long, in both languages, is what the constants say."""
    said = next(one for one in retention_rows() if one["id"] == row)
    assert [lang for lang in ("fr", "en") if str(number) not in re.findall(r"\d+", said[lang][1])] == []


def test_a_request_for_proof_is_kept_no_longer_than_said() -> None:
    """The whole life of a transaction, its sweep included, is within the minutes of the privacy page."""
    said = next(one for one in retention_rows() if one["id"] == "transaction")
    longest = (transactions.LIFE + transactions.CODE_LIFE) / MINUTE + 1
    assert {int(re.findall(r"\d+", said[lang][1])[0]) for lang in ("fr", "en")} == {longest}


def test_every_local_link_of_the_documentation_resolves() -> None:
    """No page leads to one that is not there."""
    dead = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in tracked("*.md")
        for link in LINK.findall(page.read_text())
        if "://" not in link and not link.startswith("mailto:") and not (page.parent / link).exists()
    ]
    assert dead == []
