"""Compiles the search, or loads what is on disk, before a solve needs it."""

import numpy as np

from shared.rules.terms import Counter, Hinge, Member, Part, Price, Row, Run, Spread, Term
from solver_service.person.anneal import Anneal
from solver_service.person.coupling import Coupling
from solver_service.person.greedy import greedy
from solver_service.person.people import People

_PEOPLE, _DAYS, _SHIFTS = 2, 7, 2


def warm_up() -> None:
    """Run every compiled function once, on a problem of two people and a week: 0.3 s from disk, some 15 s where nothing is there."""
    days = tuple((day,) for day in range(_DAYS))
    terms: list[Term] = [
        Counter(0, False, 0, days, (0, 1, 0), Price(over=(Hinge(4, 1),))),
        Run(0, True, 0, 0, _DAYS - 1, (1,), 2, 3, 1, 1, 0, lenient=True),
        Row(0, False, (Part((0,), (0,), (0, 1, 0)),), Price(under=(Hinge(1, 1),))),
        Spread(0, False, "range", tuple(map(Member, range(_PEOPLE))), days, (0, 1, 0), tolerance=0, price=1),
    ]
    choices = [[tuple(range(_SHIFTS))] * _DAYS] * _PEOPLE
    people = People(terms, choices, _SHIFTS, hard_price=1.0)
    coupling = Coupling(terms, _PEOPLE, _DAYS, _SHIFTS, hard_price=1.0)
    grid = greedy(people, coupling, choices, range(_PEOPLE), lambda: True)
    coupling.cost(grid)
    people.own(0, grid[0])
    people.best(people.window(0, grid[0], 1, 3), np.zeros((2, _SHIFTS)), 2)
    Anneal(people, coupling, (0,)).run(grid, warm=1.0, cold=1.0, seed=0, is_wanted=lambda: True, moves=1)
