"""Edits of a period's cells."""

from collections.abc import Iterable, Mapping

from hub.documents.judging import judged
from hub.documents.record import Author, Conflicted, ConflictField, FieldValues, Outcome
from hub.documents.setting import UNDISPUTED, Setting
from hub.documents.workspace import value_of
from shared.ids import ClientId, OperationId, UserId
from shared.operations import CellEdit, CellKey, CellUpdate, SolutionApply, fields_by_cell
from shared.protocol.errors import NotFoundError, ValidationFailedError

NOBODY = Author(UserId(""), "", ClientId(""), OperationId(""))
"""The author of what never stood."""


def edit_cells(setting: Setting, operation: CellUpdate) -> Outcome:
    """Apply an edit of cells, all or nothing [CF1, CF2, CF5].

    Raises ValidationFailedError for a date outside the period or a code that the workspace doesn't have, PeriodClosedError, NotFoundError.
    """
    period = setting.open_period()
    if operation.period_id != setting.draft.state.key.id:
        raise NotFoundError
    if setting.is_archived:
        return setting.rejected(reason="archived")
    _refuse_unknown(setting, period, operation.cells)
    people = setting.draft.staff_ids(period)
    strangers = tuple(
        _stranger(edit, name, value) for edit in operation.cells if edit.staff_id not in people for name, value in edit.set.items()
    )
    if strangers:
        return setting.rejected(strangers, reason="not_in_period")
    wanted = fields_by_cell(operation.cells)
    conflicts = [found for key, values in wanted.items() for found in _conflicts(setting, key, values)]
    verdict = judged(setting, conflicts) if conflicts else UNDISPUTED
    if isinstance(verdict, Conflicted):
        return verdict
    if verdict.joined or verdict.left:
        wanted = {key: verdict.of("cell", f"{key[0]}/{key[1]}", values) for key, values in wanted.items()}
    written = setting.draft.write_cells(wanted, setting.submission.author)
    return setting.become(written, None, verdict, undo_group=operation.undo_group)


def apply_solution(setting: Setting, operation: SolutionApply) -> Outcome:
    """Apply a run's cells: what may move was decided when the operation was made.

    People and dates that left since are left out, and so are cells that were locked, or changed after its base, since: the people's value
    holds [RN5]. Without a base (`overwrite`) only locked cells keep theirs.
    """
    period = setting.open_period()
    if setting.is_archived:
        return setting.rejected(reason="archived")
    people = setting.draft.staff_ids(period)
    first, last = value_of(period, "start_date"), value_of(period, "end_date")
    here = [edit for edit in operation.cells if edit.staff_id in people and first <= edit.date <= last and not _is_peoples(setting, edit)]
    written = setting.draft.write_cells(fields_by_cell(here), setting.submission.author)
    return setting.become(written, run_id=operation.run_id)


def _is_peoples(setting: Setting, edit: CellEdit) -> bool:
    cell, base = setting.draft.cell((edit.staff_id, edit.date)), setting.submission.base
    shift = cell.get("shift")
    return value_of(cell, "locked") is True or (base is not None and shift is not None and shift.version > base)


def _refuse_unknown(setting: Setting, period: FieldValues, edits: Iterable[CellEdit]) -> None:
    first, last = value_of(period, "start_date"), value_of(period, "end_date")
    codes = setting.view.shift_codes
    for index, edit in enumerate(edits):
        if not first <= edit.date <= last:
            raise ValidationFailedError(
                f"{edit.date} is outside the period, {first} to {last}", details={"field": f"cells[{index}].date", "value": edit.date}
            )
        shift = edit.set.get("shift")
        if shift is not None and shift not in codes:
            raise ValidationFailedError(f"there is no shift type {shift!r}", details={"field": f"cells[{index}].set.shift", "value": shift})


def _conflicts(setting: Setting, key: CellKey, values: Mapping[str, object]) -> list[ConflictField]:
    base = setting.submission.base
    if base is None or base >= setting.draft.version:  # the usual one: nothing can have changed since
        return []
    return setting.conflicts("cell", f"{key[0]}/{key[1]}", setting.draft.cell(key), dict(values))


def _stranger(edit: CellEdit, name: str, value: object) -> ConflictField:
    return ConflictField("cell", f"{edit.staff_id}/{edit.date}", name, None, None, 0, NOBODY, value)
