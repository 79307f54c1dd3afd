"""A run's search: what the solver gets, what it tells, how it ends."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final, assert_never

import structlog

from hub.runs.applying import opened
from hub.runs.around import Around
from hub.runs.course import Course
from hub.runs.problem import problem_of, valid
from hub.runs.rebase import Solved
from hub.runs.solution import solved_of
from hub.runs.solver import SolverAwayError, SolverFullError, SolverRefusedError, SolverStartingError
from hub.runs.solver_client import grid_of
from hub.store.port import NothingWrittenError
from hub.store.runs import Run
from shared.problem import (
    Bound,
    Failed,
    Incumbent,
    ModelBuilt,
    OptimizeRequest,
    Options,
    Problem,
    Queued,
    Result,
    Solution,
    SolveScope,
    Started,
)
from shared.protocol.client import RunOptions
from shared.protocol.errors import RosterhubError, SolverUnavailableError, UnavailableError
from shared.score import problem_hash

log = structlog.get_logger(__name__)

AWAY_PAUSES_S: Final = (0.25, 0.75, 2.0)
"""Pauses before a solver that is away is tried again; after the last try the run has failed."""
ATTEMPTS_MAX: Final = 5
"""How often a run goes back to the queue for a solver that is being started."""
AGAIN_S: Final = 1.0
"""When a run is handed out again whose grid could not be read."""
_CODES: Final = {
    "memory": "solver_unavailable",
    "killed": "solver_unavailable",
    "internal": "solver_unavailable",
    "invalid_problem": "validation_failed",
    "contradiction": "validation_failed",
}
"""A solve's failure in the protocol's codes; its message says more."""


@dataclass(frozen=True, slots=True)
class Base:
    """What the solver was given, and as of when."""

    problem: Problem
    epoch: str
    version: int

    def solved(self, solution: Solution) -> Solved:
        """Return a solution with the grid that it was made from."""
        return solved_of(self.problem, solution.grid, epoch=self.epoch, base_version=self.version)


@dataclass(frozen=True, slots=True)
class Found:
    """The search has its answer."""

    base: Base
    solution: Solution


@dataclass(frozen=True, slots=True)
class Broken:
    """The search ended without an answer; `kept` is the best grid that it had."""

    code: str
    message: str
    kept: Found | None = None


@dataclass(frozen=True, slots=True)
class NoRoom:
    """The solver is full, or the grid could not be read just now."""

    retry_after_s: float


Ending = Found | Broken | NoRoom


class Search:
    """One search. `course` moves as its events come, and `on_news` is called then; `on_base` when the solver's grid is fixed."""

    def __init__(
        self, run: Run, around: Around, course: Course, *, on_news: Callable[[], None], on_base: Callable[[], Awaitable[None]]
    ) -> None:
        self._run = run
        self._around = around
        self._course = course
        self._on_news = on_news
        self._on_base = on_base
        self._options = RunOptions.model_validate(run.options)
        self._solve_id = f"{run.id}-{run.attempt}"
        self._best: tuple[bytes, Incumbent] | None = None
        self._wants_finish = False
        self._is_running = False
        self._is_finishing = False

    def finish(self) -> None:
        """Stop, keep the best so far; may be repeated until it is heard."""
        self._wants_finish = True
        if self._is_running and not self._is_finishing:
            self._is_finishing = True
            _ = self._around.tasks.start("run.finish", self._finish())

    async def _finish(self) -> None:
        try:
            self._is_finishing = await self._around.solver.finish(self._solve_id)
        except SolverAwayError:
            self._is_finishing = False

    async def ending(self) -> Ending:
        """Search; cancelling this ends the solve at once."""
        try:
            base = await self._base()
            body = await asyncio.to_thread(self._body, base.problem)
            return await self._solved(base, body)
        except (UnavailableError, NothingWrittenError):
            return NoRoom(AGAIN_S)
        except RosterhubError as error:
            return Broken(error.code, error.message)

    async def _base(self) -> Base:
        """Fix what the solver gets: a grid and rules that are at least as new as what who started the run may have seen [RN2]."""
        run, sequencer = self._run, self._around.sequencer
        async with opened(sequencer, run.workspace_id, run.period_id) as documents:
            await sequencer.at_least(documents.period, run.period_version)
            await sequencer.at_least(documents.workspace, run.workspace_version)
            state = documents.period.state
            base = Base(problem_of(state, documents.workspace.state, self._scope()), state.epoch, state.version)
        await asyncio.to_thread(valid, base.problem)
        self._course.base_version = base.version
        self._course.problem_hash = await asyncio.to_thread(problem_hash, base.problem)
        await self._on_base()
        return base

    def _scope(self) -> SolveScope | None:
        scope = self._options.scope
        return None if scope is None else SolveScope.model_validate(scope.model_dump())

    def _body(self, problem: Problem) -> bytes:
        options = Options(
            engine=self._options.engine,
            time_limit_s=self._course.time_limit_s,
            seed=self._options.seed,
            start_from=self._options.start_from,
        )
        request = OptimizeRequest.model_construct(problem=problem, options=options, id=self._solve_id, grids=True)
        return request.model_dump_json(by_alias=True).encode()

    async def _solved(self, base: Base, body: bytes) -> Ending:
        """Ask until there is an answer, or the solver was away too often; one that is starting is waited for in the queue."""
        for pause_s in (*AWAY_PAUSES_S, None):
            try:
                return await self._streamed(base, body)
            except SolverFullError as full:
                return NoRoom(full.retry_after_s)
            except SolverRefusedError as refused:
                return Broken(refused.code, refused.message)
            except SolverAwayError as away:
                log.warning("solver.away", run=self._run.id, reason=str(away))
                self._is_running = self._is_finishing = False
                if isinstance(away, SolverStartingError) and self._best is None and self._run.attempt < ATTEMPTS_MAX:
                    return NoRoom(AGAIN_S)
            if self._best is not None:  # a search from the start could end worse than what was told
                message = "The solver went away. The best grid so far is kept."
                return Broken(SolverUnavailableError.code, message, Found(base, self._kept(*self._best)))
            if pause_s is not None:
                await self._around.clock.sleep(pause_s)
        return Broken(SolverUnavailableError.code, SolverUnavailableError().message)

    async def _streamed(self, base: Base, body: bytes) -> Ending:
        async with aclosing(self._around.solver.solve(body, time_limit_s=self._course.time_limit_s)) as events:
            async for event, line in events:
                self._course.take(event)
                self._on_news()
                match event:
                    case Started():
                        self._is_running = True
                        if self._wants_finish:
                            self.finish()
                    case Incumbent():
                        self._best = line, event
                    case Result(solution=solution):
                        return Found(base, solution)
                    case Failed(code=code, message=message, best=best):
                        return Broken(_CODES[code], message, None if best is None else Found(base, best))
                    case Queued() | ModelBuilt() | Bound():
                        pass
                    case _:
                        assert_never(event)
        raise SolverAwayError("the stream ended without an answer")

    def _kept(self, line: bytes, best: Incumbent) -> Solution:
        """Return the best grid of a search that broke off, as a solution; the scorer finds its violations."""
        return Solution(
            status="infeasible" if best.score.hard else "feasible",
            score=best.score,
            bound=self._course.bound,
            grid=grid_of(line),
            violations=(),
            engine=self._options.engine,
            seed=self._options.seed,
            problem_hash=self._course.problem_hash or "",
            solutions=self._course.solutions,
            elapsed_s=self._course.elapsed_s,
        )
