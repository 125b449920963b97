"""The service file of docs/run.md, read by the program that will read it."""

import re
import subprocess
from pathlib import Path

from e2e.opening.proxy import PAGE


def test_the_service_file_is_understood(tmp_path: Path) -> None:
    """Every line of it: an unknown or misplaced one would be ignored without a word."""
    (unit,) = re.findall(r"```ini\n(\[Unit\].*?)```", PAGE.read_text(), re.DOTALL)
    program, environment = tmp_path / "palabre", tmp_path / "palabre.env"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    environment.write_text("")
    unit = unit.replace("/opt/palabre/bin/palabre", str(program)).replace("/etc/palabre.env", str(environment))
    file = tmp_path / "palabre.service"
    file.write_text(unit.replace("User=palabre", "User=root"))
    said = subprocess.run(["systemd-analyze", "verify", file], capture_output=True, text=True, timeout=60, check=False)
    assert (said.returncode, said.stderr) == (0, "")
