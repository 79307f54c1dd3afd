"""The weeks of an instance in turn: what each is told, and what comes of all of them."""

import pytest

from shared.formats.inrc2 import History, Instance
from shared.formats.inrc2_problem import whole_problem
from shared.formats.inrc2_reading import history_of, scenario_of, week_of
from shared.problem import Options, Problem, Row, Score, Solution
from shared.score import check
from solver_service import stages
from tests.support.inrc2 import HISTORY, SCENARIO, WEEK

SCENE = scenario_of(SCENARIO.encode(), "Sc.txt")
WEEKS = (
    week_of(WEEK.encode(), "WD.txt", SCENE),
    week_of(WEEK.replace("Early Head (0,1)", "Early Head (1,1)").replace("Ana Any Tue", "Ana Any Fri").encode(), "WD.txt", SCENE),
)
INSTANCE = Instance(SCENE, history_of(HISTORY.encode(), "H0.txt", SCENE), (4, 5), WEEKS)


class Planner:
    """Stands in for an engine: everyone works late on the first three days; what comes after a known week is full of nights."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.limits_s: list[float] = []
        self.titles: list[str] = []

    def solve(self, problem: Problem, options: Options, title: str) -> Solution:
        self.problems.append(problem)
        self.limits_s.append(options.time_limit_s or 0.0)
        self.titles.append(title)
        day_count = (problem.end_date - problem.start_date).days + 1
        row: Row = (*["Late:Nurse"] * 3, *["-"] * 4, *["Night:Nurse"] * (day_count - 7))
        return Solution(
            status="feasible",
            score=Score(hard=0, soft=0),
            bound=None,
            grid=(row,) * len(problem.staff),
            violations=(),
            engine="cpsat",
            seed=1,
            problem_hash="",
            solutions=2,
            elapsed_s=0.0,
        )


def solved(planner: Planner, seconds: float = 40.0) -> Solution:
    return stages.solve_weeks(INSTANCE, Options(time_limit_s=seconds), planner.solve)


def test_the_solution_has_the_first_week_of_every_stage_and_the_score_of_the_whole() -> None:
    planner = Planner()
    solution = solved(planner)
    row = (*["Late:Nurse"] * 3, *["-"] * 4) * 2
    assert solution.grid == (row,) * 3
    assert solution.score == check(whole_problem(INSTANCE), solution.grid).score
    assert (solution.bound, solution.solutions) == (None, 4)
    assert planner.titles == ["week 1 of 2", "week 2 of 2"]


def test_a_week_knows_nothing_of_the_demand_of_later_ones() -> None:
    first, second = Planner(), Planner()
    solved(first)
    other = Instance(SCENE, INSTANCE.history, (4, 4), (WEEKS[0], WEEKS[0]))
    stages.solve_weeks(other, Options(time_limit_s=40.0), second.solve)
    assert first.problems[0] == second.problems[0]
    assert first.problems[1] != second.problems[1]


def test_weeks_that_are_only_expected_have_no_wishes() -> None:
    planner = Planner()
    solved(planner)
    wishes = next(rule for rule in planner.problems[0].rules if rule.id == "requests").params["requests"]
    assert len(wishes) == len(WEEKS[0].requests)


def test_a_week_begins_where_the_one_before_it_ended() -> None:
    planner = Planner()
    solved(planner)
    assert planner.problems[1].start_date.toordinal() == planner.problems[0].start_date.toordinal() + 7
    assert planner.problems[1].history["Ana"] == ("Early:Head", *["-"] * 4)
    assert {rule.id for rule in planner.problems[1].rules} >= {"total-2-6", "total-0-3", "weekends-1"}


def test_the_time_is_shared_out_among_the_weeks() -> None:
    planner = Planner()
    solved(planner, 40.0)
    assert planner.limits_s[0] == pytest.approx(20.0, abs=1.0)
    assert planner.limits_s[1] == pytest.approx(40.0, abs=1.0)


def test_where_the_same_grid_is_wanted_again_no_week_gets_what_another_left() -> None:
    planner = Planner()
    stages.solve_weeks(INSTANCE, Options(time_limit_s=40.0, deterministic=True), planner.solve)
    assert planner.limits_s == [20.0, 20.0]


def test_a_horizon_that_has_begun_goes_on_where_it_stands() -> None:
    planner = Planner()
    begun = Instance(SCENE, History(1, INSTANCE.history.nurses), (5,), WEEKS[1:])
    solution = stages.solve_weeks(begun, Options(time_limit_s=40.0), planner.solve)
    assert (planner.problems[0].end_date - planner.problems[0].start_date).days == 6
    assert len(solution.grid[0]) == 7
