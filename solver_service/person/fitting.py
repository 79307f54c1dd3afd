"""Which of a person's terms a search counts: what is worth it, and what fits."""

from collections.abc import Sequence
from math import prod

import numpy as np

from shared.rules.terms import Cell, Counter, Run, Step
from shared.rules.terms import Sequence as SequenceTerm
from solver_service.person.automaton import TooManyStatesError
from solver_service.person.counted import Dimension
from solver_service.person.packing import packed
from solver_service.person.plan import Plan, Planner
from solver_service.person.search import Prepared, prepared

Own = Cell | Step | SequenceTerm | Run | Counter

VALUES_MAX = 32_000_000
"""Values of one search (8 bytes each, but only those that are reached are touched): a counter that would need more is left out."""
MORE_VALUES_MAX = 24_000_000
"""The same for more than `_FEW` of them, and for those that are added when they were broken."""
_FEW = 2  # such as a year's minutes and weekends
QUICK_VALUES = 60_000
"""Up to here every counter is counted at once: a search takes some 0.1 ms. Beyond, a plain limit is counted once it was broken."""
OUTER_MAX = 50_000
"""Combinations of the outer dimensions' totals; the tables of their steps are made anew for each search."""


class Fitting:
    """Makes plans that can be searched in bearable time and memory."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner

    def plan(self, own: Sequence[Own], choices: Sequence[Sequence[int]], *, strict: bool) -> tuple[Plan | None, tuple[Own, ...]]:
        """Return a person's plan (None: prohibitions leave no row), and the terms that had to be left out of it.

        Left out are the largest parts, until the states are few enough.
        """
        terms: list[Own] = list(own)
        left_out: list[Own] = []
        remembers = True
        while True:
            try:
                plan = self._planner.plan(terms, choices, strict=strict, remembers=remembers)
                return None if plan is None else self._fitting(plan), tuple(left_out)
            except TooManyStatesError:
                if remembers:
                    remembers = False
                    continue
                largest = max((term for term in terms if isinstance(term, Run | SequenceTerm | Step)), key=_states_of)
                terms.remove(largest)
                left_out.append(largest)

    def counting_more(self, plan: Plan, dimension: Dimension) -> Plan | None:
        """Return the plan that counts one more of its waiting dimensions; None where that is too much."""
        try:
            grown = self._planner.counting(plan, [*plan.dimensions, dimension])
        except TooManyStatesError:
            return None
        return grown if _values(grown) <= MORE_VALUES_MAX else None

    def without_plain_limits(self, plan: Plan) -> Plan:
        """Return the plan that counts none of the plain limits."""
        return self._planner.counting(plan, [dimension for dimension in plan.dimensions if not dimension.is_simple])

    def _fitting(self, plan: Plan) -> Plan:
        """The plan as it is where that is quick; else with all but its plain limits, or as much of that as fits."""
        if _values(plan) <= QUICK_VALUES:
            return plan
        alike: dict[tuple[tuple[int, ...], int], list[Dimension]] = {}
        for dimension in plan.dimensions:
            if not dimension.is_simple:
                longest = max(len(segment.blocks) for segment in dimension.segments)
                alike.setdefault((dimension.points, longest), []).append(dimension)
        # of windows that roll over many days: those that follow each other, and those that lie between them
        wanted = [family[place] for family in alike.values() for place in sorted({0, len(family) // 2})]
        wanted.sort(key=lambda dimension: (not dimension.has_least, dimension.cap))
        while True:
            fitting = self._planner.counting(plan, wanted)
            if not wanted or _values(fitting) <= (VALUES_MAX if len(wanted) <= _FEW else MORE_VALUES_MAX):
                return fitting
            wanted.pop()


def _values(plan: Plan) -> int:
    """How many values a search over the whole row needs."""
    if prod(dimension.cap + 1 for dimension in plan.dimensions[:-1]) > OUTER_MAX:
        return VALUES_MAX + 1
    days = len(plan.cell)
    found: Prepared = prepared(packed([plan]), 0, np.zeros(days, dtype=np.int16), 0, days)
    return int(found.value_count)


def _states_of(term: Own) -> int:
    match term:
        case Run():
            return int(max(term.minimum or 0, term.maximum or 0))
        case SequenceTerm():
            return int(2 ** len(term.sets))
        case _:
            return 1
