"""The service's HTTP interface: parse, call, render."""

import asyncio
import signal
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import structlog
from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from shared.problem import CheckRequest, CheckResponse, ExplainRequest, Failed, OptimizeRequest, Result
from shared.protocol.errors import RosterhubError
from shared.rules import catalogue_json
from shared.score import check
from shared.suggestion import SuggestRequest
from solver_service import body, forks
from solver_service.guard import Guard
from solver_service.problem_document import from_failure, on_error
from solver_service.service import Service
from solver_service.settings import Settings
from solver_service.solve import Solve
from solver_service.streaming import MEDIA_TYPE, Stream, until_gone

log = structlog.get_logger()


def create(settings: Settings, service: Service) -> FastAPI:
    """Return the application. It warms up while it answers already; it is ready after that."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        warming = asyncio.ensure_future(_warm_up(service))
        yield
        warming.cancel()

    app = FastAPI(title="Rosterhub solver", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    if settings.token is not None:
        app.add_middleware(Guard, token=settings.token.get_secret_value())
    app.add_exception_handler(RosterhubError, on_error)
    _add_solves(app, service)
    _add_questions(app, service)
    _add_probes(app, service)
    return app


def _add_solves(app: FastAPI, service: Service) -> None:
    @app.post("/optimize")
    async def optimize(request: Request) -> Response:
        """Solve a problem; closing the request cancels."""
        solve = await service.begin(await body.read(request, OptimizeRequest))
        if MEDIA_TYPE in request.headers.get("accept", ""):
            return Stream(_lines(service, solve))
        last = await until_gone(request.receive, _last_event(service, solve))
        match last:
            case Result():
                return JSONResponse(last.solution.model_dump(mode="json", by_alias=True))
            case Failed():
                return from_failure(last)
            case None:
                return Response(status_code=499)  # nobody reads it: the request was closed

    @app.post("/solves/{solve_id}/finish", status_code=202)
    async def finish(solve_id: str) -> dict[str, str]:
        """Stop, and answer the best so far."""
        service.finish(solve_id)
        return {"id": solve_id}


def _add_questions(app: FastAPI, service: Service) -> None:
    @app.post("/check")
    async def check_grid(request: Request) -> CheckResponse:
        """Score a grid, with every violation in words."""
        asked = await body.read(request, CheckRequest)
        return await asyncio.to_thread(check, asked.problem, asked.grid)

    @app.post("/suggest")
    async def suggest(request: Request) -> Response:
        """Say who or what could go into a cell, and what that breaks; closing the request ends a repair."""
        asked = await body.read(request, SuggestRequest)
        answer = await until_gone(request.receive, service.suggest(asked))
        return Response(status_code=499) if answer is None else JSONResponse(answer.model_dump(mode="json", by_alias=True))

    @app.post("/explain")
    async def explain(request: Request) -> Response:
        """Say why the must-rules can't all hold; closing the request ends the search."""
        asked = await body.read(request, ExplainRequest)
        answer = await until_gone(request.receive, service.explain(asked))
        return Response(status_code=499) if answer is None else JSONResponse(answer.model_dump(mode="json", by_alias=True))

    @app.get("/rules")
    async def rules() -> list[dict[str, Any]]:
        """List the rule types."""
        return catalogue_json()


def _add_probes(app: FastAPI, service: Service) -> None:
    @app.get("/health")
    async def health() -> dict[str, str]:
        """Say that the process answers."""
        return {"status": "ok"}

    @app.get("/ready")
    async def ready() -> Response:
        """Say whether a solve would begin at once."""
        slots = service.slots
        state = {"ready": slots.has_free, "running": slots.running_count, "waiting": slots.waiting_count}
        return JSONResponse(state, 200 if slots.has_free else 503)

    @app.get("/metrics")
    async def metrics() -> Response:
        """Tell Prometheus."""
        return PlainTextResponse(service.metrics.text(), media_type="text/plain; version=0.0.4")


async def _warm_up(service: Service) -> None:
    try:
        await asyncio.to_thread(forks.warm_up)
    except RuntimeError:
        log.exception("service.cannot_solve")
        signal.raise_signal(signal.SIGTERM)
        return
    service.slots.warm()
    service.asides.open()


async def _lines(service: Service, solve: Solve) -> AsyncGenerator[bytes, None]:
    async with aclosing(service.events(solve)) as events:
        async for event in events:
            yield event.model_dump_json(by_alias=True).encode() + b"\n"


async def _last_event(service: Service, solve: Solve) -> Result | Failed | None:
    async with aclosing(service.events(solve)) as events:
        async for event in events:
            if isinstance(event, Result | Failed):
                return event
    return None
