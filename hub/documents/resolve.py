"""Decides the fate of every operation of a batch."""

from collections.abc import Mapping, Sequence
from typing import assert_never

from msgspec import Struct
from msgspec import field as struct_field

from hub.documents.cell_edit import apply_solution, edit_cells
from hub.documents.draft import Draft, Resolution
from hub.documents.entity_edit import archive, create, update
from hub.documents.judging import EvidenceMissingError
from hub.documents.record import Author, Change, Evidence, OperationKey, Outcome, Refused, Submission, UndoStacks
from hub.documents.resolving import resolve_conflict
from hub.documents.setting import Setting
from hub.documents.state import DocumentState
from hub.documents.taking_back import redo, undo
from hub.documents.undo import moved
from hub.documents.workspace import WorkspaceView
from shared.ids import UserId
from shared.operations import CellUpdate, ConflictResolve, EntityArchive, EntityCreate, EntityUpdate, Redo, SolutionApply, Undo
from shared.protocol.errors import RosterhubError, VersionAheadError


class Context(Struct, frozen=True):
    """What a batch is resolved against beside the state: the view, and the stacks of all whose UNDO or REDO is in it.

    `evidence`: what was looked up for operations that couldn't be judged without.
    """

    view: WorkspaceView
    undo: Mapping[UserId, UndoStacks]
    evidence: Mapping[OperationKey, Evidence] = struct_field(default_factory=dict)


def resolve(state: DocumentState, batch: Sequence[Submission], context: Context) -> Resolution:
    """Decide the fate of every operation in `batch`, in order, against `state`.

    Pure and total: hostile input ends in a `Refused` outcome, not in an exception. The changes are consecutive from
    `state.version + 1`, and applying them gives the state against which the next batch is resolved. [CF1, CF2, CF5, UN1]
    It ends before an operation that can't be judged without evidence: the next in the batch after the last outcome.
    """
    draft = Draft(state)
    stacks = dict(context.undo)
    outcomes: list[Outcome] = []
    for submission in batch:
        before = len(draft.changes)
        try:
            outcome = _outcome_of(draft, submission, context, stacks)
        except RosterhubError as error:
            outcome = Refused(error)
        except EvidenceMissingError:
            break
        outcomes.append(outcome)
        if stacks:
            for change in draft.changes[before:]:
                _move(stacks, change)
    return draft.resolution(outcomes, stacks)


def _move(stacks: dict[UserId, UndoStacks], change: Change) -> None:
    user = change.author.user_id
    if user in stacks:
        stacks[user] = moved(stacks[user], change)


def _outcome_of(draft: Draft, submission: Submission, context: Context, stacks: Mapping[UserId, UndoStacks]) -> Outcome:
    if submission.base is not None and submission.base > draft.state.version:
        raise VersionAheadError(details={"base": submission.base, "version": draft.state.version})
    evidence = _evidence_for(submission.author, context) if context.evidence else None
    setting = Setting(draft, submission, context.view, evidence)
    operation = submission.operation
    match operation:
        case CellUpdate():
            return edit_cells(setting, operation)
        case EntityCreate():
            return create(setting, operation)
        case EntityUpdate():
            return update(setting, operation)
        case EntityArchive():
            return archive(setting, operation)
        case Undo():
            return undo(setting, stacks.get(submission.author.user_id, UndoStacks()), strict=operation.strict)
        case Redo():
            return redo(setting, stacks.get(submission.author.user_id, UndoStacks()), strict=operation.strict)
        case ConflictResolve():
            return resolve_conflict(setting, operation)
        case SolutionApply():
            return apply_solution(setting, operation)
        case _:
            assert_never(operation)


def _evidence_for(author: Author, context: Context) -> Evidence | None:
    return context.evidence.get(OperationKey(author.user_id, author.client_id, author.operation_id))
