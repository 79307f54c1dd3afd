"""Answers a request: candidates in a thread, a repair in a process beside it."""

import asyncio
import time

from shared.live import LiveScore
from shared.problem import CellRef, Score
from shared.score import Scorer
from shared.suggestion import Repair, Suggestion, SuggestRequest, SuggestResponse
from solver_service.aside import Asides
from solver_service.settings import Settings
from solver_service.suggest.answering import Begun, begun, suggestion
from solver_service.suggest.job import RepairJob, answer
from solver_service.suggest.question import question_of
from solver_service.suggest.wording import Wording

_LOOK_S = 2.0
"""For looking at candidates: a hundred people take less than a tenth of it, the largest problems are cut short."""
_OVERDUE_S = 0.5
"""How long a repair's process may take to answer after its limit; then nothing was found."""
_WORKERS_MAX = 2  # a region has few cells


async def suggest(request: SuggestRequest, asides: Asides, settings: Settings) -> SuggestResponse:
    """Return candidates and, where it is wanted, a repair.

    Raises InvalidProblemError, ContradictionError, and SolverFullError for a repair where too many are made.
    """
    started = time.monotonic()
    live, asked = await asyncio.to_thread(_begun, request)
    if not request.repair:
        return SuggestResponse(effect=asked.effect, suggestions=await asyncio.to_thread(_suggestions, live, asked, request.limit))
    job = RepairJob(
        problem=request.problem,
        grid=live.scorer.decode(live.grid),
        kept=() if asked.effect is None else tuple(CellRef(staff_id=one.staff_id, date=one.date) for one in asked.effect.changes),
        change_price=request.change_price,
        started=started,
        time_limit_s=request.time_limit_s,
        workers=min(_WORKERS_MAX, settings.workers),
        memory_mb=settings.memory_mb,
    )
    repair, suggestions = await asyncio.gather(_repair(job, asides), asyncio.to_thread(_suggestions, live, asked, request.limit))
    return SuggestResponse(effect=asked.effect, suggestions=suggestions, repair=repair)


def _begun(request: SuggestRequest) -> tuple[LiveScore, Begun]:
    scorer = Scorer(request.problem)
    grid = request.grid or request.problem.reference or ((None,) * scorer.context.day_count for _ in request.problem.staff)
    live = LiveScore(scorer, scorer.encode(grid))
    return live, begun(live, question_of(request, scorer.compiled))


def _suggestions(live: LiveScore, asked: Begun, limit: int) -> tuple[Suggestion, ...]:
    until, wording = time.monotonic() + _LOOK_S, Wording(live)
    return tuple(suggestion(wording, single, limit, lambda: time.monotonic() < until) for single in asked.singles)


async def _repair(job: RepairJob, asides: Asides) -> Repair:
    left_s = job.started + job.time_limit_s + _OVERDUE_S - time.monotonic()
    line = await asides.ask(answer, job.model_dump_json(by_alias=True).encode(), left_s)
    if line is not None:
        return Repair.model_validate_json(line)
    score = await asyncio.to_thread(_score, job)
    return Repair(
        changes=(),
        rise=Score(hard=0, soft=0),
        before=score,
        after=score,
        is_proven=False,
        elapsed_s=round(time.monotonic() - job.started, 3),
    )


def _score(job: RepairJob) -> Score:
    scorer = Scorer(job.problem)
    return scorer.score(scorer.encode(job.grid))
