"""What a repair's process is told."""

from shared.model import Record
from shared.problem import CellRef, Problem, Row


class RepairJob(Record):
    """`kept` cells stay as in `grid`. `started` is the monotonic clock of this machine, in seconds, which all processes share."""

    problem: Problem
    grid: tuple[Row, ...]
    kept: tuple[CellRef, ...]
    change_price: int | None
    started: float
    time_limit_s: float
    workers: int
    memory_mb: int


def answer(line: bytes) -> bytes:
    """Return the Repair (shared/suggestion.py) to a RepairJob, both as JSON; to be called in a process of its own."""
    from solver_service.suggest import child  # noqa: PLC0415  # OR-Tools is never loaded in the service itself

    return child.answer(line)
