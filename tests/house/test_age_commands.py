"""What an operator types about the proof of age, as a process of its own."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from domain.age.listed import SAMPLE, Publisher, anchor, service
from house.test_commands import palabre
from palabre.demo.provider import Provider

NOW = int(datetime.now(UTC).timestamp() * 1000)
UNTIL = NOW + 40 * 86_400_000
PUBLISHER = Publisher()
LIST = PUBLISHER.publish(service(anchor()), sequence=7, until=UNTIL)
DIGEST = sha256(LIST).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a list in it."""
    (tmp_path / "list.xml").write_bytes(LIST)
    return tmp_path


def test_a_list_is_taken_once_its_fingerprint_is_confirmed(folder: Path) -> None:
    """First the fingerprint is shown and nothing written; confirmed, the list is in force; again, nothing changes."""
    asked = palabre(folder, "age", "anchors", "import", "list.xml")
    before = (folder / "anchors.json").exists()
    done = palabre(folder, "age", "anchors", "import", "list.xml", "--sha256", DIGEST)
    again = palabre(folder, "age", "anchors", "import", "list.xml", "--sha256", DIGEST.upper())
    assert (asked.returncode, DIGEST in asked.stderr, "--sha256" in asked.stderr, before) == (1, True, True, False)
    assert (done.returncode, "vouched for by operator" in done.stdout, "1 anchors" in done.stdout) == (0, True, True)
    assert (again.returncode, "nothing changed" in again.stdout) == (0, True)


def test_a_list_is_taken_by_its_signature_when_the_publisher_is_pinned(folder: Path) -> None:
    """With the publisher's certificate beside, no confirmation is asked; a stranger's list is refused."""
    (folder / "list-signers.pem").write_bytes(PUBLISHER.pem)
    (folder / "other.xml").write_bytes(Publisher().publish(service(anchor()), sequence=8, until=UNTIL))
    done = palabre(folder, "age", "anchors", "import", "list.xml")
    other = palabre(folder, "age", "anchors", "import", "other.xml")
    assert (done.returncode, "vouched for by signer" in done.stdout) == (0, True)
    assert (other.returncode, "not among those pinned" in other.stderr) == (1, True)
    assert json.loads((folder / "anchors.json").read_text())["sequence"] == 7


def test_a_spoilt_pin_is_told(folder: Path) -> None:
    """A certificate that cannot be read stops the import: it never falls back on less."""
    (folder / "list-signers.pem").write_text("no certificate")
    said = palabre(folder, "age", "anchors", "import", "list.xml", "--sha256", DIGEST)
    assert (said.returncode, "list-signers.pem" in said.stderr, "Traceback" in said.stderr) == (1, True, False)


def test_the_published_example_is_refused_in_words(folder: Path) -> None:
    """Expired and naming nobody: exit 1, one sentence, nothing written."""
    (folder / "sample.xml").write_bytes(SAMPLE)
    said = palabre(folder, "age", "anchors", "import", "sample.xml", "--sha256", sha256(SAMPLE).hexdigest())
    assert (said.returncode, "expired" in said.stderr, (folder / "anchors.json").exists()) == (1, True, False)


def test_status_says_whom_we_trust_and_for_how_long(folder: Path) -> None:
    """Provider, country, key, list, days; without a file, what is missing."""
    nothing = palabre(folder, "age", "anchors", "status")
    palabre(folder, "age", "anchors", "import", "list.xml", "--sha256", DIGEST)
    said = palabre(folder, "age", "anchors", "status")
    assert (nothing.returncode, "anchors.json" in nothing.stderr) == (1, True)
    assert (said.returncode, "FR Preuve d’âge SA" in said.stdout, "number 7" in said.stdout) == (0, True, True)
    assert "39 days left" in said.stdout


def test_an_excluded_key_is_trusted_no_more(folder: Path) -> None:
    """Dated in the file; with no other anchor, nobody could be admitted, and status says so; it can be taken back."""
    palabre(folder, "age", "anchors", "import", "list.xml", "--sha256", DIGEST)
    key = json.loads((folder / "anchors.json").read_text())["anchors"][0]["key"]
    done = palabre(folder, "age", "anchors", "exclude", key)
    status = palabre(folder, "age", "anchors", "status")
    undone = palabre(folder, "age", "anchors", "exclude", key, "--undo")
    today = datetime.now(UTC).date().isoformat()
    assert (done.returncode, f"since {today}" in done.stdout, status.returncode) == (0, True, 1)
    assert (f"excluded since {today}: {key}" in status.stdout, undone.returncode) == (True, 0)
    assert json.loads((folder / "anchors.json").read_text())["excluded"] == {}


@pytest.mark.parametrize("key", ["", "abc", "g" * 64, "é" * 64])
def test_a_key_that_is_no_fingerprint_is_refused(folder: Path, key: str) -> None:
    """A typing mistake excludes nobody, and is told."""
    said = palabre(folder, "age", "anchors", "exclude", key)
    assert (said.returncode, "64 hex digits" in said.stderr) == (2, True)


def test_a_providers_keys_are_pinned_from_its_directory(folder: Path) -> None:
    """The keys' fingerprints are shown; a directory with a key for each person raises the alarm and pins nothing."""
    provider = Provider("age.example")
    whole = json.loads(provider.directory())
    (folder / "directory.json").write_text(json.dumps(whole))
    many = [json.loads(Provider("age.example").directory())["token-keys"][0] for _ in range(3)]
    (folder / "many.json").write_text(json.dumps(whole | {"token-keys": many}))
    where = ("--name", "age.example", "--page", "https://age.example/")
    done = palabre(folder, "age", "issuers", "pin", "directory.json", *where)
    alarm = palabre(folder, "age", "issuers", "pin", "many.json", *where)
    status = palabre(folder, "age", "issuers", "status")
    assert (done.returncode, provider.key.id.hex() in done.stdout) == (0, True)
    assert (alarm.returncode, "ALARM" in alarm.stderr) == (1, True)
    assert json.loads(status.stdout)["keys"] == [provider.key.id.hex()]


def test_a_provider_without_https_is_not_pinned(folder: Path) -> None:
    """What the server could not read at its next start is not written."""
    (folder / "directory.json").write_text(Provider("age.example").directory())
    said = palabre(
        folder, "age", "issuers", "pin", "directory.json", "--name", "age.example", "--page", "http://age.example/"
    )
    assert (said.returncode, "https" in said.stderr, (folder / "token-issuers.json").exists()) == (1, True, False)


def test_without_the_extra_the_import_says_what_to_install(folder: Path) -> None:
    """A server installed without the XML libraries runs, and tells how to get them."""
    program = (
        "import sys; sys.modules['lxml'] = None\n"
        "from palabre.cli import main; raise SystemExit(main(['age', 'anchors', 'import', 'list.xml']))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, "palabre[lists]" in done.stderr, "Traceback" in done.stderr) == (1, True, False)


def test_check_says_what_the_proof_of_age_lacks(folder: Path) -> None:
    """Each lack with its remedy; what is mended is no longer said; a spoilt file is named."""
    nothing = palabre(folder, "check").stdout
    palabre(folder, "age", "anchors", "import", "list.xml", "--sha256", DIGEST)
    (folder / "directory.json").write_text(Provider("age.example").directory())
    where = ("--name", "age.example", "--page", "https://age.example/")
    palabre(folder, "age", "issuers", "pin", "directory.json", *where)
    mended = palabre(folder, "check", trusted_list="https://list.example/av-tl.xml").stdout
    (folder / "token-issuers.json").write_text("{")
    spoilt = palabre(folder, "check").stdout
    wanted = ("palabre age anchors import", "PALABRE_TRUSTED_LIST", "palabre age issuers pin")
    assert [word in nothing for word in wanted[:2]] + [word in mended for word in wanted] == [True] * 2 + [False] * 3
    assert "token-issuers.json" in spoilt


def test_check_says_when_the_list_ends_soon(folder: Path) -> None:
    """Two weeks before the end an operator is told, with the days left."""
    soon = PUBLISHER.publish(service(anchor()), sequence=7, until=NOW + 5 * 86_400_000)
    (folder / "list.xml").write_bytes(soon)
    palabre(folder, "age", "anchors", "import", "list.xml", "--sha256", sha256(soon).hexdigest())
    assert "ends in 4 days" in palabre(folder, "check").stdout


def test_one_provider_is_not_a_choice(folder: Path) -> None:
    """With anchors of one provider and no tokens, check asks for a second one."""
    palabre(folder, "age", "anchors", "import", "list.xml", "--sha256", DIGEST)
    assert "two independent providers" in palabre(folder, "check").stdout
