"""A plain first grid for problems so large that an engine takes seconds to its own."""

import time

from shared.problem import Event, Incumbent, Score, gap
from shared.rules.compiled import Compiled, compiled
from shared.score import Scorer
from solver_service.engines.port import Order, Tell
from solver_service.engines.start import standing

NET_CELLS = 20_000
"""Below that, engines have a grid within a second."""


def netted(order: Order, tell: Tell) -> Tell:
    """Tell a plain grid at once where the problem is large; return what an engine tells its events to: worse grids are dropped."""
    problem = order.problem
    if len(problem.staff) * ((problem.end_date - problem.start_date).days + 1) < NET_CELLS:
        return tell
    of = compiled(problem)
    scorer = Scorer(of)
    grid = _plain(of, keeps_reference=order.options.start_from == "current")
    plain, bound = scorer.score(grid), Score(hard=0, soft=0)  # no price is negative
    elapsed_s = round(time.monotonic() - order.started, 3)
    tell(Incumbent(score=plain, bound=bound, gap=gap(plain, bound), solutions=1, elapsed_s=elapsed_s, grid=scorer.decode(grid)))

    def better(event: Event) -> None:
        if not isinstance(event, Incumbent) or (event.score.hard, event.score.soft) < (plain.hard, plain.soft):
            tell(event)

    return better


def _plain(of: Compiled, *, keeps_reference: bool) -> list[list[int]]:
    """What stands, and in open cells that may move their first choice."""
    grid = standing(of, keeps_reference=keeps_reference)
    for person, row in enumerate(grid):
        for day, cell in enumerate(row):
            if cell < 0:
                row[day] = of.choices(person, day)[0]
    return grid
