"""The whole problem in turns: which run follows which, and when they end."""

import threading
import time
from collections.abc import Callable

from shared.problem import Options
from shared.rules.compiled import compiled
from shared.score import Scorer
from solver_service.engines.model.build import Aim, Built
from solver_service.engines.options import complete
from solver_service.engines.port import Order
from solver_service.engines.progress import Progress
from solver_service.engines.sat import Cells, Effort, Outcome
from solver_service.engines.start import free_cells, standing
from solver_service.engines.whole import Whole
from tests.support.grids import a_problem, a_rule, grid

LIMIT_S = 60


def test_a_solver_that_calls_a_grid_optimal_and_proves_nothing_is_not_asked_for_ever() -> None:
    problem = a_problem(grid("Ana  . .", "Bo  . ."), a_rule("coverage", {"min": 3}, enforcement="hard"))
    of = compiled(problem)
    options = complete(Options(time_limit_s=LIMIT_S), workers_max=1, time_limit_max_s=LIMIT_S)
    progress = Progress(of, Scorer(of).score, Order(problem, options, time.monotonic(), threading.Event()), lambda _: None)
    progress.offer(standing(of, keeps_reference=False))
    aims: list[Aim] = []

    def content(
        built: Built,
        _effort: Effort,
        _is_wanted: Callable[[], bool],
        _on_grid: Callable[[Cells], object],
        _on_bound: Callable[[int], object],
    ) -> Outcome:
        aims.append(built.aim)
        return Outcome(is_optimal=True, grid=None, bound=0)

    Whole(of.terms, free_cells(of), progress, content).search(Effort(LIMIT_S, 1, 1), lambda: len(aims) < 100)
    assert [bool(aim.soft_weight) for aim in aims] == [False, True]  # each half had its turn
