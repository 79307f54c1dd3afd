"""Answers `POST /explain`: a process beside the service looks for the cause."""

import asyncio
import time

from shared.problem import ExplainRequest, Explanation, Options
from shared.score import Scorer, check
from solver_service.aside import Asides
from solver_service.engines.answer import explanation
from solver_service.engines.options import complete
from solver_service.explain.job import ExplainJob, answer
from solver_service.settings import Settings

_OVERDUE_S = 0.5
"""How long the process may take to answer after its limit; then only what the grid breaks is told."""


async def explain(request: ExplainRequest, asides: Asides, settings: Settings) -> Explanation:
    """Return why the must-rules can't all hold, within the time limit and half a second.

    Raises InvalidProblemError, ContradictionError, ValidationFailedError, and SolverFullError where too many are being made.
    """
    started = time.monotonic()
    options = complete(Options(time_limit_s=request.time_limit_s), workers_max=settings.workers, time_limit_max_s=settings.time_limit_max_s)
    await asyncio.to_thread(_valid, request)
    job = ExplainJob(problem=request.problem, grid=request.grid, options=options, started=started, memory_mb=settings.memory_mb)
    left_s = started + request.time_limit_s + _OVERDUE_S - time.monotonic()
    line = await asides.ask(answer, job.model_dump_json(by_alias=True).encode(), left_s)
    if line is not None:
        return Explanation.model_validate_json(line)
    return await asyncio.to_thread(_without_cause, request)


def _valid(request: ExplainRequest) -> None:
    scorer = Scorer(request.problem)
    if request.grid is not None:
        scorer.encode(request.grid)


def _without_cause(request: ExplainRequest) -> Explanation:
    found = check(request.problem, request.grid)
    if not found.score.hard:
        return Explanation(message="There was no time to find out.")
    return explanation(request.problem, found.violations)
