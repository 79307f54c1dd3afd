"""What the scorer says of grids and of problems that don't fit together."""

from datetime import date
from typing import Any

import pytest

from shared.domain import RuleScope, StaffScope
from shared.invalid import ContradictionError, InvalidProblemError
from shared.problem import FixedCell, Problem, Score, SolveScope
from shared.rules.compiled import compiled
from shared.rules.terms import OPEN
from shared.score import Scorer, check, problem_hash
from tests.support.grids import SHIFT_TYPES, a_problem, a_rule, a_staff_member, grid

WEEK = grid("Ana D D - E", "Bo - . L D")
COVER = a_rule("coverage", {"min": 1}, weight=5)


def faults_of(problem: Problem) -> list[str]:
    with pytest.raises(InvalidProblemError) as caught:
        compiled(problem)
    return [f"{fault.where}: {fault.message}" for fault in caught.value.faults]


def altered(problem: Problem, **fields: Any) -> Problem:
    return problem.model_copy(update=fields)


def test_a_check_without_a_grid_takes_the_reference() -> None:
    problem = a_problem(WEEK, COVER)
    assert check(problem) == check(problem, WEEK.rows)


def test_a_check_of_nothing_takes_open_cells() -> None:
    problem = altered(a_problem(WEEK, COVER), reference=())
    assert check(problem).score == Score(hard=0, soft=20)


def test_hard_and_soft_are_summed_apart_and_must_rules_are_named_first() -> None:
    hard = a_rule("consecutive", {"max": 1}, enforcement="hard", weight=3, rule_id="r2")
    answer = check(a_problem(WEEK, a_rule("coverage", {"min": 2}, weight=5), hard))
    assert answer.score == Score(hard=6, soft=15)
    assert [violation.rule_id for violation in answer.violations] == ["r2", "r2", "r1", "r1", "r1"]


@pytest.mark.parametrize("fields", [{"enabled": False}, {"weight": 0}])
def test_rules_that_are_off_or_weigh_nothing_are_passed_over(fields: dict[str, Any]) -> None:
    rule = a_rule("coverage", {"min": 9}).model_copy(update=fields)
    assert check(a_problem(WEEK, rule)) == check(a_problem(WEEK))


def test_a_rule_that_is_off_is_read_all_the_same() -> None:
    rule = a_rule("coverage", {"min": -1}).model_copy(update={"enabled": False})
    assert faults_of(a_problem(WEEK, rule)) == ["rules[0].params.min: Input should be greater than or equal to 0"]


def test_every_wrong_name_is_in_one_error() -> None:
    rules = (
        a_rule("coverage", {"shifts": ["E", "Z"], "exceptions": [{"dates": ["2026-12-32"]}]}, staff={"ids": ["ana", "zoe"]}),
        a_rule("request", {"requests": [{"staff": "zoe", "when": {}}]}, rule_id="r2"),
        a_rule("coverage", {"min": 3, "max": 2}, rule_id="r2"),
        a_rule("tea", {}, rule_id="r3"),
    )
    found = faults_of(a_problem(WEEK, *rules))
    assert found[0] == "rules[2].id: 'r2' is there already"
    assert found[1] == "rules[0].scope.staff.ids[1]: there is no staff member 'zoe'"
    assert found[2] == "rules[0].params.shifts[1]: there is no shift type 'Z'"
    assert found[3].startswith("rules[0].params.exceptions[0].dates[0]: ")
    assert found[4] == "rules[1].params.requests[0].staff: there is no staff member 'zoe'"
    assert found[5] == "rules[2].params: at least 3 and at most 2 can't both hold"
    assert found[6:] == ["rules[3].type: there is no rule type 'tea'"]


def test_the_error_names_the_first_fault_and_counts_the_others() -> None:
    with pytest.raises(InvalidProblemError, match=r"^rules\[0\].type: there is no rule type 'tea' \(and 1 more\)$") as caught:
        compiled(a_problem(WEEK, a_rule("tea", {}), a_rule("milk", {}, rule_id="r2")))
    assert caught.value.code == "validation_failed"
    assert caught.value.details is not None
    assert caught.value.details["count"] == 2


def test_rules_pass_over_people_and_shifts_that_are_known_to_be_absent() -> None:
    rule = a_rule("window_count", {"shifts": ["D", "OLD"], "max": 0}, staff={"ids": ["bo", "zoe"]})
    wish = a_rule("request", {"requests": [{"staff": "zoe", "when": {}, "kind": "off"}]}, rule_id="r2")
    problem = a_problem(WEEK, rule, wish, absent_staff=("zoe",), absent_codes=("OLD",))
    assert check(problem).score.soft == 1


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"shift_types": (), "reference": ()}, "shift_types: there is no shift type to put into a cell"),
        ({"shift_types": (*SHIFT_TYPES, SHIFT_TYPES[0])}, "shift_types[6].code: '-' is there already"),
        ({"staff": (a_staff_member("Ana"), a_staff_member("Ana"))}, "staff[1].id: 'ana' is there already"),
        ({"end_date": date(2026, 12, 1)}, "end_date: 2026-12-01 is before the first date 2026-12-07"),
        ({"end_date": date(2036, 12, 1)}, "end_date: 3648 dates, 400 at most"),
        ({"reference": WEEK.rows[:1]}, "reference: 1 rows for 2 people"),
        ({"reference": (WEEK.rows[0], ("D",))}, "reference[1]: 1 cells for 4 dates"),
        ({"reference": (WEEK.rows[0], ("D", "D", "Q", "D"))}, "reference[1][2]: there is no shift type 'Q'"),
        ({"history": {"zoe": ()}}, "history['zoe']: there is no staff member 'zoe'"),
        ({"history": {"ana": ("D", "Q")}}, "history['ana'][1]: there is no shift type 'Q'"),
        ({"scope": SolveScope(staff_ids=("zoe",))}, "scope.staff_ids[0]: there is no staff member 'zoe'"),
        ({"fixed": (FixedCell(staff_id="zoe", date=date(2026, 12, 7), shift="D"),)}, "fixed[0].staff_id: there is no staff member 'zoe'"),
        (
            {"fixed": (FixedCell(staff_id="ana", date=date(2026, 12, 6), shift="D"),)},
            "fixed[0].date: 2026-12-06 is not a date of the period",
        ),
        ({"fixed": (FixedCell(staff_id="ana", date=date(2026, 12, 7), shift="Q"),)}, "fixed[0].shift: there is no shift type 'Q'"),
    ],
)
def test_what_does_not_fit_together_is_named(fields: dict[str, Any], fault: str) -> None:
    assert fault in faults_of(altered(a_problem(WEEK), **fields))


def test_sizes_are_bounded_before_anything_is_built() -> None:
    staff = tuple(a_staff_member(f"P{index}") for index in range(2001))
    assert faults_of(altered(a_problem(WEEK), staff=staff, reference=())) == ["staff: 2001, 2000 at most"]


def test_cells_that_are_fixed_twice_are_a_contradiction_that_names_them() -> None:
    fixed = tuple(FixedCell(staff_id="ana", date=date(2026, 12, 7), shift=code) for code in ("D", "D", "-"))
    with pytest.raises(ContradictionError, match=r"^ANA on 2026-12-07: is fixed as 'D' and as '-'$"):
        compiled(altered(a_problem(WEEK), fixed=fixed))


@pytest.mark.parametrize("rows", [(), (("D",),), (("D", "D", "D", "D"), ("D", "D", "D", "Q"))])
def test_a_grid_of_another_shape_or_with_an_unknown_code_is_refused(rows: tuple[tuple[str, ...], ...]) -> None:
    with pytest.raises(InvalidProblemError, match=r"^grid"):
        check(a_problem(WEEK), rows)


def test_outside_the_scope_cells_stand_as_they_are_and_fixed_ones_are_fixed() -> None:
    fixed = (FixedCell(staff_id="bo", date=date(2026, 12, 7), shift="N"),)
    scope = SolveScope.model_validate({"staff_ids": ["bo"], "from": "2026-12-08", "empty_only": True})
    found = compiled(altered(a_problem(WEEK), fixed=fixed, scope=scope))
    codes = {code: index for index, code in enumerate(shift.code for shift in SHIFT_TYPES)}
    assert found.fixed[0] == tuple(codes[code] for code in ("D", "D", "-", "E"))
    assert found.fixed[1] == (codes["N"], None, codes["L"], codes["D"])
    assert found.choices(1, 0) == (codes["N"],)
    assert found.choices(1, 1) == tuple(range(len(SHIFT_TYPES)))


def test_an_open_cell_outside_the_scope_stays_open() -> None:
    found = compiled(altered(a_problem(WEEK), scope=SolveScope(staff_ids=("ana",))))
    assert found.fixed[1][1] == OPEN


def test_outside_their_employment_people_can_only_be_off() -> None:
    staff = (a_staff_member("Ana", first_day=date(2026, 12, 8), last_day=date(2026, 12, 9)), a_staff_member("Bo"))
    found = compiled(altered(a_problem(WEEK), staff=staff))
    assert [len(found.choices(0, day)) for day in range(4)] == [2, 6, 6, 2]


def test_moved_fixed_cells_and_open_ones_are_found() -> None:
    fixed = (FixedCell(staff_id="ana", date=date(2026, 12, 7), shift="N"),)
    scorer = Scorer(altered(a_problem(WEEK), fixed=fixed))
    moved = scorer.moved(scorer.encode(WEEK.rows))
    assert [(cell.staff_id, cell.date.day) for cell in moved] == [("ana", 7), ("bo", 8)]


def test_equal_problems_have_equal_hashes_and_others_do_not() -> None:
    problem = a_problem(WEEK, COVER, history={"Ana": "D", "Bo": "-"})
    turned = altered(problem, history=dict(reversed(problem.history.items())))
    assert (
        problem_hash(problem) == problem_hash(turned) == problem_hash(Problem.model_validate_json(problem.model_dump_json(by_alias=True)))
    )
    assert problem_hash(problem) != problem_hash(altered(problem, rules=(COVER.model_copy(update={"weight": 6}),)))
    assert len(problem_hash(problem)) == 64


def test_staff_scopes_take_all_fields_together() -> None:
    rule = a_rule("window_count", {"max": 0})
    narrow = rule.model_copy(update={"scope": RuleScope(staff=StaffScope(groups=("Kitchen",), ids=("bo",)))})
    assert check(a_problem(WEEK, rule)).score.soft == 5
    assert check(a_problem(WEEK, narrow)).score.soft == 0
