"""The one scorer: what a grid costs under a problem's rules, and why."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from shared.problem import CellRef, CheckResponse, Problem, Row, Score, Violation
from shared.rules.compiled import Compiled, compiled, decoded, encoded
from shared.rules.port import BoundRule, Breach
from shared.rules.terms import OPEN, Grid


class Scorer:
    """Scores grids of one problem, from the rules' amounts alone: it knows nothing of terms and engines.

    A rule's amount is a sum over its parts (shared/rules/port.py), and a changed cell changes `touched(person, day)` only: an
    incremental scorer keeps one amount a part.
    """

    def __init__(self, problem: Problem | Compiled) -> None:
        """Raise InvalidProblemError or ContradictionError, which name every field or cell."""
        self.compiled = problem if isinstance(problem, Compiled) else compiled(problem)
        self.context = self.compiled.context
        self._cells: dict[tuple[int, int], CellRef] = {}  # one cell may be blamed for much

    def encode(self, grid: Iterable[Row]) -> tuple[tuple[int, ...], ...]:
        """Return indices for codes. Raises InvalidProblemError for a grid of another shape, or with a code that isn't known."""
        return encoded(self.context, grid)

    def decode(self, grid: Grid) -> tuple[Row, ...]:
        return decoded(self.context, grid)

    def score(self, grid: Grid) -> Score:
        """Return Σ weight·amount over the hard and over the soft rules."""
        hard = soft = 0
        for rule in self.compiled.rules:
            points = rule.rule.weight * sum([rule.amount(part, grid) for part in rule.parts])
            if rule.is_hard:
                hard += points
            else:
                soft += points
        return Score(hard=hard, soft=soft)

    def violations(self, grid: Grid) -> tuple[Violation, ...]:
        """Return every breach in words: must-rules first, then in the order of the rules; Σ points is the score."""
        rules = sorted(self.compiled.rules, key=lambda rule: not rule.is_hard)
        return tuple(violation for rule in rules for violation in self._of(rule, grid))

    def moved(self, grid: Grid) -> tuple[CellRef, ...]:
        """Return the cells that differ from what is fixed, or stand open though they were to be filled: none in an engine's answer."""
        return tuple(
            self.cell(person, day)
            for person, fixed_row in enumerate(self.compiled.fixed)
            for day, fixed in enumerate(fixed_row)
            if grid[person][day] != fixed and (fixed is not None or grid[person][day] == OPEN)
        )

    def _of(self, rule: BoundRule[Any], grid: Grid) -> Iterator[Violation]:
        for part in rule.parts:
            if rule.amount(part, grid):
                yield from (self.violation(rule, breach) for breach in rule.breaches(part, grid))

    def violation(self, rule: BoundRule[Any], breach: Breach) -> Violation:
        """Return a breach of `rule` with ids and dates for indices."""
        return Violation(
            rule_id=rule.rule.id,
            type=rule.rule.type,
            enforcement=rule.rule.enforcement,
            amount=breach.amount,
            points=rule.rule.weight * breach.amount,
            message=breach.message,
            cells=tuple(self.cell(person, day) for person, day in breach.cells),
            staff_id=None if breach.person is None else self.context.staff[breach.person].id,
            date=None if breach.day is None else self.context.dates[breach.day],
        )

    def cell(self, person: int, day: int) -> CellRef:
        """Return a cell by staff id and date."""
        found = self._cells.get((person, day))
        if found is None:
            found = self._cells[person, day] = CellRef(staff_id=self.context.staff[person].id, date=self.context.dates[day])
        return found


def check(problem: Problem, grid: Iterable[Row] | None = None) -> CheckResponse:
    """Return the score and every violation of `grid` (None: the problem's reference; without one, all cells open).

    Raises InvalidProblemError or ContradictionError.
    """
    scorer = Scorer(problem)
    if grid is None:
        grid = problem.reference or ((None,) * scorer.context.day_count for _ in problem.staff)
    found = scorer.encode(grid)
    return CheckResponse(score=scorer.score(found), violations=scorer.violations(found))


def problem_hash(problem: Problem) -> str:
    """Return 64 hex digits that name the problem: SHA-256 of its JSON with sorted keys; equal problems have equal hashes."""
    text = json.dumps(problem.model_dump(mode="json", by_alias=True), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
