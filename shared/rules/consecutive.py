"""Rule `consecutive`: how long runs of certain shifts are."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain import Rule, ShiftKind
from shared.rules.context import Context
from shared.rules.params import Limits, ShiftSet
from shared.rules.port import Breach, PersonRule, RuleType
from shared.rules.terms import OPEN, Grid, Run, Term
from shared.rules.words import counted, day_words, is_off, person_words, set_words


class Params(Limits, ShiftSet):
    """Nothing named: every shift worked."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row that a rule is about. Runs are counted inside it, joined to the history at day 0."""

    first_day: int
    last_day: int


@dataclass(frozen=True, slots=True)
class Found:
    """A run that is too short (`short` days), or too long (`long` days, the last of the run). `first_day` may lie before the period."""

    first_day: int
    end_day: int
    short: int
    long: int


class Consecutive(PersonRule[Params]):
    """A unit is one day over the longest or under the shortest run.

    - A run at day 0 counts with its history; only days of the period can be over. Where the history doesn't tell how the run
      began, it is never too short; at the last day it may always go on [SV2].
    - An open cell ends a run, which may go on there once the cell is filled: so it isn't too short beside one [SV1].
    - Where the rule's dates leave days out, each stretch of days is counted by itself, and runs at a cut are never too short.
    """

    def __init__(self, context: Context, rule: Rule, index: int, params: Params) -> None:
        super().__init__(context, rule, index, params)
        self.shifts = params.picked(context, ShiftKind.WORK)
        self._is_member = [bool(mark) for mark in context.table(self.shifts)]
        self._stretches = tuple(_stretches(self.days))
        self._start = {person: self._history(person) for person in self.people}

    def tells_apart(self, old: int, new: int) -> bool:
        return self._is_member[old] != self._is_member[new] or OPEN in (old, new)

    def amount(self, part: int, grid: Grid) -> int:
        return sum([found.short + found.long for found in self._found(part, grid)])

    def breaches(self, part: int, grid: Grid) -> Iterator[Breach]:
        for found in self._found(part, grid):
            # the days that are shown: the whole run, or, where it lies before the period, the day that ended it
            days = range(max(0, found.first_day), max(found.end_day, 1))
            words = self._words(part, found.end_day - found.first_day, found)
            yield Breach(found.short + found.long, words, tuple((part, day) for day in days), part, days[0])

    def terms(self) -> Iterator[Term]:
        weight = self.rule.weight
        if self.params.max is None and (self.params.min or 0) <= 1:
            return  # every run is long enough
        for person in self.people:
            for stretch in self._stretches:
                history, lenient = self._start[person] if stretch.first_day == 0 else (0, True)
                yield Run(
                    rule=self.index,
                    hard=self.is_hard,
                    person=person,
                    first_day=stretch.first_day,
                    last_day=stretch.last_day,
                    shifts=self.shifts,
                    minimum=self.params.min,
                    maximum=self.params.max,
                    short_price=weight,
                    long_price=weight,
                    history=history,
                    lenient=lenient,
                )

    def _found(self, person: int, grid: Grid) -> Iterator[Found]:
        row, is_member = grid[person], self._is_member
        least, most = self.params.min or 0, self.params.max
        for stretch in self._stretches:
            past, lenient = self._start[person] if stretch.first_day == 0 else (0, True)
            first, began = stretch.first_day - past, not lenient
            for day in range(stretch.first_day, stretch.last_day + 2):
                cell = row[day] if day <= stretch.last_day else OPEN
                if is_member[cell]:
                    continue
                length = day - first
                if length:
                    over = 0 if most is None else length - max(most, past if first < stretch.first_day else 0)
                    if over > 0:
                        yield Found(first, day, 0, over)
                    if length < least and began and cell != OPEN:
                        yield Found(first, day, least - length, 0)
                first, began = day + 1, cell != OPEN

    def _history(self, person: int) -> tuple[int, bool]:
        """The days of the run that reaches day 0, and whether nobody knows how it began."""
        history = self.context.history[person]
        length = 0
        while length < len(history) and self._is_member[history[-1 - length]]:
            length += 1
        return length, length == len(history) or history[-1 - length] == OPEN

    def _words(self, person: int, length: int, found: Found) -> str:
        days = counted(length, "day")
        if self.shifts == self.context.working:
            what = f"works {days}"
        elif is_off(self.context, self.shifts):
            what = f"is off {days}"
        else:
            what = f"has {set_words(self.context, self.shifts)} {days}"
        name, since = person_words(self.context, person), f"from {day_words(self.context.date_of(found.first_day))}"
        if found.short:
            return f"{name} {what} {since}, {self.params.min} in a row at least"
        return f"{name} {what} in a row {since}, {self.params.max} at most"


def _stretches(days: tuple[int, ...]) -> Iterator[Stretch]:
    first = 0
    for position, day in enumerate(days):
        if position + 1 == len(days) or days[position + 1] != day + 1:
            yield Stretch(days[first], day)
            first = position + 1


RULE: RuleType[Params] = RuleType(
    name="consecutive",
    title="Days in a row",
    help="How many days in a row a person works, is off or has the same shift, at least and at most.",
    unit="one day over the longest or under the shortest run",
    params=Params,
    bound=Consecutive,
    example={"kinds": ["work"], "max": 5},
)
