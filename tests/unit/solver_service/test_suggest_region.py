"""The cells around what is broken, nearest first."""

import random

from shared.rules.compiled import compiled
from solver_service.search.neighbourhoods import Place
from solver_service.suggest.region import Region, disjoint_count, movable
from tests.support.grids import a_problem, grid

DAYS = 5
FREE = {(person, day): (0, 1) for person in range(3) for day in range(DAYS)}


def region(*places: Place) -> Region:
    return Region(FREE, places, DAYS, random.Random(1))


def test_cells_of_the_place_come_first_and_then_the_next_days_and_other_people() -> None:
    found = region(Place((1,), 2, 2))
    assert set(found.nearest(1)) == {(1, 2)}
    assert set(found.nearest(5)) == {(1, 2), (1, 1), (1, 3), (0, 2), (2, 2)}
    assert set(found.nearest(len(found))) == set(FREE)


def test_two_places_grow_together() -> None:
    assert set(region(Place((0,), 0, 0), Place((2,), 4, 4)).nearest(2)) == {(0, 0), (2, 4)}


def test_a_place_may_begin_before_the_period() -> None:
    assert set(region(Place((0,), -3, 0)).nearest(1)) == {(0, 0)}


def test_places_that_share_no_cell_are_counted() -> None:
    assert disjoint_count([]) == 0
    assert disjoint_count([Place((0, 1), 0, 0), Place((1, 2), 0, 3), Place((0,), 1, 2)]) == 2
    assert disjoint_count([Place((0,), 0, 0), Place((1,), 0, 0), Place((0, 1), 0, 0)]) == 2


def test_an_open_cell_may_stay_open_and_kept_cells_do_not_move() -> None:
    of = compiled(a_problem(grid("Ana . D")))
    assert of.reference is not None
    found = movable(of, of.reference, frozenset({(0, 1)}))
    assert list(found) == [(0, 0)]
    assert found[0, 0][-1] == -1
