"""Every solve of this process: takes requests, knows them by id, ends them all."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from shared.ids import new_id
from shared.problem import Event, ExplainRequest, Explanation, OptimizeRequest
from shared.protocol.errors import ConflictError, RunNotFoundError
from shared.rules.stability import steadied
from shared.score import Scorer
from shared.suggestion import SuggestRequest, SuggestResponse
from solver_service.aside import Asides
from solver_service.engines.options import complete
from solver_service.explain.serving import explain
from solver_service.job import Job
from solver_service.metrics import Metrics
from solver_service.settings import Settings
from solver_service.slots import Slots
from solver_service.solve import Solve
from solver_service.suggest.serving import suggest


class Service:
    """The solves by id."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._solves: dict[str, Solve] = {}
        self.slots = Slots(settings.slots)
        self.asides = Asides()
        self.metrics = Metrics(self.slots)

    async def begin(self, request: OptimizeRequest) -> Solve:
        """Return a solve that has a place.

        Raises ValidationFailedError (also for contradictory fixed cells, by cell), ConflictError where the id is in use, and
        SolverFullError.
        """
        settings = self._settings
        options = complete(request.options, workers_max=settings.workers, time_limit_max_s=settings.time_limit_max_s)
        problem = steadied(request.problem, options.stability_weight)
        scorer = await asyncio.to_thread(Scorer, problem)
        solve_id = request.id or new_id()
        if solve_id in self._solves:
            raise ConflictError(f"There is a solve {solve_id!r} already.")
        job = Job(problem=problem, options=options, started=0.0, memory_mb=settings.memory_mb)
        solve = Solve(job, scorer, solve_id, self.slots, tells_grids=request.grids)
        self._solves[solve_id] = solve
        return solve

    async def events(self, solve: Solve) -> AsyncGenerator[Event, None]:
        """Yield the solve's events; closing this ends it."""
        try:
            async with aclosing(solve.events()) as events:
                async for event in events:
                    self.metrics.count(event)
                    yield event
        finally:
            del self._solves[solve.id]

    async def suggest(self, request: SuggestRequest) -> SuggestResponse:
        """Return candidates, and a repair where it is wanted. Raises ValidationFailedError and, for repairs, SolverFullError."""
        return await suggest(request, self.asides, self._settings)

    async def explain(self, request: ExplainRequest) -> Explanation:
        """Return why the must-rules can't all hold. Raises ValidationFailedError and SolverFullError."""
        return await explain(request, self.asides, self._settings)

    def finish(self, solve_id: str) -> None:
        """Stop a solve: its best grid so far is its result. Raises RunNotFoundError, and ConflictError where it only waits."""
        solve = self._solves.get(solve_id)
        if solve is None:
            raise RunNotFoundError(f"There is no solve {solve_id!r}.")
        if not solve.is_running:
            raise ConflictError("The solve waits for a slot: it has no grid yet. Close its request to give up the place.")
        solve.finish()

    def close(self) -> None:
        """Take no more solves, nor anything else that needs a process."""
        self.slots.close()
        self.asides.close()

    def finish_all(self) -> None:
        """Stop every solve that runs, with its best grid so far."""
        for solve in self._solves.values():
            solve.finish()

    def kill_all(self) -> None:
        """End every solve that runs, without an answer."""
        for solve in self._solves.values():
            solve.kill()
