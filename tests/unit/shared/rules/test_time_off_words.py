"""What time off says of a leave that is no part of the problem."""

from shared.score import check
from tests.support.grids import SHIFT_TYPES, a_problem, a_rule, grid


def test_a_leave_type_that_was_archived_is_called_time_off() -> None:
    away = {"absences": [{"staff": "ana", "when": {"dates": ["2026-12-07"]}, "leave": "V"}]}
    problem = a_problem(grid("Ana D -"), a_rule("time_off", away))
    known = tuple(shift for shift in SHIFT_TYPES if shift.code != "V")
    found = check(problem.model_copy(update={"shift_types": known, "absent_codes": ("V",)}))
    assert [violation.message for violation in found.violations] == ["Ana has Day on Mon 7 Dec, a day of time off"]
