"""The fork server: a solve's process is ready in milliseconds, since OR-Tools and compiled code are loaded already."""

import multiprocessing
import socket
from multiprocessing.context import ForkServerContext, ForkServerProcess

_PRELOADED = ["solver_service.worker", "solver_service.warm"]
_WARM_UP_S = 180  # two on a free machine; fifteen where the search must be compiled first

FORKS: ForkServerContext = multiprocessing.get_context("forkserver")


def warm_up() -> None:
    """Start the fork server and see a first process come and go. Raises RuntimeError where that fails."""
    FORKS.set_forkserver_preload(_PRELOADED)
    first = FORKS.Process(target=_work, args=(None,), name="warm-up", daemon=True)
    first.start()
    first.join(_WARM_UP_S)
    if first.exitcode != 0:
        raise RuntimeError(f"the fork server's first process ended with {first.exitcode}")


def fork(theirs: socket.socket, name: str) -> ForkServerProcess:
    """Start a process that takes a job from `theirs` (worker.py), and close our copy of it."""
    process = FORKS.Process(target=_work, args=(theirs,), name=name, daemon=True)
    process.start()
    theirs.close()
    return process


def _work(wire: socket.socket | None) -> None:
    from solver_service import worker  # noqa: PLC0415  # OR-Tools is loaded in the fork server and never in the service itself

    if wire is not None:
        worker.work(wire)
