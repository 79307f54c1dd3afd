"""Rule `weekends`: how many weekends a person works, and how."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, field_validator

from shared.domain import Rule
from shared.model import Record
from shared.rules.context import Context
from shared.rules.params import Count
from shared.rules.port import Breach, PersonRule, RuleType
from shared.rules.terms import OPEN, Cell, Counter, Grid, Hinge, Price, Step, Term
from shared.rules.words import counted, day_words, person_words, shift_words


class Params(Record):
    """`days`: the weekdays of a weekend, next to each other (0 = Monday … 6 = Sunday)."""

    days: tuple[Annotated[int, Field(ge=0, le=6)], ...] = Field(default=(5, 6), title="Weekend", min_length=1, max_length=6)
    max_worked: Count | None = Field(default=None, title="Weekends worked at most")
    min_free: Count | None = Field(default=None, title="Free weekends at least")
    complete: bool = Field(default=False, title="Work all of a weekend or none")
    same_shift: bool = Field(default=False, title="The same shift on all its days")

    @field_validator("days")
    @classmethod
    def _are_neighbours(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if len(set(days)) != len(days) or sum((day - 1) % 7 not in days for day in days) != 1:
            msg = "the days of a weekend are next to each other, each named once"
            raise ValueError(msg)
        return days


@dataclass(frozen=True, slots=True)
class Weekend:
    """One weekend: its days that count inside the period, and those before it (< 0)."""

    days: tuple[int, ...]
    before: tuple[int, ...]


class Weekends(PersonRule[Params]):
    """A unit is one weekend: one worked over the most, one free under the least, one not worked whole, one of mixed shifts.

    The last two are counted by changes from one day to the next, between work and free or between shifts: in a weekend of three
    days there can be two. A weekend is worked when one of its days is; the days before the period count with the history, days
    after it don't. Open cells are not worked, and no change is counted beside one [SV1].
    """

    def __init__(self, context: Context, rule: Rule, index: int, params: Params) -> None:
        super().__init__(context, rule, index, params)
        self._is_work = [bool(mark) for mark in context.table(context.working)]
        self.weekends = tuple(self._found())
        starts = ((first, weekend) for weekend in self.weekends for first in (*weekend.before, *weekend.days))
        self._pairs = tuple((first, first + 1) for first, weekend in starts if first + 1 in weekend.days)

    def tells_apart(self, old: int, new: int) -> bool:
        return self.params.same_shift or self._is_work[old] != self._is_work[new] or OPEN in (old, new)

    def amount(self, part: int, grid: Grid) -> int:
        row = grid[part]
        worked = self._worked(part, row)
        amount = sum([beyond for _, beyond, _ in self._beyond(worked)])
        if self.params.complete or self.params.same_shift:
            amount += sum([int(self._is_uneven(a, b)) + int(self._is_mixed(a, b)) for a, b, _ in self._changes(part, row)])
        return amount

    def breaches(self, part: int, grid: Grid) -> Iterator[Breach]:
        row, context, name = grid[part], self.context, person_words(self.context, part)
        worked = self._worked(part, row)
        cells = tuple((part, day) for weekend in self.weekends for day in weekend.days if self._is_work[row[day]])
        for count, beyond, end in self._beyond(worked):
            yield Breach(beyond, f"{name} {count}, {end}", cells, part, None)
        for before, after, day in self._changes(part, row):
            shown = tuple((part, found) for found in (day - 1, day) if found >= 0)
            first = f"{shift_words(context, before)} on {day_words(context.date_of(day - 1))}"
            second = f"{shift_words(context, after)} on {day_words(context.dates[day])}"
            if self._is_uneven(before, after):
                yield Breach(1, f"{name} has {first} and {second}: a weekend is worked whole or not at all", shown, part, day)
            if self._is_mixed(before, after):
                yield Breach(1, f"{name} has {first} and {second}: a weekend has the same shift on all its days", shown, part, day)

    def terms(self) -> Iterator[Term]:
        weight, table = self.rule.weight, self.context.table(self.context.working)
        limits = [hinge for hinge in (self.params.max_worked, self._most_for_free()) if hinge is not None]
        price = Price(over=tuple(Hinge(limit, weight) for limit in limits))
        steps = tuple(self._steps())
        for person in self.people:
            if limits:
                told = [self._is_told(person, weekend) for weekend in self.weekends]
                blocks = tuple(weekend.days for weekend, is_told in zip(self.weekends, told, strict=True) if not is_told)
                yield Counter(self.index, self.is_hard, person, blocks, table, price, sum(told))
            days = tuple(day for _, day in self._pairs if day > 0)
            for before, after in steps:
                if days:
                    yield Step(self.index, self.is_hard, person, days, before, after, weight)
                if (-1, 0) in self._pairs and self.context.cell(person, -1) in before:
                    yield Cell(self.index, self.is_hard, person, (0,), after, weight)

    def _steps(self) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
        working = self.context.working
        idle = tuple(shift for shift in range(len(self.context.shift_types)) if shift not in working)
        if self.params.complete and working and idle:
            yield working, idle
            yield idle, working
        if self.params.same_shift:
            for shift in working:
                others = tuple(other for other in working if other != shift)
                if others:
                    yield (shift,), others

    def _beyond(self, worked: int) -> Iterator[tuple[str, int, str]]:
        """For each limit that `worked` weekends pass: what is, by how much, what should be."""
        most, free = self.params.max_worked, len(self.weekends) - worked
        if most is not None and worked > most:
            yield f"works {counted(worked, 'weekend')}", worked - most, f"{most} at most"
        least = self.params.min_free
        if least is not None and free < least and worked > 0 and (limit := self._most_for_free()) is not None and worked > limit:
            yield f"has {counted(free, 'free weekend')}", worked - limit, f"{least} at least"

    def _most_for_free(self) -> int | None:
        """How many may be worked for `min_free`; never less than none, where the period has fewer weekends than must be free."""
        return None if self.params.min_free is None else max(0, len(self.weekends) - self.params.min_free)

    def _changes(self, person: int, row: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """The neighbouring filled cells of a weekend, with the day of the second."""
        for first, second in self._pairs:
            before, after = row[first] if first >= 0 else self.context.cell(person, first), row[second]
            if OPEN not in (before, after):
                yield before, after, second

    def _is_uneven(self, before: int, after: int) -> bool:
        return self.params.complete and self._is_work[before] != self._is_work[after]

    def _is_mixed(self, before: int, after: int) -> bool:
        return self.params.same_shift and before != after and self._is_work[before] and self._is_work[after]

    def _worked(self, person: int, row: Sequence[int]) -> int:
        is_work = self._is_work
        return sum([any(is_work[row[day]] for day in weekend.days) or self._is_told(person, weekend) for weekend in self.weekends])

    def _is_told(self, person: int, weekend: Weekend) -> bool:
        """Whether the history says that the person worked it already."""
        return any(self._is_work[self.context.cell(person, day)] for day in weekend.before)

    def _found(self) -> Iterator[Weekend]:
        length = len(self.params.days)
        start = next(day for day in self.params.days if (day - 1) % 7 not in self.params.days)
        dated = frozenset(self.days)
        first = (start - self.context.dates[0].weekday()) % 7 - 7
        for begin in range(first, self.context.day_count, 7):
            days = tuple(day for day in range(begin, begin + length) if day in dated)
            if days:
                yield Weekend(days, tuple(range(begin, min(0, begin + length))))


RULE: RuleType[Params] = RuleType(
    name="weekends",
    title="Weekends",
    help="How many weekends a person works at most or has free at least, whether a weekend is worked whole, and with one shift.",
    unit="one weekend",
    params=Params,
    bound=Weekends,
    example={"max_worked": 2, "complete": True},
)
