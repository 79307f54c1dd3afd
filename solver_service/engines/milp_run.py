"""One run of HiGHS on a model of terms: what it finds on the way, and how it is stopped."""

import math
import threading
import time
from collections.abc import Callable
from typing import Any

import highspy
import numpy as np
import structlog
from numpy.typing import NDArray

from solver_service.columns.highs import quiet
from solver_service.engines.milp_model import NoRowsError, Rows, rows_of
from solver_service.engines.model.build import BuildStoppedError, Built
from solver_service.engines.sat import Cells, Effort, ImpossibleError, Outcome

log = structlog.get_logger()

_LOOK_S = 0.02
_PATIENCE_S = 0.3  # HiGHS looks at its callbacks between steps; where a step takes longer, its thread is left to itself
_GAP = 0.99  # objectives are whole numbers: what is less than one from the best is not better
_MARGIN, _MARGIN_SHARE = 1e-4, 1e-9  # of the bound: what floating point may be off by
_KINDS = highspy.cb.HighsCallbackType
_TOLD = (
    _KINDS.kCallbackMipUserSolution,
    _KINDS.kCallbackMipImprovingSolution,
    _KINDS.kCallbackMipInterrupt,
    _KINDS.kCallbackSimplexInterrupt,
)


class Runs:
    """Runs of HiGHS, one after the other; `counts` tell what they did."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {"rows": 0, "entries": 0, "nodes": 0}

    def minimise(
        self,
        built: Built,
        effort: Effort,
        is_wanted: Callable[[], bool],
        on_grid: Callable[[Cells], object],
        on_bound: Callable[[int], object],
    ) -> Outcome:
        """Run HiGHS, from the hinted grid, on a model that has a solution, and return what it ended with.

        `on_grid` and `on_bound` are called from this thread. It ends within a second of `is_wanted` saying no, whatever HiGHS is
        at. Raises NoRowsError, and ImpossibleError where HiGHS says that there is no solution.
        """
        try:
            rows = rows_of(built, is_wanted)
        except BuildStoppedError:
            return Outcome(is_optimal=False, grid=None, bound=0)
        self.counts |= {"rows": len(rows.row_lower), "entries": len(rows.values)}
        run = _Run(built, rows, effort)
        run.start()
        told = 0
        while run.is_alive():
            run.join(_LOOK_S)
            if (grid := run.take_grid()) is not None:
                on_grid(grid)
            if run.bound > told:
                told = run.bound
                on_bound(told)
            if not is_wanted() and run.is_overdue():
                log.info("milp.left_to_itself", rows=len(rows.row_lower))
                break
        outcome = run.outcome()
        self.counts["nodes"] += run.nodes
        return outcome


class _Run(threading.Thread):
    """A thread for HiGHS, which can't always be stopped at once: a daemon, so that no process waits for it."""

    def __init__(self, built: Built, rows: Rows, effort: Effort) -> None:
        super().__init__(name="highs", daemon=True)
        self._built = built
        self._rows = rows
        self._effort = effort
        self._start: NDArray[np.float64] | None = np.array(list(built.model.cp.proto.solution_hint.values), np.float64)
        self._newest: NDArray[np.float64] | None = None
        self._stopped_at: float | None = None
        self._status: Any = highspy.HighsModelStatus.kNotset
        self._fault: BaseException | None = None
        self.bound = 0
        self.nodes = 0

    def run(self) -> None:
        try:
            self._solve()
        except BaseException as fault:  # noqa: BLE001  # it is raised again in the thread that waits
            self._fault = fault

    def take_grid(self) -> Cells | None:
        """Return the newest grid that was not taken yet."""
        values, self._newest = self._newest, None
        return None if values is None else self._built.model.grid_of(lambda index: bool(values[index] > 0.5))

    def is_overdue(self) -> bool:
        """Ask HiGHS to stop; True once it had its time to."""
        now = time.monotonic()
        self._stopped_at = self._stopped_at or now
        return now - self._stopped_at > _PATIENCE_S

    def outcome(self) -> Outcome:
        """Return what is known. Raises what HiGHS's thread ended with."""
        if self._fault is not None:
            raise self._fault
        statuses = highspy.HighsModelStatus
        if self._status == statuses.kInfeasible:
            raise ImpossibleError
        return Outcome(is_optimal=self._status == statuses.kOptimal, grid=self.take_grid(), bound=self.bound)

    def _solve(self) -> None:
        solver = quiet(mip_rel_gap=0.0, mip_abs_gap=_GAP, random_seed=self._effort.seed, time_limit=max(0.01, self._effort.seconds))
        _check(solver.passModel(program_of(self._rows)), "passModel")
        solver.setCallback(self._called, None)
        for kind in _TOLD:
            solver.startCallback(kind)
        _check(solver.run(), "run")
        info = solver.getInfo()
        if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
            self._newest = np.array(solver.getSolution().col_value)
        self.nodes = int(info.mip_node_count)
        self._take_bound(info.mip_dual_bound)
        self._status = solver.getModelStatus()

    def _called(self, kind: Any, _message: str, told: Any, answer: Any, _data: object) -> None:  # highspy has no types
        if kind == _KINDS.kCallbackMipUserSolution:
            self._give_start(answer)
        elif kind == _KINDS.kCallbackMipImprovingSolution:
            self._newest = np.array(told.mip_solution)
        elif kind == _KINDS.kCallbackMipInterrupt:
            self.nodes = told.mip_node_count
            self._take_bound(told.mip_dual_bound)
        if answer is not None and self._stopped_at is not None:
            answer.user_interrupt = True

    def _give_start(self, answer: Any) -> None:
        """Give the hinted grid, once, when HiGHS asks for one after its presolve.

        `setSolution` won't do: where presolve turns the grid into a better one, HiGHS 1.16 takes over that one's objective, finds
        nothing below it, and ends as optimal with the grid that it was given.
        """
        start, self._start = self._start, None
        if start is not None:
            answer.setSolution(start)

    def _take_bound(self, bound: float) -> None:
        if math.isfinite(bound):
            self.bound = max(self.bound, math.ceil(bound - _MARGIN - _MARGIN_SHARE * abs(bound)))


def program_of(rows: Rows, *, is_whole: bool = True) -> Any:
    """Return the rows as HiGHS takes them; not `is_whole`: their linear relaxation."""
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(rows.cost), len(rows.row_lower)
    program.col_cost_, program.offset_ = rows.cost, rows.offset
    program.col_lower_, program.col_upper_ = rows.lower, rows.upper
    program.row_lower_, program.row_upper_ = rows.row_lower, rows.row_upper
    if is_whole:
        program.integrality_ = [highspy.HighsVarType.kInteger] * len(rows.cost)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_, program.a_matrix_.index_, program.a_matrix_.value_ = rows.starts, rows.columns, rows.values
    return program


def _check(status: Any, what: str) -> None:
    if status == highspy.HighsStatus.kError:
        raise NoRowsError(f"HiGHS refuses the model: {what}")
