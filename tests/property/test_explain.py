"""Explanations, held against trying every grid."""

import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.problem import Problem
from shared.rules.compiled import Compiled, compiled
from shared.rules.terms import OPEN, Run, price_of
from shared.score import Scorer
from solver_service.engines.start import filled, free_cells, standing
from solver_service.explain.asking import Asker
from solver_service.explain.certificate import Certificates
from solver_service.explain.conflict import AllHold, Conflict, ConflictSearch, left_until
from solver_service.explain.demand import Demand, demands_of
from solver_service.explain.relaxation import relaxed
from solver_service.explain.words import explanation
from tests.support.grids import SHIFT_TYPES, a_rule
from tests.support.problem_strategies import grids_of, problems

DAYS = 3
SECONDS = 10.0


@st.composite
def clashing(draw: st.DrawFn) -> Problem:
    """A random problem of two people, three days and three shift types, all of whose rules are musts."""
    problem = draw(problems(rule_count_max=4))
    day_count = min(DAYS, len(problem.reference[0]))
    days = [problem.start_date + timedelta(days=day) for day in range(day_count)]
    many = a_rule("window_count", {"min": draw(st.integers(0, DAYS))}, enforcement="hard", rule_id="many")
    few = a_rule("daily_limit", {"kinds": ["work"], "max": 1}, enforcement="hard", rule_id="few")
    rules = (*(rule.model_copy(update={"enforcement": "hard"}) for rule in problem.rules), few, many)
    return problem.model_copy(
        update={
            "staff": problem.staff[:2],
            "absent_staff": (*problem.absent_staff, *(member.id for member in problem.staff[2:])),
            "shift_types": SHIFT_TYPES[:3],
            "absent_codes": tuple(shift.code for shift in SHIFT_TYPES[3:]),
            "end_date": days[-1],
            "history": {},
            "reference": (),
            "rules": rules,
        }
    )


def every_grid(of: Compiled) -> Iterator[list[list[int]]]:
    free = free_cells(of)
    grid = standing(of, keeps_reference=False)
    for chosen in product(*free.values()):
        for (person, day), shift in zip(free, chosen, strict=True):
            grid[person][day] = shift
        yield grid


def broken_sets(of: Compiled, demands: Sequence[Demand]) -> list[frozenset[int]]:
    """For each grid, which of the demands it breaks."""
    return [frozenset(index for index, demand in enumerate(demands) if price_of(demand.term, grid)) for grid in every_grid(of)]


def search(of: Compiled) -> tuple[Conflict | AllHold | None, list[list[int]]]:
    until = time.monotonic() + SECONDS
    asker = Asker(of, lambda: time.monotonic() < until, workers=1, seed=1)
    grid = filled(of, standing(of, keeps_reference=True), free_cells(of), 1, None).grid
    return ConflictSearch(of, asker, left_until(until)).run(grid), grid


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_term_costs_nothing_exactly_where_all_its_demands_cost_nothing(data: st.DataObject) -> None:
    problem: Problem = data.draw(problems(rule_count_max=2, rule_type=data.draw(st.sampled_from([None, "consecutive"]))))
    rules = tuple(rule.model_copy(update={"enforcement": "hard"}) for rule in problem.rules)
    scorer = Scorer(problem.model_copy(update={"rules": rules}))
    grid = scorer.encode(data.draw(grids_of(problem)))
    for term in scorer.compiled.terms:
        demands = [*demands_of([term])]
        assert (price_of(term, grid) == 0) == all(price_of(demand.term, grid) == 0 for demand in demands)
        assert all(demand.rule == term.rule for demand in demands)


@pytest.mark.parametrize("lenient", [True, False])
@pytest.mark.parametrize("history", [0, 1, 3])
@pytest.mark.parametrize(("minimum", "maximum"), [(2, None), (3, None), (4, 5), (None, 1), (2, 2), (None, 3)])
def test_a_run_is_too_long_or_too_short_exactly_where_one_of_its_windows_is(
    minimum: int | None, maximum: int | None, history: int, *, lenient: bool
) -> None:
    term = Run(0, True, 0, 1, 6, (0,), minimum, maximum, 1, 1, history, lenient)
    demands = [*demands_of([term])]
    for row in product((OPEN, 0, 1), repeat=6):
        grid = [[1, *row]]
        assert (price_of(term, grid) == 0) == all(price_of(demand.term, grid) == 0 for demand in demands)


@settings(max_examples=60, deadline=None)
@given(clashing())
def test_a_confirmed_conflict_is_a_smallest_one_and_there_is_none_where_all_can_hold(problem: Problem) -> None:
    of = compiled(problem)
    found, begin = search(of)
    assert found is not None
    scorer = Scorer(of)
    if isinstance(found, AllHold):
        assert any(scorer.score(grid).hard == 0 for grid in every_grid(of))
        return
    assert found.is_confirmed
    broken = broken_sets(of, found.demands)
    assert all(broken)
    assert {frozenset([index]) for index in range(len(found.demands))} <= set(broken)
    told = explanation(of, found, begin)
    rules = tuple(rule for rule in problem.rules if rule.id in told.rule_ids)
    alone = Scorer(problem.model_copy(update={"rules": rules}))
    assert all(alone.score(grid).hard for grid in every_grid(of))
    for index, grid in found.without.items():
        assert price_of(found.demands[index].term, grid) > 0
        assert not any(price_of(demand.term, grid) for other, demand in enumerate(found.demands) if other != index)


@settings(max_examples=60, deadline=None)
@given(clashing())
def test_counting_and_dual_prices_never_find_a_conflict_that_is_none(problem: Problem) -> None:
    of = compiled(problem)
    demands = [*demands_of(of.terms)]
    certificates = Certificates(of)
    for demand in demands:
        if (found := certificates.conflict_with(demand)) is not None:
            broken = broken_sets(of, found)
            assert all(broken)
            assert {frozenset([index]) for index in range(len(found))} <= set(broken)
    shown = relaxed(standing(of, keeps_reference=False), free_cells(of), demands, lambda: True)
    if shown is not None and shown.is_conflict:
        assert all(broken_sets(of, shown.blamed))
