"""Document stores to run one suite on, and parts to commit to them."""

import contextlib
import itertools
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import asyncpg
from msgspec import structs

from hub.documents.record import (
    Author,
    CellEffect,
    Change,
    DocumentKey,
    Effect,
    EntityEffect,
    EntityKey,
    FieldValue,
    FieldValues,
    OperationKey,
    PendingConflict,
    Rights,
)
from hub.store.connections import Database
from hub.store.memory import MemoryDatabase, MemoryStore
from hub.store.port import CommitPart, DocumentStore, LoadedDocument, Verdict
from hub.store.postgres import PostgresStore
from shared.ids import ClientId, ConflictId, DocumentId, OperationId, UserId, WorkspaceId
from shared.operations import CellKey

WORKSPACE = WorkspaceId("w1")
WORKSPACE_KEY = DocumentKey(WORKSPACE, "workspace", WORKSPACE)
ANA = UserId("ana")
BO = UserId("bo")
_numbers = itertools.count(1)


def an_author(user: UserId = ANA, operation: str | None = None, client: str = "c1") -> Author:
    return Author(user, user.title(), ClientId(client), OperationId(operation or f"o{next(_numbers)}"))


def a_cell_change(version: int, *, author: Author | None = None, shift: str | None = "D", date: str = "2026-01-01", **more: Any) -> Change:
    effect = Effect(cells=(CellEffect("s1", date, {"shift": shift}),))
    inverse = Effect(cells=(CellEffect("s1", date, {"shift": None}),))
    return Change(version, version - 1, author or an_author(), "CELL_UPDATE", effect, inverse, **more)


def an_entity_change(version: int, kind: Any, entity_id: str, fields: dict[str, Any], author: Author | None = None) -> Change:
    effect = Effect(entity=EntityEffect(kind, entity_id, fields))
    inverse = Effect(entity=EntityEffect(kind, entity_id, dict.fromkeys(fields)))
    return Change(version, None, author or an_author(), f"{kind.upper()}_CREATE", effect, inverse)


def a_conflict(conflict_id: str, author: Author | None = None, base: int = 3) -> PendingConflict:
    return PendingConflict(ConflictId(conflict_id), author or an_author(), base, "CELL_UPDATE", {"cells": [], "z": 1, "a": 2}, ())


def a_part(document: LoadedDocument, *changes: Change, **more: Any) -> CommitPart:
    """The part that commits `changes` on `document`: the cells and entities that they leave are worked out."""
    cells: dict[CellKey, FieldValues] = {}
    entities: dict[EntityKey, FieldValues] = {}
    for change in changes:
        for cell in change.effect.cells:
            key = (cell.staff_id, cell.date)
            stands = cells.setdefault(key, dict(document.cells.get(key, {})))
            stands |= {name: FieldValue(value, change.version, change.author) for name, value in cell.set.items()}
        if (entity := change.effect.entity) is not None:
            stands = entities.setdefault((entity.kind, entity.id), dict(document.entities.get((entity.kind, entity.id), {})))
            stands |= {name: FieldValue(value, change.version, change.author) for name, value in entity.set.items()}
    part = CommitPart(
        document_id=document.document_id, key=document.key, epoch=document.epoch, expected=document.version, next=document.version + len(changes),
        hash=0xFEDC_BA98_7654_3210, changes=changes, cells=cells, entities=entities,
    )  # fmt: skip
    return structs.replace(part, **more)


def the_key(author: Author) -> OperationKey:
    return OperationKey(author.user_id, author.client_id, author.operation_id)


class World(Protocol):
    """A store, another replica's store on the same data, and what others do to the data."""

    store: DocumentStore
    other: DocumentStore

    async def set_member(self, user: UserId, *, version: int, active: bool = True) -> None: ...

    async def set_epoch(self, epoch: str) -> None: ...

    async def truncate_log(self, document_id: DocumentId, before: int) -> None: ...

    async def age_conflicts(self, days: int) -> None: ...

    async def conflict_ids(self) -> list[str]: ...

    def held(self, document_id: DocumentId) -> contextlib.AbstractAsyncContextManager[None]: ...


async def a_workspace(world: World, key: DocumentKey = WORKSPACE_KEY) -> LoadedDocument:
    await world.store.found_workspace(key.workspace_id)
    return await reloaded(world, key)


async def reloaded(world: World, key: DocumentKey = WORKSPACE_KEY) -> LoadedDocument:
    document = await world.store.load(key)
    assert document is not None
    return document


async def commit_one(world: World, part: CommitPart) -> Verdict:
    return (await world.store.commit([part]))[0]


def rights(version: int, user: UserId = ANA) -> Rights:
    return Rights(WORKSPACE, user, version)


@dataclass
class MemoryWorld:
    database: MemoryDatabase = field(default_factory=MemoryDatabase)

    def __post_init__(self) -> None:
        epochs = itertools.count(1)
        stores = [MemoryStore(self.database, lambda: datetime(2026, 1, 1, tzinfo=UTC), lambda: f"e{next(epochs)}") for _ in range(2)]
        self.store: DocumentStore = stores[0]
        self.other: DocumentStore = stores[1]

    async def set_member(self, user: UserId, *, version: int, active: bool = True) -> None:
        self.database.members[WORKSPACE, user] = (version, active)

    async def set_epoch(self, epoch: str) -> None:
        for document in self.database.documents.values():
            document.epoch = epoch

    async def truncate_log(self, document_id: DocumentId, before: int) -> None:
        document = self.database.documents[document_id]
        document.log_from = before
        document.log = [entry for entry in document.log if entry.change.version >= before]

    async def age_conflicts(self, days: int) -> None:
        for document in self.database.documents.values():
            document.conflicts = {key: (at - timedelta(days=days), conflict) for key, (at, conflict) in document.conflicts.items()}

    async def conflict_ids(self) -> list[str]:
        return sorted(conflict_id for document in self.database.documents.values() for _, conflict_id in document.conflicts)

    @contextlib.asynccontextmanager
    async def held(self, document_id: DocumentId) -> AsyncIterator[None]:
        self.database.held.add(document_id)
        yield
        self.database.held.remove(document_id)


class PostgresWorld:
    def __init__(self, dsn: str, databases: Sequence[Database]) -> None:
        self._dsn = dsn
        self.store: DocumentStore = PostgresStore(databases[0])
        self.other: DocumentStore = PostgresStore(databases[1])

    async def execute(self, sql: str, *arguments: object) -> None:
        connection = await asyncpg.connect(self._dsn)
        try:
            await connection.execute(sql, *arguments)
        finally:
            await connection.close()

    async def set_member(self, user: UserId, *, version: int, active: bool = True) -> None:
        await self.execute("INSERT INTO users VALUES ($1, $1 || '@x', $1, NULL, now()) ON CONFLICT DO NOTHING", user)
        await self.execute(
            "INSERT INTO memberships VALUES ($1, $2, 'manager', $3, $4, now()) ON CONFLICT (workspace_id, user_id) DO UPDATE"
            " SET rights_version = excluded.rights_version, active = excluded.active",
            WORKSPACE, user, version, active,
        )  # fmt: skip

    async def set_epoch(self, epoch: str) -> None:
        await self.execute("UPDATE documents SET epoch = $1", epoch)

    async def truncate_log(self, document_id: DocumentId, before: int) -> None:
        await self.execute("DELETE FROM operations WHERE document_id = $1 AND version < $2", document_id, before)
        await self.execute("UPDATE documents SET log_from = $2 WHERE document_id = $1", document_id, before)

    async def age_conflicts(self, days: int) -> None:
        await self.execute("UPDATE conflicts SET at = at - make_interval(days => $1)", days)

    async def conflict_ids(self) -> list[str]:
        connection = await asyncpg.connect(self._dsn)
        try:
            return [row["conflict_id"] for row in await connection.fetch("SELECT conflict_id FROM conflicts ORDER BY 1")]
        finally:
            await connection.close()

    @contextlib.asynccontextmanager
    async def held(self, document_id: DocumentId) -> AsyncIterator[None]:
        connection = await asyncpg.connect(self._dsn)
        try:
            async with connection.transaction():
                await connection.execute("SELECT FROM documents WHERE document_id = $1 FOR UPDATE", document_id)
                yield
        finally:
            await connection.close()


def a_database(dsn: str) -> Database:
    return Database(dsn, pool_min=1, pool_max=3, pool_timeout_s=5)


@contextlib.asynccontextmanager
async def postgres_world(dsn: str) -> AsyncIterator[PostgresWorld]:
    async with a_database(dsn) as one, a_database(dsn) as two:
        yield PostgresWorld(dsn, [one, two])
