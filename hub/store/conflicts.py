"""A user's pending conflicts in all of a workspace's documents, read from PostgreSQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from hub.clock import instant
from hub.documents.record import PendingConflict
from hub.store.connections import Database
from hub.store.port import NothingWrittenError
from hub.store.rows import pending_conflict
from hub.store.statements import SQL
from shared.ids import PeriodId, UserId, WorkspaceId
from shared.protocol.errors import UnavailableError


@dataclass(frozen=True, slots=True)
class OwnConflict:
    """A pending conflict, in a period or (None) in the workspace's document.

    `at` is when it was kept, `times` when each version that stands in the way was made (none that the log holds no longer): instants.
    """

    conflict: PendingConflict
    period_id: PeriodId | None
    at: str
    times: Mapping[str, str]


class ConflictIndex:
    """Reads see one workspace, held by row level security. All may raise UnavailableError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_user(self, workspace_id: WorkspaceId, user_id: UserId) -> Sequence[OwnConflict]:
        """Read a user's conflicts, oldest first, 200 at most, none older than 30 days or of an archived period [CF4]."""
        try:
            async with self._database.scoped(workspace_id=workspace_id) as connection:
                rows = await connection.fetch(SQL["own_conflicts"], workspace_id, user_id)
        except NothingWrittenError as error:
            raise UnavailableError from error
        return [
            OwnConflict(
                conflict=pending_conflict(row),
                period_id=PeriodId(row["id"]) if row["kind"] == "period" else None,
                at=instant(row["at"]),
                times=msgspec.json.decode(row["times"]) if row["times"] else {},
            )
            for row in rows
        ]
