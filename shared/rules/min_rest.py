"""Rule `min_rest`: how long people rest between two shifts, by the clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from shared.domain import Rule, ShiftKind, ShiftType
from shared.model import Record
from shared.rules.context import Context
from shared.rules.port import Breach, PersonRule, RuleType
from shared.rules.sequences import Shifts, products, sequence_terms
from shared.rules.terms import OPEN, Grid, Term
from shared.rules.words import day_words, minutes_words, person_words, shift_words

DAY = 24 * 60
MINUTES_MAX = 7 * DAY


class Params(Record):
    """A week at most."""

    minutes: Annotated[int, Field(ge=1, le=MINUTES_MAX)] = Field(title="Minutes of rest")


@dataclass(frozen=True, slots=True)
class Times:
    """Minutes from the midnight at which a shift's date begins; the end may lie on the next day."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Worked:
    """A shift worked on a day, which lies before the period where it is < 0."""

    day: int
    shift: int


class MinRest(PersonRule[Params]):
    """A unit is one rest that is too short, on the date of the shift after it.

    A rest lies between a shift worked and the next one worked, wall clock. Worked shifts without start or end tell no time: they are
    passed over like days off and leave, so that the rest is never longer than what is counted. An open cell breaks rests [SV1].
    """

    def __init__(self, context: Context, rule: Rule, index: int, params: Params) -> None:
        super().__init__(context, rule, index, params)
        self._times = (*map(_times, context.shift_types), None)
        self._is_dated = frozenset(self.days)
        self._last = {person: self._before(person) for person in self.people}

    def amount(self, part: int, grid: Grid) -> int:
        return sum([1 for _ in self._found(part, grid)])

    def breaches(self, part: int, grid: Grid) -> Iterator[Breach]:
        context = self.context
        for before, after, rest in self._found(part, grid):
            first = f"{shift_words(context, before.shift)} on {day_words(context.date_of(before.day))}"
            second = f"{shift_words(context, after.shift)} on {day_words(context.dates[after.day])}"
            rests = f"{person_words(context, part)} has {minutes_words(max(0, rest))} of rest between {first} and {second}"
            cells = tuple((part, worked.day) for worked in (before, after) if worked.day >= 0)
            yield Breach(1, f"{rests}, {minutes_words(self.params.minutes)} at least", cells, part, after.day)

    def terms(self) -> Iterator[Term]:
        shifts = range(len(self.context.shift_types))
        passed = tuple(shift for shift in shifts if self._times[shift] is None)
        short: list[tuple[Shifts, ...]] = []
        for gap in range(1, self.context.day_count + len(max(self.context.history, key=len, default=()))):
            found = products([[self._is_short(before, after, gap) for after in shifts] for before in shifts])
            if not found or (gap > 1 and not passed):
                break
            short.extend((before, *[passed] * (gap - 1), after) for before, after in found)
        for person in self.people:
            for sets in short:
                yield from sequence_terms(self, person, sets, self.days)

    def _is_short(self, before: int, after: int, gap: int) -> bool:
        first, second = self._times[before], self._times[after]
        return first is not None and second is not None and gap * DAY + second.start - first.end < self.params.minutes

    def _found(self, person: int, grid: Grid) -> Iterator[tuple[Worked, Worked, int]]:
        """The shifts with too short a rest between them, and its minutes."""
        last, all_times, least = self._last[person], self._times, self.params.minutes
        for day, shift in enumerate(grid[person]):
            times = all_times[shift]
            if times is None:
                if shift == OPEN:
                    last = None
                continue
            if last is not None and (before := all_times[last.shift]) is not None:
                rest = (day - last.day) * DAY + times.start - before.end
                if rest < least and day in self._is_dated:
                    yield last, Worked(day, shift), rest
            last = Worked(day, shift)

    def _before(self, person: int) -> Worked | None:
        """The last shift before the period that tells its time, where the history tells that nothing came after it."""
        for day in range(-1, -1 - len(self.context.history[person]), -1):
            shift = self.context.cell(person, day)
            if shift == OPEN or self._times[shift] is not None:
                return None if shift == OPEN else Worked(day, shift)
        return None


def _times(shift: ShiftType) -> Times | None:
    if shift.kind != ShiftKind.WORK or shift.start is None or shift.end is None:
        return None
    start, end = (at.hour * 60 + at.minute for at in (shift.start, shift.end))
    return Times(start, end if end > start else end + DAY)


RULE: RuleType[Params] = RuleType(
    name="min_rest",
    title="Rest",
    help="How many minutes lie between the end of a shift and the start of the next one, by their clock times.",
    unit="one rest too short",
    params=Params,
    bound=MinRest,
    example={"minutes": 660},
)
