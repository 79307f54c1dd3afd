"""Every rule's cases through the engine's model: the same amounts as the scorer's."""

import pytest
from ortools.sat.python import cp_model

from shared.problem import Score, SolveScope
from shared.rules import CATALOGUE
from shared.rules.compiled import compiled
from shared.rules.terms import OPEN
from solver_service.engines.model.build import LEAST_SOFT, Aim, build
from solver_service.engines.start import free_cells
from tests.support.rule_cases import CASES, Case
from tests.support.solving import solved

BOTH = Aim(1000, 1, None)
ids = [case.id for case in CASES]


def test_every_rule_type_has_cases() -> None:
    assert {case.type for case in CASES} == set(CATALOGUE)


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_a_grid_costs_in_the_model_what_it_costs_in_the_scorer(case: Case) -> None:
    for is_hard in (False, True):
        of = compiled(case.problem(weight=3, is_hard=is_hard))
        assert of.reference is not None
        free = {cell: choices for cell, choices in free_cells(of).items() if of.reference[cell[0]][cell[1]] != OPEN}
        found = build(of.reference, free, of.terms, BOTH).score_on(of.reference)
        assert found == (Score(hard=3 * case.amount, soft=0) if is_hard else Score(hard=0, soft=3 * case.amount))


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_a_hard_rule_forbids_the_grid_exactly_where_it_is_broken(case: Case) -> None:
    of = compiled(case.problem(is_hard=True))
    assert of.reference is not None
    built = build(of.reference, {}, of.terms, LEAST_SOFT)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert (solver.solve(built.model.cp) == cp_model.INFEASIBLE) == (case.amount > 0)


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_the_engine_scores_a_grid_that_may_not_move_as_the_scorer_does(case: Case) -> None:
    problem = case.problem().model_copy(update={"scope": SolveScope(staff_ids=())})
    solution, _ = solved(problem)
    assert solution.grid == problem.reference
    assert solution.score == Score(hard=0, soft=case.amount)
    assert solution.status == "optimal"
