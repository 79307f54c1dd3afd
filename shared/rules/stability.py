"""Rule `stability`: the grid stays as it stands."""

from collections.abc import Iterator, Sequence
from itertools import count

from pydantic import Field

from shared.domain import Rule
from shared.model import Record
from shared.problem import Problem
from shared.rules.context import Context
from shared.rules.params import Count
from shared.rules.port import BoundRule, Breach, Changed, Followed, RuleType
from shared.rules.terms import OPEN, Cell, Grid, Hinge, Part, Price, Row, Term
from shared.rules.words import counted, day_words, person_words, shift_words


class Params(Record):
    """`tolerance`: how many cells of the whole scope may change before one counts."""

    tolerance: Count = Field(default=0, title="Changes that are free")


class Stability(BoundRule[Params], Followed[int]):
    """A unit is one cell that isn't as in the problem's reference grid, beyond the tolerance.

    A cell that is open in the reference counts nothing, whatever it becomes; one that was filled and is open now is changed.
    Without a reference nothing counts. With a tolerance all the cells are one part, else each person's are.
    """

    def __init__(self, context: Context, rule: Rule, index: int, params: Params) -> None:
        super().__init__(context, rule, index, params)
        days = context.days_in(rule.scope.dates)
        self._stands = {person: tuple(self._filled(person, days)) for person in context.people_in(rule.scope.staff)}
        self._cells = {(person, day): stood for person, stands in self._stands.items() for day, stood in stands}

    @property
    def parts(self) -> Sequence[int]:
        if self.params.tolerance:
            return (0,) if self._cells else ()
        return tuple(self._stands)

    def touched(self, person: int, day: int) -> Sequence[int]:
        if (person, day) not in self._cells:
            return ()
        return (0,) if self.params.tolerance else (person,)

    def amount(self, part: int, grid: Grid) -> int:
        return self.amount_at(part, self.figure(part, grid))

    def figure(self, part: int, grid: Grid) -> int:
        """The changed cells."""
        return sum([self._changes(person, grid) for person in self._stands]) if self.params.tolerance else self._changes(part, grid)

    def followed(self, part: int, figure: int, changed: Changed, grid: Grid) -> int:
        del part
        stood = self._cells[changed.person, changed.day]
        return figure + (grid[changed.person][changed.day] != stood) - (changed.old != stood)

    def amount_at(self, part: int, figure: int) -> int:
        del part
        return max(0, figure - self.params.tolerance)

    def breaches(self, part: int, grid: Grid) -> Iterator[Breach]:
        if not self.params.tolerance:
            yield from (self._breach(part, day, stood, grid) for day, stood in self._changed(part, grid))
            return
        cells = tuple((person, day) for person in self._stands for day, _ in self._changed(person, grid))
        beyond = len(cells) - self.params.tolerance
        if beyond > 0:
            yield Breach(beyond, f"{counted(len(cells), 'cell')} changed, {self.params.tolerance} at most", cells)

    def terms(self) -> Iterator[Term]:
        rule, shifts = self.rule, range(len(self.context.shift_types))
        if not self.params.tolerance:
            for person, stood, days in self._days_by_shift():
                others = tuple(shift for shift in (OPEN, *shifts) if shift != stood)
                yield Cell(self.index, self.is_hard, person, days, others, rule.weight)
            return
        kept_min = len(self._cells) - self.params.tolerance
        if kept_min > 0:
            parts = tuple(Part((person,), days, self.context.table((stood,))) for person, stood, days in self._days_by_shift())
            yield Row(self.index, self.is_hard, parts, Price(under=(Hinge(kept_min, rule.weight),)))

    def _breach(self, person: int, day: int, stood: int, grid: Grid) -> Breach:
        context = self.context
        before, now = shift_words(context, stood), shift_words(context, grid[person][day])
        words = f"{person_words(context, person)} had {before} on {day_words(context.dates[day])}; it is {now}"
        return Breach(1, words, ((person, day),), person, day)

    def _changes(self, person: int, grid: Grid) -> int:
        row = grid[person]
        return sum([row[day] != stood for day, stood in self._stands[person]])

    def _changed(self, person: int, grid: Grid) -> Iterator[tuple[int, int]]:
        return ((day, stood) for day, stood in self._stands[person] if grid[person][day] != stood)

    def _filled(self, person: int, days: tuple[int, ...]) -> Iterator[tuple[int, int]]:
        """The days on which something stands, with what it is."""
        reference = self.context.problem.reference
        if not reference:
            return
        for day in days:
            code = reference[person][day]
            if code is not None:
                yield day, self.context.shift_index[code]

    def _days_by_shift(self) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        for person, stands in self._stands.items():
            for stood in sorted({stood for _, stood in stands}):
                yield person, stood, tuple(day for day, found in stands if found == stood)


def steadied(problem: Problem, weight: int) -> Problem:
    """Return the problem with one more rule: each cell that differs from the reference costs `weight`; the problem itself for 0.

    Rule ids are unique: it is `stability`, or the first of `stability-2`, … that is free.
    """
    if not weight:
        return problem
    taken = {rule.id for rule in problem.rules}
    rule_id = next(name for number in count(1) if (name := "stability" if number == 1 else f"stability-{number}") not in taken)
    rule = Rule(id=rule_id, type="stability", name="Keep the grid as it stands", enforcement="soft", weight=weight)
    return problem.model_copy(update={"rules": (*problem.rules, rule)})


RULE: RuleType[Params] = RuleType(
    name="stability",
    title="Keep what stands",
    help="Cells stay as they are when a run starts, for example because they are published. Cells that are open then may become anything.",
    unit="one changed cell",
    params=Params,
    bound=Stability,
    example={"tolerance": 0},
)
