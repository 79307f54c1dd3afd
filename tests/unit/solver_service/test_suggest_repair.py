"""What a repair weighs against what."""

import time
from typing import Any

from shared.problem import Problem, Row
from shared.rules.compiled import compiled, decoded
from solver_service.suggest.repair import Order, repaired
from tests.support.grids import a_problem, a_rule, grid

ONE_BY_DAY = a_rule("coverage", {"shifts": ["D"], "max": 1}, enforcement="hard", weight=5, rule_id="one")


def wish(staff: str, kind: str, *, weight: int = 1) -> dict[str, Any]:
    return {"requests": [{"staff": staff, "when": {"dates": ["2026-12-07"]}, "kind": kind, "shifts": ["D"], "weight": weight}]}


def mended(problem: Problem, *, change_price: int | None = None, limit_s: float = 20) -> tuple[Row, ...]:
    of = compiled(problem)
    assert of.reference is not None
    return decoded(of.context, repaired(Order(of, of.reference, frozenset(), change_price, time.monotonic() + limit_s, workers=1)).grid)


def test_a_hard_point_is_worth_any_number_of_changes() -> None:
    problem = a_problem(grid("Ana -", "Bo D"), ONE_BY_DAY, a_rule("request", wish("ana", "on"), enforcement="hard"))
    assert mended(problem) in {(("D",), (code,)) for code in ("-", "E", "L", "N", "V")}


def test_a_change_is_worth_any_number_of_soft_points() -> None:
    must = a_rule("coverage", {"shifts": ["D"], "min": 1}, enforcement="hard", rule_id="must")
    dear = a_rule("request", wish("bo", "avoid", weight=100), rule_id="dear")
    two_others = a_rule("coverage", {"shifts": ["E"], "min": 2}, weight=50, rule_id="early")
    problem = a_problem(grid("Ana E", "Bo -", "Cy E"), must, dear, two_others)
    changes = sum(old != new for old, new in zip(problem.reference, mended(problem), strict=True))
    assert changes == 1


def test_among_repairs_of_as_many_changes_the_one_that_people_like_best_is_taken() -> None:
    must = a_rule("coverage", {"shifts": ["D"], "min": 1}, enforcement="hard", rule_id="must")
    problem = a_problem(grid("Ana -", "Bo -", "Cy -"), must, *(a_rule("request", wish(who, "avoid"), rule_id=who) for who in ("ana", "cy")))
    assert mended(problem) == (("-",), ("D",), ("-",))


def test_with_a_price_of_changes_soft_points_are_weighed_against_them() -> None:
    liked = a_rule("request", wish("ana", "on"), weight=10)
    problem = a_problem(grid("Ana -", "Bo -"), liked)
    assert mended(problem) == problem.reference
    assert mended(problem, change_price=9) == (("D",), ("-",))
    assert mended(problem, change_price=11) == problem.reference


def test_an_open_cell_that_is_needed_is_filled_and_others_stay_open() -> None:
    must = a_rule("coverage", {"shifts": ["D"], "min": 1}, enforcement="hard", dates={"to": "2026-12-07"})
    assert mended(a_problem(grid("Ana . . .", "Bo N N N"), must)) == (("D", None, None), ("N", "N", "N"))


def test_without_time_nothing_changes() -> None:
    problem = a_problem(grid("Ana -", "Bo D"), ONE_BY_DAY, a_rule("request", wish("ana", "on"), enforcement="hard"))
    assert mended(problem, limit_s=0) == problem.reference
