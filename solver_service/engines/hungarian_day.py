"""One day as an assignment problem: its slots, and who takes which."""

import heapq
from collections.abc import Mapping, Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.linear_sum_assignment import SimpleLinearSumAssignment

from shared.rules.terms import Grid, Row, Table
from solver_service.engines.marginal import HARD, Marginal

_WIDE = 4  # people; what a row of fewer costs is seen by each of them alone, so that kinds of people stay few
_SPARE, _SPARE_SHARE = 4, 8  # slots of each shift beyond what rows ask for: 4, and one for every eighth person
_COST_MAX = 2**50  # the assignment multiplies costs by the number of slots, and counts in 64 bits

Costs = NDArray[np.int64]
_Kind = tuple[tuple[int, Table], ...]
"""The rows that count a person, with the points of each shift: people of one kind are the same to all of them."""


class Counted:
    """A row about one day alone: the points of each shift by person, and its price by total."""

    __slots__ = ("_known", "_row", "_weight", "tables")

    def __init__(self, row: Row) -> None:
        self._row = row
        self._weight = HARD if row.hard else 1
        self._known: dict[int, int] = {}
        self.tables: dict[int, Table] = {}
        for part in row.parts:
            for person in part.people:
                before = self.tables.get(person)  # of a person who stands in several parts the points add up
                self.tables[person] = part.points if before is None else tuple(map(sum, zip(before, part.points, strict=True)))

    def total(self, grid: Grid, day: int) -> int:
        """The total on this grid."""
        return self._row.base + sum([table[grid[person][day]] for person, table in self.tables.items()])

    def at(self, total: int) -> int:
        """The price of a total, hard·HARD + soft."""
        known = self._known.get(total)
        if known is None:
            known = self._known[total] = self._weight * self._row.price.at(total)
        return known


class Day:
    """Open cells of one day: who they belong to, and the rows that count them."""

    def __init__(self, day: int, choices: Mapping[int, tuple[int, ...]], rows: Sequence[Counted]) -> None:
        """`choices`: by person. `rows` are about this day alone; the wide ones become slots."""
        self.day = day
        self.choices = choices
        self._rows = [row for row in rows if len(row.tables.keys() & choices.keys()) >= _WIDE]
        kinds: dict[int, _Kind] = {
            person: tuple((index, row.tables[person]) for index, row in enumerate(self._rows) if person in row.tables) for person in choices
        }
        self._kinds = list(dict.fromkeys(kinds.values()))
        self._kind_of = {person: self._kinds.index(kind) for person, kind in kinds.items()}

    def assigned(self, marginal: Marginal, dice: Random) -> dict[int, int]:
        """Return a shift for each person, whose cells are open in `marginal`: the least sum of what each costs alone and its slot."""
        slots = _Slots(self._rows, [row.total(marginal.grid, self.day) for row in self._rows], self._kinds)
        people = list(self.choices)
        own = [self._own(person, marginal, slots) for person in people]
        sizes = [0] * len(self._kinds)
        means: list[dict[int, int]] = [{} for _ in self._kinds]
        for person, prices in zip(people, own, strict=True):
            kind = self._kind_of[person]
            sizes[kind] += 1
            for shift, price in prices.items():
                means[kind][shift] = means[kind].get(shift, 0) + price
        means = [{shift: price // size for shift, price in mean.items()} for mean, size in zip(means, sizes, strict=True)]
        slots.open(means, sizes, dice)
        shifts = slots.shifts
        by_slot = [[alone.get(shift) for shift in shifts] for alone in own]
        taken = _least([self._kind_of[person] for person in people], by_slot, slots.costs)
        found = {}
        for person, slot, alone in zip(people, taken, own, strict=True):
            found[person] = shifts[slot] if shifts[slot] in alone else min(alone, key=alone.__getitem__)
        return found

    def _own(self, person: int, marginal: Marginal, slots: "_Slots") -> dict[int, int]:
        """What each choice costs by all that isn't a slot."""
        kind = self._kind_of[person]
        return {shift: marginal.change(person, self.day, shift) - slots.rise(kind, shift) for shift in self.choices[person]}


class _Slots:
    """Slots of a day: each a shift, and what the rows charge a person of each kind who takes it.

    What a slot was opened for, it pays once: a row that didn't count the kind it was opened for is charged as it stands with all
    slots taken, whoever takes it.
    """

    def __init__(self, rows: Sequence[Counted], totals: list[int], kinds: Sequence[_Kind]) -> None:
        self._rows = rows
        self._totals = totals
        self._kinds = kinds
        self._counting: list[frozenset[int]] = []
        self.shifts: list[int] = []
        self.costs: list[list[int]] = []
        """By slot, then by kind."""

    def rise(self, kind: int, shift: int, *, among: frozenset[int] | None = None, apart: frozenset[int] = frozenset()) -> int:
        """What the rows (those `among`, those not `apart`) rise by with one more person of this kind on `shift`."""
        rise = 0
        for index, table in self._kinds[kind]:
            if table[shift] and index not in apart and (among is None or index in among):
                total = self._totals[index]
                rise += self._rows[index].at(total + table[shift]) - self._rows[index].at(total)
        return rise

    def open(self, means: Sequence[Mapping[int, int]], sizes: Sequence[int], dice: Random) -> None:
        """Open a slot for everyone, each time the cheapest for rows and an average person, then some to spare of each shift.

        `means`: by kind, what each shift costs such a person otherwise; `sizes`: how many they are.
        """
        left = list(sizes)
        waiting = [
            (self.rise(kind, shift) + price, dice.random(), kind, shift)
            for kind, prices in enumerate(means)
            for shift, price in prices.items()
        ]
        heapq.heapify(waiting)
        while waiting and any(left):
            _, tie, kind, shift = heapq.heappop(waiting)
            if not left[kind]:
                continue
            price = self.rise(kind, shift) + means[kind][shift]  # it has risen, perhaps, since it was put there
            if waiting and price > waiting[0][0]:
                heapq.heappush(waiting, (price, tie, kind, shift))
                continue
            self._add(kind, shift)
            left[kind] -= 1
            heapq.heappush(waiting, (price, tie, kind, shift))
        for shift, costs, counting in zip(self.shifts, self.costs, self._counting, strict=True):
            for kind in range(len(self._kinds)):
                costs[kind] += self.rise(kind, shift, apart=counting)
        self._open_spare(means, sizes)

    def _open_spare(self, means: Sequence[Mapping[int, int]], sizes: Sequence[int]) -> None:
        count = min(sum(sizes), _SPARE + sum(sizes) // _SPARE_SHARE)
        for shift in sorted({shift for prices in means for shift in prices}):
            kind = max((kind for kind, prices in enumerate(means) if shift in prices), key=sizes.__getitem__)
            totals = list(self._totals)
            for _ in range(count):
                self._add(kind, shift, is_spare=True)
            self._totals = totals

    def _add(self, kind: int, shift: int, *, is_spare: bool = False) -> None:
        counting = frozenset(index for index, table in self._kinds[kind] if table[shift])
        self.shifts.append(shift)
        self._counting.append(counting)
        self.costs.append([self.rise(other, shift, among=None if is_spare else counting) for other in range(len(self._kinds))])
        for index, table in self._kinds[kind]:
            self._totals[index] += table[shift]


def _least(kinds: Sequence[int], own: Sequence[Sequence[int | None]], costs: Sequence[Sequence[int]]) -> list[int]:
    """Return the slot of each person: the least sum of `own` (by person and slot; None = not hers) and `costs` (by slot and kind)."""
    person_count, slot_count = len(own), len(costs)
    own_hard, own_soft = _halves([[price or 0 for price in prices] for prices in own])
    hard, soft = (halves.T[kinds] for halves in _halves(costs))
    total = _as_one(own_hard + hard, own_soft + soft, slot_count)
    total[np.array([[price is None for price in prices] for prices in own])] = total.max() + 1
    square = np.zeros((slot_count, slot_count), np.int64)  # the slots that nobody takes go to nobody
    square[:person_count] = total
    left, right = np.divmod(np.arange(slot_count * slot_count, dtype=np.int32), slot_count)
    assignment = SimpleLinearSumAssignment()
    assignment.add_arcs_with_cost(left, right, square.ravel())
    if assignment.solve() != SimpleLinearSumAssignment.Status.OPTIMAL:
        raise RuntimeError("OR-Tools found no assignment")
    return [assignment.right_mate(person) for person in range(person_count)]


def _halves(prices: Sequence[Sequence[int]]) -> tuple[Costs, Costs]:
    """The hard points and the soft ones of hard·HARD + soft."""
    hard = [[(price + HARD // 2) // HARD for price in row] for row in prices]
    soft = [[price - HARD * points for price, points in zip(row, found, strict=True)] for row, found in zip(prices, hard, strict=True)]
    return np.array(hard, np.int64), np.array(soft, np.int64)


def _as_one(hard: Costs, soft: Costs, slot_count: int) -> Costs:
    """One number ≥ 0 for both: no soft points weigh a hard one up, as far as 64 bits go."""
    hard -= hard.min(axis=1, keepdims=True)  # what a person costs on every slot decides nothing
    soft -= soft.min(axis=1, keepdims=True)
    most = _COST_MAX // (slot_count + 1)
    soft = np.minimum(soft, most // 2)
    weight = min(len(hard) * int(soft.max()) + 1, max(1, most // 2 // max(1, int(hard.max()))))
    found: Costs = np.minimum(hard, most // 2 // weight) * weight + soft
    return found
