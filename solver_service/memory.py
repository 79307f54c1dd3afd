"""How much memory a process holds with its children, and the hard stop above it."""

import os
import resource
from pathlib import Path

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_HEADROOM_MB = 512  # stacks of threads and what a jump between two looks may take


def resident_mb(pid: int) -> float | None:
    """Return the memory that a process and its children hold, in MiB; None where the system doesn't say (it is gone, or this is no Linux).

    What they share is counted once: a copy of a process holds most of its memory together with it.
    """
    family = [pid, *children_of(pid)]
    found = [_alone_mb(pid)] if len(family) == 1 else [_shared_mb(member) for member in family]
    known = [resident for resident in found if resident is not None]
    return sum(known) if known else None


def children_of(pid: int) -> list[int]:
    """Return the processes that a process started, those that they started among them; empty where the system doesn't say."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text(encoding="ascii").split()]
    except OSError:
        return []
    return [found for child in children for found in (child, *children_of(child))]


def _alone_mb(pid: int) -> float | None:
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return None
    return int(pages) * _PAGE_BYTES / 2**20


def _shared_mb(pid: int) -> float | None:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return _alone_mb(pid)
    return next((int(line.split()[1]) / 2**10 for line in lines if line.startswith("Pss:")), None)


def limit_own(limit_mb: int) -> None:
    """Make allocations of this process fail well above `limit_mb`: the stop for jumps that nobody could watch.

    RLIMIT_DATA, since it counts writable private memory, where RLIMIT_AS would count address space that is only reserved.
    """
    limit = (limit_mb + _HEADROOM_MB) * 2**20
    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard == resource.RLIM_INFINITY or limit < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
