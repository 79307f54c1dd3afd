"""Other processes of one solve, that end with it."""

import contextlib
import os
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable

_END_S = 0.3  # a process that was told to stop is between two moves, or in a linear program of some 10 ms


class Fork:
    """A copy of this process that does `work` and ends; it ends at once when this one is gone, however it went.

    A copy: what was compiled and counted is there without being sent, and its memory is shared until either changes it. The
    search needs nothing that other threads of this process might have held when it was copied.
    """

    def __init__(self, work: Callable[[], None]) -> None:
        reading, self._writing = os.pipe()
        with warnings.catch_warnings():
            # other threads wait on sockets or on this one; Python 3.12 warns of any
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid = os.fork()
        if self.pid == 0:
            os.close(self._writing)
            _live(work, reading)
        os.close(reading)

    def end(self) -> None:
        """Wait a moment for its end, then end it."""
        until = time.monotonic() + _END_S
        while time.monotonic() < until:
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                os.close(self._writing)
                return
            time.sleep(0.005)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._writing)


def _live(work: Callable[[], None], reading: int) -> None:
    """The copy's whole life. It leaves by `_exit`: nothing of the process that it was copied from is its to put in order."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; who started the solve decides
        threading.Thread(target=_watch, args=(reading,), name="parent", daemon=True).start()
        work()
        status = 0
    except BaseException:  # noqa: BLE001  # a process's root: nobody else would hear of it
        traceback.print_exc(file=sys.stderr)
    finally:
        os._exit(status)


def _watch(reading: int) -> None:
    os.read(reading, 1)  # nothing is ever written: this ends when the last writer is gone
    os._exit(1)
