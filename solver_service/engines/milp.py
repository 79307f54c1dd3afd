"""Engine `milp`: HiGHS on the whole problem."""

import structlog

from shared.problem import ModelBuilt, Solution
from shared.rules.compiled import compiled, decoded
from shared.score import Scorer
from solver_service.engines.answer import Best, answer
from solver_service.engines.milp_model import NoRowsError
from solver_service.engines.milp_run import Runs
from solver_service.engines.port import Order, Tell
from solver_service.engines.progress import Progress
from solver_service.engines.sat import Effort
from solver_service.engines.start import filled, free_cells, standing
from solver_service.engines.whole import Whole

log = structlog.get_logger()

FIRST_GRID_S = 0.4


class Milp:
    """Rows and columns from the terms of all rules, solved by branch and cut in one thread (a second one gave nothing).

    The hard score comes first, then the soft one. The search begins with the same first grid as the other engines' and improves
    it by nothing but HiGHS: the engine exists to be compared, and where a bound from linear relaxations is wanted.
    """

    def solve(self, order: Order, tell: Tell) -> Solution:
        """Return the best grid found, by the deadline."""
        options = order.options
        of = compiled(order.problem)
        scorer = Scorer(of)
        progress = Progress(of, scorer.score, order, tell)
        free = free_cells(of)
        tell(ModelBuilt(variables=sum(map(len, free.values())), constraints=len(of.terms), elapsed_s=progress.elapsed_s))
        grid = standing(of, keeps_reference=options.start_from == "current")
        progress.offer(filled(of, grid, free, options.seed, FIRST_GRID_S).grid)
        if not free:
            progress.prove(progress.best[1])
        runs = Runs()
        try:
            Whole(of.terms, free, progress, runs.minimise).search(Effort(progress.left_s, 1, options.seed), lambda: progress.is_wanted)
        except NoRowsError as error:
            log.warning("milp.no_rows", reason=str(error))
        best = Best(decoded(of.context, progress.best[0]), progress.bound, progress.solution_count, runs.counts)
        return answer(order.problem, options, best, progress.elapsed_s, scorer)
