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
from hub.fanout.local import LocalFanout
from hub.sequencer.sequencer import Sequencer
from hub.sequencer.writing import Writer
from hub.settings import Settings
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
async def foundation(settings: Settings, dsn: str) -> AsyncIterator[Foundation]:
    """Bring the schema up to date, and open the store and a sequencer. Raises SchemaError, or what the driver raises."""
    for name in await migrate(dsn):
        log.info("migration.applied", name=name)
    pool = {"pool_min": settings.db_pool_min, "pool_max": settings.db_pool_max}
    clock = SystemClock()
    async with Database(dsn, **pool, pool_timeout_s=settings.db_pool_timeout_s) as database:
        store, people = PostgresStore(database), PostgresPeople(database)
        sequencer = Sequencer(store, LocalFanout(), clock=clock, random=Random(os.urandom(8)))
        sequencer.start()
        try:
            writer = Writer(sequencer)
            yield Foundation(store, people, PeriodIndex(database), database, sequencer, writer, Workspaces(people, store, writer), clock)
        finally:
            await sequencer.close(SETTLE_S)
