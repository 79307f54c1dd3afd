"""What runs need of a solver service."""

from collections.abc import AsyncGenerator
from typing import Any, Protocol

from shared.problem import Event


class SolverAwayError(Exception):
    """The service can't be reached, broke off, or spoke nonsense: another try may help."""


class SolverStartingError(SolverAwayError):
    """There is no service just now, but one is being started."""


class SolverFullError(Exception):
    """Every slot of the service is taken: try again in `retry_after_s`."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(f"full for {retry_after_s:g} s")
        self.retry_after_s = retry_after_s


class SolverRefusedError(Exception):
    """The service doesn't take this request, and won't."""

    def __init__(self, code: str, message: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details


class Solver(Protocol):
    """One service [solver.md, "Service"]. Every call ends within a limit."""

    async def has_room(self) -> bool:
        """Say whether a solve would begin at once. Raises SolverAwayError."""
        ...

    async def finish(self, solve_id: str) -> bool:
        """Ask for the best so far as the result; false where it doesn't run (yet). Raises SolverAwayError."""
        ...

    def solve(self, body: bytes, *, time_limit_s: float) -> AsyncGenerator[tuple[Event, bytes], None]:
        """Yield the events of an OptimizeRequest, each with its line; the last one is a `result` or `failed`.

        An incumbent's grid is left in its line: most are never looked at. Closing this cancels the solve within 1 s.
        Raises SolverAwayError, SolverFullError, SolverRefusedError.
        """
        ...
