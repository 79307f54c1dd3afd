"""One person's terms made ready for the search: cell prices, automaton, and which counters it counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from shared.rules.terms import OPEN, Counter, Term
from solver_service.person.automaton import Automaton, Spec
from solver_service.person.contract import Contract, Length, Stretch, contract_of
from solver_service.person.counted import Dimension, Fees, dimensions_of
from solver_service.person.found import Floats
from solver_service.person.parts import kinds_of
from solver_service.person.tables import I32


@dataclass(frozen=True)
class Plan:
    """What the search knows of a person.

    `cell[day, symbol]`: own prices, infinite where prohibited; `class_of[symbol]`: −1 where the person never may. The last of
    `dimensions` is the inner one, where there is any. `waiting`: what could be counted too; `aside`: all that isn't counted.
    """

    contract: Contract
    symbols: tuple[int, ...]
    cell: Floats
    automaton: Automaton
    start: int
    class_of: I32
    dimensions: tuple[Dimension, ...]
    waiting: tuple[Dimension, ...]
    others: tuple[Counter, ...]
    constant: float

    @property
    def aside(self) -> tuple[Counter, ...]:
        return (*(counter for dimension in self.waiting for counter in dimension.counters), *self.others)


class Planner:
    """Makes plans; people with equal contracts share automata."""

    def __init__(self, day_count: int, shift_count: int, *, hard_price: float) -> None:
        self._day_count = day_count
        self._shift_count = shift_count
        self._hard_price = hard_price
        self._automata: dict[Spec, Automaton] = {}
        self._fees = Fees(hard_price)

    def plan(self, own: Iterable[Term], choices: Sequence[Sequence[int]], *, strict: bool, remembers: bool = True) -> Plan | None:
        """Return a person's plan that counts every counter it can; None where prohibitions leave a day or a total without a choice.

        `remembers`: short windows that overlap are states. Raises TooManyStatesError.
        """
        contract = contract_of(own, inf if strict else self._hard_price, remembers=remembers)
        cell = self._cells(contract, choices)
        if np.isinf(cell.min(axis=1)).any():
            return None
        symbols = tuple(self._symbol(index) for index in np.nonzero(np.isfinite(cell).any(axis=0))[0].tolist())
        dimensions, others, constant = dimensions_of(contract.counters, symbols, self._fees, strict=strict)
        if constant == inf or any(segment.fee.cap < 0 for dimension in dimensions for segment in dimension.segments):
            return None
        return self._made(contract, symbols, cell, dimensions, [], tuple(others), constant)

    def counting(self, plan: Plan, dimensions: Sequence[Dimension]) -> Plan:
        """Return the plan that counts these of its dimensions, and no other. Raises TooManyStatesError."""
        waiting = [dimension for dimension in (*plan.dimensions, *plan.waiting) if dimension not in dimensions]
        return self._made(plan.contract, plan.symbols, plan.cell, dimensions, waiting, plan.others, plan.constant)

    def _made(
        self,
        contract: Contract,
        symbols: tuple[int, ...],
        cell: Floats,
        dimensions: Sequence[Dimension],
        waiting: Sequence[Dimension],
        others: tuple[Counter, ...],
        constant: float,
    ) -> Plan:
        ordered = tuple(sorted(dimensions, key=lambda dimension: dimension.cap))
        shapes = tuple(dimension.shape for dimension in ordered) or (((0,) * len(symbols), ()),)
        lengths = tuple(_without_history(length) for length in contract.lengths)
        kinds = kinds_of(symbols, contract.follows, lengths, contract.chains, contract.rollings, shapes)
        classes = {kind: index for index, kind in enumerate(dict.fromkeys(kinds))}
        # an automaton knows its classes by what they do, not by their symbols: people who may work different shifts can share it
        shared = tuple((tuple(kind.points[index] for kind in classes), blocks) for index, (_, blocks) in enumerate(shapes))
        spec = Spec(self._day_count, contract.follows, lengths, contract.chains, contract.rollings, shared, tuple(classes))
        automaton = self._automata.get(spec)
        if automaton is None:
            automaton = Automaton(spec)
        start = automaton.start([(length.stretches[0].history, not length.stretches[0].lenient) for length in contract.lengths])
        self._automata[spec] = automaton
        class_of = np.full(self._shift_count + 1, -1, dtype=np.int32)
        for symbol, kind in zip(symbols, kinds, strict=True):
            class_of[symbol] = classes[kind]
        return Plan(contract, symbols, cell, automaton, start, class_of, ordered, tuple(waiting), others, constant)

    def _symbol(self, index: int) -> int:
        return OPEN if index == self._shift_count else index

    def _cells(self, contract: Contract, choices: Sequence[Sequence[int]]) -> Floats:
        cell = np.full((self._day_count, self._shift_count + 1), inf)
        for day, symbols in enumerate(choices):
            cell[day, list(symbols)] = 0.0
        for term in contract.cells:
            if term.price and term.days:
                price = inf if term.hard and contract.is_strict else term.price * contract.weight(hard=term.hard)
                np.add.at(cell, np.ix_(term.days, term.shifts), price)  # a day that is there twice costs twice
        return cell


def _without_history(length: Length) -> Length:
    first, *rest = length.stretches
    return length if first.first_day else replace(length, stretches=(Stretch(0, first.last_day, 0, lenient=True), *rest))
