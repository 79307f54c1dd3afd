"""Every rule counts, blames and says what the table of cases says."""

import pytest

from shared.problem import Problem
from shared.rules import CATALOGUE
from shared.rules.terms import total_of
from shared.score import Scorer, check
from tests.support.rule_cases import CASES, Case

cases = pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)


def blamed_cells(problem: Problem, case: Case) -> str:
    found = {(cell.staff_id, cell.date) for violation in check(problem, case.of.rows).violations for cell in violation.cells}
    rows = []
    for name in case.of.names:
        days = sorted((day - case.start).days for staff_id, day in found if staff_id == name.lower())
        if days:
            rows.append(" ".join([name, *map(str, days)]))
    return ", ".join(rows)


@cases
def test_the_amount_and_the_blamed_cells_are_as_the_table_says(case: Case) -> None:
    problem = case.problem()
    assert check(problem, case.of.rows).score.soft == case.amount
    assert blamed_cells(problem, case) == case.blamed


@cases
def test_violations_add_up_to_the_score_and_speak_plainly(case: Case) -> None:
    answer = check(case.problem(weight=7, is_hard=True), case.of.rows)
    assert answer.score.hard == 7 * case.amount == sum(violation.points for violation in answer.violations)
    assert answer.score.soft == 0
    if case.words:
        assert answer.violations[0].message == case.words


@cases
def test_terms_cost_what_the_rule_counts(case: Case) -> None:
    scorer = Scorer(case.problem(weight=7))
    assert total_of(scorer.compiled.terms, scorer.encode(case.of.rows)) == (0, 7 * case.amount)


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_rule_has_cases_that_are_kept_and_broken(name: str) -> None:
    amounts = [case.amount for case in CASES if case.type == name]
    assert any(amounts)
    assert len(amounts) >= 2
