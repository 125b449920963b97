"""The programs in C, built by the machine's gcc when their source is newer."""

import subprocess
from pathlib import Path

from bench.machine import ROOT

SOURCES = Path(__file__).parent / "c"
BUILT = ROOT / ".tools" / "bench"


def program(name: str) -> Path:
    """Return the program of ``c/NAME.c``, built. Asks for gcc by name where it is missing."""
    source, built = SOURCES / f"{name}.c", BUILT / name
    if built.exists() and built.stat().st_mtime > source.stat().st_mtime:
        return built
    subprocess.run(["bash", ROOT / "scripts" / "need.sh", "gcc"], check=True)
    BUILT.mkdir(parents=True, exist_ok=True)
    subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-o", built, source], check=True)
    return built
