"""Which moves are looked at for a question."""

from collections.abc import Iterator, Sequence

from shared.domain import ShiftKind
from shared.live import Move
from shared.rules.compiled import Compiled
from shared.rules.terms import OPEN, Grid
from solver_service.suggest.question import CellQuestion, ShiftQuestion

Moves = tuple[Move, ...]

_CHAINED = 4
"""So many of the best who change over × so many of the best who are free: more pairs take longer and change no top ten."""


class Choices:
    """The moves that a problem admits: nobody works outside their employment, and fixed cells stay, but for the one asked about."""

    def __init__(self, compiled: Compiled, grid: Grid) -> None:
        self._compiled = compiled
        self._grid = grid
        self._work = frozenset(compiled.context.working)
        self._leave = frozenset(compiled.context.of_kinds(ShiftKind.LEAVE))

    def for_cell(self, asked: CellQuestion) -> Iterator[Moves]:
        """Yield each other shift in the cell, and each exchange with somebody else on that day."""
        person, day = asked.person, asked.day
        own = self._grid[person][day]
        allowed = self._compiled.allowed(person, day)
        for shift in allowed:
            if shift != own:
                yield ((person, day, shift),)
        for other, row in enumerate(self._grid):
            if other != person and row[day] not in {own, OPEN} and row[day] in allowed and own != OPEN and self._may(other, day, own):
                yield (person, day, row[day]), (other, day, own)

    def takers(self, asked: ShiftQuestion) -> Iterator[Moves]:
        """Yield everybody who has nothing or another shift on that day, and isn't on leave."""
        for person, row in enumerate(self._grid):
            now = row[asked.day]
            if person != asked.but and now != asked.shift and now not in self._leave and self._may(person, asked.day, asked.shift):
                yield ((person, asked.day, asked.shift),)

    def chains(self, ranked: Sequence[Moves]) -> Iterator[Moves]:
        """Yield pairs of the best takers: one changes over, and the other, who is free, takes over what the first leaves."""
        singles = [moves[0] for moves in ranked]
        over = [move for move in singles if self._holds(move) in self._work][:_CHAINED]
        free = [move for move in singles if self._holds(move) not in self._work][:_CHAINED]
        for mover in over:
            for person, day, _shift in free:
                if self._may(person, day, self._holds(mover)):
                    yield mover, (person, day, self._holds(mover))

    def _holds(self, move: Move) -> int:
        return self._grid[move[0]][move[1]]

    def _may(self, person: int, day: int, shift: int) -> bool:
        return self._compiled.fixed[person][day] is None and shift in self._compiled.allowed(person, day)
