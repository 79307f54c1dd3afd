"""Which periods a workspace has, and where a period is, read from PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from hub.store.connections import Database
from hub.store.port import NothingWrittenError
from hub.store.statements import SQL
from shared.ids import PeriodId, WorkspaceId
from shared.protocol.errors import UnavailableError


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A period as its own document has it; `fields` are those of the entity `period` [DC5]."""

    id: PeriodId
    version: int
    fields: dict[str, Any]
    archived: bool


class PeriodIndex:
    """Reads see one workspace, held by row level security. All may raise UnavailableError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, workspace_id: WorkspaceId, *, after: str, limit: int, with_archived: bool) -> Sequence[PeriodRow]:
        """Read periods after an id, in the order of ids."""
        try:
            async with self._database.scoped(workspace_id=workspace_id) as connection:
                rows = await connection.fetch(SQL["periods"], workspace_id, after, with_archived, limit)
        except NothingWrittenError as error:
            raise UnavailableError from error
        return [PeriodRow(row["id"], row["version"], msgspec.json.decode(row["fields"]), row["archived"]) for row in rows]

    async def of_dates(self, workspace_id: WorkspaceId, first_date: str, last_date: str) -> PeriodId | None:
        """Return the period with just these dates, the newest of several; None where there is none [EN6]."""
        try:
            async with self._database.scoped(workspace_id=workspace_id) as connection:
                found: str | None = await connection.fetchval(SQL["period_of_dates"], workspace_id, first_date, last_date)
        except NothingWrittenError as error:
            raise UnavailableError from error
        return None if found is None else PeriodId(found)

    async def workspaces_of(self, period_id: PeriodId) -> Sequence[WorkspaceId]:
        """Return which workspaces have a period of this id, two at most: for the command line, which names no workspace."""
        try:
            async with self._database.spanning() as connection:
                rows = await connection.fetch(SQL["workspaces_of_period"], period_id)
        except NothingWrittenError as error:
            raise UnavailableError from error
        return [row["workspace_id"] for row in rows]
