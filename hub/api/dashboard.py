"""`/periods/{id}/dashboard`: the grid in figures, and how its runs went."""

import asyncio
from collections import OrderedDict
from typing import Annotated, Any, Final, NamedTuple

import msgspec
import xxhash
from fastapi import APIRouter, Depends, Header, Path
from starlette.responses import Response

from hub.api.caller import caller
from hub.api.documents import opened_period, opened_workspace
from hub.api.services import Services
from hub.api.validator import kept_for, unchanged
from hub.documents.state import DocumentState
from hub.identity.port import Principal
from hub.identity.roles import Action
from hub.runs.problem import problem_of, valid
from hub.sequencer.port import Live
from shared.ids import PeriodId, WorkspaceId
from shared.model import Id, Record
from shared.problem import Problem, Score
from shared.protocol.errors import OverloadedError
from shared.protocol.server import RunRow, RunState
from shared.statistics import Statistics, statistics_of

KEPT_MAX: Final = 32
"""Periods whose figures are kept; the largest, 500 × 92, has about half a megabyte."""
TURN_S: Final = 10.0
"""So long a request waits for its turn to count: one grid is counted at a time, and a large one takes a second or two."""
RUNS_MAX: Final = 50


class RunFigures(Record):
    """How a run went. `gap` null: the must-rules aren't at their limit yet."""

    id: str
    state: RunState
    engine: str
    score: Score | None
    bound: Score | None
    gap: float | None
    created_at: str
    started_at: str | None
    completed_at: str | None
    created_by: str


class Dashboard(Record):
    """The figures of the grid at `version`, under the workspace's rules at `workspace_version`; `runs`: newest first, at most 50."""

    version: int
    workspace_version: int
    statistics: Statistics
    runs: tuple[RunFigures, ...]


class Stand(NamedTuple):
    """Of what figures are: they never change for the same one."""

    workspace_id: WorkspaceId
    period_id: str
    epochs: tuple[str, str]
    versions: tuple[int, int]


class Kept:
    """The figures that were counted last, as JSON, the newest stand of each period; one grid is counted at a time, off the loop."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[WorkspaceId, str], tuple[Stand, bytes]] = OrderedDict()
        self._turn = asyncio.Lock()

    async def figures(self, period: Live, workspace: Live) -> tuple[Stand, bytes]:
        """Return the figures as they stand, and of what.

        Raises OverloadedError, and ValidationFailedError, which names a rule that can't be used.
        """
        try:
            async with asyncio.timeout(TURN_S):
                await self._turn.acquire()
        except TimeoutError as error:
            raise OverloadedError("Too many statistics are being counted.", retry_after_ms=1000) from error
        try:  # nothing moves between these two lines and the problem: the documents go on while they are waited for
            stand = stand_of(period.state, workspace.state)
            place = (stand.workspace_id, stand.period_id)
            known = self._kept.get(place)
            if known is None or known[0] != stand:
                known = stand, await asyncio.to_thread(counted, problem_of(period.state, workspace.state, keeps_archived=True))
                self._kept[place] = known
            self._kept.move_to_end(place)
            if len(self._kept) > KEPT_MAX:
                self._kept.popitem(last=False)
            return known
        finally:
            self._turn.release()


def stand_of(period: DocumentState, workspace: DocumentState) -> Stand:
    """Return what names the figures of these two documents."""
    epochs, versions = (period.epoch, workspace.epoch), (period.version, workspace.version)
    return Stand(period.key.workspace_id, period.key.id, epochs, versions)


def counted(problem: Problem) -> bytes:
    """Return the figures of the problem's reference grid as JSON."""
    known = valid(problem)
    grid = known.reference or ()  # none: nobody is in the period
    return statistics_of(known, grid).model_dump_json(by_alias=True).encode()


def router(services: Services) -> APIRouter:
    """Return the resource."""
    routes = APIRouter(tags=["dashboard"])
    reader = Depends(caller(services.authenticator, Action.READ))
    kept = Kept()

    @routes.get("/periods/{period_id}/dashboard", response_model=Dashboard)
    async def dashboard(
        principal: Annotated[Principal, reader],
        period_id: Annotated[Id, Path()],
        if_none_match: Annotated[str | None, Header()] = None,
    ) -> Response:
        """Return cover, people, wishes, rules and fairness of the grid as it stands, and the period's runs."""
        async with opened_workspace(services, principal) as workspace, opened_period(services, principal, period_id) as period:
            rows = await services.runs.rows(principal, period_id=PeriodId(period_id), limit=RUNS_MAX)
            runs = [_run(row) for row in rows]
            etag = _etag(stand_of(period.state, workspace.state), runs)
            if (answer := unchanged(etag, if_none_match)) is not None:
                return answer
            stand, figures = await kept.figures(period, workspace)
        version, workspace_version = stand.versions
        body = {"version": version, "workspace_version": workspace_version, "statistics": msgspec.Raw(figures), "runs": runs}
        return Response(msgspec.json.encode(body), headers=kept_for(_etag(stand, runs)), media_type="application/json")

    return routes


def _run(row: RunRow) -> dict[str, Any]:
    figures = RunFigures(
        id=row.id,
        state=row.state,
        engine=row.engine,
        score=row.score,
        bound=row.bound,
        gap=row.gap,
        created_at=row.created_at,
        started_at=row.started_at,
        completed_at=row.completed_at,
        created_by=row.created_by.name,
    )
    return figures.model_dump(mode="json")


def _etag(stand: Stand, runs: list[dict[str, Any]]) -> str:
    """Name the answer; what a run says moves without a version."""
    (epoch, workspace_epoch), (version, workspace_version) = stand.epochs, stand.versions
    said = xxhash.xxh64_hexdigest(msgspec.json.encode(runs))
    return f'"{epoch}:{version}.{workspace_epoch}:{workspace_version}.{said}"'
