"""The search of several people, and what it does where exactness is too dear."""

from math import inf

import numpy as np
import pytest

from shared.rules.terms import Counter, Hinge, Price, Run, Term
from solver_service.person import fitting
from solver_service.person.people import People

DAYS, SHIFTS, OFF = 28, 3, 0
CHOICES = [(0, 1, 2)] * DAYS
BLOCKS = tuple((day,) for day in range(DAYS))


def minutes(person: int, least: int, most: int) -> Counter:
    return Counter(0, True, person, BLOCKS, (0, 480, 480, 0), Price((Hinge(least, 1),), (Hinge(most, 1),), 480))


def at_most(person: int, shift: int, count: int, *, hard: bool = True) -> Counter:
    points = tuple(int(symbol == shift) for symbol in range(SHIFTS + 1))
    return Counter(0, hard, person, BLOCKS, points, Price(over=(Hinge(count, 1),)))


def work(person: int) -> Run:
    return Run(0, True, person, 0, DAYS - 1, (1, 2), 2, 5, 1, 1, 0, lenient=True)


def a_rest(person: int) -> Run:
    return Run(0, True, person, 0, DAYS - 1, (OFF,), 2, None, 1, 1, 0, lenient=True)


def some_prices(seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 10, (DAYS, SHIFTS))


def test_each_person_has_the_own_rules() -> None:
    terms: list[Term] = [work(0), a_rest(0), minutes(0, 4800, 5760), minutes(1, 0, 960)]
    people = People(terms, [CHOICES, CHOICES], SHIFTS, hard_price=100.0)
    worked = [int((people.best(people.window(p, np.zeros(DAYS, np.int16), 0, DAYS), some_prices(), 1).rows[0] > 0).sum()) for p in (0, 1)]
    assert 10 <= worked[0] <= 12
    assert worked[1] <= 2


def test_a_person_whose_must_rules_contradict_pays_for_them() -> None:
    people = People([minutes(0, 4800, 5760), minutes(0, 0, 960)], [CHOICES], SHIFTS, hard_price=100.0)
    assert not people.is_strict(0)
    found = people.best(people.window(0, np.zeros(DAYS, np.int16), 0, DAYS), np.zeros((DAYS, SHIFTS)), 1)
    assert found.is_exact
    assert found.value == 800


def test_a_limit_that_is_counted_only_once_broken_is_kept_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    terms: list[Term] = [work(0), a_rest(0), minutes(0, 4800, 5760), at_most(0, 1, 3)]
    exact = People(terms, [CHOICES], SHIFTS, hard_price=100.0)
    monkeypatch.setattr(fitting, "QUICK_VALUES", 0)
    waiting = People(terms, [CHOICES], SHIFTS, hard_price=100.0)
    assert exact.is_exact(0)
    assert not waiting.is_exact(0)
    prices = some_prices()
    prices[:, 1] -= 30
    window = waiting.window(0, np.zeros(DAYS, np.int16), 0, DAYS)
    found, expected = waiting.best(window, prices, 1), exact.best(exact.window(0, np.zeros(DAYS, np.int16), 0, DAYS), prices, 1)
    assert waiting.is_exact(0)
    assert found.is_exact
    assert found.value == pytest.approx(expected.value)
    assert (found.rows[0] == 1).sum() <= 3


def test_a_limit_that_does_not_fit_leaves_a_bound_and_a_row_that_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    terms: list[Term] = [work(0), a_rest(0), minutes(0, 4800, 5760), at_most(0, 1, 3)]
    exact = People(terms, [CHOICES], SHIFTS, hard_price=100.0)
    monkeypatch.setattr(fitting, "QUICK_VALUES", 0)
    monkeypatch.setattr(fitting, "MORE_VALUES_MAX", 0)
    bounded = People(terms, [CHOICES], SHIFTS, hard_price=100.0)
    prices = some_prices()
    prices[:, 1] -= 30
    found = bounded.best(bounded.window(0, np.zeros(DAYS, np.int16), 0, DAYS), prices, 1)
    least = exact.best(exact.window(0, np.zeros(DAYS, np.int16), 0, DAYS), prices, 1).value
    assert not found.is_exact
    assert found.value <= least <= found.values[0]
    assert bounded.own(0, found.rows[0]) == 0.0


def test_terms_that_make_too_many_states_are_left_out_and_priced_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver_service.person.automaton.STATES_MAX", 8)
    terms: list[Term] = [work(0), Run(0, False, 0, 0, DAYS - 1, (1,), 4, 9, 5, 5, 0, lenient=False)]
    people = People(terms, [CHOICES], SHIFTS, hard_price=100.0)
    row = np.zeros(DAYS, np.int16)
    row[3:5] = 1
    assert not people.is_exact(0)
    assert people.own(0, row) == 2 * 5


def test_a_window_after_something_prohibited_has_no_row() -> None:
    people = People([work(0)], [CHOICES], SHIFTS, hard_price=100.0)
    row = np.zeros(DAYS, np.int16)
    row[2] = 1
    assert people.is_strict(0)
    assert people.own(0, row) == inf
    found = people.best(people.window(0, row, 10, 17), np.zeros((7, SHIFTS)), 1)
    assert (found.value, len(found.rows)) == (inf, 0)
    assert len(people.best(people.window(0, row, 0, 7), np.zeros((7, SHIFTS)), 1).rows) == 1


def test_an_infinite_price_prohibits() -> None:
    people = People([work(0)], [CHOICES], SHIFTS, hard_price=100.0)
    prices = some_prices()
    prices[5, [0, 1]] = inf
    assert people.best(people.window(0, np.zeros(DAYS, np.int16), 0, DAYS), prices, 1).rows[0, 5] == 2


def test_the_rows_for_different_totals_are_different_and_sorted() -> None:
    people = People([work(0), a_rest(0), minutes(0, 4800, 5760)], [CHOICES], SHIFTS, hard_price=100.0)
    found = people.best(people.window(0, np.zeros(DAYS, np.int16), 0, DAYS), some_prices(), 3)
    assert len({row.tobytes() for row in found.rows}) == 3
    assert sorted((row > 0).sum() for row in found.rows) == [10, 11, 12]
    assert list(found.values) == sorted(found.values)
