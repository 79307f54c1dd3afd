"""Demands that clash by counting: a linear relaxation in which each may be missed, and what its dual prices blame."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.rules.terms import Grid
from solver_service.columns.highs import quiet, run
from solver_service.engines.milp_model import NoRowsError, Rows, rows_of
from solver_service.engines.milp_run import program_of
from solver_service.engines.model.build import LEAST_SOFT, BuildStoppedError, Built, add_term
from solver_service.engines.model.charge import Charge
from solver_service.engines.model.grid import FreeCells, GridModel, Total
from solver_service.explain.demand import Demand

_LITERALS_MAX = 60_000  # above that even the relaxation takes longer than an explanation may
_ITERATIONS = 500  # between two looks at whether the answer is still wanted
_SURE = 1e-3  # what is surely missed: floating point errs by far less here
_PRICED = 1e-7

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The demands are surely missed by `missed` points in all; so are `blamed`, some of them, alone."""

    missed: float
    blamed: tuple[Demand, ...]

    @property
    def is_conflict(self) -> bool:
        return self.missed > _SURE


def relaxed(grid: Grid, free: FreeCells, demands: Sequence[Demand], is_wanted: Callable[[], bool]) -> Relaxed | None:
    """Return what the relaxation shows; None where it is too large, has no form as rows, or isn't wanted any more.

    The limit isn't HiGHS's word: it is counted anew from the dual prices, and any prices prove the limit that they give.
    """
    if sum(map(len, free.values())) > _LITERALS_MAX:
        return None
    model = GridModel(grid, free)
    missed: dict[int, Demand] = {}
    objective = Total()
    for demand in demands:
        if not is_wanted():
            return None
        charge = Charge(model, forbids=False)
        add_term(demand.term, charge)
        by = model.helper(0, max(1, charge.cost.most), lambda: 0)
        model.at_most(charge.cost.with_variable(by, -1), 0)
        objective.add(by, 1)
        missed[by.index] = demand
    model.minimise(objective)
    nothing = Charge(model, forbids=True)
    try:
        rows = rows_of(Built(model, LEAST_SOFT, nothing, nothing), is_wanted)
    except (NoRowsError, BuildStoppedError):
        return None
    prices = _prices(rows, is_wanted)
    if prices is None:
        return None
    reduced = rows.cost - _summed(rows, prices)
    return Relaxed(_limit(rows, prices, reduced), tuple(demand for index, demand in missed.items() if reduced[index] < 1 - _PRICED))


def _prices(rows: Rows, is_wanted: Callable[[], bool]) -> Numbers | None:
    """The dual prices of an optimal relaxation, those of the wrong sign for a row with one side struck out."""
    solver = quiet(presolve="off", simplex_iteration_limit=_ITERATIONS)
    solver.passModel(program_of(rows, is_whole=False))
    if not run(solver, is_wanted):
        return None
    prices = np.array(solver.getSolution().row_dual, np.float64)
    has_side = np.where(prices > 0, np.isfinite(rows.row_lower), np.isfinite(rows.row_upper))
    return np.where(has_side, prices, 0.0)


def _summed(rows: Rows, prices: Numbers) -> Numbers:
    """Σ over the rows of price × row, by column."""
    entries = np.repeat(prices, np.diff(rows.starts)) * rows.values
    return np.bincount(rows.columns, entries, len(rows.cost)).astype(np.float64)


def _limit(rows: Rows, prices: Numbers, reduced: Numbers) -> float:
    """The lower limit of the objective that dual prices prove: each row at its priced side, each column at its cheaper end."""
    sides = np.where(prices > 0, rows.row_lower, rows.row_upper)[prices != 0]
    return float(rows.offset + sides @ prices[prices != 0] + np.minimum(reduced * rows.lower, reduced * rows.upper).sum())
