"""A part of the grid: some people × some days free, with the totals that they move."""

from dataclasses import dataclass

import numpy as np

from solver_service.columns.ledger import Ledger, Scene
from solver_service.columns.rows import Cells, Entries, Floats, Ints, summed


@dataclass(frozen=True, slots=True)
class Place:
    """`people` × the days `first` … `last` − 1."""

    people: tuple[int, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Added:
    """What a row's cells inside the part add to its totals: indices into `Part.rows`, each once, and points."""

    totals: Ints
    points: Floats


class Part:
    """The free cells of a place.

    `rows`: the totals that these cells move, sorted; `rest`: what everything else in the grid adds to each of them.
    """

    def __init__(self, scene: Scene, place: Place, ledger: Ledger) -> None:
        rows, people, first, last, shift_count = scene.rows, place.people, place.first, place.last, scene.shift_count
        self.people = people
        self.first, self.last = first, last
        self.shift_count = shift_count
        self._entries = [rows.entries(person, first, last) for person in people]
        touched = np.zeros(rows.count, np.bool_)
        for entries in self._entries:
            touched[entries.rows] = True
        self.rows: Ints = np.flatnonzero(touched)
        here = np.zeros(rows.count, np.int64)
        here[self.rows] = np.arange(len(self.rows))
        self._places = [here[entries.rows] for entries in self._entries]
        self._cells = [(entries.days - first).astype(np.int64) * shift_count + entries.shifts for entries in self._entries]
        self.rest: Floats = ledger.totals[self.rows].astype(np.float64)
        for index, person in enumerate(people):
            self.rest -= self._dense(index, ledger.grid[person])

    def prices(self, index: int, duals: Floats) -> Floats:
        """What the part's `index`-th person's cells cost at these duals, by day and shift: −Σ dual × points."""
        size = (self.last - self.first) * self.shift_count
        weights = -duals[self._places[index]] * self._entries[index].points
        return summed(self._cells[index], weights, size).reshape(-1, self.shift_count)

    def added(self, index: int, row: Cells) -> Added:
        dense = self._dense(index, row)
        found = np.flatnonzero(dense)
        return Added(found, dense[found])

    def _dense(self, index: int, row: Cells) -> Floats:
        entries: Entries = self._entries[index]
        held = entries.held(row)
        return summed(self._places[index][held], entries.points[held], len(self.rows))
