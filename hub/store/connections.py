"""Connections to PostgreSQL: their limits, their role, their number."""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

import asyncpg
import structlog
from asyncpg.connect_utils import SessionAttribute

from hub.store.failures import DRIVER_ERRORS, commit_error, leaves_connection, read_error
from hub.store.fence import Fence
from hub.store.port import OutcomeUnknownError
from hub.store.statements import SQL

log = structlog.get_logger(__name__)

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
    OwnConnection = asyncpg.Connection[asyncpg.Record]
    Pool = asyncpg.Pool[asyncpg.Record]

CONNECT_S = 5.0
ANSWER_S = 6.0  # a second more than the server's own limit: then the server's word is on its way, or there is no server
RENEW_S = 120.0  # every document's row is written
COMMIT, API = "hub_commit", "hub_api"
READERS_MAX = 4  # loads and catch-ups are short; more at once would only queue in the server

SESSION = {
    "application_name": "rosterhub",
    "timezone": "UTC",
    "jit": "off",  # compiling costs more than any statement here
    "synchronous_commit": "on",
    "lock_timeout": "1s",
    "statement_timeout": "5s",
    "transaction_timeout": "5s",  # the only one that frees the row lock of a client that stopped half way
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
LANE_SESSION = SESSION | {
    "plan_cache_mode": "force_generic_plan",  # planning the commit costs more than running it
    # PostgreSQL 18 (18.4 at least) crashes, and all its sessions with it, where a statement that found a locked row changed then prunes
    # partitions at run time: it goes on with what belonged to the check of that row. The look for repeats would.
    "enable_partition_pruning": "off",
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where the database is, and as which role connections work there."""

    dsn: str
    role: str


async def connect(address: Address, session: Mapping[str, str]) -> "OwnConnection":
    """Open a connection with its limits and role; the cluster's lineage is checked first. Raises what asyncpg raises.

    One that shows the log shows nothing that a fail-over could still take back: a server that crashed while a commit waited for its
    synchronous standby has that commit after its recovery, and its standby may not. A commit of our own waits for the standby in its turn.
    """
    connection = await asyncpg.connect(
        address.dsn,
        timeout=CONNECT_S,
        command_timeout=ANSWER_S,
        server_settings=dict(session),
        target_session_attrs=SessionAttribute.read_write,  # of several hosts, the primary
        max_cached_statement_lifetime=0,
    )
    try:
        _keep_alive(connection)
        await check_lineage(connection)
        if address.role == COMMIT:
            await connection.execute(SQL["settle"])
        await connection.execute(f"SET ROLE {address.role}")
    except BaseException:
        connection.terminate()
        raise
    return connection


async def check_lineage(connection: "Connection") -> None:
    """Give all documents a new epoch where the cluster or timeline isn't theirs: after a restore, or a fail-over to a standby."""
    row = await connection.fetchrow(SQL["lineage"])
    if row is None or (row["system_identifier"], row["timeline_id"]) == (row["noted_system_identifier"], row["noted_timeline_id"]):
        return
    async with connection.transaction():
        moved = await connection.fetchval(SQL["note_lineage"], row["system_identifier"], row["timeline_id"])
        if moved:
            await renew_epochs(connection)


async def renew_epochs(connection: "Connection") -> None:
    """Give all documents a new epoch: every replica drops them, and every client syncs from nothing."""
    await connection.execute(SQL["new_epochs"], new_epoch())
    log.warning("epoch.renewed")


async def renew_epochs_of(dsn: str) -> None:
    """Do `renew_epochs` to a database, as its owner: after a restore into the same cluster, which the lineage can't tell."""
    connection = await asyncpg.connect(dsn, timeout=CONNECT_S, command_timeout=RENEW_S, target_session_attrs=SessionAttribute.read_write)
    try:
        await renew_epochs(connection)
    finally:
        await connection.close()


def new_epoch() -> str:
    """Return a name for a lineage of versions that nobody has used."""
    return secrets.token_hex(8)


def _keep_alive(connection: "OwnConnection") -> None:
    """Have the kernel notice a host that is gone; a Unix socket needs nothing."""
    transport = connection._transport  # type: ignore[attr-defined]  # noqa: SLF001 - the driver has no option for it
    if (wire := transport.get_extra_info("socket")) is None or wire.family == socket.AF_UNIX:
        return
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in (("TCP_KEEPIDLE", 5), ("TCP_KEEPINTVL", 2), ("TCP_KEEPCNT", 3), ("TCP_USER_TIMEOUT", 10_000)):
        if hasattr(socket, option):
            wire.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)


class Lane:
    """One connection for commits, opened when it is needed, and thrown away when it may be in any doubt.

    What an abandoned one was sent may arrive late, or run still. Before anything is tried again, on whichever lane of the `fence`, its
    session is ended.
    """

    def __init__(self, address: Address, fence: Fence) -> None:
        self._address = address
        self._fence = fence
        self._connection: OwnConnection | None = None
        self._name = ""
        self._turn = asyncio.Lock()

    async def fetch(self, statement: str, arguments: Sequence[object]) -> "Sequence[asyncpg.Record]":
        """Run a commit, one at a time. Raises NothingWrittenError, OutcomeUnknownError or PoisonError."""
        async with self._turn:
            connection = await self._ready()
            try:
                found: Sequence[asyncpg.Record] = await connection.fetch(statement, *arguments)
            except DRIVER_ERRORS as error:
                failure = commit_error(error, sent=True)
                self._doubt(is_unknown=isinstance(failure, OutcomeUnknownError), leaves=leaves_connection(error))
                raise failure from error
            except asyncio.CancelledError:  # it may be running there still
                self._doubt(is_unknown=True, leaves=False)
                raise
            return found

    async def _ready(self) -> "OwnConnection":
        """Return an open connection, with no abandoned session left that could commit. Raises NothingWrittenError."""
        try:
            if self._connection is None or self._connection.is_closed():
                self._name = f"rosterhub {secrets.token_hex(6)}"
                self._connection = await connect(self._address, LANE_SESSION | {"application_name": self._name})
            await self._fence.hold(self._connection, self._address.role)
        except DRIVER_ERRORS as error:
            self.abandon()
            raise commit_error(error, sent=False) from error
        except asyncio.CancelledError:  # it may be in another role just now
            self.abandon()
            raise
        return self._connection

    def _doubt(self, *, is_unknown: bool, leaves: bool) -> None:
        if is_unknown:
            self._fence.doubted.add(self._name)
        if not leaves:
            self.abandon()

    def abandon(self) -> None:
        """Forget the connection, whatever it is doing."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None


class Database:
    """All connections of one replica: two lanes for commits, a few readers, and a pool for everything else."""

    def __init__(self, dsn: str, *, pool_min: int, pool_max: int, pool_timeout_s: float) -> None:
        fence = Fence()
        self.lane = Lane(Address(dsn, COMMIT), fence)
        self.waiting_lane = Lane(Address(dsn, COMMIT), fence)
        self._readers = _pool(Address(dsn, COMMIT), size_min=1, size_max=min(READERS_MAX, pool_max))
        self._api = _pool(Address(dsn, API), size_min=pool_min, size_max=pool_max)
        self._pool_timeout_s = pool_timeout_s

    async def __aenter__(self) -> Self:
        """Open the pools. Raises NothingWrittenError when the database can't be reached."""
        async with _reading():
            _ = await self._readers
            _ = await self._api
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close everything within a limit."""
        self.lane.abandon()
        self.waiting_lane.abandon()
        self._readers.terminate()
        self._api.terminate()

    async def identity(self) -> str:
        """Return what tells this database from every other one. Raises NothingWrittenError when the database can't be reached."""
        async with self.spanning() as connection:
            return str(await connection.fetchval(SQL["database_identity"]))

    @asynccontextmanager
    async def spanning(self) -> "AsyncIterator[Connection]":
        """Lend a connection that spans workspaces, as hub_commit. Raises NothingWrittenError when the database can't be reached."""
        async with _reading(), self._readers.acquire(timeout=self._pool_timeout_s) as connection:
            yield connection

    @asynccontextmanager
    async def scoped(self, **scope: str) -> "AsyncIterator[Connection]":
        """Lend a connection in a transaction that sees what `scope` names: workspace_id, user_id, email, session (hex of a token's hash).

        The transaction is committed at the end, undone on an exception. Raises NothingWrittenError when the database can't be reached.
        """
        async with _reading(), self._api.acquire(timeout=self._pool_timeout_s) as connection, connection.transaction():
            await connection.execute(SQL["scope"], *(scope.get(name, "") for name in ("workspace_id", "user_id", "email", "session")))
            yield connection


def _pool(address: Address, *, size_min: int, size_max: int) -> "Pool":
    async def open_one(*_: object, **__: object) -> "OwnConnection":
        return await connect(address, SESSION)

    return asyncpg.create_pool(min_size=size_min, max_size=size_max, connect=open_one, reset=_leave_as_it_is)


async def _leave_as_it_is(_connection: object) -> None:
    """Spare the driver's own clean-up, a trip to the server: nothing here outlives its transaction."""


@asynccontextmanager
async def _reading() -> AsyncIterator[None]:
    try:
        yield
    except DRIVER_ERRORS as error:
        if (unreachable := read_error(error)) is None:
            raise
        raise unreachable from error
