"""Which moves are looked at for a question."""

from datetime import date

from shared.domain import StaffMember
from shared.problem import FixedCell, Problem
from shared.rules.compiled import compiled
from solver_service.suggest.moves import Choices, Moves
from solver_service.suggest.question import CellQuestion, ShiftQuestion
from tests.support.grids import MONDAY, a_problem, a_staff_member, grid


def choices(problem: Problem) -> Choices:
    of = compiled(problem)
    assert of.reference is not None
    return Choices(of, of.reference)


def told(problem: Problem, found: Moves) -> str:
    """`ana D, bo E`."""
    return ", ".join(f"{problem.staff[person].id} {problem.shift_types[shift].code}" for person, _day, shift in found)


def test_a_cell_may_hold_every_other_shift_or_be_exchanged_with_another() -> None:
    problem = a_problem(grid("Ana D", "Bo E", "Cy .", "Dee D"))
    found = [told(problem, moves) for moves in choices(problem).for_cell(CellQuestion(0, 0))]
    assert found == ["ana -", "ana E", "ana L", "ana N", "ana V", "ana E, bo D"]


def test_an_open_cell_is_exchanged_with_nobody() -> None:
    problem = a_problem(grid("Ana .", "Bo E"))
    found = [told(problem, moves) for moves in choices(problem).for_cell(CellQuestion(0, 0))]
    assert found == ["ana -", "ana E", "ana D", "ana L", "ana N", "ana V"]


def test_nobody_is_called_back_from_leave_and_no_fixed_cell_moves() -> None:
    fixed = (FixedCell(staff_id="bo", date=MONDAY, shift="-"),)
    problem = a_problem(grid("Ana V", "Bo -", "Cy -", "Dee N"), fixed=fixed)
    asked = ShiftQuestion(shift=code(problem, "D"), day=0)
    assert [told(problem, moves) for moves in choices(problem).takers(asked)] == ["cy D", "dee D"]


def test_who_leaves_a_shift_is_not_asked_to_take_it() -> None:
    problem = a_problem(grid("Ana -", "Bo -"))
    assert [told(problem, moves) for moves in choices(problem).takers(ShiftQuestion(code(problem, "D"), 0, but=0))] == ["bo D"]


def test_nobody_works_before_their_first_day() -> None:
    problem = a_problem(grid("Ana - -", "Bo - -"))
    late: StaffMember = a_staff_member("Bo", first_day=date(2026, 12, 8))
    problem = problem.model_copy(update={"staff": (problem.staff[0], late)})
    asked = ShiftQuestion(code(problem, "D"), 0)
    assert [told(problem, moves) for moves in choices(problem).takers(asked)] == ["ana D"]
    assert [told(problem, moves) for moves in choices(problem).for_cell(CellQuestion(1, 0))] == ["bo V"]


def test_one_changes_over_and_another_who_is_free_takes_what_is_left() -> None:
    problem = a_problem(grid("Ana E", "Bo -", "Cy V"))
    found = choices(problem)
    takers = list(found.takers(ShiftQuestion(code(problem, "D"), 0)))
    assert [told(problem, moves) for moves in found.chains(takers)] == ["ana D, bo E"]


def code(problem: Problem, wanted: str) -> int:
    return [shift.code for shift in problem.shift_types].index(wanted)
