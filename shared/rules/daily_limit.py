"""Rule `daily_limit`: how many people may have, or must have, certain shifts (days off, say) on one date."""

from shared.domain import ShiftKind
from shared.rules.day_total import DayTotal, Limit, limits_of
from shared.rules.params import Limits, ShiftSet
from shared.rules.port import RuleType
from shared.rules.terms import Grid, Table
from shared.rules.words import day_words, headcount_words, on_words


class Params(Limits, ShiftSet):
    """Nothing named: days off count."""


class DailyLimit(DayTotal[Params]):
    """A unit is one person over or under, per date."""

    def points_table(self) -> Table:
        return self.context.table(self.params.picked(self.context, ShiftKind.OFF))

    def limits_on(self, day: int) -> tuple[Limit, ...]:
        del day
        return limits_of(least=self.params.min, most=self.params.max)

    def words(self, day: int, total: int, limit: Limit, grid: Grid) -> str:
        del grid
        where = on_words(self.context, self.params.picked(self.context, ShiftKind.OFF))
        people = headcount_words(total, self.rule.scope.staff)
        return f"{people} {where} on {day_words(self.context.dates[day])}, {limit.words}"


RULE: RuleType[Params] = RuleType(
    name="daily_limit",
    title="Daily limit",
    help="How many people have certain shifts on one date, at least and at most: most often, how many may be off.",
    unit="one person over or under, per date",
    params=Params,
    bound=DailyLimit,
    example={"kinds": ["off"], "min": 2, "max": 5},
)
