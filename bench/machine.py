"""What the machine is, and what a process of it uses, asked of the system."""

import os
import platform
import resource
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = os.sysconf("SC_PAGE_SIZE")
CPU_CLOCK = 2  # CPUCLOCK_SCHED: everything a process ran, in nanoseconds


@dataclass(frozen=True)
class Process:
    """One process, seen from outside."""

    pid: int

    def cpu_s(self) -> float:
        """Return the CPU time of all its threads, in user and kernel mode, in seconds."""
        return time.clock_gettime((~self.pid << 3) | CPU_CLOCK)

    def resident_kb(self, name: str = "VmRSS") -> int:
        """Return its resident memory; ``VmHWM``: the most it ever was."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(f"{name}:"))


def memory(seen: Process) -> dict[str, int]:
    """Return what a process holds, and the kernel for everybody: objects (slab), and buffers of TCP."""
    lines = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    sockets = Path("/proc/net/sockstat").read_text().split("TCP:")[1].split()
    return {
        "resident_kb": seen.resident_kb(),
        "slab_kb": int(lines["Slab"].split()[0]),
        "tcp_buffers_kb": int(sockets[sockets.index("mem") + 1]) * PAGE // 1024,
    }


def raise_descriptors() -> int:
    """Raise the soft limit of open files to the hard one, for us and whom we start; return it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def describe() -> dict[str, Any]:
    """Return what a reader of a figure must know: date, machine, versions, commit."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "cpu": f"{_cpu_model()} × {len(os.sched_getaffinity(0))}",
        "memory_gb": round(os.sysconf("SC_PHYS_PAGES") * PAGE / 1e9),
        "kernel": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load_average_before": round(os.getloadavg()[0], 2),
        "open_files": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
        "commit": commit(),
    }


def commit() -> str:
    """Return the commit measured, with ``+`` when files differ from it."""
    head = _said("git", "rev-parse", "--short=12", "HEAD")
    return head + ("+" if _said("git", "status", "--porcelain", "--", "src", "clients", "bench", "frontend") else "")


def _said(*words: str) -> str:
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def _cpu_model() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
