"""What a figure depends on: processor, cores, Python, commit, load."""

import os
import platform
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROC = Path("/proc")
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def machine() -> str:
    """Return one line to print above figures; the load average tells whether the machine was shared."""
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{_processor()}, {os.cpu_count()} cores, {system}, load {load}, commit {_commit()}"


def foreign_share(*pids: int) -> Callable[[], float | None]:
    """Begin to watch: what is returned gives the share of all cores that others than `pids` and their children have used since.

    None where the system doesn't tell. Others are the host of a virtual machine too.
    """
    if not (PROC / "stat").exists():
        return lambda: None
    began, busy_s, own_s = time.monotonic(), _busy_s(), spent_s(pids)

    def share() -> float:
        others_s = (_busy_s() - busy_s) - (spent_s(pids) - own_s)
        return max(0.0, others_s / (time.monotonic() - began) / (os.cpu_count() or 1))

    return share


def _busy_s() -> float:
    user, nice, system, _idle, _iowait, *interrupts_and_stolen = map(int, (PROC / "stat").read_text().splitlines()[0].split()[1:9])
    return (user + nice + system + sum(interrupts_and_stolen)) / _TICKS_PER_S


def spent_s(pids: tuple[int, ...]) -> float:
    """Return what processes and their children have used: those that live, and those that were waited for."""
    ticks = 0
    waiting = list(pids)
    while waiting:
        folder = PROC / str(waiting.pop())
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            waiting += map(int, (folder / "task" / folder.name / "children").read_text().split())
        except (FileNotFoundError, ProcessLookupError):  # ended meanwhile
            continue
        ticks += sum(map(int, fields[11:15]))  # utime, stime, cutime, cstime (proc_pid_stat(5))
    return ticks / _TICKS_PER_S


def _processor() -> str:
    info = PROC / "cpuinfo"
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _commit() -> str:
    """Return the short commit, with a + where the working tree differs from it."""
    found = _git("rev-parse", "--short", "HEAD")
    return "none" if not found else found + ("+" if _git("status", "--porcelain") else "")


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607
    return done.stdout.strip() if done.returncode == 0 else ""


if __name__ == "__main__":
    print(machine())
