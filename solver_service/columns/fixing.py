"""Reduced-cost fixing: which values no better grid can hold."""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from solver_service.columns.ledger import Ledger, Scene
from solver_service.columns.part import Part, Place
from solver_service.columns.rows import Floats
from solver_service.person.people import Choices

Free = Mapping[tuple[int, int], tuple[int, ...]]
_WHOLE = 1e-6


def reduced(scene: Scene, choices: Choices, ledger: Ledger, duals: Floats, is_wanted: Callable[[], bool]) -> Free | None:
    """Return the free cells with what a grid that is cheaper than `ledger` may hold, and what `ledger` holds; None if not wanted.

    A value goes when the Lagrangian bound at `duals`, with the value forced, is above cost − 1 (costs are whole numbers). Cells
    with one value left are that of `ledger`, and are not in the answer.
    """
    part = Part(scene, Place(scene.moving, 0, scene.day_count), ledger)
    at = scene.rows.clipped(duals[part.rows], part.rows)
    prices = [part.prices(index, at) for index in range(len(part.people))]
    windows = [scene.people.window(person, ledger.grid[person], 0, scene.day_count) for person in part.people]
    least = [scene.people.best(window, priced, 1) for window, priced in zip(windows, prices, strict=True)]
    untouched = np.setdiff1d(np.arange(scene.rows.count), part.rows)
    others = np.setdiff1d(np.arange(scene.person_count), part.people)
    bound = float(scene.rows.conjugate(at, part.rows).sum() - at @ part.rest) + sum(found.value for found in least)
    bound += float(ledger.own[others].sum() + ledger.prices[untouched].sum())
    room = ledger.cost - 1 - bound
    free: dict[tuple[int, int], tuple[int, ...]] = {}
    for index, person in enumerate(part.people):
        allowed = _allowed(least[index].rows, ledger.grid[person], scene.shift_count)
        for day, shifts in enumerate(choices[person]):
            if not is_wanted():
                return None
            for shift in shifts:
                if not allowed[day, shift]:
                    forced = prices[index].copy()
                    forced[day, :shift] = forced[day, shift + 1 :] = np.inf
                    found = scene.people.best(windows[index], forced, 1)
                    if found.value - least[index].value <= room + _WHOLE:
                        allowed[day, shift] = True
                        if len(found.rows) and found.values[0] - least[index].value <= room + _WHOLE:
                            allowed |= _allowed(found.rows[:1], found.rows[0], scene.shift_count)
            kept = tuple(shift for shift in shifts if allowed[day, shift])
            if len(kept) > 1:
                free[person, day] = kept
    return free


def _allowed(rows: npt.NDArray[np.int16], row: npt.NDArray[np.int16], shift_count: int) -> npt.NDArray[np.bool_]:
    """By day and shift: whether one of the rows holds it."""
    allowed = np.zeros((len(row), shift_count + 1), np.bool_)  # the last one is an open cell's
    days = np.arange(len(row))
    for held in (*rows, row):
        allowed[days, held] = True
    return allowed
