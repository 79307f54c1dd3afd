"""The first grid: the one that stands, its open cells filled by the cheapest choice."""

import random
import time

from shared.rules.compiled import Compiled
from shared.rules.terms import OPEN
from solver_service.engines.marginal import Marginal
from solver_service.engines.model.grid import FreeCells

Cells = list[list[int]]


def free_cells(compiled: Compiled) -> FreeCells:
    """Return the cells that may move, with what they may hold."""
    context = compiled.context
    cells = ((person, day) for person in range(len(context.staff)) for day in range(context.day_count))
    return {cell: choices for cell in cells if len(choices := compiled.choices(*cell)) > 1}


def standing(compiled: Compiled, *, keeps_reference: bool) -> Cells:
    """Return the grid before the search: fixed cells, cells with one choice, the reference where it is kept and allowed; else `OPEN`."""
    context = compiled.context
    reference = compiled.reference if keeps_reference else None
    rows: Cells = []
    for person in range(len(context.staff)):
        row = []
        for day in range(context.day_count):
            choices = compiled.choices(person, day)
            stands = OPEN if reference is None else reference[person][day]
            row.append(choices[0] if len(choices) == 1 else stands if stands in choices else OPEN)
        rows.append(row)
    return rows


def filled(compiled: Compiled, grid: Cells, free: FreeCells, seed: int, seconds: float | None) -> Marginal:
    """Return `grid` with its open free cells filled day by day, each with what costs least as things stand.

    After `seconds` the rest gets what is cheapest without a look at the prices (its first choice); None = no limit.
    """
    dice = random.Random(seed)
    marginal = Marginal(compiled.terms, grid, len(compiled.context.shift_types))
    until = None if seconds is None else time.monotonic() + seconds
    open_cells = [cell for cell in free if grid[cell[0]][cell[1]] == OPEN]
    dice.shuffle(open_cells)
    open_cells.sort(key=lambda cell: cell[1])
    for person, day in open_cells:
        choices = free[person, day]
        if until is not None and time.monotonic() > until:
            marginal.put(person, day, choices[0])
            continue
        rises = {shift: marginal.change(person, day, shift) for shift in choices}
        least = min(rises.values())
        marginal.put(person, day, dice.choice([shift for shift, rise in rises.items() if rise == least]))
    return marginal
