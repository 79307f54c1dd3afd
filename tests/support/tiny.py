"""Problems of which every grid can be looked at."""

from collections.abc import Iterable
from itertools import product

from shared.problem import FixedCell, Problem, Row
from shared.score import Scorer
from solver_service.engines.start import free_cells
from tests.support.grids import SHIFT_TYPES


def freed(problem: Problem, cell_count: int) -> Problem:
    """The same problem with its last cells free to move, and all others fixed."""
    days = [problem.start_date.fromordinal(problem.start_date.toordinal() + day) for day in range(len(problem.reference[0]))]
    cells = [
        (member.id, day, shift or "D")
        for member, row in zip(problem.staff, problem.reference, strict=True)
        for day, shift in zip(days, row, strict=True)
    ]
    fixed = tuple(FixedCell(staff_id=staff_id, date=day, shift=shift) for staff_id, day, shift in cells[:-cell_count])
    return problem.model_copy(update={"fixed": fixed})


def best_of_all(problem: Problem, grid: Iterable[Row]) -> tuple[int, int] | None:
    """The least (hard, soft) of all grids that are like `grid` where cells can't move."""
    scorer = Scorer(problem)
    free = free_cells(scorer.compiled)
    tried = [list(row) for row in scorer.encode(grid)]
    best = None
    for chosen in product(range(len(SHIFT_TYPES)), repeat=len(free)):
        for (person, day), shift in zip(free, chosen, strict=True):
            tried[person][day] = shift
        score = scorer.score(tried)
        found = score.hard, score.soft
        best = found if best is None else min(best, found)
    return best
