"""A standby of a test's PostgreSQL: streams from it, and is promoted when the test says so."""

import asyncio
from pathlib import Path

import asyncpg

from hub.embedded.cluster import PORT, ROLE, Cluster
from tests.support.postgres import DEADLINE_S, BreakableServer


class StandbyCluster(Cluster):
    """A cluster that is ready as a standby too: it takes connections that read."""

    def is_ready(self) -> bool:
        lines = self._postmaster_lines()
        return len(lines) > 7 and lines[7] in {"ready", "standby"}


class Standby(BreakableServer):
    """Starts as a standby of the server that it was copied from; `promote` makes it a primary on another timeline."""

    def promote(self) -> None:
        self.cluster._run(self.cluster.user(), "pg_ctl", "promote", "-w", f"--pgdata={self.cluster.data}")


def a_standby(primary: BreakableServer, folder: Path) -> Standby:
    """Copy a running server, and start the copy as its standby."""
    folder.mkdir(mode=0o711)
    cluster = StandbyCluster(folder, primary.cluster.binaries)
    cluster.data.mkdir(mode=0o700)
    cluster.user().own(cluster.data)
    (folder / "password").write_text(primary.cluster.password)
    source = f"host={primary.cluster.socket_folder} port={PORT} user={ROLE} password={primary.cluster.password} application_name=standby"
    options = ("--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync")
    cluster._run(cluster.user(), "pg_basebackup", f"--pgdata={cluster.data}", f"--dbname={source}", *options)
    standby = Standby(cluster)
    standby.start()
    return standby


async def make_synchronous(primary: BreakableServer) -> None:
    """From now on a commit counts when the standby has flushed it too."""
    connection = await asyncpg.connect(primary.dsn)
    try:
        await connection.execute("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        await connection.execute("SELECT pg_reload_conf()")
        await _until(connection, "SELECT EXISTS (SELECT FROM pg_stat_replication WHERE sync_state = 'sync')")
    finally:
        await connection.close()


async def _until(connection: "asyncpg.Connection[asyncpg.Record]", question: str) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not await connection.fetchval(question):
            await asyncio.sleep(0.02)
