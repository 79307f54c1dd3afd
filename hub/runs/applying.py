"""Applies a result to the period as one operation, once, whoever tries [RN5]."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal, assert_never

from hub.documents.record import (
    Applied,
    Author,
    Conflicted,
    DocumentKey,
    Duplicate,
    Merged,
    Outcome,
    Refused,
    Rights,
    Unchanged,
)
from hub.documents.state import DocumentState
from hub.documents.workspace import value_of
from hub.runs.problem import roster_of
from hub.runs.rebase import ApplyMode, Rebased, Solved, rebase
from hub.sequencer.port import Live, SequencerPort
from hub.sequencer.writing import Writer
from hub.store.runs import Run
from shared.ids import OperationId, PeriodId, WorkspaceId
from shared.operations import CellKey
from shared.protocol.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Documents:
    """A period and its workspace in memory, held."""

    period: Live
    workspace: Live


@asynccontextmanager
async def opened(sequencer: SequencerPort, workspace_id: WorkspaceId, period_id: PeriodId) -> AsyncIterator[Documents]:
    """Hold a period's document and its workspace's. Raises NotFoundError, UnavailableError."""
    period = await sequencer.open(DocumentKey(workspace_id, "period", period_id))
    try:
        workspace = await sequencer.open(DocumentKey(workspace_id, "workspace", workspace_id))
        try:
            yield Documents(period, workspace)
        finally:
            workspace.release()
    finally:
        period.release()


@dataclass(frozen=True, slots=True)
class Landed:
    """A result is in the log as `version`; `rebased` is what this try would have changed (of a duplicate: in vain)."""

    version: int
    outcome: Literal["applied", "unchanged", "duplicate"]
    rebased: Rebased


async def land(
    sequencer: SequencerPort, run: Run, solved: Solved, rights: Rights, mode: ApplyMode, *, only: Collection[CellKey] | None = None
) -> Landed:
    """Rebase a result on the grid as it stands and submit it; its author is who started the run, `rights` are those of who applies.

    A cell that moves between rebase and commit stays with who moved it (`overwrite`: who locked it).
    Raises NotFoundError, UnavailableError (it may have been applied: try again), PeriodClosedError, ForbiddenError.
    """
    async with opened(sequencer, run.workspace_id, run.period_id) as documents:
        state = documents.period.state
        rebased = rebase(solved, state, roster_of(state, documents.workspace.state), mode, only=only)
        author = Author(run.author.user_id, run.author.name, run.author.client_id, OperationId(f"run:{run.id}"))
        operation = rebased.operation(run.period_id, run.id)
        base = state.version if mode == "merge" else None  # of what moves between here and the commit, the base tells
        outcome = await Writer(sequencer).outcome_of(documents.period, operation, author, rights, base=base, maybe_repeat=True)
        return _landed(outcome, rebased, state)


def _landed(outcome: Outcome, rebased: Rebased, state: DocumentState) -> Landed:
    match outcome:
        case Applied(version=version) | Merged(version=version):
            return Landed(version, "applied", _less_overtaken(rebased, state))
        case Unchanged(version=version):
            return Landed(version, "unchanged", _less_overtaken(rebased, state))
        case Duplicate(version=version):
            return Landed(version, "duplicate", rebased)
        case Conflicted():
            raise NotFoundError("The period is archived.")
        case Refused(error=error):
            raise error
        case _:
            assert_never(outcome)


def _less_overtaken(rebased: Rebased, state: DocumentState) -> Rebased:
    """Return what really changed: cells that people moved in the very moment are kept."""
    overtaken = [move for move in rebased.moves if value_of(state.cells.get(move.key), "shift") != move.found]
    if not overtaken:
        return rebased
    left = frozenset(move.key for move in overtaken)
    return Rebased(tuple(move for move in rebased.moves if move.key not in left), (*rebased.kept, *left))
