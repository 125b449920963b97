"""Forks ``palabre demo`` again and again from a process that has read the code once, so that it is soon back.

Commands come on standard input, a line each: ``start FOLDER PORT MUTANT`` is answered by a process id, ``wait`` by
``over`` once that process is gone, ``alive`` by ``yes`` or ``no``. At the end of the input the process is killed.
"""

import contextlib
import functools
import os
import signal
import sys
from pathlib import Path

from kill.mutants import MUTANTS
from palabre import app, cli
from palabre.demo import run as demo_run


def main() -> None:
    """Serve the input's commands."""
    app.load_towns = functools.cache(app.load_towns)  # type: ignore[attr-defined]
    app.load_towns()  # type: ignore[attr-defined]
    demo_run.make_issuer()
    child = 0
    for line in sys.stdin:
        match line.rstrip("\n").split("\t"):
            case ["start", folder, port, mutant]:
                child = os.fork() or _serve(Path(folder), port, mutant)
                sys.stdout.write(f"{child}\n")
            case ["alive"]:
                sys.stdout.write("no\n" if os.waitpid(child, os.WNOHANG)[0] else "yes\n")
            case ["wait"]:
                os.waitpid(child, 0)
                child = 0
                sys.stdout.write("over\n")
        sys.stdout.flush()
    if child:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def _serve(folder: Path, port: str, mutant: str) -> int:
    said = os.open(folder / "said.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(said, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ |= {"PALABRE_FOLDER": str(folder / "var"), "PALABRE_PORT": port}
    if mutant:
        MUTANTS[mutant].breaks()
    os._exit(cli.main(["demo"]))


if __name__ == "__main__":
    main()
