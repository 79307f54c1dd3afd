"""What runs offer to the gateway and the HTTP interface, and what they need of the gateway."""

from collections.abc import Sequence
from typing import Any, Protocol

from hub.identity.port import Principal
from shared.ids import PeriodId, RunId, WorkspaceId
from shared.protocol.client import RunOptions
from shared.protocol.server import RunRow, ServerMessage


class RunsPort(Protocol):
    """Solves of periods.

    All raise RosterhubError with the protocol's codes (run_not_found, not_found, forbidden, solver_busy, solver_unavailable …).
    """

    async def generate(
        self, principal: Principal, period_id: PeriodId, options: RunOptions, *, client_id: str, operation_id: str
    ) -> tuple[RunId, bool]:
        """Queue a run; (its id, whether this was a repeat of the same id [RN2]). Returns in < 100 ms; never waits for the solver."""
        ...

    async def cancel(self, principal: Principal, run_id: RunId) -> RunRow:
        """Stop it, keep nothing."""
        ...

    async def finish(self, principal: Principal, run_id: RunId) -> RunRow:
        """Stop it, keep the best grid so far."""
        ...

    async def apply(
        self, principal: Principal, run_id: RunId, *, mode: str, cells: Sequence[tuple[str, str]] | None, client_id: str
    ) -> tuple[int, str]:
        """Apply the result as one operation with id `run:<run_id>`; (version, outcome) [RN5]."""
        ...

    async def discard(self, principal: Principal, run_id: RunId) -> RunRow:
        """Drop the result for everybody."""
        ...

    async def rows(
        self, principal: Principal, *, period_id: PeriodId | None = None, states: Sequence[str] = (), limit: int = 50
    ) -> Sequence[RunRow]:
        """List runs, newest first."""
        ...

    async def row(self, principal: Principal, run_id: RunId) -> RunRow:
        """Return one run."""
        ...

    async def result(self, principal: Principal, run_id: RunId) -> dict[str, Any] | None:
        """Return the SCHEDULE_GENERATED payload of a run that has one."""
        ...


class Publisher(Protocol):
    """How runs reach everyone who is subscribed to a period, on this replica."""

    def publish(self, workspace_id: WorkspaceId, period_id: PeriodId, message: ServerMessage) -> None:
        """Send `message` to the period's subscribers; never waits. A period's id is unique in its workspace only."""
        ...
