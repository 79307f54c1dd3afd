"""`/runs`: solves of periods [RN]."""

from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Path, Query
from starlette.responses import JSONResponse, Response

from hub.api.caller import caller
from hub.api.operations import CLIENT
from hub.api.page import Limit, Listed
from hub.api.services import Services
from hub.identity.port import Principal
from hub.identity.roles import Action
from shared.ids import PeriodId, RunId, new_id
from shared.model import Id, Record
from shared.protocol.client import CellPosition, RunOptions
from shared.protocol.server import RunRow, RunState

Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=64, description="sent again, it is started once")]
Run = Annotated[Id, Path()]


class NewRun(Record):
    """How to solve; `{}` takes every default."""

    options: RunOptions = RunOptions()


class Application(Record):
    """How a result is applied; `cells`: a part of it [RN5]."""

    mode: Literal["merge", "overwrite"] = "merge"
    cells: tuple[CellPosition, ...] | None = None


class AppliedRun(Record):
    """The version that the result became."""

    run_id: str
    version: int
    outcome: str


class RunWithResult(RunRow):
    """A run, and once it has one its result, as SCHEDULE_GENERATED says it."""

    result: dict[str, Any] | None = None


def router(services: Services) -> APIRouter:
    """Return the resource."""
    routes = APIRouter(tags=["runs"])
    reader = Depends(caller(services.authenticator, Action.READ))
    solver = Depends(caller(services.authenticator, Action.SOLVE))
    runs = services.runs

    @routes.post("/periods/{period_id}/runs", status_code=HTTPStatus.ACCEPTED, response_model=RunRow)
    async def start(
        principal: Annotated[Principal, solver], period_id: Annotated[Id, Path()], body: NewRun | None = None, key: Key = None
    ) -> Response:
        """Queue a run; `poll_url` tells how it gets on."""
        options = RunOptions() if body is None else body.options
        run_id, _ = await runs.generate(principal, PeriodId(period_id), options, client_id=CLIENT, operation_id=key or new_id())
        row = await runs.row(principal, run_id)
        return JSONResponse(row.model_dump(mode="json", by_alias=True), HTTPStatus.ACCEPTED, {"location": row.poll_url})

    @routes.get("/runs")
    async def page(
        principal: Annotated[Principal, reader],
        period_id: Annotated[Id | None, Query()] = None,
        state: Annotated[list[RunState] | None, Query()] = None,
        limit: Limit = 50,
    ) -> Listed[RunRow]:
        """List runs, newest first."""
        period = None if period_id is None else PeriodId(period_id)
        rows = await runs.rows(principal, period_id=period, states=state or (), limit=limit)
        return Listed(items=list(rows))

    @routes.get("/runs/{run_id}")
    async def one(principal: Annotated[Principal, reader], run_id: Run) -> RunWithResult:
        """Return a run, with its result where it has one."""
        row = await runs.row(principal, RunId(run_id))
        return RunWithResult(**row.model_dump(), result=await runs.result(principal, RunId(run_id)))

    @routes.post("/runs/{run_id}/apply")
    async def apply(principal: Annotated[Principal, solver], run_id: Run, body: Application | None = None) -> AppliedRun:
        """Apply a run's result as one operation [RN5]."""
        wanted = body or Application()
        cells = None if wanted.cells is None else [(cell.staff_id, cell.date.isoformat()) for cell in wanted.cells]
        version, outcome = await runs.apply(principal, RunId(run_id), mode=wanted.mode, cells=cells, client_id=CLIENT)
        return AppliedRun(run_id=run_id, version=version, outcome=outcome)

    @routes.post("/runs/{run_id}/finish", status_code=HTTPStatus.ACCEPTED)
    async def finish(principal: Annotated[Principal, solver], run_id: Run) -> RunRow:
        """Stop now, and keep the best grid so far."""
        return await runs.finish(principal, RunId(run_id))

    @routes.post("/runs/{run_id}/discard")
    async def discard(principal: Annotated[Principal, solver], run_id: Run) -> RunRow:
        """Drop a run's result, for everybody."""
        return await runs.discard(principal, RunId(run_id))

    @routes.delete("/runs/{run_id}", status_code=HTTPStatus.ACCEPTED)
    async def cancel(principal: Annotated[Principal, solver], run_id: Run) -> RunRow:
        """Stop, and keep nothing."""
        return await runs.cancel(principal, RunId(run_id))

    return routes
