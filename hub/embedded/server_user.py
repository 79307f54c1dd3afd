"""As whom the server's processes run."""

import ctypes
import errno
import os
import pwd
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from hub.embedded.failure import EmbeddedServerError

ROOT = 0
# Numbers of the Linux calls prctl and capset, from linux/prctl.h and linux/capability.h.
PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_READ_SEARCH = 2
CAPABILITY_VERSION_3 = 0x20080522


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _CapabilitySet(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


@dataclass(frozen=True)
class ServerUser:
    """A system user for the server; `keeps_search` leaves it the right to pass through folders that are closed to it."""

    uid: int
    gid: int
    keeps_search: bool

    def own(self, path: Path) -> None:
        """Give `path`, which we made, to this user."""
        if os.geteuid() == ROOT:
            os.chown(path, self.uid, self.gid)

    def become(self) -> None:
        """Turn the calling process (a child before its exec) into this user, to be interrupted when its parent ends.

        PostgreSQL refuses root, so root steps down. Its home folder may be closed to others, and the permissions of folders that
        aren't ours are not changed: there the child keeps one right, CAP_DAC_READ_SEARCH (entering and reading), and no other.
        """
        if os.geteuid() == ROOT:
            if self.keeps_search:
                _prctl(PR_SET_KEEPCAPS, 1)
            os.setgroups([])
            os.setresgid(self.gid, self.gid, self.gid)
            os.setresuid(self.uid, self.uid, self.uid)
            if self.keeps_search:
                _keep_only(CAP_DAC_READ_SEARCH)
        if sys.platform == "linux":  # after the change of user, which clears it; SIGINT is PostgreSQL's fast shutdown
            _prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def server_user(*paths: Path) -> ServerUser:
    """Choose the user that may run the programs and own the data at `paths` (existing, absolute folders).

    Ourselves; for root, `nobody`. Raises `EmbeddedServerError` where root's choice can't reach a path in any clean way.
    """
    if os.geteuid() != ROOT:
        return ServerUser(os.geteuid(), os.getegid(), keeps_search=False)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise EmbeddedServerError("PostgreSQL doesn't run as root, and there is no user nobody here: start as another user") from error
    closed = [folder for path in paths for folder in (path, *path.parents) if not _lets_through(folder)]
    if closed and not _may_keep_search():
        raise EmbeddedServerError(
            f"PostgreSQL doesn't run as root, and the user nobody may not enter {closed[0]}: "
            "start as another user, or from a folder open to all"
        )
    return ServerUser(nobody.pw_uid, nobody.pw_gid, keeps_search=bool(closed))


def _lets_through(folder: Path) -> bool:
    return bool(folder.stat().st_mode & 0o001)


def _may_keep_search() -> bool:
    """Whether this process holds the right that it would leave to the server (containers often take it away)."""
    try:
        status = Path("/proc/self/status").read_text()
    except FileNotFoundError:
        return False
    held = next(line.split()[1] for line in status.splitlines() if line.startswith("CapPrm:"))
    return bool(int(held, 16) & 1 << CAP_DAC_READ_SEARCH)


def _prctl(option: int, *arguments: int) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    padded = (*arguments, 0, 0, 0, 0)[:4]
    if library.prctl(option, *(ctypes.c_ulong(argument) for argument in padded)) != 0:
        _fail("prctl")


def _keep_only(capability: int) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    mask = 1 << capability
    header = _CapabilityHeader(CAPABILITY_VERSION_3, 0)
    sets = (_CapabilitySet * 2)(_CapabilitySet(mask, mask, mask), _CapabilitySet(0, 0, 0))
    if library.capset(ctypes.byref(header), sets) != 0:
        _fail("capset")
    _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability)


def _fail(call: str) -> None:
    code = ctypes.get_errno()
    raise OSError(code, f"{call}: {errno.errorcode.get(code, code)}")
