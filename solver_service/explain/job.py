"""What the process behind `POST /explain` is told, and how it answers."""

import threading

from shared.model import Record
from shared.problem import Options, Problem, Row


class ExplainJob(Record):
    """One question. `options` are complete; `started` is the monotonic clock of this machine, in seconds, which all processes share."""

    problem: Problem
    grid: tuple[Row, ...] | None
    options: Options
    started: float
    memory_mb: int


def answer(line: bytes) -> bytes:
    """Return the Explanation to an ExplainJob, both as JSON; to be called in a process of its own."""
    # OR-Tools is never loaded in the service itself
    from solver_service.engines.port import Order  # noqa: PLC0415
    from solver_service.explain.explained import explain  # noqa: PLC0415
    from solver_service.memory import limit_own  # noqa: PLC0415

    job = ExplainJob.model_validate_json(line)
    limit_own(job.memory_mb)
    order = Order(job.problem, job.options, job.started, threading.Event())
    return explain(order, job.grid).model_dump_json(by_alias=True).encode()
