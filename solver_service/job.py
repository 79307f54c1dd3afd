"""What a solve's process is told."""

from shared.model import Record
from shared.problem import Options, Problem


class Job(Record):
    """The first line to a solve's process. `started` is the monotonic clock of this machine, in seconds, which all processes share.

    `options` are complete: the service's defaults and limits are filled in.
    """

    problem: Problem
    options: Options
    started: float
    memory_mb: int


FINISH = b"finish\n"
"""The one later line: stop searching and answer."""
