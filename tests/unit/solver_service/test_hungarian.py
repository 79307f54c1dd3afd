"""Day by day, by assignment: what the engine finds, and that it is that."""

from random import Random

from bench.product_problems import guards
from shared.demo import demo
from shared.problem import Incumbent, Problem, Score
from shared.rules.compiled import compiled
from shared.rules.terms import OPEN, Row
from solver_service.engines.hungarian_day import Counted, Day
from solver_service.engines.marginal import Marginal
from solver_service.engines.start import free_cells
from tests.support.grids import a_problem, a_rule, grid
from tests.support.solving import solved


def wish(staff: str, shift: str, weight: int) -> dict[str, object]:
    return {"staff": staff, "when": {}, "kind": "on", "shifts": [shift], "weight": weight}


def one_day(*requests: dict[str, object]) -> Problem:
    cover = [a_rule("coverage", {"shifts": [code], "ideal": 1}, weight=100, rule_id=f"cover-{code}") for code in ("E", "D", "L")]
    return a_problem(
        grid("Ana .", "Bo .", "Cy .", "Dee .", "Eve ."),
        *cover,
        a_rule("coverage", {"max": 3}, weight=100, rule_id="few"),
        a_rule("request", {"requests": list(requests)}, rule_id="wishes"),
    )


def assigned(problem: Problem) -> str:
    """The first day's codes, by one assignment."""
    of = compiled(problem)
    marginal = Marginal(of.terms, [[OPEN] for _ in problem.staff], len(problem.shift_types))
    rows = [Counted(term) for term in of.terms if isinstance(term, Row)]
    day = Day(0, {person: choices for (person, _), choices in free_cells(of).items()}, rows)
    found = day.assigned(marginal, Random(1))
    return " ".join(problem.shift_types[found[person]].code for person in range(len(problem.staff)))


def test_slots_go_to_those_who_lose_most_without_them() -> None:
    # whoever comes first would take E, and leave Bo without the one thing that she wants
    problem = one_day(
        wish("ana", "E", 5), wish("ana", "D", 4), wish("bo", "E", 5), wish("cy", "L", 3), wish("dee", "-", 2), wish("eve", "-", 2)
    )
    assert assigned(problem) == "D E L - -"


def test_what_a_slot_was_opened_for_is_paid_once() -> None:
    # kitchen, floor and bar must each have someone on late, as part of four in all: three slots, each its own team's
    _, events = solved(demo().problem(), engine="hungarian", deterministic=True, time_limit_s=30)
    first = next(event for event in events if isinstance(event, Incumbent))
    assert first.score.hard == 0


def test_the_same_seed_gives_the_same_grid_in_deterministic_mode() -> None:
    first, _ = solved(guards(1), engine="hungarian", deterministic=True, time_limit_s=30)
    second, _ = solved(guards(1), engine="hungarian", deterministic=True, time_limit_s=30)
    assert first.grid == second.grid
    assert first.counts == second.counts


def test_it_says_what_it_did_and_proves_nothing() -> None:
    solution, _ = solved(guards(1), engine="hungarian", time_limit_s=10)
    assert solution.counts["assignments"] >= 7
    assert solution.bound == Score(hard=0, soft=0)
    assert solution.elapsed_s < 5  # well under a second on a machine of its own
