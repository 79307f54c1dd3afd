"""Engine `hungarian`: day by day, each an assignment of people to slots."""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from random import Random

from shared.problem import ModelBuilt, Solution
from shared.rules.compiled import compiled, decoded
from shared.rules.terms import OPEN, Row, Term
from shared.score import Scorer
from solver_service.engines.answer import Best, answer
from solver_service.engines.hungarian_day import Counted, Day
from solver_service.engines.marginal import Marginal
from solver_service.engines.model.grid import FreeCells
from solver_service.engines.port import Order, Tell
from solver_service.engines.progress import Progress
from solver_service.engines.start import free_cells, standing

_AGAIN_S = 0.7  # for all, of which half at least goes into going over the days again: a solve of product size ends within a second
_ROUNDS_MAX, _ROUNDS_REPEATABLE = 100, 12


class Hungarian:
    """Fills the days one after the other, then goes over them again while that helps: an assignment problem each.

    A day's slots come from the rows that count it (a person short is a slot worth having); what a slot costs a person is what it
    would add to the price of the grid as it stands. It proves nothing: its bound is 0. Repeatable runs count rounds instead of seconds.
    """

    def solve(self, order: Order, tell: Tell) -> Solution:
        """Return the best grid found, in about a second where the problem is of usual size."""
        return _Fill(order, tell).run()


class _Fill:
    """One solve."""

    def __init__(self, order: Order, tell: Tell) -> None:
        self._order = order
        self._compiled = compiled(order.problem)
        self._scorer = Scorer(self._compiled)
        self._progress = Progress(self._compiled, self._scorer.score, order, tell)
        self._dice = Random(order.options.seed)
        self._free = free_cells(self._compiled)
        self._counts = {"assignments": 0, "rounds": 0}
        context, terms = self._compiled.context, self._compiled.terms
        tell(ModelBuilt(variables=sum(map(len, self._free.values())), constraints=len(terms), elapsed_s=self._progress.elapsed_s))
        grid = standing(self._compiled, keeps_reference=order.options.start_from == "current")
        self._marginal = Marginal(terms, grid, len(context.shift_types))
        self._rows = _rows_by_day(terms)

    def run(self) -> Solution:
        began = time.monotonic()
        for day, people in _by_day(self._free).items():
            open_people = {person: choices for person, choices in people.items() if self._marginal.grid[person][day] == OPEN}
            if open_people and self._progress.is_wanted:
                self._assign(Day(day, open_people, self._rows[day]))
        self._offer()
        if not self._free:
            self._progress.prove(self._progress.best[1])
        self._go_over(began)
        progress = self._progress
        best = Best(decoded(self._compiled.context, progress.best[0]), progress.bound, progress.solution_count, self._counts)
        return answer(self._order.problem, self._order.options, best, progress.elapsed_s, self._scorer)

    def _go_over(self, began: float) -> None:
        days = [*_by_day(self._free).items()]
        until = None if self._order.options.deterministic else max(began + _AGAIN_S, time.monotonic() + _AGAIN_S / 2)
        for _ in range(_ROUNDS_MAX if until is not None else _ROUNDS_REPEATABLE):
            self._dice.shuffle(days)
            gained = 0
            for day, people in days:
                if not self._progress.is_wanted or (until is not None and time.monotonic() > until):
                    self._offer()
                    return
                gained += self._reassign(day, people)
            self._counts["rounds"] += 1
            self._offer()
            if not gained:
                return

    def _reassign(self, day: int, people: Mapping[int, tuple[int, ...]]) -> int:
        """Assign some people of a full day anew; return by how much the price fell.

        Some, since rows of two or three people are seen by each of them as the others stand.
        """
        some = self._dice.sample(sorted(people), min(len(people), self._dice.randint(2, max(2, len(people)))))
        before = {person: self._marginal.grid[person][day] for person in some}
        rise = self._put(day, dict.fromkeys(some, OPEN))
        rise += self._assign(Day(day, {person: people[person] for person in some}, self._rows[day]))
        if rise > 0:
            self._put(day, before)
            return 0
        return -rise

    def _assign(self, day: Day) -> int:
        self._counts["assignments"] += 1
        return self._put(day.day, day.assigned(self._marginal, self._dice))

    def _put(self, day: int, shifts: Mapping[int, int]) -> int:
        """Put these shifts, by person, into the day; return what the price rises by."""
        rise = 0
        for person, shift in shifts.items():
            rise += self._marginal.change(person, day, shift)
            self._marginal.put(person, day, shift)
        return rise

    def _offer(self) -> None:
        """Offer the grid as it stands; what is still open gets its first choice."""
        grid = [list(row) for row in self._marginal.grid]
        for (person, day), choices in self._free.items():
            if grid[person][day] == OPEN:
                grid[person][day] = choices[0]
        self._progress.offer(grid)


def _by_day(free: FreeCells) -> dict[int, dict[int, tuple[int, ...]]]:
    days: dict[int, dict[int, tuple[int, ...]]] = defaultdict(dict)
    for (person, day), choices in sorted(free.items(), key=lambda item: (item[0][1], item[0][0])):
        days[day][person] = choices
    return dict(days)


def _rows_by_day(terms: Iterable[Term]) -> Mapping[int, list[Counted]]:
    """The rows that are about one day alone."""
    found: dict[int, list[Counted]] = defaultdict(list)
    for term in terms:
        if isinstance(term, Row) and not term.counters:
            days = {day for part in term.parts for day in part.days}
            if len(days) == 1:
                found[days.pop()].append(Counted(term))
    return found
