"""Run rows as the wire and the HTTP interface have them [RN1, RN3]."""

from datetime import datetime
from typing import Any

from hub.clock import instant
from hub.store.runs import Run
from shared.problem import Score
from shared.protocol.server import (
    Actor,
    RunEndedPayload,
    RunRow,
    ScheduleGenerated,
    ScheduleGeneratedPayload,
    ServerMessage,
    SolveCancelled,
    SolveFailed,
    SolveProgress,
    SolveProgressPayload,
)

LOST = "The hub that ran this was lost. Start it again."


def row_of(run: Run) -> RunRow:
    """Return a run as clients see it."""
    reached = run.reached
    return RunRow(
        id=run.id,
        period_id=run.period_id,
        state=run.state,
        stage=reached.stage,
        status_message=_words(run),
        progress=reached.progress,
        poll_url=f"/api/v1/runs/{run.id}",
        base_version=reached.base_version,
        options=run.options,
        score=_score(reached.score),
        bound=_score(reached.bound),
        gap=reached.gap,
        solutions=reached.solutions,
        violations=run.violations,
        coverage_pct=run.coverage_pct,
        requests_met_pct=run.requests_met_pct,
        created_at=instant(run.created_at),
        started_at=_instant(run.started_at),
        completed_at=_instant(run.completed_at),
        created_by=Actor(id=run.author.user_id, name=run.author.name),
        engine=run.engine,
        seed=run.seed,
        problem_hash=reached.problem_hash,
    )


def progress_message(run: Run, *, queue_position: int | None = None, elapsed_s: float | None = None) -> SolveProgress:
    """Return how an open run gets on; `elapsed_s` null = since it started, by the database's clock."""
    reached = run.reached
    if elapsed_s is None:
        elapsed_s = 0.0 if run.started_at is None else max(0.0, (run.read_at - run.started_at).total_seconds())
    payload = SolveProgressPayload(
        run_id=run.id,
        period_id=run.period_id,
        state=run.state,
        stage="queued" if run.state == "queued" else reached.stage,
        progress=reached.progress,
        status_message=_words(run),
        elapsed_s=round(elapsed_s, 3),
        score=_score(reached.score),
        bound=_score(reached.bound),
        gap=reached.gap,
        solutions=reached.solutions,
        queue_position=queue_position,
    )
    return SolveProgress(type="SOLVE_PROGRESS", payload=payload)


def end_message(run: Run, result: ScheduleGeneratedPayload | None) -> ServerMessage | None:
    """Return the last word on a run that is not open any more; None where there is none to say (a result that isn't there)."""
    match run.state:
        case "done" | "applied":
            return None if result is None else ScheduleGenerated(type="SCHEDULE_GENERATED", payload=result)
        case "failed":
            failure: dict[str, Any] = run.failure or {}
            payload = _ended(run, failure.get("code", "internal"), failure.get("message", ""), _score(failure.get("best")))
            return SolveFailed(type="SOLVE_FAILED", payload=payload)
        case "lost":
            return SolveFailed(type="SOLVE_FAILED", payload=_ended(run, "lost", LOST, _score(run.reached.score)))
        case "cancelled":
            return SolveCancelled(type="SOLVE_CANCELLED", payload=_ended(run, "cancelled", "The run was cancelled."))
        case "discarded":
            return SolveCancelled(type="SOLVE_CANCELLED", payload=_ended(run, "discarded", "The result was discarded."))
        case _:
            return None


def _words(run: Run) -> str:
    match run.state:
        case "queued":
            return "Waiting in the queue"
        case "lost":
            return LOST
        case "failed":
            return str((run.failure or {}).get("message", ""))
        case _:
            return run.reached.status_message


def _ended(run: Run, code: str, message: str, best: Score | None = None) -> RunEndedPayload:
    return RunEndedPayload(run_id=run.id, period_id=run.period_id, code=code, message=message, best=best)


def _score(value: Any) -> Score | None:
    return None if value is None else Score.model_validate(value)


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else instant(moment)
