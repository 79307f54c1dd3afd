"""Rule `work_minutes`: paid minutes between limits, for each person and window."""

from pydantic import Field

from shared.rules.params import Factor, Windowed
from shared.rules.port import RuleType
from shared.rules.terms import Table
from shared.rules.window_total import Plan, WindowTotal
from shared.rules.words import minutes_words, person_words


class Params(Windowed):
    """Limits in minutes."""

    step: Factor = Field(default=1, title="Minutes that count as one", description="A started step counts whole.")


class WorkMinutes(WindowTotal[Params]):
    """A unit is `step` minutes over or under, per staff and window."""

    def points_table(self) -> Table:
        return (*(shift.paid_minutes for shift in self.context.shift_types), 0)

    @property
    def step(self) -> int:
        return self.params.step

    def words(self, person: int, plan: Plan, total: int, *, limit: int, is_over: bool) -> str:
        end = f"{minutes_words(limit)} at {'most' if is_over else 'least'}{plan.note}"
        return f"{person_words(self.context, person)} works {minutes_words(total)} in {plan.window.words}, {end}"


RULE: RuleType[Params] = RuleType(
    name="work_minutes",
    title="Working time",
    help="How many paid minutes a person works at least and at most in a month, a week, the whole period or any number of days in a row.",
    unit="one minute (or step) over or under, per person and window",
    params=Params,
    bound=WorkMinutes,
    example={"max": 2400, "window": "week", "step": 60},
)
