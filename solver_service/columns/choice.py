"""Which whole rows go best together: a small integer program over the columns of a master."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import highspy
import numpy as np

from solver_service.columns.highs import quiet
from solver_service.columns.master import Column, Master
from solver_service.columns.rows import Cells

COLUMNS_MAX = 1_500
_WHOLE = 1e-6
_SECONDS_LEAST, _SECONDS_MOST = 0.01, 1.5  # HiGHS looks rarely at whether it is still wanted
_NODES_PER_S = 400  # where runs must repeat


@dataclass(frozen=True, slots=True)
class Limit:
    """How long to look: `seconds`, or nodes of the tree for them with `counts_nodes`; never longer than `left_s()`."""

    seconds: float
    left_s: Callable[[], float]
    counts_nodes: bool = False

    def of(self, seconds: float) -> "Limit":
        """Return the same limit with other seconds."""
        return replace(self, seconds=seconds)


def choice(master: Master, below: float, limit: Limit, is_wanted: Callable[[], bool]) -> Mapping[int, Cells] | None:
    """Return the best row for each person whose cost (own prices and curves) is less than `below`; None where none was found."""
    columns = _worthwhile(master, below)
    program = master.program(columns)
    slack_count = master.slack_count
    program.col_upper_ = np.concatenate([master.slack_most, np.ones(len(columns))])
    program.integrality_ = [highspy.HighsVarType.kContinuous] * slack_count + [highspy.HighsVarType.kInteger] * len(columns)
    bound = below - master.floor
    solver = quiet(mip_abs_gap=0.999, mip_rel_gap=0.0, objective_bound=bound - 0.5)
    left_s = max(_SECONDS_LEAST, limit.left_s())
    if limit.counts_nodes:
        solver.setOptionValue("mip_max_nodes", max(1, round(_NODES_PER_S * limit.seconds)))
        solver.setOptionValue("time_limit", left_s)
    else:
        solver.setOptionValue("time_limit", min(limit.seconds, _SECONDS_MOST, left_s))
    solver.passModel(program)
    solver.cbMipInterrupt.subscribe(lambda event: None if is_wanted() else event.interrupt())
    solver.enableCallbacks()
    solver.run()
    solution = solver.getSolution()
    if not solution.value_valid or solver.getObjectiveValue() + master.floor > below - _WHOLE:
        return None
    values = np.array(solution.col_value)[slack_count:]
    chosen = {master.part.people[column.index]: column.row for column, value in zip(columns, values, strict=True) if value > 0.5}
    return chosen if len(chosen) == len(master.part.people) else None


def _worthwhile(master: Master, below: float) -> list[Column]:
    """The columns that a choice cheaper than `below` may hold (known ones by reduced cost), the cheapest first if they are many."""
    reduced = np.concatenate([master.reduced, np.zeros(len(master.columns) - len(master.reduced))])
    reduced[list(master.dropped)] = np.inf
    kept = np.flatnonzero(reduced < below - master.objective - 1e-6)
    if len(kept) > COLUMNS_MAX:
        kept = kept[np.argpartition(reduced[kept], COLUMNS_MAX)[:COLUMNS_MAX]]
        kept.sort()
    return [master.columns[at] for at in kept]
