"""Rule `backup`: people of whom one works while the others are off."""

from collections.abc import Iterator

from shared.rules.pairs import Members, SetParams, SetRule
from shared.rules.port import Breach, RuleType
from shared.rules.terms import Grid, Hinge, Part, Price, Row, Term
from shared.rules.words import day_words, on_words


class Params(SetParams):
    """With shifts named, one of the set has one of them."""


class Backup(SetRule[Params]):
    """A unit is one date on which nobody of a set works: off, on leave or open, all the same."""

    def amount(self, part: int, grid: Grid) -> int:
        return sum([1 for _ in self._bare(part, grid)])

    def breaches(self, part: int, grid: Grid) -> Iterator[Breach]:
        context = self.context
        for members in self._bare(part, grid):
            words = f"{self.who(members, part, grid)} on {day_words(context.dates[part])}: nobody {on_words(context, self.shifts)}"
            yield Breach(1, words, tuple((person, part) for person in members), None, part)

    def terms(self) -> Iterator[Term]:
        price = Price(under=(Hinge(1, self.rule.weight),))
        table = self.context.table(self.shifts)
        for day, sets in self.sets.items():
            for members in sets:
                yield Row(self.index, self.is_hard, (Part(members, (day,), table),), price)

    def _bare(self, day: int, grid: Grid) -> Iterator[Members]:
        for members in self.sets[day]:
            if not any(self.is_counted[grid[person][day]] for person in members):
                yield members


RULE: RuleType[Params] = RuleType(
    name="backup",
    title="Backup",
    help="People who stand in for each other: on each date one of them works, so that they are never all off or away.",
    unit="one date",
    params=Params,
    bound=Backup,
    example={"sets": [{"staff": ["luca", "mina"]}]},
)
