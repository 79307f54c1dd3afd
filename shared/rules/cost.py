"""Rule `cost`: what the work costs, with overtime, or what it costs beyond a budget."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, model_validator

from shared.domain import Rule
from shared.model import Record
from shared.rules.context import Context
from shared.rules.params import Count, Factor, Windowed
from shared.rules.port import BoundRule, Breach, Changed, Followed, RuleType
from shared.rules.terms import Cell, Counter, Grid, Hinge, Part, Price, Row, Table, Term
from shared.rules.windows import Window, windows
from shared.rules.words import minutes_words, person_words

COST_MAX = 10**11
"""What all cells may cost together, in units, so that sums and weights stay inside 64 bits."""


class Overtime(Record):
    """Paid minutes beyond `after` in a window cost more; where the period cuts a window, `after` is taken in proportion [SV2]."""

    after: Count = Field(title="After so many minutes")
    window: Literal["week", "month", "period"] = Field(default="week", title="In each")
    percent: Annotated[int, Field(ge=101, le=1000)] = Field(default=150, title="Percent of the hourly cost")
    step: Factor = Field(default=60, title="Minutes that count as one", description="A started step counts whole.")


class Params(Record):
    """`budget` in whole currency units; without one every unit counts. `unit`: so many currency units count as one."""

    budget: Annotated[int, Field(ge=0, le=COST_MAX)] | None = Field(default=None, title="Budget")
    overtime: Overtime | None = Field(default=None, title="Overtime")
    unit: Factor = Field(default=1, title="Currency units that count as one")

    @model_validator(mode="after")
    def _fits(self, info: ValidationInfo) -> "Params":
        context: Context | None = info.context["problem"] if info.context else None
        if context is not None and _dearest(context, self) > COST_MAX:
            msg = f"the costs could add up to more than {COST_MAX}: count more currency units as one"
            raise ValueError(msg)
        return self


@dataclass(frozen=True, slots=True)
class Extra:
    """The overtime of one person in one window: `price` for each started step of minutes beyond `limit`."""

    window: Window
    base: int
    limit: int
    price: int
    note: str


class Cost(BoundRule[Params], Followed[int]):
    """A unit is one `unit` of currency (one over the budget, where there is one).

    A cell costs its shift's paid minutes at the person's hourly cost, rounded to whole units (a half up); leave that is paid costs
    too. Overtime adds, for each started step of minutes, what the step costs beyond the ordinary, rounded alike. Minutes of the history
    count towards its threshold; those that were beyond it already cost nothing. Who has no hourly cost costs nothing.
    Without a budget each person is a part, with one all are together.
    """

    def __init__(self, context: Context, rule: Rule, index: int, params: Params) -> None:
        super().__init__(context, rule, index, params)
        self._days = context.days_in(rule.scope.dates)
        self._dated = frozenset(self._days)
        rates = {person: context.staff[person].hourly_cost or 0 for person in context.people_in(rule.scope.staff)}
        self._rates = {person: rate for person, rate in rates.items() if rate}
        self._minutes: Table = (*(shift.paid_minutes for shift in context.shift_types), 0)
        tables = {rate: _prices(self._minutes, rate, params.unit) for rate in set(self._rates.values())}
        self._tables = {person: tables[rate] for person, rate in self._rates.items()}
        self._extras = {person: tuple(self._overtime(person)) for person in self._rates}
        self._budget = None if params.budget is None else params.budget // params.unit

    @property
    def parts(self) -> Sequence[int]:
        if self._budget is None:
            return tuple(self._rates)
        return (0,) if self._rates else ()

    def touched(self, person: int, day: int) -> Sequence[int]:
        if day not in self._dated or person not in self._rates:
            return ()
        return (person,) if self._budget is None else (0,)

    def tells_apart(self, old: int, new: int) -> bool:
        return self._minutes[old] != self._minutes[new]

    def amount(self, part: int, grid: Grid) -> int:
        return self.amount_at(part, self.figure(part, grid))

    def figure(self, part: int, grid: Grid) -> int:
        """What the part costs, be it in the budget or not."""
        return self._cost(part, grid[part]) if self._budget is None else sum([self._cost(person, grid[person]) for person in self._rates])

    def followed(self, part: int, figure: int, changed: Changed, grid: Grid) -> int:
        del part
        before = [*grid[changed.person]]
        before[changed.day] = changed.old
        return figure + self._cost(changed.person, grid[changed.person]) - self._cost(changed.person, before)

    def amount_at(self, part: int, figure: int) -> int:
        del part
        return max(0, figure - (self._budget or 0))

    def breaches(self, part: int, grid: Grid) -> Iterator[Breach]:
        if self._budget is None:
            yield from self._of_person(part, grid[part])
            return
        cost = self.figure(part, grid)
        if cost > self._budget:
            cells = tuple((person, day) for person in self._rates for day in self._overtime_days(person, grid[person]))
            words = f"The work costs {self._money(cost)}, {self._money(self._budget)} at most"
            yield Breach(cost - self._budget, words, cells)

    def terms(self) -> Iterator[Term]:
        weight = self.rule.weight
        if self._budget is None:
            for person in self._rates:
                yield from self._cells(person)
                yield from self._counters(person, weight)
            return
        people: dict[int, list[int]] = defaultdict(list)
        for person, rate in self._rates.items():
            people[rate].append(person)
        if people:
            parts = tuple(Part(tuple(found), self._days, self._tables[found[0]]) for found in people.values())
            counters = tuple(counter for person in self._rates for counter in self._counters(person, 1))
            yield Row(self.index, self.is_hard, parts, Price(over=(Hinge(self._budget, weight),)), 0, counters)

    def _cost(self, person: int, row: Sequence[int]) -> int:
        return self._ordinary(person, row) + sum([self._beyond(extra, row) for extra in self._extras[person]])

    def _ordinary(self, person: int, row: Sequence[int]) -> int:
        table = self._tables[person]
        return sum([table[row[day]] for day in self._days])

    def _beyond(self, extra: Extra, row: Sequence[int]) -> int:
        over = self._worked(extra, row) - extra.limit
        return -(-over // self._step) * extra.price if over > 0 else 0

    def _worked(self, extra: Extra, row: Sequence[int]) -> int:
        minutes = self._minutes
        return extra.base + sum([minutes[row[day]] for day in extra.window.days])

    def _of_person(self, person: int, row: Sequence[int]) -> Iterator[Breach]:
        name = person_words(self.context, person)
        ordinary = self._ordinary(person, row)
        if ordinary:
            yield Breach(ordinary, f"{name} costs {self._money(ordinary)}", (), person)
        for extra in self._extras[person]:
            cost = self._beyond(extra, row)
            if cost:
                worked = f"{name} works {minutes_words(self._worked(extra, row))} in {extra.window.words}"
                words = f"{worked}: overtime beyond {minutes_words(extra.limit)} costs {self._money(cost)} more{extra.note}"
                cells = tuple((person, day) for day in self._paid_days(extra, row))
                yield Breach(cost, words, cells, person, extra.window.days[0])

    def _overtime_days(self, person: int, row: Sequence[int]) -> Iterator[int]:
        for extra in self._extras[person]:
            if self._beyond(extra, row):
                yield from self._paid_days(extra, row)

    def _paid_days(self, extra: Extra, row: Sequence[int]) -> Iterator[int]:
        return (day for day in extra.window.days if self._minutes[row[day]])

    def _money(self, units: int) -> str:
        return str(units * self.params.unit)

    def _cells(self, person: int) -> Iterator[Term]:
        shifts: dict[int, list[int]] = defaultdict(list)
        for shift, price in enumerate(self._tables[person][:-1]):
            shifts[price].append(shift)
        for price, found in shifts.items():
            if price and self._days:
                yield Cell(self.index, self.is_hard, person, self._days, tuple(found), price * self.rule.weight)

    def _counters(self, person: int, weight: int) -> Iterator[Counter]:
        for extra in self._extras[person]:
            if extra.price:
                price = Price(over=(Hinge(extra.limit, extra.price * weight),), step=self._step)
                blocks = tuple((day,) for day in extra.window.days)
                yield Counter(self.index, self.is_hard, person, blocks, self._minutes, price, extra.base)

    @property
    def _step(self) -> int:
        return 1 if self.params.overtime is None else self.params.overtime.step

    def _overtime(self, person: int) -> Iterator[Extra]:
        overtime = self.params.overtime
        if overtime is None:
            return
        price = _extra_price(self._rates[person], overtime, self.params.unit)
        limits = Windowed(max=overtime.after, window=overtime.window)
        for window in windows(self.context, limits, self.rule.scope.dates):
            reckoning = window.reckoned(limits, len(self.context.history[person]))
            if reckoning is not None and reckoning.maximum is not None:
                base = sum(self._minutes[self.context.cell(person, day)] for day in reckoning.past)
                yield Extra(window, base, max(base, reckoning.maximum), price, reckoning.note)


def _prices(minutes: Table, rate: int, unit: int) -> Table:
    """What each shift costs, rounded to whole units."""
    return tuple((2 * count * rate + 60 * unit) // (120 * unit) for count in minutes)


def _extra_price(rate: int, overtime: Overtime, unit: int) -> int:
    """What a step of overtime costs beyond the ordinary, rounded to whole units."""
    whole = 6000 * unit
    return (2 * rate * overtime.step * (overtime.percent - 100) + whole) // (2 * whole)


def _dearest(context: Context, params: Params) -> int:
    """More than any grid costs: each person's dearest shift every day, all of it overtime."""
    longest = max((shift.paid_minutes for shift in context.shift_types), default=0)
    total = 0
    for rate in (member.hourly_cost or 0 for member in context.staff):
        total += _prices((longest,), rate, params.unit)[0] * context.day_count
        if params.overtime is not None:
            steps = -(-longest * context.day_count // params.overtime.step) + context.day_count
            total += steps * _extra_price(rate, params.overtime, params.unit)
    return total


RULE: RuleType[Params] = RuleType(
    name="cost",
    title="Cost",
    help=(
        "What paid time costs at people's hourly cost, with overtime: all of it, or what goes over a budget. "
        "Who has no hourly cost counts nothing."
    ),
    unit="one currency unit (over the budget, where there is one)",
    params=Params,
    bound=Cost,
    example={"budget": 20000, "overtime": {"after": 2400, "percent": 125}},
)
