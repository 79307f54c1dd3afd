"""Rule `together`: people who have the same shift."""

from collections.abc import Iterator

from shared.rules.pairs import SetParams, SetRule
from shared.rules.port import Breach, RuleType
from shared.rules.terms import Grid, Hinge, Part, Price, Row, Table, Term
from shared.rules.words import day_words


class Params(SetParams):
    """The first of a set says the shift."""


class Together(SetRule[Params]):
    """A unit is one date of a pair: one has a shift that counts, and the other doesn't have the same. What doesn't count is all one.

    In a larger set each of the others is held against the first who is there that date.
    """

    def amount(self, part: int, grid: Grid) -> int:
        return sum([1 for _ in self._parted(part, grid)])

    def breaches(self, part: int, grid: Grid) -> Iterator[Breach]:
        for pair in self._parted(part, grid):
            words = f"{self.who(pair, part, grid)} on {day_words(self.context.dates[part])}: not together"
            yield Breach(1, words, tuple((person, part) for person in pair), None, part)

    def terms(self) -> Iterator[Term]:
        """Σ over the shifts of max(0, first has it − other has it), and max(0, other has any − first has any): 0 or 1 together."""
        price = Price(over=(Hinge(0, self.rule.weight),))
        each = [self._tables((shift,)) for shift in self.shifts]
        has_any = self._tables(self.shifts)
        for day, sets in self.sets.items():
            for first, *others in sets:
                for other in others:
                    for plus, minus, (has, less) in [*((first, other, tables) for tables in each), (other, first, has_any)]:
                        yield Row(self.index, self.is_hard, (Part((plus,), (day,), has), Part((minus,), (day,), less)), price)

    def _tables(self, shifts: tuple[int, ...]) -> tuple[Table, Table]:
        """1 for each of these shifts, and −1."""
        table = self.context.table(shifts)
        return table, tuple(-mark for mark in table)

    def _parted(self, day: int, grid: Grid) -> Iterator[tuple[int, int]]:
        is_counted = self.is_counted
        for first, *others in self.sets[day]:
            cell = grid[first][day]
            for other in others:
                found = grid[other][day]
                if found != cell and (is_counted[cell] or is_counted[found]):
                    yield first, other


RULE: RuleType[Params] = RuleType(
    name="together",
    title="Together",
    help="People who have the same shift on each date, such as a learner and a teacher: when one works, so does the other.",
    unit="one date, for each who isn't with the first",
    params=Params,
    bound=Together,
    example={"sets": [{"staff": ["hiro", "kaya"]}]},
)
