"""The process between hub and server: starts the server, and stops it when its last user has gone, however that ended."""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

from hub.embedded.cluster import POLL_S, START_S, Cluster
from hub.embedded.failure import EmbeddedServerError

RESTART_S = 0.5  # a server that fell over is started again, at this pace while its disk is full or its memory short


class ServerEndedError(Exception):
    """The server ended although somebody uses it."""


def main() -> None:
    """Serve the cluster named on the command line, from the background; say `{"ready": true}` or `{"error": …}` on stdout first."""
    folder, binaries, durable = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "durable"
    if os.fork() != 0:
        return  # whoever started us waits for our answer, not for our end
    os.setsid()
    try:
        _serve(Cluster(folder, binaries, durable))
    except EmbeddedServerError as error:
        _answer({"error": str(error)})


def _serve(cluster: Cluster) -> None:
    """Be the one supervisor of this folder, or see that another one is.

    Users hold a shared lock on `users.lock` while they live, so the kernel itself tells us when the last one is gone, `kill -9`
    included. We hold `server.lock`; should we be killed, the server is interrupted, and the next supervisor tidies up.
    """
    with (cluster.folder / "server.lock").open("w") as ours, (cluster.folder / "users.lock").open("w") as users:
        deadline = time.monotonic() + START_S
        while not _lock(ours.fileno()):
            if cluster.is_ready():
                _answer({"ready": True})
                return
            if time.monotonic() > deadline:
                raise EmbeddedServerError(f"another process has been starting PostgreSQL in {cluster.folder} for {START_S:.0f} s")
            time.sleep(POLL_S)
        cluster.end_leftover()
        cluster.create()
        server = cluster.spawn()
        _answer({"ready": True})
        while not _outlived_by(server, users):
            time.sleep(RESTART_S)
            with contextlib.suppress(EmbeddedServerError):  # its log says why; it is tried again while it has users
                server = cluster.spawn()
        cluster.stop(server)


def _outlived_by(server: "subprocess.Popen[bytes]", users: IO[str]) -> bool:
    """Wait until the last user has gone (true, and new ones wait until our end) or the server has ended by itself (false)."""
    try:
        signal.signal(signal.SIGCHLD, _server_ended)
        if server.poll() is None:
            fcntl.flock(users, fcntl.LOCK_EX)
            return True
    except ServerEndedError:
        server.poll()
    finally:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    return False


def _server_ended(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise ServerEndedError


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _answer(message: dict[str, object]) -> None:
    """Say the one line and close the pipe, so that nobody waits for more."""
    os.write(1, json.dumps(message).encode() + b"\n")
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)


if __name__ == "__main__":
    main()
