"""What an engine is: a problem in, a solution out, events on the way."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from shared.problem import Event, Options, Problem, Solution

Tell = Callable[[Event], None]
"""Takes each event as it comes; called from several threads, one at a time."""


@dataclass(frozen=True, slots=True)
class Order:
    """One solve. `options` are complete, and `problem` has the rule already that `options.stability_weight` stands for.

    `started` is the monotonic clock in seconds; `stop` is set when the best so far is wanted now.
    """

    problem: Problem
    options: Options
    started: float
    stop: threading.Event

    @property
    def deadline(self) -> float:
        """The monotonic instant at which the answer is due."""
        return self.started + (self.options.time_limit_s or 0.0)


class Engine(Protocol):
    """A way to fill a grid. The score in the solution and in every event is the scorer's; incumbents never get worse."""

    def solve(self, order: Order, tell: Tell) -> Solution:
        """Return the best grid by the deadline, or soon after `stop` is set. Raises RosterhubError where the problem isn't valid."""
        ...
