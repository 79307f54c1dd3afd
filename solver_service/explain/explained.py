"""Explanations within a solve's time: an answer that breaks must-rules says why."""

from collections.abc import Iterable
from typing import assert_never

import structlog

from shared.problem import Explanation, Row, Solution
from shared.rules.compiled import Compiled, compiled, encoded
from shared.rules.terms import Grid
from shared.score import Scorer
from solver_service.engines.answer import explanation as broken
from solver_service.engines.port import Order
from solver_service.engines.start import filled, free_cells, standing
from solver_service.explain import words
from solver_service.explain.asking import Asker
from solver_service.explain.conflict import AllHold, Conflict, ConflictSearch, left_until

log = structlog.get_logger()

_ANSWER_S = 0.05  # to send the answer
_FIRST_GRID_S = 1.0
_LEAST_S = 0.05  # with less, nothing is begun


def explained(order: Order, solution: Solution) -> Solution:
    """Return the answer with the cause of what it breaks, where the time is enough to find one; never later than the deadline.

    The engine's own explanation, what the best grid breaks, stays otherwise.
    """
    left_s = left_until(order.deadline - _ANSWER_S)
    if solution.explanation is None or order.stop.is_set() or left_s() < _LEAST_S:
        return solution
    of = compiled(order.problem)
    grid = encoded(of.context, solution.grid)
    found = _search(of, order).run(grid)
    log.info("explain.ended", found=type(found).__name__, left_s=round(left_s(), 3))
    if not isinstance(found, Conflict):
        return solution
    return solution.model_copy(update={"explanation": words.explanation(of, found, grid)})


def explain(order: Order, begin: Iterable[Row] | None) -> Explanation:
    """Return why the must-rules can't all hold, or that they can: for `POST /explain`.

    The search begins at `begin` (None: the problem's reference), its open cells filled; where it finds no cause in time, the
    explanation says what that grid breaks. Raises RosterhubError where the problem or the grid isn't valid.
    """
    of = compiled(order.problem)
    grid = _filled(of, order, None if begin is None else encoded(of.context, begin))
    found = _search(of, order).run(grid)
    match found:
        case Conflict():
            return words.explanation(of, found, grid)
        case AllHold():
            return words.NO_CONFLICT
        case None:
            return broken(order.problem, Scorer(of).violations(grid))
        case _:
            assert_never(found)


def _filled(of: Compiled, order: Order, begin: Grid | None) -> Grid:
    """Return `begin` (None: the reference) where the structure allows it, every open cell that may move filled."""
    free = free_cells(of)
    grid = standing(of, keeps_reference=begin is None)
    for (person, day), choices in free.items():
        if begin is not None and begin[person][day] in choices:
            grid[person][day] = begin[person][day]
    return filled(of, grid, free, order.options.seed, _FIRST_GRID_S).grid


def _search(of: Compiled, order: Order) -> ConflictSearch:
    left_s = left_until(order.deadline - _ANSWER_S)
    options = order.options
    asker = Asker(of, lambda: not order.stop.is_set() and left_s() > 0, workers=options.workers or 1, seed=options.seed)
    return ConflictSearch(of, asker, left_s)
