"""A solution on the grid as it is now [RN5]."""

from collections.abc import Sequence
from datetime import date

from hub.documents.record import FieldValue
from hub.documents.state import DocumentState
from hub.runs.problem import Roster
from hub.runs.rebase import Rebased, Solved, moved, rebase
from shared.ids import PeriodId, RunId
from shared.operations import CellEdit, SolutionApply
from shared.problem import CellRef, Violation
from shared.protocol.server import DiffCell
from tests.support.documents import CREATION, a_period

DAYS = ("2026-12-01", "2026-12-02", "2026-12-03")
ROSTER = Roster(("s1", "s2"), DAYS, frozenset({"D", "E", "L"}))
SOLVED = Solved("e1", 5, ("s1", "s2"), DAYS, base=(("D", None, None), (None, None, None)), grid=(("E", "E", "E"), ("L", "L", "L")))


def a_grid(**cells: tuple[str | None, int]) -> DocumentState:
    """A period whose cells were set at versions: `s1_1=("D", 3)`."""
    period = a_period(staff=("s1", "s2"))
    for name, (shift, version) in cells.items():
        period.cells[key(name)] = {"shift": FieldValue(shift, version, CREATION)}
    return period


def key(name: str) -> tuple[str, str]:
    staff, _, day = name.partition("_")
    return staff, f"2026-12-{int(day):02}"


def lock(period: DocumentState, name: str, version: int, value: bool | None = True) -> None:
    period.cells.setdefault(key(name), {})["locked"] = FieldValue(value, version, CREATION)


def changes(rebased: Rebased) -> dict[str, tuple[str | None, str | None]]:
    return {f"{staff}_{int(day[-2:])}": (stands, found) for (staff, day), stands, found in rebased.moves}


def kept(rebased: Rebased) -> list[str]:
    return [f"{staff}_{int(day[-2:])}" for staff, day in rebased.kept]


def test_on_an_untouched_grid_the_whole_result_is_the_difference() -> None:
    rebased = rebase(SOLVED, a_grid(s1_1=("D", 3)), ROSTER)

    assert changes(rebased) == {
        "s1_1": ("D", "E"), "s1_2": (None, "E"), "s1_3": (None, "E"), "s2_1": (None, "L"), "s2_2": (None, "L"), "s2_3": (None, "L"),
    }  # fmt: skip
    assert kept(rebased) == []


def test_what_stands_already_is_no_difference() -> None:
    assert "s1_1" not in changes(rebase(SOLVED, a_grid(s1_1=("E", 3)), ROSTER))


def test_RN5_merge_keeps_every_cell_changed_since_also_where_the_result_would_have_been_the_same() -> None:
    period = a_grid(s1_1=("L", 6), s1_2=("E", 7), s2_1=(None, 8), s2_2=("D", 5))

    rebased = rebase(SOLVED, period, ROSTER, "merge")

    assert kept(rebased) == ["s1_1", "s1_2", "s2_1"]
    assert changes(rebased) == {"s1_3": (None, "E"), "s2_2": ("D", "L"), "s2_3": (None, "L")}


def test_RN5_merge_keeps_cells_locked_since_and_never_touches_locked_ones() -> None:
    period = a_grid(s1_1=("D", 3))
    lock(period, "s1_1", 6)
    lock(period, "s2_1", 4)

    rebased = rebase(SOLVED, period, ROSTER, "merge")

    assert kept(rebased) == ["s1_1"]
    assert not {"s1_1", "s2_1"} & changes(rebased).keys()


def test_a_cell_unlocked_since_takes_the_result() -> None:
    period = a_grid()
    lock(period, "s1_1", 9, None)

    rebased = rebase(SOLVED, period, ROSTER)

    assert kept(rebased) == []
    assert changes(rebased)["s1_1"] == (None, "E")


def test_RN5_overwrite_keeps_only_locked_cells() -> None:
    period = a_grid(s1_1=("L", 6), s1_2=("L", 7))
    lock(period, "s1_2", 8)

    rebased = rebase(SOLVED, period, ROSTER, "overwrite")

    assert kept(rebased) == ["s1_2"]
    assert changes(rebased)["s1_1"] == ("L", "E")
    assert "s1_2" not in changes(rebased)


def test_RN5_a_part_is_taken_by_its_cells() -> None:
    period = a_grid(s1_1=("L", 6), s2_3=("D", 7))

    rebased = rebase(SOLVED, period, ROSTER, only=[key("s1_1"), key("s1_2")])

    assert changes(rebased) == {"s1_2": (None, "E")}
    assert kept(rebased) == ["s1_1"]


def test_people_dates_and_codes_that_are_gone_are_left_out() -> None:
    roster = Roster(("s2", "s3"), DAYS[1:], frozenset({"D"}))
    solved = Solved("e1", 5, ("s1", "s2"), DAYS, base=((None,) * 3, (None,) * 3), grid=(("E", "E", "E"), ("D", "D", "E")))

    assert changes(rebase(solved, a_grid(), roster)) == {"s2_2": (None, "D")}


def test_in_another_epoch_a_cell_was_changed_if_it_differs_from_the_base_grid() -> None:
    period = a_grid(s1_1=("D", 900), s1_2=("L", 2))
    period.epoch = "e2"

    rebased = rebase(SOLVED, period, ROSTER)

    assert kept(rebased) == ["s1_2"]
    assert changes(rebased)["s1_1"] == ("D", "E")


def test_the_operation_sets_just_what_differs() -> None:
    rebased = rebase(SOLVED, a_grid(), ROSTER, only=[key("s1_1")])

    assert rebased.operation(PeriodId("p1"), RunId("r1")) == SolutionApply(
        PeriodId("p1"), RunId("r1"), (CellEdit("s1", "2026-12-01", {"shift": "E"}),)
    )


def test_it_is_told_as_the_wire_has_it() -> None:
    period = a_grid(s1_1=("L", 6))

    told = rebase(SOLVED, period, ROSTER, only=[key("s1_1"), key("s1_2")]).told()

    assert told.kept == (CellRef(staff_id="s1", date=date(2026, 12, 1)),)
    assert told.diff == (DiffCell(staff_id="s1", date="2026-12-02", from_shift=None, to_shift="E"),)


def violations(*found: tuple[str, str]) -> Sequence[Violation]:
    return [Violation(rule_id=rule, type="coverage", enforcement="hard", amount=1, points=1, message=message) for rule, message in found]


def test_violations_that_are_gone_are_mended_and_new_ones_are_worse() -> None:
    before = violations(("r1", "one"), ("r1", "two"), ("r2", "same"), ("r2", "same"))
    after = violations(("r1", "two"), ("r2", "same"), ("r3", "new"))

    mended, worsened = moved(before, after)

    assert [violation.message for violation in mended] == ["one", "same"]
    assert [violation.message for violation in worsened] == ["new"]
