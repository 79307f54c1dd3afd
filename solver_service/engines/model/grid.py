"""The cells of a grid as CP-SAT literals: some are free, the others constants."""

from collections.abc import Callable, Mapping, Sequence

from ortools.sat.python import cp_model, cp_model_helper

from shared.rules.terms import Grid, Table

Var = cp_model.IntVar
Literal = cp_model_helper.Literal
Fact = Literal | bool
"""A literal, or what is known of it."""
FreeCells = Mapping[tuple[int, int], tuple[int, ...]]
"""(person, day) → the shifts that the cell may hold, two at least."""


class GridModel:
    """A CP-SAT model of the free cells of `grid`; every other cell is a constant as it stands there.

    Each free cell holds exactly one of its shifts. Helper variables are made through `helper`, with a formula that tells
    their value on a grid, so that a whole grid can be given as a complete hint.
    """

    def __init__(self, grid: Grid, free: FreeCells) -> None:
        self.cp = cp_model.CpModel()
        self._grid = grid
        self._cells: dict[tuple[int, int], dict[int, Literal]] = {}
        self._facts: dict[tuple[int, int, tuple[int, ...]], Literal] = {}
        self._formulas: list[tuple[Var, Callable[[], int]]] = []
        self._hinted: list[int] = []
        for cell, shifts in free.items():
            self._cells[cell] = self._literals(shifts)

    def _literals(self, shifts: tuple[int, ...]) -> dict[int, Literal]:
        if len(shifts) == 2:
            variable = self.cp.new_bool_var("")
            return {shifts[0]: variable, shifts[1]: variable.negated()}
        literals: dict[int, Literal] = {shift: self.cp.new_bool_var("") for shift in shifts}
        self.cp.add_exactly_one(literals.values())
        return literals

    @property
    def cell_indices(self) -> list[int]:
        """The indices of the cells' own variables."""
        return [literal.index for literals in self._cells.values() for literal in literals.values() if literal.index >= 0]

    def is_free(self, person: int, day: int) -> bool:
        return (person, day) in self._cells

    def constant(self, person: int, day: int) -> int:
        """The shift of a cell that isn't free."""
        return self._grid[person][day]

    def holds(self, person: int, day: int, shifts: Sequence[int]) -> Fact:
        """Whether the cell holds one of `shifts`."""
        literals = self._cells.get((person, day))
        if literals is None:
            return self._grid[person][day] in shifts
        inside = tuple(shift for shift in literals if shift in shifts)
        if not inside or len(inside) == len(literals):
            return bool(inside)
        if len(inside) == 1:
            return literals[inside[0]]
        if len(inside) == len(literals) - 1:
            return next(literals[shift] for shift in literals if shift not in inside).negated()
        key = (person, day, inside)
        if key not in self._facts:
            some = [literals[shift] for shift in inside]
            fact = self.helper(0, 1, lambda: max(map(self.value, some)))
            self.cp.add_exactly_one([*some, fact.negated()])
            self._facts[key] = fact
        return self._facts[key]

    def holds_each(self, person: int, day: int, shifts: Sequence[int]) -> list[Fact]:
        """What `holds` says, as facts of which at most one is true: one for each shift."""
        literals = self._cells.get((person, day))
        if literals is None:
            return [self._grid[person][day] in shifts]
        inside = [literals[shift] for shift in literals if shift in shifts]
        return [True] if len(inside) == len(literals) else list(inside)

    def add_points(self, total: "Total", person: int, day: int, points: Table) -> None:
        """Add the points of the cell's shift to `total`."""
        self.add_all_points(total, (person,), (day,), points)

    def add_all_points(self, total: "Total", people: Sequence[int], days: Sequence[int], points: Table) -> None:
        """Add the points of these people's cells on these days to `total`."""
        for person in people:
            row = self._grid[person]
            for day in days:
                literals = self._cells.get((person, day))
                if literals is None:
                    total.constant += points[row[day]]
                    continue
                # what most of the shifts have is left out: they sum to one
                values = [points[shift] for shift in literals]
                usual = max(values, key=values.count)
                total.constant += usual
                for value, literal in zip(values, literals.values(), strict=True):
                    if value != usual:
                        total.add(literal, value - usual)

    def helper(self, lowest: int, highest: int, formula: Callable[[], int]) -> Var:
        """Return a new variable whose value on a hinted grid `formula` tells; it may ask `value` of anything made before."""
        variable = self.cp.new_bool_var("") if (lowest, highest) == (0, 1) else self.cp.new_int_var(lowest, highest, "")
        self._formulas.append((variable, formula))
        return variable

    def at_most(self, total: "Total", limit: int, only_if: Literal | None = None) -> None:
        """Allow only total ≤ limit (where `only_if` is true)."""
        expression = cp_model.LinearExpr.weighted_sum(total.variables, total.coefficients)
        constraint = self.cp.add_linear_constraint(expression, cp_model.INT_MIN, limit - total.constant)
        if only_if is not None:
            constraint.only_enforce_if(only_if)

    def minimise(self, total: "Total") -> None:
        """Make `total` the objective."""
        self.cp.minimize(cp_model.LinearExpr.weighted_sum(total.variables, total.coefficients) + total.constant)

    def hint(self, grid: Grid) -> None:
        """Give `grid` as a complete hint. Its fixed cells must be the model's."""
        self._hinted = [0] * len(self.cp.proto.variables)
        for (person, day), literals in self._cells.items():
            for shift, literal in literals.items():
                if literal.index >= 0:
                    self._hinted[literal.index] = int(grid[person][day] == shift)
        for variable, formula in self._formulas:
            self._hinted[variable.index] = formula()
        solution_hint = self.cp.proto.solution_hint
        solution_hint.vars.clear()
        solution_hint.values.clear()
        solution_hint.vars.extend(range(len(self._hinted)))
        solution_hint.values.extend(self._hinted)

    def value(self, fact: Fact) -> int:
        """Return the value of a literal on the hinted grid; for formulas."""
        if isinstance(fact, bool):
            return int(fact)
        index = fact.index
        return self._hinted[index] if index >= 0 else 1 - self._hinted[-index - 1]

    def grid_of(self, is_true: Callable[[int], bool]) -> list[list[int]]:
        """Return the grid of a solution; `is_true` tells the value of a variable by its index."""
        rows = [list(row) for row in self._grid]
        for (person, day), literals in self._cells.items():
            for shift, literal in literals.items():
                index = literal.index
                if is_true(index) if index >= 0 else not is_true(-index - 1):
                    rows[person][day] = shift
                    break
        return rows


class Total:
    """A linear sum of literals and helper variables, and the least and most that it can be."""

    __slots__ = ("_above", "_below", "coefficients", "constant", "variables")

    def __init__(self, constant: int = 0) -> None:
        self.constant = constant
        self.variables: list[Literal] = []
        self.coefficients: list[int] = []
        self._below = self._above = 0  # what variables that aren't 0 or 1 add to the least and to the most

    def add(self, literal: Literal, coefficient: int) -> None:
        self.variables.append(literal)
        self.coefficients.append(coefficient)

    def add_fact(self, fact: Fact, coefficient: int) -> None:
        """Add a literal, or what is known of it."""
        if isinstance(fact, bool):
            self.constant += coefficient * fact
        else:
            self.add(fact, coefficient)

    def add_variable(self, variable: Var, coefficient: int, lowest: int, highest: int) -> None:
        """Add a variable of this range."""
        self.add(variable, coefficient)
        ends = coefficient * lowest, coefficient * highest
        self._below += min(ends) - min(0, coefficient)
        self._above += max(ends) - max(0, coefficient)

    @property
    def least(self) -> int:
        """A lower limit (exact where the literals are independent)."""
        return self.constant + self._below + sum(coefficient for coefficient in self.coefficients if coefficient < 0)

    @property
    def most(self) -> int:
        """An upper limit (exact where the literals are independent)."""
        return self.constant + self._above + sum(coefficient for coefficient in self.coefficients if coefficient > 0)

    def plus(self, other: "Total", factor: int = 1) -> "Total":
        """Return this sum and `factor` times another."""
        total = Total(self.constant + factor * other.constant)
        total.variables = self.variables + other.variables
        total.coefficients = self.coefficients + [factor * coefficient for coefficient in other.coefficients]
        below, above = (other._below, other._above) if factor >= 0 else (other._above, other._below)  # noqa: SLF001  # our own kind
        total._below, total._above = self._below + factor * below, self._above + factor * above
        return total

    def times(self, factor: int) -> "Total":
        """Return the sum times `factor`."""
        return Total().plus(self, factor)

    def with_variable(self, variable: Var, coefficient: int) -> "Total":
        """Return the sum and a helper variable's part; its range is left out of `least` and `most`."""
        total = self.plus(Total())
        total.add(variable, coefficient)
        return total

    def value(self, model: GridModel) -> int:
        """The sum on the hinted grid."""
        pairs = zip(self.variables, self.coefficients, strict=True)
        return self.constant + sum(coefficient * model.value(variable) for variable, coefficient in pairs)
