"""Rule `pattern`: a sequence of shifts that must not come, or that must be gone on with once it has begun."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, model_validator

from shared.domain import Rule, ShiftKind
from shared.model import Record
from shared.rules.context import Context
from shared.rules.params import ShiftSet
from shared.rules.port import Breach, PersonRule, RuleType
from shared.rules.sequences import Shifts, sequence_terms
from shared.rules.terms import Grid, Term
from shared.rules.words import day_words, listed, person_words, set_words, shift_words

LENGTH_MAX = 28
"""Days of a sequence: four weeks."""


class Params(Record):
    """An entry of `sequence` that names nothing is every shift worked.

    `given` counts for a required sequence only: where so many of its first entries come, on days in a row, the others must follow.
    """

    kind: Literal["forbidden", "required"] = Field(default="forbidden", title="The sequence is")
    sequence: Annotated[tuple[ShiftSet, ...], Field(min_length=2, max_length=LENGTH_MAX)] = Field(title="Day by day")
    given: Annotated[int, Field(ge=1, lt=LENGTH_MAX)] = Field(default=1, title="How many of its days oblige to the others")
    weekdays: tuple[Annotated[int, Field(ge=0, le=6)], ...] | None = Field(default=None, title="Only from these weekdays on")

    @model_validator(mode="after")
    def _asks_for_something(self) -> "Params":
        if self.given >= len(self.sequence):
            msg = f"{self.given} of {len(self.sequence)} days leave none that must follow"
            raise ValueError(msg)
        return self


@dataclass(frozen=True, slots=True)
class Bad:
    """Cells, each one of its set, on days in a row, that are a unit; in a required sequence the last is the first that went wrong."""

    sets: tuple[Shifts, ...]
    is_member: tuple[tuple[bool, ...], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A unit: what came, from which day (possibly before the period) to which."""

    bad: Bad
    first: int
    last: int


class Pattern(PersonRule[Params]):
    """A unit is one occurrence of a forbidden sequence, or one required sequence that isn't gone on with.

    - A unit belongs to the date of its last day: where it is complete, or where the first other shift came. Sequences may begin in
      the history, and may overlap.
    - An open cell breaks sequences [SV1], a required one too: it may still be gone on with. So it may after the last day.
    - A sequence with an entry of which the problem has no shift type asks for nothing.
    """

    def __init__(self, context: Context, rule: Rule, index: int, params: Params) -> None:
        super().__init__(context, rule, index, params)
        self.sets = tuple(entry.picked(context, ShiftKind.WORK) for entry in params.sequence)
        marked = ((sets, tuple(tuple(map(bool, context.table(shifts))) for shifts in sets)) for sets in self._bad())
        self._found_by = tuple(Bad(sets, is_member) for sets, is_member in marked)
        self._days = {bad: tuple(day for day in self.days if self._may_begin(day - len(bad.sets) + 1)) for bad in self._found_by}
        back = len(self.sets) - 1
        self._past = {person: tuple(context.cell(person, day) for day in range(-back, 0)) for person in self.people}

    def amount(self, part: int, grid: Grid) -> int:
        return sum([1 for _ in self._found(part, grid)])

    def breaches(self, part: int, grid: Grid) -> Iterator[Breach]:
        for found in sorted(self._found(part, grid), key=lambda found: found.last):
            cells = tuple((part, day) for day in range(max(0, found.first), found.last + 1))
            yield Breach(1, self._words(part, found, grid[part]), cells, part, found.last)

    def terms(self) -> Iterator[Term]:
        for person in self.people:
            for bad in self._found_by:
                yield from sequence_terms(self, person, bad.sets, self._days[bad])

    def _bad(self) -> Iterator[tuple[Shifts, ...]]:
        """The sequences of which each occurrence is a unit. For a required one: one for each day that may go wrong, and only one comes."""
        if not all(self.sets):
            return
        if self.params.kind == "forbidden":
            yield self.sets
            return
        for wrong in range(self.params.given, len(self.sets)):
            others = tuple(shift for shift in range(len(self.context.shift_types)) if shift not in self.sets[wrong])
            if others:
                yield (*self.sets[:wrong], others)

    def _may_begin(self, day: int) -> bool:
        return self.params.weekdays is None or self.context.date_of(day).weekday() in self.params.weekdays

    def _found(self, person: int, grid: Grid) -> Iterator[Found]:
        past = self._past[person]
        cells, offset = [*past, *grid[person]], len(past)
        for bad in self._found_by:
            is_member, back = bad.is_member, len(bad.sets) - 1
            for last in self._days[bad]:
                first = last - back + offset
                for position, members in enumerate(is_member, first):
                    if not members[cells[position]]:
                        break
                else:
                    yield Found(bad, last - back, last)

    def _words(self, person: int, found: Found, row: Sequence[int]) -> str:
        context, name = self.context, person_words(self.context, person)
        days = range(found.first, found.last + 1)
        had = [shift_words(context, row[day] if day >= 0 else context.cell(person, day)) for day in days]
        since = day_words(context.date_of(found.first))
        if self.params.kind == "forbidden":
            return f"{name} has {listed(had)} in a row from {since}"
        wanted, came = set_words(context, self.sets[len(had) - 1]), f"{had[-1]} on {day_words(context.dates[found.last])}"
        days_in_a_row = "on" if len(had) == 2 else "in a row from"
        return f"{name} has {listed(had[:-1])} {days_in_a_row} {since}; {wanted} has to follow, not {came}"


RULE: RuleType[Params] = RuleType(
    name="pattern",
    title="Pattern",
    help="A sequence of shifts from one day to the next that must not come, such as a single day off between nights, or that must be"
    " gone on with once it has begun, such as two days off after nights. It can count from certain weekdays only.",
    unit="one occurrence, or one that isn't gone on with",
    params=Params,
    bound=Pattern,
    example={"kind": "required", "sequence": [{"shifts": ["l"]}, {"kinds": ["off"]}, {"kinds": ["off"]}], "given": 2},
)
