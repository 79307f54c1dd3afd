"""A model of terms as rows and columns, for a MIP solver."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver_service.engines.model.build import BuildStoppedError, Built

VALUES_MAX = 10_000_000
"""Entries of one model: 50 people × 364 days × 10 shift types have 1.5 million."""
_LOOK_EVERY = 1024  # constraints: some ms
_INFINITE = math.inf


@dataclass(frozen=True, slots=True)
class Rows:
    """Minimise `cost`·x + `offset` over whole x, with `row_lower` ≤ A·x ≤ `row_upper` and `lower` ≤ x ≤ `upper`.

    Row i of A is `columns[starts[i]:starts[i + 1]]` with `values`. The columns are the variables of the CP-SAT model, in order.
    """

    cost: NDArray[np.float64]
    offset: float
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    row_lower: NDArray[np.float64]
    row_upper: NDArray[np.float64]
    starts: NDArray[np.int32]
    columns: NDArray[np.int32]
    values: NDArray[np.float64]


class NoRowsError(Exception):
    """The model has no form as rows that a solver takes: a constraint of another kind, too many entries, numbers too large."""


def rows_of(built: Built, is_wanted: Callable[[], bool]) -> Rows:
    """Return the same model as rows: the same grids, the same objective.

    Clauses become covering rows; what only holds under a literal becomes a row with just enough room for when it is false.
    Raises BuildStoppedError soon after `is_wanted` says no, and NoRowsError.
    """
    proto = built.model.cp.proto
    domains = [list(variable.domain) for variable in proto.variables]
    found = _Found([domain[0] for domain in domains], [domain[-1] for domain in domains])
    for index, constraint in enumerate(proto.constraints):
        if index % _LOOK_EVERY == 0:
            if not is_wanted():
                raise BuildStoppedError
            if len(found.values) > VALUES_MAX:
                raise NoRowsError(f"more than {VALUES_MAX} entries")
        found.take(constraint)
    return found.rows(proto.objective)


@dataclass(slots=True)
class _Found:
    """Rows as they are found, over columns of these limits."""

    lower: list[int]
    upper: list[int]
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    values: list[int] = field(default_factory=list)

    def take(self, constraint: Any) -> None:  # CP-SAT's messages have no types
        """Add the rows of one constraint. Raises NoRowsError."""
        only_if = list(constraint.enforcement_literal)
        if constraint.has_exactly_one() and not only_if:
            self._sum(constraint.exactly_one.literals, 1, 1)
        elif constraint.has_at_most_one() and not only_if:
            self._sum(constraint.at_most_one.literals, -_INFINITE, 1)
        elif constraint.has_bool_or():
            self._sum([*constraint.bool_or.literals, *map(_negated, only_if)], 1, _INFINITE)
        elif constraint.has_bool_and():
            for literal in constraint.bool_and.literals:
                self._sum([literal, *map(_negated, only_if)], 1, _INFINITE)
        elif constraint.has_linear() and len(constraint.linear.domain) == 2:
            self._linear(constraint.linear, only_if)
        else:
            raise NoRowsError(f"a constraint without rows: {str(constraint)[:200]}")

    def _sum(self, literals: Iterable[int], least: float, most: float) -> None:
        """Least ≤ Σ literals ≤ most."""
        columns, values, constant = [], [], 0
        for literal in literals:
            columns.append(_column(literal))
            values.append(1 if literal >= 0 else -1)
            constant += literal < 0
        self._row(columns, values, least - constant, most - constant)

    def _linear(self, linear: Any, only_if: list[int]) -> None:
        columns, values = list(linear.vars), list(linear.coeffs)
        least, most = linear.domain
        lowest, highest = self._range(columns, values)
        if highest > most:
            self._half(columns, values, (-_INFINITE, most), only_if, highest - most)
        if lowest < least:
            self._half(columns, values, (least, _INFINITE), only_if, lowest - least)

    def _range(self, columns: list[int], values: list[int]) -> tuple[int, int]:
        """The least and the most that the columns' limits allow."""
        ends = [(value * self.lower[column], value * self.upper[column]) for column, value in zip(columns, values, strict=True)]
        return sum(map(min, ends)), sum(map(max, ends))

    def _half(self, columns: list[int], values: list[int], limits: tuple[float, float], only_if: list[int], room: int) -> None:
        """One side of a linear constraint: `room` is what the sum may go beyond it while a literal of `only_if` is false."""
        columns, values, constant = list(columns), list(values), 0
        for literal in only_if:  # sum − room·(1 − literal) keeps to the limit
            columns.append(_column(literal))
            values.append(room if literal >= 0 else -room)
            constant -= room if literal >= 0 else 0
        least, most = limits
        self._row(columns, values, least - constant, most - constant)

    def _row(self, columns: list[int], values: list[int], least: float, most: float) -> None:
        if len(set(columns)) < len(columns):  # HiGHS refuses a column that stands twice in a row
            sums: dict[int, int] = {}
            for column, value in zip(columns, values, strict=True):
                sums[column] = sums.get(column, 0) + value
            columns, values = list(sums), list(sums.values())
        self.columns += columns
        self.values += values
        self.starts.append(len(self.columns))
        self.row_lower.append(least)
        self.row_upper.append(most)

    def rows(self, objective: Any) -> Rows:
        """Return what was found, under this objective."""
        cost = np.zeros(len(self.lower))
        cost[list(objective.vars)] = list(objective.coeffs)  # each once, and none negated
        return Rows(
            cost=cost,
            offset=float(objective.offset),
            lower=np.array(self.lower, np.float64),
            upper=np.array(self.upper, np.float64),
            row_lower=np.array(self.row_lower, np.float64),
            row_upper=np.array(self.row_upper, np.float64),
            starts=np.array(self.starts, np.int32),
            columns=np.array(self.columns, np.int32),
            values=np.array(self.values, np.float64),
        )


def _negated(literal: int) -> int:
    return -literal - 1


def _column(literal: int) -> int:
    return literal if literal >= 0 else _negated(literal)
