"""One run of CP-SAT: its parameters, what it finds on the way, and how it is stopped."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog
from ortools.sat.python import cp_model

from solver_service.engines.model.build import Built

log = structlog.get_logger()

Cells = list[list[int]]

_LOOK_S = 0.02  # a stop is wanted within a second; a stop before the search begins is lost, so it is repeated


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to search. `steps`: deterministic time, instead of seconds where runs must repeat."""

    seconds: float
    workers: int
    seed: int
    steps: float | None = None
    presolve: bool = True

    def shared(self, share: float) -> "Effort":
        """Return this share of the effort."""
        return replace(self, seconds=share * self.seconds, steps=None if self.steps is None else share * self.steps)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run ended with. `bound`: a proven lower limit of the objective."""

    is_optimal: bool
    grid: Cells | None
    bound: int


class ImpossibleError(Exception):
    """A solver said that a model has no solution; `core`: the assumptions (variables' indices) that it blames, where there are any."""

    def __init__(self, core: tuple[int, ...] = ()) -> None:
        super().__init__("the model has no solution")
        self.core = core


Minimise = Callable[[Built, Effort, Callable[[], bool], Callable[[Cells], object], Callable[[int], object]], Outcome]
"""Runs a solver on a hinted model: `minimise` below, or another that keeps its promises."""


def minimise(
    built: Built, effort: Effort, is_wanted: Callable[[], bool], on_grid: Callable[[Cells], object], on_bound: Callable[[int], object]
) -> Outcome:
    """Run CP-SAT on a model that has a solution, and return what it ended with.

    `on_grid` and `on_bound` are called with the newest only, from a thread of ours: the search never waits for them.
    INFEASIBLE is a fault of the solver then (#5274 and its like): it is logged, and the model solved again without presolve and
    with another seed, for what is left of the time. Raises ImpossibleError where it insists.
    """
    began = time.monotonic()
    try:
        return attempt(built, effort, is_wanted, on_grid, on_bound)
    except ImpossibleError:
        log.warning("cpsat.infeasible_by_mistake", variables=built.variable_count, constraints=built.constraint_count, seed=effort.seed)
        left_s = effort.seconds - (time.monotonic() - began)
        again = replace(effort, seconds=left_s, seed=effort.seed + 1, presolve=False)
        return attempt(built, again, is_wanted, on_grid, on_bound)


def attempt(
    built: Built, effort: Effort, is_wanted: Callable[[], bool], on_grid: Callable[[Cells], object], on_bound: Callable[[int], object]
) -> Outcome:
    """Run CP-SAT once, as `minimise` does; INFEASIBLE is an answer here. Raises ImpossibleError for it."""
    solver = _solver(effort)
    newest = _Newest(built)
    solver.best_bound_callback = newest.take_bound
    watch = _Watch(solver, newest, is_wanted, on_grid, on_bound)
    watch.start()
    try:
        status = solver.solve(built.model.cp, newest)
    finally:
        watch.end()
    if status == cp_model.INFEASIBLE:
        raise ImpossibleError(tuple(solver.sufficient_assumptions_for_infeasibility()))
    if status == cp_model.MODEL_INVALID:
        raise ValueError(f"CP-SAT refuses the model: {solver.solution_info()}")
    if status == cp_model.UNKNOWN:
        return Outcome(is_optimal=False, grid=None, bound=newest.bound)
    solution = solver.response_proto.solution
    values = list(solution)
    return Outcome(
        status == cp_model.OPTIMAL, built.model.grid_of(lambda index: bool(values[index])), _rounded(solver.best_objective_bound)
    )


def _solver(effort: Effort) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = effort.workers
    parameters.random_seed = effort.seed
    parameters.max_time_in_seconds = max(0.01, effort.seconds)
    if effort.steps is not None:
        parameters.max_deterministic_time = effort.steps
    # rostering lives by its linear relaxation: Curtois-Qu 2 is proven in 2 s with it, and not in 20 s without
    parameters.linearization_level = 2
    parameters.cp_model_presolve = effort.presolve
    return solver


def _rounded(bound: float) -> int:
    """The least whole objective that a bound leaves; the margin is for its floating point."""
    return math.ceil(bound - 1e-6) if math.isfinite(bound) else 0


class _Newest(cp_model.CpSolverSolutionCallback):
    """The newest grid and bound, taken in the search's own threads."""

    def __init__(self, built: Built) -> None:
        super().__init__()
        self._built = built
        self._count = built.variable_count
        self._values: list[bool] | None = None
        self._cell_indices = built.model.cell_indices
        self.bound = 0

    def on_solution_callback(self) -> None:
        self._values = [self.SolutionBooleanValue(index) for index in self._cell_indices]

    def take_bound(self, bound: float) -> None:
        self.bound = max(self.bound, _rounded(bound))

    def take(self) -> Cells | None:
        """Return the newest grid that was not taken yet."""
        values, self._values = self._values, None
        if values is None:
            return None
        known = dict(zip(self._cell_indices, values, strict=True))
        return self._built.model.grid_of(known.__getitem__)


class _Watch(threading.Thread):
    """Passes on what is new, and stops the search when it isn't wanted any more."""

    def __init__(
        self,
        solver: cp_model.CpSolver,
        newest: _Newest,
        is_wanted: Callable[[], bool],
        on_grid: Callable[[Cells], object],
        on_bound: Callable[[int], object],
    ) -> None:
        super().__init__(name="cpsat-watch", daemon=True)
        self._solver = solver
        self._newest = newest
        self._is_wanted = is_wanted
        self._on_grid = on_grid
        self._on_bound = on_bound
        self._told_bound = 0
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(_LOOK_S):
            self._pass_on()
            if not self._is_wanted():
                self._solver.stop_search()

    def end(self) -> None:
        """Pass on the last and end."""
        self._ended.set()
        self.join()
        self._pass_on()

    def _pass_on(self) -> None:
        grid = self._newest.take()
        if grid is not None:
            self._on_grid(grid)
        if self._newest.bound > self._told_bound:
            self._told_bound = self._newest.bound
            self._on_bound(self._told_bound)
