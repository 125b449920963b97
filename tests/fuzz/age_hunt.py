"""Hunts for octets that break a promise of the proof of age, guided by the code they reach.

    python tests/fuzz/age_hunt.py TARGET SECONDS [--keep]

Ends with 0 when none was found. What was found is printed as a line for ``tests/fuzz/age_corpus/TARGET.txt``, where it
becomes a test. ``--keep`` adds what reached code that nothing reached before.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-untyped]  # it carries no types

HERE = Path(__file__).parent
LONGEST = 2_048  # octets; a proof has 1,300
MEMORY_MB = 512
SLOW_S = 5  # for one input, whatever the machine does beside

sys.path[:0] = [str(HERE.parent)]
with atheris.instrument_imports(include=["palabre.age", "fuzz.age_targets"]):
    from fuzz import age_targets


def main(arguments: list[str]) -> None:
    """Hunt from a folder of seeds, in a process of its own, which libFuzzer ends as it likes."""
    name, seconds = arguments[:2]
    if "--inside" in arguments:
        hunt(name, arguments[3:])
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(age_targets.seeds(name)):
            Path(folder, f"seed-{number}").write_bytes(data)
        command = [sys.executable, __file__, name, seconds, "--inside", *flags(name, seconds, folder), folder]
        status = subprocess.run(command, check=False).returncode
        if "--keep" in arguments and status == 0:
            keep(name, [file.read_bytes() for file in Path(folder).iterdir() if not file.name.startswith("seed-")])
    sys.exit(status)


def keep(name: str, found: list[bytes]) -> None:
    """Add inputs to a target's corpus, the shortest first."""
    lines = sorted({data.hex() for data in [*age_targets.kept(name), *found]}, key=lambda line: (len(line), line))
    (HERE / "age_corpus" / f"{name}.txt").write_text("\n".join(lines) + "\n")


def flags(name: str, seconds: str, folder: str) -> list[str]:
    """Return what libFuzzer is told."""
    words = HERE / f"age_{name}.dict"
    bounds = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-rss_limit_mb={MEMORY_MB}", f"-timeout={SLOW_S}"]
    return [*bounds, f"-artifact_prefix={folder}/", "-reduce_inputs=1", *([f"-dict={words}"] if words.exists() else [])]


def hunt(name: str, told: list[str]) -> None:
    """Give libFuzzer the target; what breaks its promise is printed as a line to keep."""
    target = age_targets.TARGETS[name]

    def one(data: bytes) -> None:
        try:
            target(data)
        except Exception:
            sys.stdout.write(f"found: {data.hex()}\n")
            sys.stdout.flush()
            raise

    atheris.Setup([sys.argv[0], *told], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
