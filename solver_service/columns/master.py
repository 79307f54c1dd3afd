"""The restricted master: which of the known rows of people go best together, as a linear program."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from solver_service.columns.highs import INFINITY, linear_solver, run
from solver_service.columns.part import Added, Part
from solver_service.columns.rows import Cells, Floats, Rows


@dataclass(frozen=True, slots=True)
class Column:
    """A whole row of the part's `index`-th person, its own price, and what it adds to the part's totals."""

    index: int
    row: Cells
    own: float
    added: Added


@dataclass(frozen=True, slots=True)
class Duals:
    """`totals`: of each total of the part; `people`: of each person's row (a column with reduced cost < 0 is worth adding)."""

    totals: Floats
    people: Floats


class Master:
    """Chooses shares of columns: one whole row a person in all, every total paid for by its curve.

    Linear programs of a search follow each other in one object a thread (`solver`).
    """

    def __init__(self, rows: Rows, part: Part) -> None:
        self.part = part
        self.columns: list[Column] = []
        self.dropped: set[int] = set()
        self._seen: list[set[bytes]] = [set() for _ in part.people]
        slacks = rows.slacks
        here = np.full(rows.count, -1)
        here[part.rows] = np.arange(len(part.rows))
        is_here = here[slacks.rows] >= 0
        self.slack_rows = here[slacks.rows[is_here]]
        self.slack_signs, self.slack_prices, self.slack_most = (values[is_here] for values in (slacks.signs, slacks.prices, slacks.most))
        self.lower = np.concatenate([slacks.lower[part.rows] - part.rest, np.ones(len(part.people))])
        self.upper = np.concatenate([slacks.upper[part.rows] - part.rest, np.ones(len(part.people))])
        self.floor = sum(rows.curves[row].least for row in part.rows)
        """What the totals cost at least; the linear program counts from there."""
        self._solver = linear_solver()
        self._solver.passModel(self.program([]))
        self._is_tightened = False
        self.objective = INFINITY
        self.shares: Floats = np.zeros(0)
        self.reduced: Floats = np.zeros(0)

    @property
    def slack_count(self) -> int:
        return len(self.slack_rows)

    def program(self, columns: list[Column]) -> highspy.HighsLp:
        """Return the linear program with these columns."""
        total_count, slack_count = len(self.part.rows), self.slack_count
        indices = [self.slack_rows, *(part for column in columns for part in self._indices(column))]
        values = [self.slack_signs, *(part for column in columns for part in (column.added.points, _ONE))]
        lengths = np.concatenate([np.ones(slack_count, np.int64), np.array([len(column.added.totals) + 1 for column in columns], np.int64)])
        program = highspy.HighsLp()
        program.num_row_ = total_count + len(self.part.people)
        program.num_col_ = slack_count + len(columns)
        program.row_lower_, program.row_upper_ = self.lower, self.upper
        program.col_cost_ = np.concatenate([self.slack_prices, [column.own for column in columns]])
        program.col_lower_ = np.zeros(program.num_col_)
        program.col_upper_ = np.concatenate([self.slack_most, np.full(len(columns), INFINITY)])
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_ = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        program.a_matrix_.index_ = np.concatenate(indices).astype(np.int32)
        program.a_matrix_.value_ = np.concatenate(values)
        return program

    def add(self, index: int, row: Cells, own: float) -> bool:
        """Note a column; `solve` takes it. False where it is known."""
        key = row[self.part.first : self.part.last].tobytes()
        if key in self._seen[index]:
            return False
        self._seen[index].add(key)
        self.columns.append(Column(index, row, own, self.part.added(index, row)))
        return True

    def solve(self, is_wanted: Callable[[], bool]) -> Duals | None:
        """Return the duals; None where it wasn't solved to the end."""
        self._take_new()
        if not run(self._solver, is_wanted, is_tightened=self._is_tightened):
            return None
        self._is_tightened = False
        solution = self._solver.getSolution()
        duals = np.array(solution.row_dual)
        self.shares = np.array(solution.col_value)[self.slack_count :]
        self.reduced = np.array(solution.col_dual)[self.slack_count :]
        self.objective = self._solver.getObjectiveValue() + self.floor
        total_count = len(self.part.rows)
        return Duals(duals[:total_count], duals[total_count:])

    def drop(self, columns: Sequence[int]) -> None:
        """Allow none of these columns any more. They must be in the program already."""
        self._bound(columns, 0.0)
        self.dropped.update(columns)
        self._is_tightened = True

    def restore(self, columns: Sequence[int]) -> None:
        """Allow columns again that were dropped."""
        self._bound(columns, INFINITY)
        self.dropped.difference_update(columns)

    def _bound(self, columns: Sequence[int], most: float) -> None:
        at = np.array(columns, np.int32) + np.int32(self.slack_count)
        self._solver.changeColsBounds(len(columns), at, np.zeros(len(columns)), np.full(len(columns), most))

    def chosen(self) -> dict[int, Cells] | None:
        """Return the row of each person where the shares are whole."""
        rows = {self.part.people[self.columns[at].index]: self.columns[at].row for at in np.flatnonzero(self.shares > 0.5)}
        return rows if len(rows) == len(self.part.people) else None

    def _take_new(self) -> None:
        new = self.columns[self._solver.getNumCol() - self.slack_count :]
        if not new:
            return
        lengths = [len(column.added.totals) + 1 for column in new]
        self._solver.addCols(
            len(new),
            np.array([column.own for column in new]),
            np.zeros(len(new)),
            np.full(len(new), INFINITY),
            sum(lengths),
            np.concatenate([[0], np.cumsum(lengths[:-1])]).astype(np.int32),
            np.concatenate([part for column in new for part in self._indices(column)]).astype(np.int32),
            np.concatenate([part for column in new for part in (column.added.points, _ONE)]),
        )

    def _indices(self, column: Column) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        return column.added.totals, np.array([len(self.part.rows) + column.index])


_ONE = np.ones(1)
