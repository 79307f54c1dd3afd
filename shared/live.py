"""The score of a grid that is edited cell by cell."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.problem import Score, Violation
from shared.rules.port import BoundRule, Breach, Changed, Followed
from shared.rules.terms import Grid
from shared.score import Scorer

Move = tuple[int, int, int]
"""(person, day, shift): put this shift (OPEN: none) into the cell."""

PartOf = tuple[int, int]
"""(position in `Compiled.rules`, part): one part of one rule."""


@dataclass(frozen=True, slots=True)
class Rise:
    """What the score rises by (negative: it gets better), and the parts of which that is made, in the order of the rules."""

    hard: int
    soft: int
    parts: tuple[PartOf, ...]


@dataclass(slots=True)
class _Kept:
    """What is known of one rule on the grid as it stands. A part that isn't there wasn't asked for since it changed."""

    index: int
    rule: BoundRule[Any]
    follows: Followed[Any] | None
    amounts: dict[int, int] = field(default_factory=dict)
    figures: dict[int, Any] = field(default_factory=dict)
    told: dict[int, tuple[Violation, ...]] = field(default_factory=dict)
    all_told: tuple[Violation, ...] | None = None

    def amount(self, part: int, grid: Grid) -> int:
        amount = self.amounts.get(part)
        if amount is not None:
            return amount
        if self.follows is None:
            amount = self.rule.amount(part, grid)
        else:
            figure = self.figures[part] = self.follows.figure(part, grid)
            amount = self.follows.amount_at(part, figure)
        self.amounts[part] = amount
        return amount

    def count_again(self, part: int, changed: Changed, grid: Grid) -> int:
        """Return the amount of a part that was known before one cell changed."""
        if self.follows is None:
            amount = self.rule.amount(part, grid)
        else:
            figure = self.figures[part] = self.follows.followed(part, self.figures[part], changed, grid)
            amount = self.follows.amount_at(part, figure)
        self.amounts[part] = amount
        return amount

    def forget_words(self, part: int) -> None:
        self.told.pop(part, None)
        self.all_told = None


class LiveScore:
    """Keeps one amount a part of each rule, so that a changed cell costs the parts that it touches and not the whole grid.

    Equal to `Scorer` after any moves. Nothing is counted before it is asked for: who wants only what a move changes never pays for
    the rest. Not safe to use from several threads at once.
    """

    def __init__(self, scorer: Scorer, grid: Grid) -> None:
        """Take a copy of `grid` (Scorer.encode makes one from codes)."""
        self.scorer = scorer
        self._grid = [list(row) for row in grid]
        rules = enumerate(scorer.compiled.rules)
        self._kept = [_Kept(index, rule, rule if isinstance(rule, Followed) else None) for index, rule in rules]
        self._touched: dict[tuple[int, int], tuple[tuple[_Kept, int], ...]] = {}
        self._is_whole = False
        self._hard = self._soft = 0

    @property
    def grid(self) -> Grid:
        """The grid as it stands: to be read only."""
        return self._grid

    @property
    def score(self) -> Score:
        """Σ weight·amount over the hard and over the soft rules; the first time counts the whole grid."""
        if not self._is_whole:
            parts = [(kept, sum([kept.amount(part, self._grid) for part in kept.rule.parts])) for kept in self._kept]
            self._hard, self._soft = _points(parts)
            self._is_whole = True
        return Score(hard=self._hard, soft=self._soft)

    def put(self, person: int, day: int, shift: int) -> Rise:
        """Put `shift` (OPEN: none) into the cell."""
        grid = self._grid
        changed = Changed(person, day, grid[person][day])
        if changed.old == shift:
            return Rise(0, 0, ())
        counted = self._counted(changed, shift)
        before = [kept.amount(part, grid) for kept, part in counted]
        grid[person][day] = shift
        for kept, part in self._parts_of(person, day):
            kept.forget_words(part)
        rises = [(kept, kept.count_again(part, changed, grid) - old) for (kept, part), old in zip(counted, before, strict=True)]
        hard, soft = _points(rises)
        if self._is_whole:
            self._hard += hard
            self._soft += soft
        return Rise(hard, soft, tuple([(kept.index, part) for kept, part in counted]))

    def rise(self, moves: Sequence[Move]) -> Rise:
        """Return what the score would rise by with all of these moves; the grid stays as it is. Each cell is named once at most."""
        grid = self._grid
        steps = [(Changed(person, day, grid[person][day]), shift) for person, day, shift in moves if grid[person][day] != shift]
        counted = [self._counted(*step) for step in steps]
        before = {(kept.index, part): kept.amount(part, grid) for found in counted for kept, part in found}
        figures = {(index, part): self._kept[index].figures.get(part) for index, part in before}
        try:
            for (changed, shift), found in zip(steps, counted, strict=True):
                grid[changed.person][changed.day] = shift
                for kept, part in found:
                    if kept.follows is not None:
                        key = kept.index, part
                        figures[key] = kept.follows.followed(part, figures[key], changed, grid)
            rises = [(self._kept[index], self._amount_with(index, part, figures) - old) for (index, part), old in before.items()]
        finally:
            for changed, _shift in steps:
                grid[changed.person][changed.day] = changed.old
        return Rise(*_points(rises), tuple(before))

    def violations(self) -> tuple[Violation, ...]:
        """Return what `Scorer.violations` says of the grid; only parts that changed since the last time are put into words."""
        kept = sorted(self._kept, key=lambda kept: not kept.rule.is_hard)
        return tuple([violation for one in kept for violation in self._all_told(one)])

    def breaches_of(self, part: PartOf) -> tuple[Breach, ...]:
        """Return the breaches of one part, in indices."""
        kept = self._kept[part[0]]
        return tuple(kept.rule.breaches(part[1], self._grid)) if kept.amount(part[1], self._grid) else ()

    def _counted(self, changed: Changed, shift: int) -> list[tuple[_Kept, int]]:
        """The parts whose amounts may change with this cell."""
        person, day, old = changed
        return [(kept, part) for kept, part in self._parts_of(person, day) if kept.rule.tells_apart(old, shift)]

    def _parts_of(self, person: int, day: int) -> tuple[tuple[_Kept, int], ...]:
        """The parts that the cell touches."""
        found = self._touched.get((person, day))
        if found is None:
            found = tuple([(kept, part) for kept in self._kept for part in kept.rule.touched(person, day)])
            self._touched[person, day] = found
        return found

    def _amount_with(self, index: int, part: int, figures: dict[PartOf, Any]) -> int:
        kept = self._kept[index]
        return kept.rule.amount(part, self._grid) if kept.follows is None else kept.follows.amount_at(part, figures[index, part])

    def _all_told(self, kept: _Kept) -> tuple[Violation, ...]:
        if kept.all_told is None:
            broken = [part for part in kept.rule.parts if kept.amount(part, self._grid)]
            kept.all_told = tuple([violation for part in broken for violation in self._told(kept, part)])
        return kept.all_told

    def _told(self, kept: _Kept, part: int) -> tuple[Violation, ...]:
        told = kept.told.get(part)
        if told is None:
            told = kept.told[part] = tuple([self.scorer.violation(kept.rule, breach) for breach in kept.rule.breaches(part, self._grid)])
        return told


def _points(amounts: Sequence[tuple[_Kept, int]]) -> tuple[int, int]:
    """Σ weight·amount over the hard rules, and over the soft ones."""
    hard = soft = 0
    for kept, amount in amounts:
        if kept.rule.is_hard:
            hard += kept.rule.rule.weight * amount
        else:
            soft += kept.rule.rule.weight * amount
    return hard, soft
