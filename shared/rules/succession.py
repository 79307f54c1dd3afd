"""Rule `succession`: shifts that must not follow each other on two days in a row."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from shared.domain import Rule
from shared.model import Record
from shared.rules.context import Context
from shared.rules.params import LIST_MAX, ShiftCode
from shared.rules.port import Breach, PersonRule, RuleType
from shared.rules.sequences import products, sequence_terms
from shared.rules.terms import Grid, Term
from shared.rules.words import day_words, person_words, shift_words

ShiftCodes = Annotated[tuple[ShiftCode, ...], Field(min_length=1, max_length=LIST_MAX)]


class Pair(Record):
    """None of `after` may come the day after any of `before`."""

    before: ShiftCodes = Field(title="The day after")
    after: ShiftCodes = Field(title="never comes")


class Params(Record):
    """Pairs may overlap: two days in a row are one occurrence all the same."""

    pairs: tuple[Pair, ...] = Field(title="Not in a row", min_length=1, max_length=LIST_MAX)


class Succession(PersonRule[Params]):
    """A unit is one occurrence, on the date of the second day. Open cells break successions [SV1]."""

    def __init__(self, context: Context, rule: Rule, index: int, params: Params) -> None:
        super().__init__(context, rule, index, params)
        size = len(context.shift_types) + 1
        self._is_forbidden = [[False] * size for _ in range(size)]
        for pair in params.pairs:
            for before in context.shifts_of(pair.before):
                for after in context.shifts_of(pair.after):
                    self._is_forbidden[before][after] = True

    def amount(self, part: int, grid: Grid) -> int:
        return sum([1 for _ in self._found(part, grid)])

    def breaches(self, part: int, grid: Grid) -> Iterator[Breach]:
        row = grid[part]
        for day in self._found(part, grid):
            before = shift_words(self.context, row[day - 1] if day else self.context.cell(part, -1))
            after, yesterday = shift_words(self.context, row[day]), day_words(self.context.date_of(day - 1))
            words = f"{person_words(self.context, part)} has {before} on {yesterday} and {after} on {day_words(self.context.dates[day])}"
            yield Breach(1, words, tuple((part, shown) for shown in (day - 1, day) if shown >= 0), part, day)

    def terms(self) -> Iterator[Term]:
        for person in self.people:
            for pair in products(self._is_forbidden):
                yield from sequence_terms(self, person, pair, self.days)

    def _found(self, person: int, grid: Grid) -> Iterator[int]:
        row, is_forbidden = grid[person], self._is_forbidden
        for day in self.days:
            if is_forbidden[row[day - 1] if day else self.context.cell(person, -1)][row[day]]:
                yield day


RULE: RuleType[Params] = RuleType(
    name="succession",
    title="Not one after the other",
    help="Shifts that must not follow each other from one day to the next, such as an early one after a late one.",
    unit="one occurrence",
    params=Params,
    bound=Succession,
    example={"pairs": [{"before": ["l"], "after": ["e"]}]},
)
