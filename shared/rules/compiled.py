"""A problem made ready for scorer and engines: checked, indexed, its rules bound."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from shared.domain import Rule
from shared.invalid import ContradictionError, InvalidProblemError, ProblemFault
from shared.model import Record
from shared.problem import Problem, Row
from shared.protocol.limits import DAYS_MAX, STAFF_MAX
from shared.rules import CATALOGUE
from shared.rules.context import Context
from shared.rules.port import BoundRule
from shared.rules.terms import OPEN, Term

CELLS_MAX = 200_000
"""Staff × dates of one problem: the largest public instance has 54,600."""
SHIFT_TYPES_MAX = 200
"""Shift types of one problem; the largest public instance has 32."""
RULES_MAX = 5_000
"""Rules of one problem; a wish may be a rule of its own."""
HISTORY_DAYS_MAX = 400
"""Days before the period: a year and what a run needs."""


@dataclass(frozen=True)
class Compiled:
    """A valid problem. `rules` are the enabled rules of weight > 0."""

    context: Context
    rules: tuple[BoundRule[Any], ...]

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The rules as data, in the order of the rules."""
        return tuple(term for rule in self.rules for term in rule.terms())

    @cached_property
    def fixed(self) -> tuple[tuple[int | None, ...], ...]:
        """For each person and day the shift that never moves, or None where the cell may move.

        Fixed cells come first; cells outside the scope stand as in the reference grid, so that open ones stay `OPEN` there.
        """
        context = self.context
        rows = [list(row) for row in _unscoped(context)]
        for cell in context.problem.fixed:
            rows[context.person_index[cell.staff_id]][context.day_index[cell.date]] = context.shift_index[cell.shift]
        return tuple(tuple(row) for row in rows)

    @cached_property
    def reference(self) -> tuple[tuple[int, ...], ...] | None:
        """The grid as it stands; None where the problem gives none."""
        return encoded(self.context, self.context.problem.reference) if self.context.problem.reference else None

    def choices(self, person: int, day: int) -> tuple[int, ...]:
        """The shifts that a solve may put here: the fixed one; off and leave outside a person's employment; else all."""
        fixed = self.fixed[person][day]
        return self.allowed(person, day) if fixed is None else (fixed,)

    def allowed(self, person: int, day: int) -> tuple[int, ...]:
        """The shifts that people may put here, whatever is fixed: off and leave outside a person's employment; else all."""
        context = self.context
        if not context.is_employed(person, day):
            return context.free or tuple(range(len(context.shift_types)))
        return tuple(range(len(context.shift_types)))


def compiled(problem: Problem) -> Compiled:
    """Check `problem` and bind its rules.

    Raises InvalidProblemError, which names every field at once, and ContradictionError, which names the cells that are fixed twice.
    """
    if faults := [*_size_faults(problem)]:  # nothing is built before the sizes are known to be bounded
        raise InvalidProblemError(faults)
    context = Context(problem)
    faults = [*_structure_faults(context)]
    read = [_read(context, rule, index, faults) for index, rule in enumerate(problem.rules)]
    if faults:
        raise InvalidProblemError(faults)
    if contradictions := [*_contradictions(context)]:
        raise ContradictionError(contradictions)
    rules = (
        CATALOGUE[rule.type].bound(context, rule, index, params)
        for index, (rule, params) in enumerate(zip(problem.rules, read, strict=True))
        if rule.enabled and rule.weight
    )
    return Compiled(context, tuple(rules))


def encoded(context: Context, grid: Iterable[Row]) -> tuple[tuple[int, ...], ...]:
    """Return shift indices for codes, `OPEN` for null. Raises InvalidProblemError for another shape or an unknown code."""
    rows = tuple(tuple(row) for row in grid)
    if faults := [*_grid_faults(context, rows, "grid")]:
        raise InvalidProblemError(faults)
    index: dict[str | None, int] = {None: OPEN}
    index.update(context.shift_index)
    return tuple(tuple([index[code] for code in row]) for row in rows)


def decoded(context: Context, grid: Iterable[Iterable[int]]) -> tuple[Row, ...]:
    """Return shift codes for indices, null for `OPEN`."""
    codes = [*(shift.code for shift in context.shift_types), None]
    return tuple(tuple([codes[cell] for cell in row]) for row in grid)


def _unscoped(context: Context) -> Iterator[Iterable[int | None]]:
    """The cells that the problem's scope keeps still, as they stand."""
    scope, reference = context.problem.scope, context.problem.reference
    free: tuple[int | None, ...] = (None,) * context.day_count
    if scope is None or not reference:
        yield from (free for _ in context.staff)
        return
    people = None if scope.staff_ids is None else frozenset(scope.staff_ids)
    for member, row in zip(context.staff, encoded(context, reference), strict=True):
        moves = people is None or member.id in people
        yield (
            None
            if moves
            and (scope.from_date is None or day >= scope.from_date)
            and (scope.to_date is None or day <= scope.to_date)
            and not (scope.empty_only and cell != OPEN)
            else cell
            for day, cell in zip(context.dates, row, strict=True)
        )


def _size_faults(problem: Problem) -> Iterator[ProblemFault]:
    day_count = (problem.end_date - problem.start_date).days + 1
    if day_count < 1:
        yield ProblemFault("end_date", f"{problem.end_date} is before the first date {problem.start_date}")
    if day_count > DAYS_MAX:
        yield ProblemFault("end_date", f"{day_count} dates, {DAYS_MAX} at most")
    for where, count, most in (
        ("staff", len(problem.staff), STAFF_MAX),
        ("shift_types", len(problem.shift_types), SHIFT_TYPES_MAX),
        ("rules", len(problem.rules), RULES_MAX),
        ("fixed", len(problem.fixed), CELLS_MAX),
    ):
        if count > most:
            yield ProblemFault(where, f"{count}, {most} at most")
    if day_count * len(problem.staff) > CELLS_MAX:
        yield ProblemFault("staff", f"{len(problem.staff)} people × {day_count} dates, {CELLS_MAX} cells at most")


def _structure_faults(context: Context) -> Iterator[ProblemFault]:
    problem = context.problem
    if not problem.shift_types:
        yield ProblemFault("shift_types", "there is no shift type to put into a cell")
    yield from _twice("staff", "id", [member.id for member in problem.staff])
    yield from _twice("staff", "code", [member.code for member in problem.staff])
    yield from _twice("shift_types", "code", [shift.code for shift in problem.shift_types])
    yield from _twice("rules", "id", [rule.id for rule in problem.rules])
    for index, cell in enumerate(problem.fixed):
        where = f"fixed[{index}]"
        if cell.staff_id not in context.person_index:
            yield ProblemFault(f"{where}.staff_id", f"there is no staff member {cell.staff_id!r}")
        if cell.date not in context.day_index:
            yield ProblemFault(f"{where}.date", f"{cell.date} is not a date of the period")
        if cell.shift not in context.shift_index:
            yield ProblemFault(f"{where}.shift", f"there is no shift type {cell.shift!r}")
    for staff_id, row in problem.history.items():
        yield from _history_faults(context, staff_id, row)
    if problem.reference:
        yield from _grid_faults(context, problem.reference, "reference")
    if problem.scope and problem.scope.staff_ids is not None:
        for index, staff_id in enumerate(problem.scope.staff_ids):
            if not context.knows_staff(staff_id):
                yield ProblemFault(f"scope.staff_ids[{index}]", f"there is no staff member {staff_id!r}")


def _history_faults(context: Context, staff_id: str, row: Row) -> Iterator[ProblemFault]:
    where = f"history[{staff_id!r}]"
    if not context.knows_staff(staff_id):
        yield ProblemFault(where, f"there is no staff member {staff_id!r}")
    if len(row) > HISTORY_DAYS_MAX:
        yield ProblemFault(where, f"{len(row)} days, {HISTORY_DAYS_MAX} at most")
    for index, code in enumerate(row):
        if code is not None and code not in context.shift_index:
            yield ProblemFault(f"{where}[{index}]", f"there is no shift type {code!r}")


def _grid_faults(context: Context, rows: tuple[Row, ...], where: str) -> Iterator[ProblemFault]:
    if len(rows) != len(context.staff):
        yield ProblemFault(where, f"{len(rows)} rows for {len(context.staff)} people")
        return
    for index, row in enumerate(rows):
        if len(row) != context.day_count:
            yield ProblemFault(f"{where}[{index}]", f"{len(row)} cells for {context.day_count} dates")
        for code in set(row):
            if code is not None and code not in context.shift_index:
                yield ProblemFault(f"{where}[{index}][{row.index(code)}]", f"there is no shift type {code!r}")


def _contradictions(context: Context) -> Iterator[ProblemFault]:
    seen: dict[tuple[str, object], str] = {}
    for cell in context.problem.fixed:
        first = seen.setdefault((cell.staff_id, cell.date), cell.shift)
        if first != cell.shift:
            code = context.staff[context.person_index[cell.staff_id]].code
            yield ProblemFault(f"{code} on {cell.date}", f"is fixed as {first!r} and as {cell.shift!r}")


def _read(context: Context, rule: Rule, index: int, faults: list[ProblemFault]) -> Record | None:
    """Return the rule's parameters, or add what is wrong with them to `faults`."""
    where = f"rules[{index}]"
    for position, staff_id in enumerate(rule.scope.staff.ids or ()):
        if not context.knows_staff(staff_id):
            faults.append(ProblemFault(f"{where}.scope.staff.ids[{position}]", f"there is no staff member {staff_id!r}"))
    rule_type = CATALOGUE.get(rule.type)
    if rule_type is None:
        faults.append(ProblemFault(f"{where}.type", f"there is no rule type {rule.type!r}"))
        return None
    try:
        params: Record = rule_type.read(context, rule)
    except ValidationError as error:
        found = ((_path(one["loc"]), one["msg"].removeprefix("Value error, ")) for one in error.errors())
        faults.extend(ProblemFault(f"{where}.params{path}", message) for path, message in found)
        return None
    return params


def _twice(where: str, field: str, values: list[str]) -> Iterator[ProblemFault]:
    counts = Counter(values)
    for index, value in enumerate(values):
        if counts[value] > 1 and values.index(value) != index:
            yield ProblemFault(f"{where}[{index}].{field}", f"{value!r} is there already")


def _path(location: tuple[int | str, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
