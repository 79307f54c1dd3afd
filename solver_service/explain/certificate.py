"""Conflicts that counting shows before any solver is asked: what is fixed, who is there, who may not."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from shared.rules.compiled import Compiled
from shared.rules.terms import Cell, Counter, Price, Row, Run, Step, Table
from shared.rules.terms import Sequence as InOrder
from solver_service.explain.demand import CellAt, Demand, demands_of

Choices = dict[CellAt, frozenset[int]]


class Certificates:
    """Finds conflicts of one demand with what its cells may hold, once hard `Cell` terms have struck out what they forbid.

    Counting is exact here, so a conflict that is found is one, and each of its demands left out, the others can hold. What can't
    be counted exactly (runs that are too short, prices that fall again, totals against each other) is passed over.
    """

    def __init__(self, of: Compiled) -> None:
        self._of = of
        self._striking: dict[CellAt, list[Demand]] = defaultdict(list)
        for demand in demands_of(term for term in of.terms if isinstance(term, Cell)):
            (cell,) = demand.cells
            self._striking[cell].append(demand)

    def conflict_with(self, demand: Demand) -> tuple[Demand, ...] | None:
        """Return a smallest conflict among `demand` and the `Cell` demands on its cells; None where counting shows none."""
        beside = (found for cell in sorted(demand.cells) for found in self._striking.get(cell, ()))
        demands = [*(found for found in beside if found.term != demand.term), demand]
        if not self._is_impossible(demands):
            return None
        for candidate in tuple(demands):
            without = [found for found in demands if found is not candidate]
            if self._is_impossible(without):
                demands = without
        return tuple(demands)

    def _is_impossible(self, demands: Sequence[Demand]) -> bool:
        """Whether these, at most one of which is no `Cell`, surely can't hold together; exact, as the class says."""
        choices: Choices = {cell: self._choices(cell) for demand in demands for cell in demand.cells}
        for demand in demands:
            if isinstance(demand.term, Cell):
                (cell,) = demand.cells
                choices[cell] -= frozenset(demand.term.shifts)
        return not all(choices.values()) or any(_is_out_of_reach(demand, choices) for demand in demands)

    def _choices(self, cell: CellAt) -> frozenset[int]:
        return frozenset(self._of.choices(*cell))


def _is_out_of_reach(demand: Demand, choices: Choices) -> bool:
    match demand.term:
        case Cell():
            return False  # struck out already
        case Step() as term:
            (day,) = term.days
            return _is_forced(term.person, ((day - 1, term.before), (day, term.after)), choices)
        case InOrder() as term:
            (day,) = term.days
            return _is_forced(term.person, ((day + index, shifts) for index, shifts in enumerate(term.sets)), choices)
        case Run() as term if term.minimum is None:
            return _is_forced(term.person, ((day, term.shifts) for _person, day in demand.cells), choices)
        case Counter() as term if len(demand.cells) == sum(map(len, term.blocks)):
            ends = (_ends([(term.points,)] * len(block), [choices[term.person, day] for day in block]) for block in term.blocks)
            return _is_too_far(term.base, ends, term.price)
        case Row() as term if not term.counters:
            tables: dict[CellAt, list[Table]] = defaultdict(list)
            for part in term.parts:
                for person in part.people:
                    for day in part.days:
                        tables[person, day].append(part.points)
            return _is_too_far(term.base, (_ends([found], [choices[cell]]) for cell, found in tables.items()), term.price)
        case _:
            return False


def _is_forced(person: int, cells: Iterable[tuple[int, Iterable[int]]], choices: Choices) -> bool:
    """Whether each of these cells can hold nothing but the shifts beside it."""
    return all(choices[person, day] <= frozenset(shifts) for day, shifts in cells)


def _ends(tables: Sequence[Sequence[Table]], choices: Sequence[frozenset[int]]) -> tuple[int, int]:
    """The least and the most that the highest cell of a block can come to."""
    sums = [[sum(table[shift] for table in found) for shift in shifts] for found, shifts in zip(tables, choices, strict=True)]
    return max(map(min, sums)), max(map(max, sums))


def _is_too_far(base: int, ends: Iterable[tuple[int, int]], price: Price) -> bool:
    """Whether no total that can be reached is free; only for a price that rises to one side."""
    if not price.is_convex or (price.under and price.over):
        return False
    least, most = base, base
    for low, high in ends:
        least, most = least + low, most + high
    return price.at(most if price.under else least) > 0
