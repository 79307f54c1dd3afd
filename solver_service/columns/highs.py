"""HiGHS without a word on stdout."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import highspy

INFINITY: float = highspy.kHighsInf
_ITERATIONS = 2_000  # of the simplex method between two looks at whether the answer is still wanted: some 10 ms


def quiet(**options: bool | float | str) -> Any:  # highspy has no types
    """Return a HiGHS object of one thread that writes nothing. For one thread of ours only."""
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    given: dict[str, bool | float | str] = {"threads": 1, **options}
    for name, value in given.items():
        solver.setOptionValue(name, value)
    return solver


def linear_solver() -> Any:
    """Return one for linear programs that grow by columns.

    Primal simplex goes on from the last basis, which new columns leave feasible; presolve would throw it away. Against the
    default, 2 to 4 times as fast.
    """
    return quiet(presolve="off", simplex_strategy=4, simplex_iteration_limit=_ITERATIONS)


_DUAL, _PRIMAL = 1, 4


def run(solver: Any, is_wanted: Callable[[], bool], *, is_tightened: bool = False) -> bool:
    """Solve a linear program to the end; False where it isn't wanted any more, or HiGHS gives up.

    `is_tightened`: bounds were tightened since the last time, which leaves the basis feasible for the dual simplex method.
    """
    solver.setOptionValue("simplex_strategy", _DUAL if is_tightened else _PRIMAL)
    while True:
        solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return True
        if status != highspy.HighsModelStatus.kIterationLimit or not is_wanted():
            return False


@contextmanager
def _silence() -> Iterator[None]:
    """Send what C code writes to stdout nowhere."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(nowhere)
        os.close(kept)


with _silence():
    quiet()  # the first of a process prints a banner that no option keeps back
