"""Whether a run's figures are its grid's. Pure."""

from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from hub.documents.state import DocumentState
from hub.runs.problem import problem_of, valid
from hub.runs.rebase import Solved
from hub.runs.solution import from_json
from hub.verifying.stored import StoredRun
from shared.invalid import InvalidProblemError
from shared.problem import Problem, Score, SolveScope, Violation
from shared.protocol.client import RunOptions
from shared.protocol.errors import ValidationFailedError
from shared.protocol.server import ScheduleGeneratedPayload
from shared.score import Scorer, problem_hash


def said(run: StoredRun) -> Iterator[str]:
    """Yield where a run contradicts itself: its row, what was announced of it, the grid that it keeps, the log."""
    try:
        result, score = ScheduleGeneratedPayload.model_validate(run.result), Score.model_validate(run.score)
    except ValidationError:
        yield "its result can't be read"
        return
    if result.score != score:
        yield "its score isn't the one that was announced"
    if run.base_version != result.base_version:
        yield "its base version isn't the one that was announced"
    if run.violations != len(result.violations):
        yield f"it counts {run.violations} violations and lists {len(result.violations)}"
    if score != Score(hard=_points(result.violations, "hard"), soft=_points(result.violations, "soft")):
        yield "its score isn't the sum of its violations"
    if run.logged_version is not None and run.applied_version not in {None, run.logged_version}:
        yield f"it was applied as version {run.logged_version}, and says {run.applied_version}"


def _points(violations: Iterable[Violation], enforcement: str) -> int:
    return sum(violation.points for violation in violations if violation.enforcement == enforcement)


def solved_of(run: StoredRun) -> Solved | None:
    """Return the grid that a run keeps; None where it can't be read."""
    try:
        return from_json(run.solution)
    except (KeyError, TypeError):
        return None


def problem_at(run: StoredRun, period: DocumentState, workspace: DocumentState) -> Problem | None:
    """Return the problem that a run was given, if these states make it; None where the run was given another."""
    try:
        scope = RunOptions.model_validate(run.options).scope
        problem = problem_of(period, workspace, None if scope is None else SolveScope.model_validate(scope.model_dump()))
    except (ValidationError, ValidationFailedError, KeyError):
        return None
    return problem if problem_hash(problem) == run.problem_hash else None


def scored(run: StoredRun, solved: Solved, problem: Problem) -> Iterator[str]:
    """Yield where a run's figures aren't the scorer's, of the grid that it keeps under the rules that it was given."""
    if (solved.base_version, solved.base) != (run.base_version, problem.reference):
        yield "the grid that it began with isn't what stood then"
    scorer = Scorer(valid(problem))
    try:
        grid = scorer.encode(solved.grid)
    except InvalidProblemError:
        yield "its grid doesn't fit its problem"
        return
    told, score = Score.model_validate(run.score), scorer.score(grid)
    if told != score:
        yield f"its score is {told.hard} hard, {told.soft} soft; the scorer's {score.hard} hard, {score.soft} soft"
    if len(scorer.violations(grid)) != run.violations:
        yield f"it counts {run.violations} violations; the scorer {len(scorer.violations(grid))}"
