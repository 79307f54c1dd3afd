"""What a period's grid costs as it stands, and why."""

import asyncio

from hub.documents.state import DocumentState
from hub.runs.problem import problem_of, valid
from shared.problem import CheckResponse, Problem, Row
from shared.score import Scorer


def check_period(period: DocumentState, workspace: DocumentState) -> CheckResponse:
    """Return score and violations of the grid as it stands. Raises ValidationFailedError, which names a rule that can't be used.

    Pure; 15 × 60 cells take about 15 ms, so on the event loop `check_live` is the one to call.
    """
    return checked(problem_of(period, workspace, keeps_archived=True))


async def check_live(period: DocumentState, workspace: DocumentState) -> CheckResponse:
    """As `check_period`, but counted in a thread; the grid is the one at the time of the call, also if edits come meanwhile."""
    return await asyncio.to_thread(checked, problem_of(period, workspace, keeps_archived=True))


def checked(problem: Problem, grid: tuple[Row, ...] | None = None) -> CheckResponse:
    """Return score and violations of `grid` (None: the problem's reference). Raises ValidationFailedError, which names the rule."""
    scorer = Scorer(valid(problem))
    cells = scorer.encode(problem.reference if grid is None else grid)
    return CheckResponse(score=scorer.score(cells), violations=scorer.violations(cells))
