"""The demo is a sensible problem: valid, deterministic, with something to decide."""

from collections import Counter
from datetime import date, timedelta

from shared.demo import DemoWorkspace, demo
from shared.domain import ShiftKind
from shared.rules.compiled import compiled
from shared.score import Scorer


def ids_of(found: DemoWorkspace) -> set[str]:
    named = [member.id for member in found.staff] + [shift.id for shift in found.shift_types] + [rule.id for rule in found.rules]
    return {*named, found.period.id}


def test_it_is_a_restaurant_of_15_people_and_60_days() -> None:
    found = demo(date(2026, 12, 1))
    assert found.settings.name == "Hoshi Restaurant"
    assert Counter(member.group for member in found.staff) == {"Kitchen": 6, "Floor": 5, "Bar": 4}
    assert [(shift.symbol, shift.keys, shift.colour) for shift in found.shift_types] == [
        ("×", "x", "off"),
        ("△", "e", "early"),
        ("D", "d", "day"),
        ("◇", "l", "late"),
    ]
    assert [shift.kind for shift in found.shift_types].count(ShiftKind.OFF) == 1
    assert (found.period.name, found.period.start_date, found.period.end_date) == (
        "December – January",
        date(2026, 12, 1),
        date(2027, 1, 29),
    )
    assert found.period.staff == tuple(member.id for member in found.staff)


def test_its_rules_have_the_weights_that_the_restaurant_asked_for() -> None:
    weights = {(rule.type, rule.weight) for rule in demo().rules if rule.enforcement == "soft"}
    assert {("group_limit", 100), ("daily_limit", 50), ("window_count", 80), ("consecutive", 200), ("request", 10)} <= weights


def test_the_same_seed_and_date_give_the_same_demo_and_another_seed_other_ids() -> None:
    assert demo(date(2026, 3, 1), "a") == demo(date(2026, 3, 1), "a")
    first, second = demo(seed="a"), demo(seed="b")
    count = len(first.staff) + len(first.shift_types) + len(first.rules) + 1
    assert len(ids_of(first)) == count
    assert not ids_of(first) & ids_of(second)


def test_it_is_a_valid_problem_on_any_start_date() -> None:
    for offset in range(0, 400, 37):
        found = compiled(demo(date(2026, 1, 1) + timedelta(days=offset)).problem())
        assert len(found.rules) == len(demo().rules)


def test_each_cell_is_named_once_and_only_locked_cells_are_fixed() -> None:
    found = demo()
    places = [(cell.staff_id, cell.date) for cell in found.cells]
    assert len(set(places)) == len(places)
    problem = found.problem()
    assert {(cell.staff_id, cell.date) for cell in problem.fixed} == {(cell.staff_id, cell.date) for cell in found.cells if cell.locked}
    assert sum(cell is not None for row in problem.reference for cell in row) == len(places)


def test_what_is_entered_already_breaks_no_must_rule_but_cover() -> None:
    problem = demo().problem()
    scorer = Scorer(problem)
    broken = {violation.type for violation in scorer.violations(scorer.encode(problem.reference)) if violation.enforcement == "hard"}
    assert broken == {"coverage"}
