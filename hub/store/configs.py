"""Named options of runs in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
import msgspec

from hub.store.connections import Database
from hub.store.port import NothingWrittenError
from hub.store.rows import to_json
from hub.store.statements import SQL
from shared.ids import WorkspaceId
from shared.protocol.errors import ConflictError, NotFoundError, UnavailableError


@dataclass(frozen=True, slots=True)
class Config:
    """Options under a name; at most one of a workspace is the default."""

    id: str
    name: str
    options: dict[str, Any]
    is_default: bool


class ConfigIndex:
    """Each call sees one workspace, held by row level security. All may raise UnavailableError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, workspace_id: WorkspaceId, *, after: str, limit: int) -> Sequence[Config]:
        """Read configurations after an id, in the order of ids."""
        try:
            async with self._database.scoped(workspace_id=workspace_id) as connection:
                rows = await connection.fetch(SQL["configs"], workspace_id, after, limit)
        except NothingWrittenError as error:
            raise UnavailableError from error
        return [_config(row) for row in rows]

    async def one(self, workspace_id: WorkspaceId, config_id: str) -> Config:
        """Read a configuration. Raises NotFoundError."""
        try:
            async with self._database.scoped(workspace_id=workspace_id) as connection:
                row = await connection.fetchrow(SQL["config"], workspace_id, config_id)
        except NothingWrittenError as error:
            raise UnavailableError from error
        return _known(row)

    async def add(self, workspace_id: WorkspaceId, config: Config) -> None:
        """Keep a configuration; a new default takes the place of the old one. Raises ConflictError where the id is taken."""
        try:
            async with self._database.scoped(workspace_id=workspace_id) as connection:
                if config.is_default:
                    await connection.execute(SQL["clear_default_config"], workspace_id)
                await connection.execute(
                    SQL["add_config"], workspace_id, config.id, config.name, to_json(config.options), config.is_default
                )
        except asyncpg.UniqueViolationError as error:
            raise ConflictError("There is one with this id already.") from error
        except NothingWrittenError as error:
            raise UnavailableError from error

    async def change(
        self, workspace_id: WorkspaceId, config_id: str, *, name: str | None, options: dict[str, Any] | None, is_default: bool | None
    ) -> Config:
        """Set what isn't None; a new default takes the place of the old one. Raises NotFoundError, and then nothing is changed."""
        try:
            async with self._database.scoped(workspace_id=workspace_id) as connection:
                if is_default:
                    await connection.execute(SQL["clear_default_config"], workspace_id)
                given = None if options is None else to_json(options)
                return _known(await connection.fetchrow(SQL["change_config"], workspace_id, config_id, name, given, is_default))
        except NothingWrittenError as error:
            raise UnavailableError from error

    async def remove(self, workspace_id: WorkspaceId, config_id: str) -> None:
        """Forget a configuration; runs keep the options that they took from it. Raises NotFoundError."""
        try:
            async with self._database.scoped(workspace_id=workspace_id) as connection:
                if await connection.fetchval(SQL["remove_config"], workspace_id, config_id) is None:
                    raise NotFoundError
        except NothingWrittenError as error:
            raise UnavailableError from error


def _known(row: asyncpg.Record | None) -> Config:
    if row is None:
        raise NotFoundError
    return _config(row)


def _config(row: asyncpg.Record) -> Config:
    return Config(row["config_id"], row["name"], msgspec.json.decode(row["options"]), row["is_default"])
