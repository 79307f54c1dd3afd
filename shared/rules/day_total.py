"""The points of a group of people on each date, between limits: what coverage, daily_limit and group_limit share."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from shared.domain import Rule
from shared.rules.context import Context
from shared.rules.port import Breach, Changed, DayRule, Followed, ParamsT
from shared.rules.terms import Grid, Hinge, Part, Price, Row, Table, Term

LimitKind = Literal["least", "wanted", "most"]


@dataclass(frozen=True, slots=True)
class Limit:
    """`factor` units for each point below (`is_over`: above) `limit`."""

    limit: int
    factor: int
    is_over: bool
    kind: LimitKind

    @property
    def words(self) -> str:
        return f"{self.limit} wanted" if self.kind == "wanted" else f"{self.limit} at {self.kind}"


def limits_of(
    *, least: int | None = None, ideal: int | None = None, most: int | None = None, under: int = 1, over: int = 1
) -> tuple[Limit, ...]:
    """Return the limits that are given; an ideal is missed on both sides."""
    found: tuple[tuple[int | None, int, bool, LimitKind], ...] = (
        (least, under, False, "least"),
        (ideal, under, False, "wanted"),
        (ideal, over, True, "wanted"),
        (most, over, True, "most"),
    )
    return tuple(Limit(limit, factor, is_over, kind) for limit, factor, is_over, kind in found if limit is not None and (limit or is_over))


class DayTotal(DayRule[ParamsT], Followed[int]):
    """A rule over the sum of a table's points on each date."""

    def __init__(self, context: Context, rule: Rule, index: int, params: ParamsT) -> None:
        super().__init__(context, rule, index, params)
        self.table = self.points_table()
        self.limits = {day: self.limits_on(day) for day in self.days}

    @abstractmethod
    def points_table(self) -> Table:
        """The points of each shift type; 0 for an open cell [SV1]."""

    @abstractmethod
    def limits_on(self, day: int) -> tuple[Limit, ...]:
        """The limits of a date."""

    @abstractmethod
    def words(self, day: int, total: int, limit: Limit, grid: Grid) -> str:
        """The breach in words."""

    def total(self, day: int, grid: Grid) -> int:
        table = self.table
        return sum([table[grid[person][day]] for person in self.people_on[day]])

    def tells_apart(self, old: int, new: int) -> bool:
        return self.table[old] != self.table[new]

    def amount(self, part: int, grid: Grid) -> int:
        return self.amount_at(part, self.total(part, grid)) if self.limits[part] else 0

    def figure(self, part: int, grid: Grid) -> int:
        return self.total(part, grid)

    def followed(self, part: int, figure: int, changed: Changed, grid: Grid) -> int:
        del part
        return figure + self.table[grid[changed.person][changed.day]] - self.table[changed.old]

    def amount_at(self, part: int, figure: int) -> int:
        amount = 0
        for limit in self.limits[part]:
            beyond = figure - limit.limit if limit.is_over else limit.limit - figure
            if beyond > 0:
                amount += limit.factor * beyond
        return amount

    def breaches(self, part: int, grid: Grid) -> Iterator[Breach]:
        total = self.total(part, grid)
        for limit in self.limits[part]:
            beyond = total - limit.limit if limit.is_over else limit.limit - total
            if beyond > 0:
                blamed = self.people_on[part] if limit.is_over else ()
                cells = tuple((person, part) for person in blamed if self.table[grid[person][part]])
                yield Breach(limit.factor * beyond, self.words(part, total, limit, grid), cells, None, part)

    def terms(self) -> Iterator[Term]:
        weight = self.rule.weight
        for day in self.days:
            if not self.limits[day]:
                continue
            price = Price(
                under=tuple(Hinge(limit.limit, weight * limit.factor) for limit in self.limits[day] if not limit.is_over),
                over=tuple(Hinge(limit.limit, weight * limit.factor) for limit in self.limits[day] if limit.is_over),
            )
            yield Row(self.index, self.is_hard, (Part(self.people_on[day], (day,), self.table),), price)
