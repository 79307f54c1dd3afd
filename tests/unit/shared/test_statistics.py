"""Figures of small grids, by hand."""

from datetime import time
from typing import Any

import pytest

from shared.domain import ShiftKind, ShiftType
from shared.rules.compiled import compiled
from shared.statistics import PersonFigures, Statistics, is_night, statistics_of
from tests.support.grids import TextGrid, a_problem, a_rule, grid

# From Monday, 7 December 2026: the weekend is days 5 and 6. An hour of Ana's costs 30, one of Bo's 21.
WEEK = grid("Ana D N N - - . E", "Bo  D - V L L L -", "Cy  - - - - - - -")


def figures(of: TextGrid = WEEK, *rules: Any) -> Statistics:
    problem = compiled(a_problem(of, *rules))
    assert problem.reference is not None
    return statistics_of(problem, problem.reference)


def person(name: str, *rules: Any) -> PersonFigures:
    return next(found for found in figures(WEEK, *rules).people if found.staff_id == name.lower())


def test_a_persons_cells_are_counted_by_shift_and_kind() -> None:
    ana = person("Ana")
    assert ana.shifts == {"-": 2, "E": 1, "D": 1, "N": 2}
    assert (ana.kinds[ShiftKind.WORK], ana.kinds[ShiftKind.OFF], ana.kinds[ShiftKind.LEAVE], ana.open) == (4, 2, 0, 1)
    assert (ana.nights, ana.weekends, ana.days_off, ana.paid_minutes) == (2, 1, 2, 480 + 1200 + 480)
    assert person("Bo").kinds[ShiftKind.LEAVE] == 1


def test_cost_is_paid_time_at_the_hourly_cost_where_one_is_known() -> None:
    assert [found.cost for found in figures().people] == [36 * 30, 168 + 3 * 158, None]
    assert figures().sums.cost == sum(found.cost or 0 for found in figures().people)


def test_overtime_counts_as_the_cost_rule_has_it() -> None:
    overtime = {"after": 1800, "window": "week", "percent": 200, "step": 60}
    assert person("Ana", a_rule("cost", {"overtime": overtime})).cost == 36 * 30 + 6 * 30


def test_cover_says_who_was_wanted_and_who_was_there() -> None:
    rule = a_rule("coverage", {"shifts": ["D"], "min": 1, "max": 1, "exceptions": [{"dates": ["2026-12-08"], "ideal": 2}]}, weight=10)
    (cover,) = figures(WEEK, rule).cover
    assert (cover.shifts, cover.staff_ids, len(cover.days)) == (("D",), ("ana", "bo", "cy"), 7)
    first, second, third = cover.days[:3]
    assert (first.min, first.max, first.there, first.short, first.over, first.points) == (1, 1, 2, 0, 1, 10)
    assert (second.min, second.max, second.there, second.short, second.points) == (2, 2, 0, 2, 20)
    assert (third.there, third.short, third.points) == (0, 1, 10)
    sums = figures(WEEK, rule).sums
    assert (sums.cover_days, sums.cover_held) == (7, 0)


def test_wishes_are_met_or_missed_on_each_of_their_dates() -> None:
    wishes = [
        {"staff": "bo", "when": {"dates": ["2026-12-07", "2026-12-08"]}, "kind": "off"},
        {"staff": "ana", "when": {"dates": ["2026-12-08"]}, "kind": "on", "shifts": ["N"]},
    ]
    found = figures(WEEK, a_rule("request", {"requests": wishes}))
    bo = next(one for one in found.people if one.staff_id == "bo")
    assert [(wish.date.day, wish.is_met) for wish in bo.wishes] == [(7, False), (8, True)]
    assert (found.sums.wish_days, found.sums.wishes_met) == (3, 2)
    assert (bo.breaches, bo.wish_points) == (1, 1)


def test_a_broken_rule_costs_what_the_scorer_says() -> None:
    rule = a_rule("consecutive", {"kinds": ["work"], "max": 2}, weight=7, enforcement="hard")
    (broken,) = figures(WEEK, rule).rules
    assert (broken.type, broken.enforcement, broken.breaches, broken.amount, broken.points) == ("consecutive", "hard", 2, 2, 14)
    assert broken.cells
    assert figures(WEEK, rule).sums.must_points == 14


def test_a_measure_is_shared_out_among_those_who_are_employed() -> None:
    shares = {share.measure: share for share in figures().shares}
    nights = shares["nights"]
    assert (nights.least, nights.most, nights.spread) == (0, 2, 2)
    assert (nights.mean, nights.deviation) == pytest.approx((2 / 3, 8 / 9))
    assert shares["days_off"].spread == 5


def test_a_fairness_rule_shows_the_totals_that_it_compares() -> None:
    (fair,) = figures(WEEK, a_rule("fairness", {"shifts": ["N"], "tolerance": 1}, weight=5)).fair
    assert [(total.staff_id, total.total) for total in fair.totals] == [("ana", 2), ("bo", 0), ("cy", 0)]
    assert (fair.tolerance, fair.points) == (1, 5)


def test_a_period_without_people_has_figures_too() -> None:
    problem = a_problem(WEEK).model_copy(update={"staff": (), "reference": ()})
    found = statistics_of(compiled(problem), ())
    assert (found.people, found.shares, found.sums.cells, found.sums.cost) == ((), (), 0, None)


@pytest.mark.parametrize(
    ("start", "end", "colour", "night"),
    [
        (time(22), time(6), "day", True),
        (time(16), time(0), "late", False),
        (time(16), time(0, 30), "late", True),
        (None, None, "night", True),
        (time(6), time(14), "early", False),
    ],
)
def test_a_shift_that_ends_after_midnight_is_night_work(start: time | None, end: time | None, colour: Any, night: bool) -> None:
    assert is_night(ShiftType(id="x", code="X", start=start, end=end, colour=colour)) is night
