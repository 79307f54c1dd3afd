"""Rule `group_limit`: how many points a group of people may have together on one date."""

from pydantic import Field

from shared.domain import ShiftKind
from shared.rules.day_total import DayTotal, Limit, limits_of
from shared.rules.params import Count, Points, ShiftSet
from shared.rules.port import RuleType
from shared.rules.terms import Grid, Table
from shared.rules.words import counted, day_words, listed, person_words, shift_words


class Params(ShiftSet):
    """`points` by shift; shifts and kinds named beside them have 1 each. Nothing named: a day off has 1. The group is the scope's staff."""

    points: Points = Field(default={}, title="Points")
    max: Count = Field(title="At most a day")


class GroupLimit(DayTotal[Params]):
    """A unit is one point over, per date."""

    def points_table(self) -> Table:
        params, context = self.params, self.context
        default = () if params.points else (ShiftKind.OFF,)
        table = list(context.table(params.picked(context, *default)))
        for code, points in params.points.items():
            for shift in context.shifts_of((code,)):
                table[shift] = points
        return tuple(table)

    def limits_on(self, day: int) -> tuple[Limit, ...]:
        del day
        return limits_of(most=self.params.max)

    def words(self, day: int, total: int, limit: Limit, grid: Grid) -> str:
        context = self.context
        cells = [(person, grid[person][day]) for person in self.people_on[day]]
        who = listed([f"{person_words(context, person)} {shift_words(context, cell)}" for person, cell in cells if self.table[cell]])
        group = f"{self.rule.name}: " if self.rule.name else ""
        return f"{group}{who} on {day_words(context.dates[day])}: {counted(total, 'point')}, {limit.words}"


RULE: RuleType[Params] = RuleType(
    name="group_limit",
    title="Group limit",
    help="People who must not be away together: each shift counts points, and the group may have only so many on one date.",
    unit="one point over, per date",
    params=Params,
    bound=GroupLimit,
    example={"kinds": ["off"], "max": 1},
)
