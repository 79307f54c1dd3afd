"""The end of a pending conflict, by its author's choice [CF4]."""

from typing import assert_never

from msgspec import structs

from hub.documents.cell_edit import edit_cells
from hub.documents.entity_edit import update
from hub.documents.judging import EvidenceMissingError
from hub.documents.keeping import Conflicting, customised, kept_operation
from hub.documents.record import Conflicted, Outcome, PendingConflict, Unchanged
from hub.documents.setting import Setting
from shared.operations import CellUpdate, ConflictResolve, EntityUpdate
from shared.protocol.errors import NotFoundError, ValidationFailedError


def resolve_conflict(setting: Setting, operation: ConflictResolve) -> Outcome:
    """Judge the kept operation again, its base what the author saw when they chose, or drop it.

    A conflict ends with the operation that decides it: applied, merged or dropped. Kept anew it takes its own place; refused or rejected,
    it stays as it was. Raises NotFoundError where it isn't there, ValidationFailedError, EvidenceMissingError, and what the operation does.
    """
    if setting.evidence is None:
        raise EvidenceMissingError
    conflict = setting.evidence.conflict
    if conflict is None:
        raise NotFoundError("There is no such conflict.")
    match operation.choice:
        case "theirs":
            setting.draft.forget(conflict)
            return Unchanged(setting.draft.version)
        case "mine":
            return _again(setting, conflict, kept_operation(conflict))
        case "custom":
            if operation.set is None:
                raise ValidationFailedError("payload.set: a custom choice needs values", details={"field": "payload.set"})
            return _again(setting, conflict, customised(conflict, operation.set))
        case _:
            assert_never(operation.choice)


def _again(setting: Setting, conflict: PendingConflict, operation: Conflicting) -> Outcome:
    """Judge an operation in the place of the choice: it is known by the choice's author and id, and bears its own type."""
    submission = structs.replace(setting.submission, operation=operation)
    own = structs.replace(setting, submission=submission, resolves=conflict)
    match operation:
        case CellUpdate():
            outcome = edit_cells(own, operation)
        case EntityUpdate():
            outcome = update(own, operation)
        case _:
            assert_never(operation)
    if not isinstance(outcome, Conflicted) or outcome.outcome == "merged":
        setting.draft.forget(conflict)
    return outcome
