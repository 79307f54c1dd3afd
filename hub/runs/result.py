"""What a finished search says: its announcement and its figures."""

from dataclasses import dataclass

from hub.runs.figures import coverage_pct, requests_met_pct
from hub.runs.problem import valid
from hub.runs.rebase import Rebased, moved
from shared.ids import PeriodId, RunId
from shared.problem import CheckResponse, Problem, Row, Solution, gap
from shared.protocol.errors import ValidationFailedError
from shared.protocol.server import ScheduleGeneratedPayload
from shared.score import Scorer

_SCORED = ("staff", "shift_types", "start_date", "rules", "history")
"""What a grid's score depends on, beside the grid."""


@dataclass(frozen=True, slots=True)
class Present:
    """The grid that a result meets: the problem as of now, its reference being what stands, and what the result means for it."""

    problem: Problem
    rebased: Rebased


@dataclass(frozen=True, slots=True)
class Announced:
    """A result in full: what SCHEDULE_GENERATED says, and the run's figures."""

    payload: ScheduleGeneratedPayload
    coverage_pct: float | None
    requests_met_pct: float | None


def announced(  # noqa: PLR0917 - called by position, in a thread
    run_id: RunId, period_id: PeriodId, problem: Problem, solution: Solution, present: Present, base_version: int
) -> Announced:
    """Return a run's result as it is told [RN3]. Pure, but long (three scorings): for a thread.

    Score and violations are counted here, by the one scorer, on the grid that was found: what the engine said of it is not repeated.
    `before`, `mended` and `worsened` compare the grid now with the grid that applying would leave; where the rules as they are now can't
    be used, with the rules that were solved.
    """
    scorer = Scorer(valid(problem))
    grid = scorer.encode(solution.grid)
    found = CheckResponse(score=scorer.score(grid), violations=scorer.violations(grid))
    before, after = _around(problem, solution, present, found)
    mended, worsened = moved(before.violations, after.violations)
    told = present.rebased.told()
    payload = ScheduleGeneratedPayload(
        run_id=run_id,
        period_id=period_id,
        status="infeasible" if found.score.hard else "optimal" if solution.status == "optimal" else "feasible",
        score=found.score,
        bound=solution.bound,
        gap=gap(found.score, solution.bound),
        violations=found.violations,
        before=before.score,
        diff=told.diff,
        kept=told.kept,
        mended=mended,
        worsened=worsened,
        explanation=solution.explanation,
        base_version=base_version,
    )
    return Announced(payload, coverage_pct(scorer.compiled, grid), requests_met_pct(scorer.compiled, grid))


def _around(problem: Problem, solution: Solution, present: Present, found: CheckResponse) -> tuple[CheckResponse, CheckResponse]:
    """What the grid costs before and after applying."""
    try:
        scorer = Scorer(valid(present.problem))
    except ValidationFailedError:
        scorer = Scorer(valid(problem))
        return _checked(scorer, problem.reference), found
    left = applied(present.problem, present.rebased)
    is_the_same = left == solution.grid and all(getattr(present.problem, name) == getattr(problem, name) for name in _SCORED)
    return _checked(scorer, present.problem.reference), found if is_the_same else _checked(scorer, left)


def _checked(scorer: Scorer, grid: tuple[Row, ...]) -> CheckResponse:
    cells = scorer.encode(grid)
    return CheckResponse(score=scorer.score(cells), violations=scorer.violations(cells))


def applied(problem: Problem, rebased: Rebased) -> tuple[Row, ...]:
    """Return the grid that applying leaves, in the rows and columns of `problem`."""
    changes = {key: found for key, _, found in rebased.moves}
    first = problem.start_date.toordinal()
    dates = (
        [problem.start_date.fromordinal(first + index).isoformat() for index in range(len(problem.reference[0]))] if problem.staff else []
    )
    return tuple(
        tuple(changes.get((member.id, day), code) for day, code in zip(dates, row, strict=True))
        for member, row in zip(problem.staff, problem.reference, strict=True)
    )
