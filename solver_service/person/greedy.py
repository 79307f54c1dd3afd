"""A first grid: one person after the other takes the best row against what the others leave to do."""

from collections.abc import Callable, Sequence

import numpy as np

from shared.rules.terms import OPEN
from solver_service.person.coupling import Coupling
from solver_service.person.found import Ints
from solver_service.person.people import Choices, People
from solver_service.person.totals import add_row


def greedy(people: People, coupling: Coupling, choices: Choices, order: Sequence[int], is_wanted: Callable[[], bool]) -> Ints:
    """Return int16[people, days]: rows without prohibited parts wherever a search finds one.

    Whoever has no row yet counts with the fixed cells alone. A person for whom none is found, or whose turn comes when the grid
    is not wanted any more, gets the first choice of each cell.
    """
    first = np.array([[cell[0] for cell in row] for row in choices], dtype=np.int16)
    known = np.array([[cell[0] if len(cell) == 1 else OPEN for cell in row] for row in choices], dtype=np.int16)
    grid = first.copy()
    totals = coupling.totals(known)
    day_count = grid.shape[1]
    for person in order:
        if not is_wanted():
            break
        prices = coupling.marginal(person, known[person], totals, people.shift_count)
        found = people.best(people.window(person, first[person], 0, day_count), prices, 1)
        if len(found.rows):
            grid[person] = found.rows[0]
        add_row(coupling.links, person, known[person], totals, -1)
        add_row(coupling.links, person, grid[person], totals, 1)
    return grid
