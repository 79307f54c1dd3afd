"""Of a result that is applied while people edit, the people's cells hold [RN5]."""

from hub.documents.record import Submission
from shared.ids import RunId
from shared.operations import CellEdit, SolutionApply
from tests.support.documents import PERIOD, a_period, a_submission, cells, resolved, shift_at


def applying(base: int | None) -> Submission:
    edits = tuple(CellEdit("s1", f"2026-12-0{day}", {"shift": "D"}) for day in (1, 2, 3))
    return a_submission(SolutionApply(PERIOD, RunId("r1"), edits), operation_id="run:r1", base=base)


def test_RN5_an_edit_that_comes_between_the_rebase_and_the_commit_is_not_overwritten() -> None:
    state = a_period()
    edit = a_submission(cells(("s1", "02", {"shift": "L"})), user="u2")

    resolved(state, edit, applying(base=1))

    assert [shift_at(state, "s1", day) for day in ("01", "02", "03")] == ["D", "L", "D"]


def test_RN5_overwriting_leaves_alone_only_what_is_locked() -> None:
    state = a_period()
    edit = a_submission(cells(("s1", "02", {"shift": "L"}), ("s1", "03", {"shift": "L", "locked": True})), user="u2")

    resolved(state, edit, applying(base=None))

    assert [shift_at(state, "s1", day) for day in ("01", "02", "03")] == ["D", "D", "L"]
