"""A user's side of the embedded server: start or join it, know its address, leave it."""

import fcntl
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

import hub
from hub.embedded.cluster import DATABASE, PORT, ROLE, START_S, STOP_S, Cluster
from hub.embedded.failure import EmbeddedServerError
from hub.embedded.wheel import binaries_folder

WAIT_S = 0.01


@dataclass(frozen=True)
class EmbeddedPostgres:
    """The server under `<data folder>/postgres`, used by this process until `stop` or its end.

    Several processes may use one folder at the same time (a hub, and an import beside it): the first starts the server, the last
    one to go stops it, within a second also when it is killed. A hub of another checkout has another folder, so another server.
    Nothing listens on TCP; the socket lies in a folder closed to other users, and a generated password is asked for besides.
    """

    cluster: Cluster
    lock: IO[str]

    @classmethod
    def start(cls, data: Path, *, durable: bool = True) -> "EmbeddedPostgres":
        """Start or join the server under `data`, and return when it takes connections: at most 2 s the first time, then 0.3 s.

        Blocks: call it before the loop runs, or in a thread. `durable=False` (fsync off) is for throw-away servers of tests.
        Raises `EmbeddedServerError`, one line, when it can't run here.
        """
        folder = data.resolve() / "postgres"
        try:
            folder.mkdir(mode=0o711, parents=True, exist_ok=True)  # 0711: as root, the server's user passes through it to its own
            lock = (folder / "users.lock").open("w")
        except OSError as error:
            raise EmbeddedServerError(f"{folder} can't be written: {error.strerror}") from error
        cluster = Cluster(folder, binaries_folder(), durable)
        try:
            _hold(lock, fcntl.LOCK_SH, START_S)
            _ask_supervisor(cluster)
        except BaseException:
            lock.close()
            raise
        return cls(cluster, lock)

    @property
    def dsn(self) -> str:
        return self.dsn_of(DATABASE)

    def dsn_of(self, database: str) -> str:
        """Return the address of a database of this server, for asyncpg and libpq alike; it holds the password."""
        host = quote(str(self.cluster.socket_folder), safe="")
        return f"postgresql://{ROLE}:{quote(self.cluster.password, safe='')}@/{quote(database, safe='')}?host={host}&port={PORT}"

    def stop(self) -> None:
        """Leave the server; when we were its last user, return only when it has stopped. Repeatable."""
        if self.lock.closed:
            return
        was_last = _try(self.lock, fcntl.LOCK_EX)
        self.lock.close()
        if was_last:
            with (self.cluster.folder / "server.lock").open("w") as server:
                _hold(server, fcntl.LOCK_SH, 3 * STOP_S)


def _ask_supervisor(cluster: Cluster) -> None:
    """Start a supervisor: it becomes the one of this folder, or finds that there is one, and answers when the server is ready."""
    root = Path(next(iter(hub.__path__))).parent
    command = [
        sys.executable,
        "-S",
        "-m",
        "hub.embedded.supervisor",
        str(cluster.folder),
        str(cluster.binaries),
        "durable" if cluster.durable else "-",
    ]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    # In a session of its own: Ctrl-C reaches the hub first, and the server when the hub has let it go.
    done = subprocess.run(
        command, env=environment, cwd="/", capture_output=True, text=True, check=False, timeout=START_S + 10, start_new_session=True
    )
    if not done.stdout:
        raise EmbeddedServerError(f"PostgreSQL's supervisor failed: {(done.stderr.splitlines() or ['no word'])[-1]}")
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise EmbeddedServerError(answer["error"])


def _hold(file: IO[str], kind: int, limit_s: float) -> None:
    deadline = time.monotonic() + limit_s
    while not _try(file, kind):
        if time.monotonic() > deadline:
            raise EmbeddedServerError(f"another process has held {file.name} for {limit_s:.0f} s")
        time.sleep(WAIT_S)


def _try(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
