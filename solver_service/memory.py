"""How much memory a process holds, and the hard stop above it."""

import os
import resource
from pathlib import Path

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_HEADROOM_MB = 512  # stacks of threads and what a jump between two looks may take


def resident_mb(pid: int) -> float | None:
    """Return the resident memory of a process in MiB; None where the system doesn't say (it is gone, or this is no Linux)."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return None
    return int(pages) * _PAGE_BYTES / 2**20


def limit_own(limit_mb: int) -> None:
    """Make allocations of this process fail well above `limit_mb`: the stop for jumps that nobody could watch.

    RLIMIT_DATA, since it counts writable private memory, where RLIMIT_AS would count address space that is only reserved.
    """
    limit = (limit_mb + _HEADROOM_MB) * 2**20
    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard == resource.RLIM_INFINITY or limit < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
