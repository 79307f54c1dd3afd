"""Neighbourhoods: a few people × some days, solved by CP-SAT while the rest of the grid stands."""

import random
from collections import abc, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from shared.rules.terms import Cell, Counter, Grid, Row, Run, Sequence, Spread, Step, Term, price_of
from solver_service.engines.marginal import HARD
from solver_service.engines.model.grid import FreeCells


@dataclass(frozen=True, slots=True)
class Place:
    """Where a term is: the people and days whose cells it looks at."""

    people: tuple[int, ...]
    first_day: int
    last_day: int


def place_of(term: Term) -> Place:
    """Return the people and the span of days of a term."""
    match term:
        case Cell():
            return Place((term.person,), min(term.days), max(term.days))
        case Step():
            return Place((term.person,), min(term.days) - 1, max(term.days))
        case Sequence():
            return Place((term.person,), min(term.days), max(term.days) + len(term.sets) - 1)
        case Run():
            return Place((term.person,), term.first_day, term.last_day)
        case Counter():
            days = [day for block in term.blocks for day in block]
            return Place((term.person,), min(days), max(days))
        case Row():
            people = [person for part in term.parts for person in part.people] + [counter.person for counter in term.counters]
            days = [day for part in term.parts for day in part.days]
            days += [day for counter in term.counters for block in counter.blocks for day in block]
            return Place(tuple(dict.fromkeys(people)), min(days), max(days))
        case Spread():
            days = [day for block in term.blocks for day in block]
            return Place(tuple(member.person for member in term.members), min(days), max(days))


class Neighbourhoods:
    """Picks neighbourhoods of a grid. Half of them surround a term that costs something, the others are anywhere."""

    def __init__(self, terms: abc.Sequence[Term], free: FreeCells, person_count: int, day_count: int, dice: random.Random) -> None:
        self._places = [(term, place_of(term)) for term in terms if not is_empty(term)]
        self._free = free
        self._day_count = day_count
        self._person_count = person_count
        self._dice = dice
        self._by_person: dict[int, list[tuple[Term, Place]]] = defaultdict(list)
        self._rows: list[tuple[Row | Spread, Place, frozenset[int]]] = []
        for term, place in self._places:
            if isinstance(term, Row | Spread):
                self._rows.append((term, place, frozenset(place.people)))
            else:
                self._by_person[place.people[0]].append((term, place))
        self._moving = sorted({person for person, _day in free})

    def costs(self, grid: Grid) -> list[tuple[int, Place]]:
        """Return the price (hard·HARD + soft) and place of each term that costs something."""
        priced = ((price_of(term, grid) * (HARD if term.hard else 1), place) for term, place in self._places)
        return [(price, place) for price, place in priced if price]

    def pick(self, costs: abc.Sequence[tuple[int, Place]], cell_count: int) -> FreeCells:
        """Return about `cell_count` free cells: some people × a window of days."""
        dice = self._dice
        centre = self._centre(costs)
        day_count = min(self._day_count, dice.choice((3, 7, 14, 28, self._day_count)))
        person_count = max(1 if day_count == self._day_count else 2, min(len(self._moving), round(cell_count / day_count)))
        if centre is None:
            middle, wanted = dice.randrange(self._day_count), []
        else:
            middle = dice.randint(max(0, centre.first_day), min(self._day_count - 1, centre.last_day))
            wanted = [person for person in centre.people if person in self._moving]
        people = set(dice.sample(wanted, min(len(wanted), person_count)))
        others = [person for person in self._moving if person not in people]
        people.update(dice.sample(others, min(len(others), person_count - len(people))))
        first = max(0, min(self._day_count - day_count, middle - dice.randrange(day_count)))
        cells = ((person, day) for person in sorted(people) for day in range(first, first + day_count))
        return {cell: self._free[cell] for cell in cells if cell in self._free}

    def terms_of(self, cells: FreeCells) -> Iterator[Term]:
        """Yield the terms whose price these cells may change."""
        days: dict[int, list[int]] = defaultdict(list)
        for person, day in cells:
            days[person].append(day)
        for person, found in days.items():
            first, last = min(found), max(found)
            for term, place in self._by_person[person]:
                if place.first_day <= last and first <= place.last_day:
                    yield term
        first, last = min(day for _person, day in cells), max(day for _person, day in cells)
        for row, place, people in self._rows:
            if place.first_day <= last and first <= place.last_day and not people.isdisjoint(days):
                yield row

    def _centre(self, costs: abc.Sequence[tuple[int, Place]]) -> Place | None:
        if not costs or self._dice.random() < 0.4:
            return None
        hard = [(price, place) for price, place in costs if price >= HARD]
        weighed = hard or costs
        return self._dice.choices([place for _price, place in weighed], [price**0.5 for price, _place in weighed])[0]


def is_empty(term: Term) -> bool:
    """Whether a term looks at no cell: it has no place."""
    match term:
        case Cell() | Step() | Sequence():
            return not term.days
        case Counter() | Spread():
            return not any(term.blocks)
        case Row():
            return not any(part.people and part.days for part in term.parts) and not any(map(is_empty, term.counters))
        case Run():
            return False
