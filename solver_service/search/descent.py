"""Single cells and swaps of two people, for as long as that makes nothing worse: the quick way down from a first grid."""

import random
from collections import defaultdict
from collections.abc import Callable

from shared.rules.terms import Grid
from solver_service.engines.marginal import Marginal
from solver_service.engines.model.grid import FreeCells

_LENGTHS = (1, 1, 1, 2, 3, 5, 7)  # days of a swap: single days mend coverage, weeks keep runs whole


class Descent:
    """Changes a grid in place. Half of the moves change one cell, half swap two people's cells on some days, which keeps coverage.

    On the demo it falls in half a second as far as neighbourhoods do in a second and a half; after that they are better.
    """

    def __init__(self, marginal: Marginal, free: FreeCells, dice: random.Random) -> None:
        self._marginal = marginal
        self._free = free
        self._dice = dice
        self._cells = list(free)
        people: dict[int, list[int]] = defaultdict(list)
        for person, day in self._cells:
            people[day].append(person)
        self._shared = [(day, found) for day, found in people.items() if len(found) > 1]

    @property
    def grid(self) -> Grid:
        return self._marginal.grid

    def search(self, is_wanted: Callable[[int], bool]) -> None:
        """Move until `is_wanted(moves so far)` says no."""
        moves = 0
        while is_wanted(moves):
            moves += 1
            if self._shared and self._dice.random() < 0.5:
                self._swap()
            else:
                self._change()

    def _change(self) -> None:
        person, day = self._dice.choice(self._cells)
        shift = self._dice.choice(self._free[person, day])
        if self._marginal.change(person, day, shift) <= 0:
            self._marginal.put(person, day, shift)

    def _swap(self) -> None:
        day, people = self._dice.choice(self._shared)
        one, other = self._dice.sample(people, 2)
        rise = 0
        swapped: list[tuple[int, int, int]] = []
        for swapping in range(day, day + self._dice.choice(_LENGTHS)):
            if not self._may_swap(one, other, swapping):
                break
            ones, others = self._marginal.grid[one][swapping], self._marginal.grid[other][swapping]
            rise += self._put(one, swapping, others) + self._put(other, swapping, ones)
            swapped.append((swapping, ones, others))
        if rise > 0:
            for swapping, ones, others in swapped:
                self._marginal.put(one, swapping, ones)
                self._marginal.put(other, swapping, others)

    def _may_swap(self, one: int, other: int, day: int) -> bool:
        ones, others = self._free.get((one, day)), self._free.get((other, day))
        grid = self._marginal.grid
        return ones is not None and others is not None and grid[other][day] in ones and grid[one][day] in others

    def _put(self, person: int, day: int, shift: int) -> int:
        rise = self._marginal.change(person, day, shift)
        self._marginal.put(person, day, shift)
        return rise
