"""What one day asks of the next, as states."""

from collections.abc import Sequence

import numpy as np

from shared.rules.terms import Counter, Hinge, Price, Run, Step
from solver_service.person.plan import Plan, Planner

DAYS, SHIFTS, OFF, DAY, NIGHT = 14, 3, 0, 1, 2
EVERY_DAY = tuple(range(DAYS))
ANY = [(OFF, DAY, NIGHT)] * DAYS


def a_run(shifts: tuple[int, ...], least: int, most: int | None) -> Run:
    return Run(0, True, 0, 0, DAYS - 1, shifts, least, most, 1, 1, 0, lenient=True)


def a_plan(*terms: Run | Step | Counter, choices: Sequence[tuple[int, ...]] = ANY) -> Plan:
    plan = Planner(DAYS, SHIFTS, hard_price=100.0).plan(terms, choices, strict=True)
    assert plan is not None
    return plan


def test_runs_that_exclude_each_other_add_up_and_do_not_multiply() -> None:
    plan = a_plan(a_run((DAY, NIGHT), 2, 5), a_run((OFF,), 2, None))
    # work 1, 2, 3, 4, 5; off 1, 2 and more; and what may have begun earlier: nothing yet, work 1, off 1
    assert plan.automaton.moves.target.shape[1] == 10


def test_shifts_that_every_rule_treats_alike_are_one_class() -> None:
    plan = a_plan(a_run((DAY, NIGHT), 2, 5))
    assert plan.class_of[DAY] == plan.class_of[NIGHT] != plan.class_of[OFF]
    plan = a_plan(a_run((DAY, NIGHT), 2, 5), Step(0, True, 0, EVERY_DAY[1:], (NIGHT,), (DAY,), 1))
    assert len({int(plan.class_of[shift]) for shift in range(SHIFTS)}) == 3


def test_people_with_the_same_contract_share_an_automaton_whatever_their_shifts_and_history() -> None:
    planner = Planner(DAYS, SHIFTS, hard_price=100.0)
    run = a_run((DAY, NIGHT), 2, 5)
    one = planner.plan([run], ANY, strict=True)
    other = planner.plan([Run(0, True, 0, 0, DAYS - 1, (DAY, NIGHT), 2, 5, 1, 1, 4, lenient=False)], [(OFF, NIGHT)] * DAYS, strict=True)
    assert one is not None
    assert other is not None
    assert one.automaton is other.automaton
    assert one.start != other.start


def test_states_that_never_meet_share_a_place() -> None:
    weekends = Counter(0, True, 0, ((5, 6), (12, 13)), (0, 1, 1, 0), Price(over=(Hinge(1, 1),)))
    plan, without = a_plan(a_run((DAY, NIGHT), 2, 5), weekends), a_plan(a_run((DAY, NIGHT), 2, 5))
    assert plan.automaton.moves.target.shape[1] == without.automaton.moves.target.shape[1]


def test_windows_that_follow_each_other_are_one_dimension() -> None:
    def a_week(first: int) -> Counter:
        return Counter(0, False, 0, tuple((day,) for day in range(first, first + 7)), (0, 480, 480, 0), Price(over=(Hinge(1920, 3),)))

    plan = a_plan(a_week(0), a_week(7))
    assert len(plan.dimensions) == 1
    # in units of a shift; what is beyond the limit is paid as it comes
    assert plan.dimensions[0].cap == 4
    assert plan.dimensions[0].segments[0].fee.slope == 480 * 3


def test_the_most_that_days_in_a_row_can_gain_knows_the_rests_between() -> None:
    total = Counter(0, True, 0, tuple((day,) for day in EVERY_DAY), (0, 1, 1, 0), Price(under=(Hinge(8, 1),)))
    reach = a_plan(a_run((DAY, NIGHT), 2, 3), a_run((OFF,), 2, None), total).automaton.moves.reach
    assert np.array_equal(reach[:9], [0, 1, 2, 3, 3, 3, 4, 5, 6])


def test_a_day_on_which_everything_is_prohibited_leaves_no_plan() -> None:
    week = tuple((day,) for day in EVERY_DAY)
    impossible = Counter(0, True, 0, week, (0, 1, 1, 0), Price(under=(Hinge(DAYS + 1, 1),)))
    assert Planner(DAYS, SHIFTS, hard_price=100.0).plan([impossible], ANY, strict=True) is None
