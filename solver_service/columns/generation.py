"""Column generation: rows of people that are worth knowing at the prices of a linear program, and a bound."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from solver_service.columns.master import Duals, Master
from solver_service.columns.rows import Floats, Rows
from solver_service.person.found import Window
from solver_service.person.people import People

_WORTH = 1e-6  # a reduced cost above −this is rounding
_SMOOTHING = 0.5  # of the duals, towards the best ones so far: a quarter fewer rounds than without; more of it is slower
_SMOOTHING_LEAST = 0.05
PER_PERSON = 1  # columns a person and round: more of them save rounds, and cost more in each linear program than that saves


@dataclass(frozen=True, slots=True)
class Aim:
    """When to stop: at a bound above `enough` (nothing better than it can be found), or where objective − bound is small.

    Small: under `gap`, or under `share` of `enough` − bound.
    """

    enough: float = math.inf
    gap: float = 0.01
    share: float = 0.0
    rounds_max: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Generated:
    """`bound`: no choice of rows costs less (−∞: no bound); `duals`: those that proved it; `is_over`: the aim was met."""

    bound: float
    duals: Floats | None
    rounds: int
    is_over: bool


class Generation:
    """Prices the people of a part: exact rows by `People`, against smoothed duals of the master."""

    def __init__(self, rows: Rows, people: People, master: Master, windows: Sequence[Window], start: Floats | None = None) -> None:
        """`windows`: of each person of the part; `start`: duals of its totals to smooth towards at first."""
        self._rows = rows
        self._people = people
        self._master = master
        self._windows = windows
        self._centre = None if start is None else self._clipped(start)
        self._bans: dict[int, Floats] = {}
        self.bound = -math.inf
        self.best_duals: Floats | None = None

    def hold(self, index: int, day: int, shift: int) -> None:
        """Let the part's `index`-th person have only `shift` on the part's `day`-th day; what is a bound from then on holds so."""
        bans = self._bans_of(index)
        bans[day, :shift] = bans[day, shift + 1 :] = math.inf

    def ban(self, index: int, day: int, shift: int) -> None:
        """Let the person have anything but `shift` on that day."""
        self._bans_of(index)[day, shift] = math.inf

    def release(self, index: int, day: int) -> None:
        """Let the person have anything again on that day."""
        self._bans_of(index)[day] = 0.0

    def _bans_of(self, index: int) -> Floats:
        part = self._master.part
        self.bound = -math.inf
        return self._bans.setdefault(index, np.zeros((part.last - part.first, part.shift_count)))

    def run(self, aim: Aim, is_wanted: Callable[[], bool]) -> Generated:
        """Add columns until the aim is met, no more is worth adding, or it isn't wanted any more."""
        smoothing = 0.0 if self._centre is None else _SMOOTHING
        rounds = 0
        while rounds < aim.rounds_max and is_wanted():
            duals = self._master.solve(is_wanted)
            if duals is None:
                break
            rounds += 1
            asked = self._asked(duals, smoothing)
            bound, added = self._price(asked, duals)
            if bound > self.bound:
                self.bound, self.best_duals = bound, asked
                self._centre = asked
                smoothing = smoothing or _SMOOTHING
            if self._is_met(aim):
                return Generated(self.bound, self.best_duals, rounds, is_over=True)
            if not added:
                if smoothing == 0.0 or np.abs(asked - duals.totals).max(initial=0.0) < 1e-9:
                    return Generated(self.bound, self.best_duals, rounds, is_over=True)
                smoothing = smoothing / 2 if smoothing / 2 >= _SMOOTHING_LEAST else 0.0
        return Generated(self.bound, self.best_duals, rounds, is_over=False)

    def _asked(self, duals: Duals, smoothing: float) -> Floats:
        if smoothing == 0.0 or self._centre is None:
            return self._clipped(duals.totals)
        return self._clipped(smoothing * self._centre + (1 - smoothing) * duals.totals)

    def _clipped(self, duals: Floats) -> Floats:
        return self._rows.clipped(duals, self._master.part.rows)

    def _price(self, asked: Floats, duals: Duals) -> tuple[float, int]:
        """Return the Lagrangian bound at the duals `asked`, and how many columns were added."""
        part = self._master.part
        bound = float(self._rows.conjugate(asked, part.rows).sum() - asked @ part.rest)
        added = 0
        for index, window in enumerate(self._windows):
            prices = part.prices(index, asked)
            if index in self._bans:
                prices = prices + self._bans[index]
            found = self._people.best(window, prices, PER_PERSON)
            bound += found.value
            days = np.arange(part.first, part.last)
            for row, value in zip(found.rows, found.values, strict=True):
                cells = row[part.first : part.last]
                own = round(float(value - np.where(cells >= 0, prices[days - part.first, cells], 0.0).sum()))
                gained = part.added(index, row)
                if own - float(duals.totals[gained.totals] @ gained.points) - duals.people[index] < -_WORTH:
                    added += self._master.add(index, row, own)
        return bound, added

    def _is_met(self, aim: Aim) -> bool:
        gap = self._master.objective - self.bound
        return self.bound > aim.enough or gap < aim.gap or (aim.share > 0 and gap < aim.share * (aim.enough - self.bound))
