"""A person's points in each window, between limits: what window_count and work_minutes share."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from shared.domain import Rule
from shared.rules.context import Context
from shared.rules.params import Windowed
from shared.rules.port import Breach, PersonRule
from shared.rules.terms import Cell, Counter, Hinge, Price, Table, Term
from shared.rules.windows import Window, windows

WindowedT = TypeVar("WindowedT", bound=Windowed)


@dataclass(frozen=True, slots=True)
class Plan:
    """One window as it counts for one person; `base` comes from the history."""

    window: Window
    span: slice | None
    base: int
    minimum: int | None
    maximum: int | None
    note: str

    def total(self, points: Sequence[int]) -> int:
        if self.span is not None:
            return self.base + sum(points[self.span])
        return self.base + sum([points[day] for day in self.window.days])


class WindowTotal(PersonRule[WindowedT]):
    """A rule over the sum of a table's points in each window; a unit is `step` points over or under, a started one whole."""

    def __init__(self, context: Context, rule: Rule, index: int, params: WindowedT) -> None:
        super().__init__(context, rule, index, params)
        self.table = self.points_table()
        found = windows(context, params, rule.scope.dates)
        by_history = {context.history[person]: person for person in self.people}
        planned = {history: tuple(self._plans(person, found)) for history, person in by_history.items()}
        self.plans = {person: planned[context.history[person]] for person in self.people}

    @abstractmethod
    def points_table(self) -> Table:
        """The points of each shift type; 0 for an open cell [SV1]."""

    @abstractmethod
    def words(self, person: int, plan: Plan, total: int, *, limit: int, is_over: bool) -> str:
        """The breach in words."""

    @property
    def step(self) -> int:
        return 1

    def tells_apart(self, old: int, new: int) -> bool:
        return self.table[old] != self.table[new]

    def amount(self, part: int, grid: Sequence[Sequence[int]]) -> int:
        table, step = self.table, self.step
        points = [table[cell] for cell in grid[part]]
        amount = 0
        for plan in self.plans[part]:
            total = plan.total(points)
            if plan.minimum is not None and total < plan.minimum:
                amount += -((total - plan.minimum) // step)
            if plan.maximum is not None and total > plan.maximum:
                amount += -((plan.maximum - total) // step)
        return amount

    def breaches(self, part: int, grid: Sequence[Sequence[int]]) -> Iterator[Breach]:
        points = [self.table[cell] for cell in grid[part]]
        for plan in self.plans[part]:
            total = plan.total(points)
            if plan.minimum is not None and total < plan.minimum:
                words = self.words(part, plan, total, limit=plan.minimum, is_over=False)
                yield Breach(-((total - plan.minimum) // self.step), words, (), part, plan.window.days[0])
            if plan.maximum is not None and total > plan.maximum:
                words = self.words(part, plan, total, limit=plan.maximum, is_over=True)
                cells = tuple((part, day) for day in plan.window.days if points[day])
                yield Breach(-((plan.maximum - total) // self.step), words, cells, part, plan.window.days[0])

    def terms(self) -> Iterator[Term]:
        weight = self.rule.weight
        for person, plans in self.plans.items():
            for plan in plans:
                if plan.maximum is None and not plan.minimum:
                    continue
                if plan.maximum == 0 and not plan.minimum and not plan.base and self.step == 1:
                    yield from self._cells(person, plan.window.days)
                    continue
                price = Price(
                    under=(Hinge(plan.minimum, weight),) if plan.minimum else (),
                    over=() if plan.maximum is None else (Hinge(plan.maximum, weight),),
                    step=self.step,
                )
                blocks = tuple((day,) for day in plan.window.days)
                yield Counter(self.index, self.is_hard, person, blocks, self.table, price, plan.base)

    def _cells(self, person: int, days: tuple[int, ...]) -> Iterator[Cell]:
        """A maximum of none is a price a cell: searches take that at no cost, and see at once what a person may not work."""
        shifts = sorted(range(len(self.table) - 1), key=self.table.__getitem__)
        for points, group in groupby(shifts, key=self.table.__getitem__):
            if points:
                yield Cell(self.index, self.is_hard, person, days, tuple(group), points * self.rule.weight)

    def _plans(self, person: int, found: tuple[Window, ...]) -> Iterator[Plan]:
        for window in found:
            reckoning = window.reckoned(self.params, len(self.context.history[person]))
            if reckoning is None:
                continue
            base = sum(self.table[self.context.cell(person, day)] for day in reckoning.past)
            first, last = window.days[0], window.days[-1]
            span = slice(first, last + 1) if last - first + 1 == len(window.days) else None
            yield Plan(window, span, base, reckoning.minimum, reckoning.maximum, reckoning.note)
