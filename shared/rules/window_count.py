"""Rule `window_count`: points for shifts, between limits, for each person and window."""

from pydantic import Field

from shared.domain import ShiftKind
from shared.rules.params import Points, ShiftSet, Windowed
from shared.rules.port import RuleType
from shared.rules.terms import Table
from shared.rules.window_total import Plan, WindowTotal
from shared.rules.words import counted, days_words, person_words


class Params(Windowed, ShiftSet):
    """`points` by shift; the shifts and kinds named beside them have 1 each. Nothing named at all: every shift worked has 1."""

    points: Points = Field(default={}, title="Points")


class WindowCount(WindowTotal[Params]):
    """A unit is one point over or under, per staff and window."""

    def points_table(self) -> Table:
        params, context = self.params, self.context
        default = () if params.points else (ShiftKind.WORK,)
        table = list(context.table(params.picked(context, *default)))
        for code, points in params.points.items():
            for shift in context.shifts_of((code,)):
                table[shift] = points
        return tuple(table)

    def words(self, person: int, plan: Plan, total: int, *, limit: int, is_over: bool) -> str:
        counting = [shift for shift, points in enumerate(self.table[:-1]) if points]
        is_count = set(self.table) <= {0, 1}
        what = days_words(self.context, total, counting) if is_count else counted(total, "point")
        end = f"{limit} at {'most' if is_over else 'least'}{plan.note}"
        return f"{person_words(self.context, person)} has {what} in {plan.window.words}, {end}"


RULE: RuleType[Params] = RuleType(
    name="window_count",
    title="Days in a window",
    help="How often a person has certain shifts in a month, a week, the period or any number of days in a row. Shifts can count points.",
    unit="one point over or under, per person and window",
    params=Params,
    bound=WindowCount,
    example={"kinds": ["off"], "min": 8, "max": 10, "window": "month"},
)
