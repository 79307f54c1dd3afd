"""HiGHS as an engine: what it ends with, and when."""

from datetime import date

import pytest

from shared.problem import Problem
from shared.rules.terms import Cell, Hinge, Part, Price, Row, Term
from solver_service.engines.milp_run import Runs
from solver_service.engines.model.build import LEAST_SOFT, build
from solver_service.engines.sat import Effort
from tests.support.grids import a_problem, a_rule, grid
from tests.support.solving import solved
from tests.support.tiny import best_of_all, freed

COSTLY = a_problem(
    grid("Ana  E . . N E . . -", "Bo  - D L - E L V N"),
    a_rule("weekends", {"min_free": 3, "complete": True, "days": [4, 5, 6], "same_shift": True}, weight=8, rule_id="weekends"),
    a_rule("cost", {"unit": 1, "budget": 0}, enforcement="hard", weight=8, dates={"to_date": "2027-02-04"}, rule_id="cost"),
    a_rule("group_limit", {"max": 0, "points": {}}, weight=2, dates={"dates": ["2027-02-04", "2027-02-06"]}, rule_id="group"),
    a_rule("daily_limit", {"kinds": ["work"], "max": 1}, enforcement="hard", weight=5, rule_id="few"),
    a_rule("coverage", {"min": 2}, rule_id="many"),
    start=date(2027, 1, 31),
)
CROWDED = a_problem(
    grid("Ana  . . .", "Bo  N V V", "Cy  . N .", "Dee  N V V"),
    *(
        a_rule(
            "succession",
            {
                "pairs": [
                    {"before": ["D", "E", "-"], "after": ["E", "-"]},
                    {"before": ["-", "D", "L"], "after": ["L", "N", "V"]},
                    {"before": ["V"], "after": ["E", "V", "L"]},
                ]
            },
            weight=5,
            dates={"dates": ["2026-12-08"]},
            rule_id=f"after-{index}",
        )
        for index in range(2)
    ),
    a_rule("daily_limit", {"kinds": ["work"], "max": 1}, weight=3, rule_id="few"),
    a_rule("coverage", {"min": 2}, weight=5, rule_id="many"),
    start=date(2026, 12, 6),
    history={"Dee": ". . E L ."},
)


@pytest.mark.parametrize(("problem", "best"), [(COSTLY, (14052, 45)), (CROWDED, (0, 25))])
def test_a_first_grid_that_presolve_turns_into_the_best_one_is_not_what_the_engine_ends_with(
    problem: Problem, best: tuple[int, int]
) -> None:
    tiny = freed(problem, 2)
    solution, _ = solved(tiny, engine="milp", time_limit_s=10)
    assert best_of_all(tiny, solution.grid) == (solution.score.hard, solution.score.soft)
    assert (solution.score.hard, solution.score.soft) == best
    assert solution.bound == solution.score
    assert solution.elapsed_s < 5  # it doesn't look on after the proof


PRICES = (2, 3, 1, 1, 3, 1, 2, 1, 2, 3)
"""Of each of ten days, if it is worked."""
GROUPS = ((0, 5, 7), (1, 4), (1, 6, 9), (1, 8), (2, 7), (2, 8), (3, 4, 9), (3, 9), (4, 5, 6), (4, 6), (4, 7), (5, 9))
"""Of days: one of each must be worked, or 50 is paid."""


def test_a_proof_goes_to_the_last_point() -> None:
    days = range(len(PRICES))
    terms: list[Term] = [
        *(Cell(day, False, 0, (day,), (1,), PRICES[day]) for day in days),
        *(
            Row(len(PRICES) + index, False, (Part((0,), group, (0, 1)),), Price(under=(Hinge(1, 50),)))
            for index, group in enumerate(GROUPS)
        ),
    ]
    dearer = [[0, 0, 0, 0, 1, 1, 0, 1, 1, 1]]  # by one than the best: HiGHS must not be content with it, nor with a bound one below
    built = build(dearer, {(0, day): (0, 1) for day in days}, terms, LEAST_SOFT)
    built.model.hint(dearer)
    found = [dearer]
    outcome = Runs().minimise(built, Effort(10, 1, 1), lambda: True, found.append, lambda _: None)
    if outcome.grid is not None:
        found.append(outcome.grid)
    assert min(built.score_on(grid).soft for grid in found) == 9
    assert (outcome.bound, outcome.is_optimal) == (9, True)
