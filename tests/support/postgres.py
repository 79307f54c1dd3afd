"""Real PostgreSQL for tests: one server a run, one database a worker, and servers of one's own to break."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from hub.embedded import EmbeddedPostgres
from hub.embedded.cluster import DATABASE, PORT, ROLE, Cluster
from hub.embedded.wheel import binaries_folder
from hub.store.migrate import migrate
from tests.support.sequencing import USERS, WORKSPACE

DEADLINE_S = 20.0
TEMPLATE = "template_migrated"
TEMPLATE_LOCK = 7_154_001  # an advisory lock's number: workers make the template one after the other


def socket_of(cluster: Cluster) -> str:
    """The path of a server's socket: what a proxy's target may be."""
    return str(cluster.socket_folder / f".s.PGSQL.{PORT}")


def dsn_by(port: int, cluster: Cluster, database: str = DATABASE) -> str:
    """The address of a database behind a proxy."""
    return f"postgresql://{ROLE}:{cluster.password}@127.0.0.1:{port}/{database}"


@dataclass
class BreakableServer:
    """A PostgreSQL of one's own: stopped, killed, frozen and started again by the test that holds it."""

    cluster: Cluster
    _process: "subprocess.Popen[bytes] | None" = field(default=None)

    @property
    def dsn(self) -> str:
        return f"postgresql://{ROLE}:{self.cluster.password}@/{DATABASE}?host={self.cluster.socket_folder}&port={PORT}"

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        if self._process is None or self._process.poll() is not None:
            self.cluster.end_leftover()
            self._process = self.cluster.spawn()

    def stop(self) -> None:
        if self._process is not None:
            self.cluster.stop(self._process)
            self._process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def stop_at_once(self) -> None:
        """Immediate shutdown: no checkpoint, no word to clients; the next start recovers from the log."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(DEADLINE_S)
            self._process = None

    def kill(self) -> None:
        """The machine loses power, but for what was flushed: no server process has a last word."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(DEADLINE_S)
            self._process = None

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """The whole server stands still: connections stay open and nothing answers."""
        assert self._process is not None
        processes = [self._process.pid, *_children(self._process.pid)]
        for pid in processes:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in reversed(processes):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)


def _children(pid: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False, timeout=DEADLINE_S
    ).stdout
    return [int(word) for word in listed.split()]


def eventually(condition: Callable[[], bool], *, deadline_s: float = DEADLINE_S) -> None:
    """Wait for a condition that another process brings about."""
    end = time.monotonic() + deadline_s
    while not condition():
        assert time.monotonic() < end, f"not within {deadline_s} s: {condition}"
        time.sleep(0.02)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[EmbeddedPostgres]:
    """The run's server. Under xdist all workers name the same folder: the first starts it, the last one to end stops it."""
    base = tmp_path_factory.getbasetemp()
    folder = base if worker_id == "master" else base.parent
    server = EmbeddedPostgres.start(folder / "postgres-of-the-run", durable=False)
    yield server
    server.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres_template(postgres_server: EmbeddedPostgres) -> str:
    """The name of a database that holds the migrated schema and nothing else."""
    admin = await asyncpg.connect(postgres_server.dsn)
    try:
        await admin.execute("SELECT pg_advisory_lock($1)", TEMPLATE_LOCK)
        if not await admin.fetchval("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", TEMPLATE):
            await admin.execute(f"DROP DATABASE IF EXISTS {TEMPLATE}_unfinished")
            await admin.execute(f"CREATE DATABASE {TEMPLATE}_unfinished")
            await migrate(postgres_server.dsn_of(f"{TEMPLATE}_unfinished"))
            await admin.execute(f"ALTER DATABASE {TEMPLATE}_unfinished RENAME TO {TEMPLATE}")
    finally:
        await admin.close()
    return TEMPLATE


@pytest_asyncio.fixture
async def database(postgres_server: EmbeddedPostgres, postgres_template: str, worker_id: str) -> AsyncIterator[str]:
    """A fresh migrated database for one test: its address."""
    name = f"test_{worker_id}"
    admin = await asyncpg.connect(postgres_server.dsn)
    try:
        await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
        yield postgres_server.dsn_of(name)
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await admin.close()


@pytest_asyncio.fixture
async def sql(database: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A connection to the test's database, as its owner."""
    connection = await asyncpg.connect(database)
    yield connection
    await connection.close()


@pytest.fixture
def breakable_server(tmp_path: Path) -> Iterator[BreakableServer]:
    """A durable server of this test's own, started, with an empty database."""
    folder = tmp_path / "postgres"
    folder.mkdir(mode=0o711)
    server = BreakableServer(Cluster(folder, binaries_folder()))
    server.cluster.create()
    server.start()
    yield server
    server.stop()


async def peopled(dsn: str) -> None:
    """Make everybody in USERS a manager of the workspace."""
    connection = await asyncpg.connect(dsn)
    for user in USERS:
        await connection.execute("INSERT INTO users VALUES ($1, $1 || '@x', $1, NULL, now())", user)
        await connection.execute("INSERT INTO memberships VALUES ($1, $2, 'manager', 1, true, now())", WORKSPACE, user)
    await connection.close()
