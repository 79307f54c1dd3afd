"""What every command stands on: the database, its schema, and operations that are committed."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from random import Random
from typing import Final

import structlog

from hub.clock import Clock, SystemClock
from hub.embedded import EmbeddedPostgres
from hub.fanout.counts import Counts
from hub.fanout.local import LocalFanout
from hub.fanout.port import Fanout
from hub.identity.editors import RoleEditors
from hub.sequencer.sequencer import Sequencer
from hub.sequencer.writing import Writer
from hub.settings import Settings, SettingsError
from hub.store.connections import Database
from hub.store.migrate import migrate
from hub.store.periods import PeriodIndex
from hub.store.postgres import PostgresStore
from hub.store.postgres_people import PostgresPeople
from hub.workspaces import Workspaces

SETTLE_S: Final = 2.0  # for operations that wait when everybody is gone; a drain is over within 10 s

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Foundation:
    """The store, and the way in for operations."""

    store: PostgresStore
    people: PostgresPeople
    periods: PeriodIndex
    database: Database
    sequencer: Sequencer
    writer: Writer
    workspaces: Workspaces
    clock: Clock
    fanout: Fanout
    fanout_counts: Counts


@contextmanager
def database_of(settings: Settings) -> Iterator[str]:
    """Give the database's address: the one that is set, or that of the embedded server, started or joined. Raises EmbeddedServerError."""
    if settings.database_url is not None:
        yield settings.database_url.get_secret_value()
        return
    server = EmbeddedPostgres.start(settings.rosterhub_data)
    try:
        yield server.dsn
    finally:
        server.stop()


@asynccontextmanager
async def foundation(settings: Settings, dsn: str, *, replica: str | None = None) -> AsyncIterator[Foundation]:
    """Bring the schema up to date, and open the store and a sequencer. Raises SchemaError, SettingsError, or what the driver raises.

    `replica` is the name of one that serves: it has a doorbell where there is one. Others are heard of by the version poll.
    """
    for name in await migrate(dsn):
        log.info("migration.applied", name=name)
    pool = {"pool_min": settings.db_pool_min, "pool_max": settings.db_pool_max}
    clock = SystemClock()
    async with Database(dsn, **pool, pool_timeout_s=settings.db_pool_timeout_s) as database:
        store, people = PostgresStore(database), PostgresPeople(database)
        async with _doorbell(settings, database, replica, clock) as (fanout, counts):
            sequencer = Sequencer(store, fanout, clock=clock, random=Random(os.urandom(8)), editors=RoleEditors(people))
            sequencer.start()
            try:
                writer = Writer(sequencer)
                workspaces = Workspaces(people, store, writer)
                periods = PeriodIndex(database)
                yield Foundation(store, people, periods, database, sequencer, writer, workspaces, clock, fanout, counts)
            finally:
                await sequencer.close(SETTLE_S)


@asynccontextmanager
async def _doorbell(settings: Settings, database: Database, replica: str | None, clock: Clock) -> AsyncIterator[tuple[Fanout, Counts]]:
    if settings.redis_url is None or replica is None:
        yield LocalFanout(), Counts()
        return
    from hub.fanout.redis import RedisFanout  # noqa: PLC0415 - loaded where there is one: a third of a second, and 20 MB

    url, identity = settings.redis_url.get_secret_value(), await database.identity()
    try:
        fanout = RedisFanout(url, database=identity, replica=replica, clock=clock, random=Random(os.urandom(8)))
    except ValueError:  # its words may hold a part of a password
        raise SettingsError("REDIS_URL=(hidden): an address like redis://user:password@host:6379 is wanted") from None
    await fanout.start()
    try:
        yield fanout, fanout.counts
    finally:
        await fanout.close()
