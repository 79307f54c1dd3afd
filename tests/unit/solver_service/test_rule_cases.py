"""Every rule's cases through the engines: the same amounts as the scorer's."""

from datetime import timedelta

import pytest
from ortools.sat.python import cp_model

from shared.problem import FixedCell, Score, SolveScope
from shared.rules import CATALOGUE
from shared.rules.compiled import compiled, encoded
from solver_service.engines.model.build import LEAST_SOFT, Aim, build
from solver_service.engines.options import ENGINE_NAMES
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
        grid = encoded(of.context, case.of.rows)
        free = {cell: choices for cell, choices in free_cells(of).items() if grid[cell[0]][cell[1]] in choices}
        found = build(grid, free, of.terms, BOTH).score_on(grid)
        assert found == (Score(hard=3 * case.amount, soft=0) if is_hard else Score(hard=0, soft=3 * case.amount))


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_a_hard_rule_forbids_the_grid_exactly_where_it_is_broken(case: Case) -> None:
    of = compiled(case.problem(is_hard=True))
    built = build(encoded(of.context, case.of.rows), {}, of.terms, LEAST_SOFT)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert (solver.solve(built.model.cp) == cp_model.INFEASIBLE) == (case.amount > 0)


@pytest.mark.parametrize("engine", ENGINE_NAMES)
@pytest.mark.parametrize("case", [case for case in CASES if not case.is_emptied], ids=lambda case: case.id)
def test_an_engine_scores_a_grid_that_may_not_move_as_the_scorer_does(case: Case, engine: str) -> None:
    problem = case.problem()
    dates = [case.start + timedelta(days=day) for day in range(len(case.of.rows[0]))]
    cells = (
        FixedCell(staff_id=member.id, date=on, shift=code)
        for member, row, before in zip(problem.staff, case.of.rows, problem.reference, strict=True)
        for on, code, stood in zip(dates, row, before, strict=True)
        if code is not None and code != stood
    )
    still = {"scope": SolveScope(staff_ids=()), "fixed": tuple(cells)}
    solution, _ = solved(problem.model_copy(update=still), engine=engine)
    assert solution.engine == engine
    assert solution.grid == case.of.rows
    assert solution.score == Score(hard=0, soft=case.amount)
    assert solution.status == "optimal"
