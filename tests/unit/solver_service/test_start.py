"""The first grid, and the prices that it looks at."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain import StaffMember
from shared.problem import Problem
from shared.rules import CATALOGUE
from shared.rules.compiled import compiled
from shared.rules.terms import total_of
from shared.score import Scorer
from solver_service.engines.marginal import HARD, Marginal
from solver_service.engines.start import filled, free_cells, standing
from tests.support.grids import a_problem, a_rule, grid
from tests.support.problem_strategies import problems


def first_grid(problem: Problem, *, keeps_reference: bool = True) -> list[list[int]]:
    of = compiled(problem)
    return filled(of, standing(of, keeps_reference=keeps_reference), free_cells(of), 1, None).grid


def test_what_stands_is_kept_and_the_rest_is_filled_with_what_costs_least() -> None:
    problem = a_problem(grid("Ana D . . .", "Bo . D . ."), a_rule("coverage", {"shifts": ["D"], "min": 1, "max": 1}))
    cells = first_grid(problem)
    scorer = Scorer(problem)
    assert scorer.score(cells).soft == 0
    assert (scorer.decode(cells)[0][0], scorer.decode(cells)[1][1]) == ("D", "D")


def test_starting_from_empty_keeps_fixed_cells_only() -> None:
    problem = a_problem(
        grid("Ana D D", "Bo E E"),
        a_rule("daily_limit", {"kinds": ["work"], "max": 0}),
        fixed=[{"staff_id": "ana", "date": "2026-12-07", "shift": "N"}],
    )
    cells = Scorer(problem).decode(first_grid(problem, keeps_reference=False))
    assert cells[0][0] == "N"
    assert all(cell in {"-", "V"} for cell in (cells[0][1], *cells[1]))


def test_outside_their_employment_people_are_off() -> None:
    problem = a_problem(grid("Ana . . ."), a_rule("coverage", {"min": 1}))
    leaver = StaffMember.model_validate(problem.staff[0].model_dump() | {"last_day": "2026-12-08"})
    cells = Scorer(problem).decode(first_grid(problem.model_copy(update={"staff": (leaver,)})))
    assert cells[0][0] not in {"-", "V"}
    assert cells[0][2] in {"-", "V"}


def test_without_time_every_cell_is_filled_all_the_same() -> None:
    problem = a_problem(grid("Ana . . .", "Bo . . ."), a_rule("coverage", {"min": 1}))
    of = compiled(problem)
    cells = filled(of, standing(of, keeps_reference=True), free_cells(of), 1, 0.0).grid
    assert Scorer(problem).moved(cells) == ()


@pytest.mark.parametrize("rule_type", [None, *sorted(CATALOGUE)])
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_a_change_is_priced_as_the_terms_price_it(rule_type: str | None, data: st.DataObject) -> None:
    of = compiled(data.draw(problems(rule_type=rule_type)))
    assert of.reference is not None
    marginal = Marginal(of.terms, of.reference, len(of.context.shift_types))
    for _ in range(10):
        person = data.draw(st.integers(0, len(of.context.staff) - 1))
        day = data.draw(st.integers(0, of.context.day_count - 1))
        shift = data.draw(st.integers(-1, len(of.context.shift_types) - 1))
        hard, soft = total_of(of.terms, marginal.grid)
        rise = marginal.change(person, day, shift)
        marginal.put(person, day, shift)
        hard_after, soft_after = total_of(of.terms, marginal.grid)
        assert rise == (hard_after - hard) * HARD + soft_after - soft
