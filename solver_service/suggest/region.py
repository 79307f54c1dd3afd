"""The cells around what is broken, nearest first."""

import random
from collections.abc import Sequence

from shared.rules.compiled import Compiled
from shared.rules.terms import Grid
from solver_service.engines.model.grid import FreeCells
from solver_service.engines.start import free_cells
from solver_service.search.neighbourhoods import Place

Cell = tuple[int, int]


def movable(compiled: Compiled, grid: Grid, kept: frozenset[Cell]) -> FreeCells:
    """Return the cells that a repair may change (all that is free but `kept`), with what they may hold: as they stand, too.

    An open cell may stay open.
    """
    free = ((cell, choices) for cell, choices in free_cells(compiled).items() if cell not in kept)
    return {cell: tuple(dict.fromkeys((*choices, grid[cell[0]][cell[1]]))) for cell, choices in free}


class Region:
    """Orders cells by their distance from places: days away, and one more for people who have no part in the place.

    People at the same distance come in a random order, each with all their days.
    """

    def __init__(self, free: FreeCells, places: Sequence[Place], day_count: int, dice: random.Random) -> None:
        people = sorted({person for person, _day in free})
        dice.shuffle(people)
        rank = {person: position for position, person in enumerate(people)}
        anyone = [False] * day_count
        own = {person: [False] * day_count for person in people}
        for place in places:
            days = range(max(0, place.first_day), place.last_day + 1)
            for marks in (anyone, *(own[person] for person in place.people if person in own)):
                for day in days:
                    marks[day] = True
        near = _distances(anyone)
        nearest = {
            person: [min(pair) for pair in zip(_distances(marks), [one + 1 for one in near], strict=True)] for person, marks in own.items()
        }
        self._free = free
        self._cells = sorted(free, key=lambda cell: (nearest[cell[0]][cell[1]], rank[cell[0]], cell[1]))

    def nearest(self, cell_count: int) -> FreeCells:
        """Return so many cells, or all there are."""
        return {cell: self._free[cell] for cell in self._cells[:cell_count]}

    def __len__(self) -> int:
        return len(self._cells)


def disjoint_count(places: Sequence[Place]) -> int:
    """Return how many of these places share no cell, taking small ones first: to change something in each takes as many changes."""
    taken: list[tuple[Place, frozenset[int]]] = []
    for place in sorted(places, key=lambda place: len(place.people) * (place.last_day - place.first_day + 1)):
        people = frozenset(place.people)
        if not any(_overlaps(place, other) and not people.isdisjoint(others) for other, others in taken):
            taken.append((place, people))
    return len(taken)


def _overlaps(one: Place, other: Place) -> bool:
    return one.first_day <= other.last_day and other.first_day <= one.last_day


def _distances(marks: Sequence[bool]) -> list[int]:
    """For each day how far it is from a marked one; more than there are days where none is."""
    found = [0 if mark else len(marks) + 1 for mark in marks]
    for days in (range(1, len(found)), range(len(found) - 2, -1, -1)):
        for day in days:
            before = found[day - days.step]
            found[day] = min(found[day], before + 1)
    return found
