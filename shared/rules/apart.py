"""Rule `apart`: people who never have the same shift."""

from collections.abc import Iterator

from shared.rules.pairs import Members, SetParams, SetRule
from shared.rules.port import Breach, RuleType
from shared.rules.terms import Grid, Hinge, Part, Price, Row, Term
from shared.rules.words import day_words, listed, person_words, shift_words


class Params(SetParams):
    """On different shifts they may work the same date."""


class Apart(SetRule[Params]):
    """A unit is one person too many of a set on one shift, per date: for a pair, one date."""

    def amount(self, part: int, grid: Grid) -> int:
        return sum([len(members) - 1 for members, _ in self._met(part, grid)])

    def breaches(self, part: int, grid: Grid) -> Iterator[Breach]:
        context = self.context
        for members, shift in self._met(part, grid):
            who = listed([person_words(context, person) for person in members])
            words = f"{who} have {shift_words(context, shift)} on {day_words(context.dates[part])}: not apart"
            yield Breach(len(members) - 1, words, tuple((person, part) for person in members), None, part)

    def terms(self) -> Iterator[Term]:
        price = Price(over=(Hinge(1, self.rule.weight),))
        tables = [self.context.table((shift,)) for shift in self.shifts]
        for day, sets in self.sets.items():
            for members in sets:
                for table in tables:
                    yield Row(self.index, self.is_hard, (Part(members, (day,), table),), price)

    def _met(self, day: int, grid: Grid) -> Iterator[tuple[Members, int]]:
        """Those of a set who have the same shift."""
        for members in self.sets[day]:
            by_shift: dict[int, list[int]] = {}
            for person in members:
                if self.is_counted[grid[person][day]]:
                    by_shift.setdefault(grid[person][day], []).append(person)
            for shift in sorted(by_shift):
                if len(by_shift[shift]) > 1:
                    yield tuple(by_shift[shift]), shift


RULE: RuleType[Params] = RuleType(
    name="apart",
    title="Apart",
    help="People who never have the same shift on one date. To keep them from working on the same date at all, take a group limit.",
    unit="one date of a pair; in a set, one person too many on a shift",
    params=Params,
    bound=Apart,
    example={"sets": [{"staff": ["jonas", "ines"]}]},
)
