"""Rule `time_off`: dates on which people don't work."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import Field

from shared.domain import DateScope, Rule
from shared.model import Record
from shared.rules.context import Context
from shared.rules.params import LIST_MAX, ShiftCode, StaffRef
from shared.rules.port import Breach, PersonRule, RuleType
from shared.rules.terms import Cell, Grid, Term
from shared.rules.words import day_words, person_words, shift_words


class Absence(Record):
    """A person who is away on these dates. With `leave`, the cell must hold that shift type: another day off counts like a day worked."""

    staff: StaffRef = Field(title="Who")
    when: DateScope = Field(title="When")
    leave: ShiftCode | None = Field(default=None, title="Leave type")


class Params(Record):
    """A date named twice for one person counts twice."""

    absences: tuple[Absence, ...] = Field(title="Away", max_length=LIST_MAX)


@dataclass(frozen=True, slots=True)
class Away:
    """One absence on one date: `is_broken` by shift; an open cell breaks nothing [SV1]."""

    day: int
    is_broken: tuple[bool, ...]
    leave: str | None


class TimeOff(PersonRule[Params]):
    """A unit is one day worked."""

    def __init__(self, context: Context, rule: Rule, index: int, params: Params) -> None:
        super().__init__(context, rule, index, params)
        away: dict[int, list[Away]] = {}
        in_scope, dated = frozenset(self.people), frozenset(self.days)
        for absence in params.absences:
            person = context.person_index.get(absence.staff)
            if person in in_scope:
                is_broken = self._is_broken(absence)
                days = (day for day in context.days_in(absence.when) if day in dated)
                away.setdefault(person, []).extend(Away(day, is_broken, absence.leave) for day in days)
        self._away = {person: tuple(away[person]) for person in sorted(away)}

    @property
    def parts(self) -> tuple[int, ...]:
        return tuple(self._away)

    def touched(self, person: int, day: int) -> tuple[int, ...]:
        del day
        return (person,) if person in self._away else ()

    def amount(self, part: int, grid: Grid) -> int:
        row = grid[part]
        return sum([1 for away in self._away[part] if away.is_broken[row[away.day]]])

    def breaches(self, part: int, grid: Grid) -> Iterator[Breach]:
        row, context = grid[part], self.context
        for away in self._away[part]:
            cell = row[away.day]
            if away.is_broken[cell]:
                words = f"{person_words(context, part)} has {shift_words(context, cell)} on {day_words(context.dates[away.day])}, a day of "
                leave = context.shift_index.get(away.leave or "")  # it may be no part of this problem
                words += "time off" if leave is None else shift_words(context, leave)
                yield Breach(1, words, ((part, away.day),), part, away.day)

    def terms(self) -> Iterator[Term]:
        for person, aways in self._away.items():
            days: dict[tuple[bool, ...], list[int]] = {}
            for away in aways:
                days.setdefault(away.is_broken, []).append(away.day)
            for is_broken, found in days.items():
                shifts = tuple(shift for shift in range(len(self.context.shift_types)) if is_broken[shift])
                if shifts:
                    yield Cell(self.index, self.is_hard, person, tuple(found), shifts, self.rule.weight)

    def _is_broken(self, absence: Absence) -> tuple[bool, ...]:
        leave = self.context.shift_index.get(absence.leave) if absence.leave else None
        if leave is None:
            return tuple(bool(mark) for mark in self.context.table(self.context.working))
        return (*(shift != leave for shift in range(len(self.context.shift_types))), False)


RULE: RuleType[Params] = RuleType(
    name="time_off",
    title="Time off",
    help="Dates on which people are away: days off that were promised, leave, school.",
    unit="one day worked",
    params=Params,
    bound=TimeOff,
    example={"absences": [{"staff": "elena", "when": {"from": "2026-12-09", "to": "2026-12-13"}}]},
)
