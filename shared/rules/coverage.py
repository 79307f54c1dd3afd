"""Rule `coverage`: how many people are on certain shifts each date."""

from datetime import date
from typing import Annotated

from pydantic import Field

from shared.domain import Rule, ShiftKind
from shared.model import ShortText
from shared.rules.context import Context
from shared.rules.day_total import DayTotal, Limit, limits_of
from shared.rules.params import LIST_MAX, Count, Factor, Limits, ShiftSet
from shared.rules.port import RuleType
from shared.rules.terms import Grid, Table
from shared.rules.words import day_words, headcount_words, on_words


class Need(Limits):
    """How many people; `ideal` is missed by every person more or less."""

    ideal: Count | None = Field(default=None, title="Ideally")


class DatedNeed(Need):
    """What holds on these dates instead."""

    dates: Annotated[tuple[date, ...], Field(max_length=LIST_MAX)] = Field(title="Dates")


class Params(Need, ShiftSet):
    """Nothing named: every shift worked counts. `exceptions` replace min, ideal and max on their dates; of two, the later counts."""

    site: ShortText | None = Field(default=None, title="Site", description="Only shifts at this site count.")
    under_weight: Factor = Field(default=1, title="A person short counts")
    over_weight: Factor = Field(default=1, title="A person too many counts")
    exceptions: tuple[DatedNeed, ...] = Field(default=(), title="Other numbers on some dates", max_length=LIST_MAX)


class Coverage(DayTotal[Params]):
    """A unit is one person short or over, per date. Skills, positions and groups are the scope's: only its people count."""

    def __init__(self, context: Context, rule: Rule, index: int, params: Params) -> None:
        self.exceptions = {day: need for need in params.exceptions for day in need.dates}
        super().__init__(context, rule, index, params)

    def shifts(self) -> tuple[int, ...]:
        return self.context.at_site(self.params.picked(self.context, ShiftKind.WORK), self.params.site)

    def points_table(self) -> Table:
        return self.context.table(self.shifts())

    def limits_on(self, day: int) -> tuple[Limit, ...]:
        params = self.params
        need = self.exceptions.get(self.context.dates[day], params)
        return limits_of(least=need.min, ideal=need.ideal, most=need.max, under=params.under_weight, over=params.over_weight)

    def words(self, day: int, total: int, limit: Limit, grid: Grid) -> str:
        del grid
        people, where = headcount_words(total, self.rule.scope.staff), on_words(self.context, self.shifts())
        return f"{people} {where} on {day_words(self.context.dates[day])}, {limit.words}"


RULE: RuleType[Params] = RuleType(
    name="coverage",
    title="People needed",
    help="How many people certain shifts need each day: at least, ideally, at most. The scope says who counts: a group, position or skill.",
    unit="one person short or over, per date",
    params=Params,
    bound=Coverage,
    example={"kinds": ["work"], "min": 3, "max": 6},
)
