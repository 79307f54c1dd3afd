"""Which periods a workspace has, and where a period is, read from PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from hub.clock import instant
from hub.store.connections import Database
from hub.store.port import NothingWrittenError
from hub.store.rows import Row
from hub.store.statements import SQL
from shared.ids import PeriodId, WorkspaceId
from shared.protocol.errors import UnavailableError


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A period as its own document has it; `fields` are those of the entity `period` [DC5].

    `changed_at` is the database's clock at its last version, `changed_by` the author's name; None where the log holds it no longer.
    """

    id: str
    version: int
    fields: dict[str, Any]
    archived: bool
    changed_at: str | None
    changed_by: str | None


class PeriodIndex:
    """Reads see one workspace, held by row level security. All may raise UnavailableError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, workspace_id: WorkspaceId, *, after: str, limit: int, with_archived: bool, of_staff: str | None = None
    ) -> Sequence[PeriodRow]:
        """Read periods after an id, in the order of ids; with `of_staff` those in which this person stands."""
        try:
            async with self._database.scoped(workspace_id=workspace_id) as connection:
                rows = await connection.fetch(SQL["periods"], workspace_id, after, with_archived, limit, of_staff)
        except NothingWrittenError as error:
            raise UnavailableError from error
        return [_row(row) for row in rows]

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


def _row(row: Row) -> PeriodRow:
    at = row["changed_at"]
    return PeriodRow(
        id=row["id"],
        version=row["version"],
        fields=msgspec.json.decode(row["fields"]),
        archived=row["archived"],
        changed_at=None if at is None else instant(at),
        changed_by=row["changed_by"],
    )
