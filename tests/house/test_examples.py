"""Examples in the documentation are run as printed."""

import re
import subprocess
import sys
from pathlib import Path

from browser.stage import ROOT, running_site


def test_the_client_example_talks_as_printed(tmp_path: Path) -> None:
    """The program of clients/python/README.md enters, talks, hears itself and is told that it is no host."""
    text = (ROOT / "clients/python/README.md").read_text()
    found = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert found is not None
    with running_site(tmp_path) as site:
        program = found[1].replace("http://localhost:8000", site.origin)
        program = program.replace("http://wallet.localhost:8001", site.wallet)
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"durable at position \d+\nLavande Bonsoir !\nnot_host\n", done.stdout)
