"""On every problem the statistics say what the scorer says."""

from hypothesis import given, settings

from hub.runs.figures import requests_met_pct
from shared.problem import Problem
from shared.rules.compiled import compiled
from shared.score import Scorer
from shared.statistics import statistics_of
from tests.support.problem_strategies import problems


@settings(max_examples=100, deadline=None)
@given(problems(rule_count_max=4))
def test_points_are_the_scorers(problem: Problem) -> None:
    known = compiled(problem)
    assert known.reference is not None
    scorer, found = Scorer(known), statistics_of(known, known.reference)
    score, violations = scorer.score(known.reference), scorer.violations(known.reference)
    assert (found.sums.must_points, found.sums.wish_points) == (score.hard, score.soft)
    assert sum(rule.breaches for rule in found.rules) == len(violations)
    for person in found.people:
        blamed = [violation for violation in violations if violation.staff_id == person.staff_id]
        assert person.breaches == len(blamed)
        assert person.must_points + person.wish_points == sum(violation.points for violation in blamed)
    points = {rule.rule_id: rule.points for rule in found.fair}
    points |= {rule.rule_id: sum(day.points for day in rule.days) for rule in found.cover}
    for rule_id, counted in points.items():
        assert counted == sum(violation.points for violation in violations if violation.rule_id == rule_id)


@settings(max_examples=60, deadline=None)
@given(problems(rule_type="request"))
def test_wishes_are_met_as_often_as_a_runs_figures_say(problem: Problem) -> None:
    known = compiled(problem)
    assert known.reference is not None
    sums = statistics_of(known, known.reference).sums
    share = requests_met_pct(known, known.reference)
    assert share == (round(100 * sums.wishes_met / sums.wish_days, 1) if sums.wish_days else None)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_every_cell_is_counted_once(problem: Problem) -> None:
    known = compiled(problem)
    assert known.reference is not None
    found = statistics_of(known, known.reference)
    days = len(found.dates)
    assert all(sum(person.shifts.values()) + person.open == days for person in found.people)
    assert all(sum(person.kinds.values()) + person.open == days for person in found.people)
