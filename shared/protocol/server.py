"""Messages to clients: one tagged union. The gateway's fast encoder is held against these models."""

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from shared.domain import Role, StrategyName
from shared.model import Record
from shared.operations import DocumentKind
from shared.problem import CellRef, Explanation, Score, Violation
from shared.protocol.client import CellPosition, CellRange
from shared.protocol.envelope import ServerEnvelope
from shared.protocol.errors import ErrorCode

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class ConnectedUser(Record):
    """Who one is here."""

    id: str
    name: str
    role: Role


class WorkspaceName(Record):
    """Where one is."""

    id: str
    name: str


class Limits(Record):
    """What this server takes."""

    max_message_bytes: int
    max_cells: int
    ops_per_second: int
    heartbeat_s: int


class ConnectionAckPayload(Record):
    """The server's first word."""

    connection_id: str
    client_id: str
    user: ConnectedUser
    workspace: WorkspaceName
    server_version: str
    replica: str
    limits: Limits


class Actor(Record):
    """Who made a change."""

    id: str
    name: str


class ChangedCell(Record):
    """One cell's new values: only the fields that changed; null = cleared."""

    staff_id: str
    date: str
    set: dict[str, Any]


class Effect(Record):
    """What became of a document [DC4].

    `cells` for cells; `id` and `set` for an entity, whose kind follows from the change's type, or is `entity` in UNDO and REDO. Both,
    where a period's dates or people moved.
    """

    entity: str | None = None
    id: str | None = None
    set: dict[str, Any] | None = None
    cells: tuple[ChangedCell, ...] | None = None
    run_id: str | None = None


class Change(Record):
    """One version of a document: an effect, never the request [DC4]."""

    version: int
    base: int | None
    id: str
    client_id: str
    actor: Actor
    at: str
    type: str
    payload: Effect


class PeriodHeader(Record):
    """A period's own fields in a snapshot."""

    id: str
    name: str
    start_date: str
    end_date: str
    status: str
    strategy: StrategyName | None


class SnapshotCells(Record):
    """Cells by column.

    `shift` has one row a person (an index into `shifts`, or null); `locked` pairs of (person index, date index), `notes` triples with
    the text.
    """

    shift: tuple[tuple[int | None, ...], ...]
    locked: tuple[tuple[int, int], ...]
    notes: tuple[tuple[int, int, str], ...]


class PeriodSnapshot(Record):
    """A period at a version [DC3]."""

    period: PeriodHeader
    staff: tuple[str, ...]
    dates: tuple[str, ...]
    shifts: tuple[str, ...]
    cells: SnapshotCells


class ListedPeriod(Record):
    """A period in the workspace's list."""

    id: str
    archived: bool


class WorkspaceSnapshot(Record):
    """A workspace at a version [DC3]; entities are maps of `id` and their non-null fields, `archived: true` included."""

    settings: dict[str, Any]
    staff: tuple[dict[str, Any], ...]
    shift_types: tuple[dict[str, Any], ...]
    rules: tuple[dict[str, Any], ...]
    periods: tuple[ListedPeriod, ...]


class SyncResponsePayload(Record):
    """A document brought to the envelope's `version`."""

    document: DocumentKind
    period_id: str | None = None
    epoch: str
    mode: Literal["snapshot", "delta"]
    snapshot: PeriodSnapshot | WorkspaceSnapshot | None = None
    changes: tuple[Change, ...] | None = None
    hash: Hash


class PresentUser(Record):
    """Someone who is here, in one of eight colours (1–8) in the order of joining."""

    connection_id: str
    user: Actor
    colour: int
    selection: CellPosition | CellRange | None
    editing: bool


class ConflictField(Record):
    """One field of a conflict [CF3]."""

    entity: str
    id: str
    field: str
    base: Any = None
    theirs: dict[str, Any]
    mine: Any = None
    resolved: Any = None


class ConflictPayload(Record):
    """What became of an operation that met another's [CF3]."""

    conflict_id: str | None = None
    operation_id: str
    strategy: StrategyName
    outcome: Literal["overwritten", "rejected", "merged", "pending"]
    document: DocumentKind | None = None
    period_id: str | None = None
    reason: Literal["archived", "not_in_period", "changed"] | None = None
    fields: tuple[ConflictField, ...]


RunState = Literal["queued", "running", "done", "failed", "cancelled", "lost", "applied", "discarded"]
RunStage = Literal["queued", "building", "searching", "explaining", "applying"]


class RunRow(Record):
    """A run [RN1]. `violations` is their number; `created_by` a user's id and name."""

    id: str
    period_id: str
    state: RunState
    stage: RunStage
    status_message: str
    progress: float
    poll_url: str
    base_version: int | None
    options: dict[str, Any]
    score: Score | None
    bound: Score | None
    gap: float | None
    solutions: int
    violations: int | None
    coverage_pct: float | None
    requests_met_pct: float | None
    created_at: str
    started_at: str | None
    completed_at: str | None
    created_by: Actor
    engine: str
    seed: int
    problem_hash: str | None


class SyncContextPayload(Record):
    """What is not the document's, or this user's alone."""

    document: DocumentKind
    period_id: str | None = None
    presence: tuple[PresentUser, ...]
    runs: tuple[RunRow, ...]
    conflicts: tuple[ConflictPayload, ...]
    violations: tuple[Violation, ...] | None = None


class ChangesPayload(Record):
    """Versions from_version + 1 … the envelope's `version`, in order [DC2].

    `part`/`parts` cut one change that is larger than a frame [DC6].
    """

    document: DocumentKind
    period_id: str | None = None
    from_version: int
    changes: tuple[Change, ...]
    hash: Hash | None = None
    part: int | None = None
    parts: int | None = None


class AckPayload(Record):
    """An operation's fate.

    `original` is the first outcome of a duplicate; `run_id` names the run that was accepted; `ignored` what an old client sent in
    vain [EN6].
    """

    outcome: Literal["applied", "merged", "unchanged", "duplicate", "accepted"]
    original: str | None = None
    run_id: str | None = None
    ignored: tuple[str, ...] | None = None


class PresencePayloadOut(Record):
    """Who moved, and who left."""

    period_id: str
    users: tuple[PresentUser, ...]
    left: tuple[str, ...]


class SolveProgressPayload(Record):
    """How a run gets on [RN3]; `progress` is 0–1."""

    run_id: str
    period_id: str
    state: RunState
    stage: RunStage
    progress: float
    status_message: str
    elapsed_s: float
    score: Score | None = None
    bound: Score | None = None
    gap: float | None = None
    solutions: int
    queue_position: int | None = None


class DiffCell(Record):
    """A cell that the result would change."""

    staff_id: str
    date: str
    from_shift: str | None = Field(alias="from")
    to_shift: str | None = Field(alias="to")


class ScheduleGeneratedPayload(Record):
    """A run's result [RN3]."""

    run_id: str
    period_id: str
    status: Literal["optimal", "feasible", "infeasible"]
    score: Score
    bound: Score | None
    gap: float | None = None
    violations: tuple[Violation, ...]
    before: Score
    diff: tuple[DiffCell, ...]
    kept: tuple[CellRef, ...]
    mended: tuple[Violation, ...]
    worsened: tuple[Violation, ...]
    applied_version: int | None = None
    explanation: Explanation | None = None
    base_version: int


class RunEndedPayload(Record):
    """A run that has no result to apply."""

    run_id: str
    period_id: str
    code: str
    message: str
    best: Score | None = None


class ViolationsPayload(Record):
    """How the last change moved the rules."""

    period_id: str
    score: Score
    added: tuple[Violation, ...]
    resolved: tuple[Violation, ...]


class ErrorPayload(Record):
    """What went wrong. `min_backoff_ms`, `max_backoff_ms`: when to come back after the server restarts [CL1]."""

    code: ErrorCode
    temporary: bool
    message: str
    details: dict[str, Any] | None = None
    retry_after_ms: int | None = None


class ConnectionAck(ServerEnvelope):
    """Welcome [CN4]."""

    type: Literal["CONNECTION_ACK"]
    payload: ConnectionAckPayload


class SyncResponse(ServerEnvelope):
    """A document; the same bytes for all who join at that version."""

    type: Literal["SYNC_RESPONSE"]
    version: int
    payload: SyncResponsePayload


class SyncContext(ServerEnvelope):
    """Right after a SYNC_RESPONSE."""

    type: Literal["SYNC_CONTEXT"]
    payload: SyncContextPayload


class Changes(ServerEnvelope):
    """Committed changes."""

    type: Literal["CHANGES"]
    version: int
    payload: ChangesPayload


class Ack(ServerEnvelope):
    """An operation was done."""

    type: Literal["ACK"]
    payload: AckPayload


class Conflict(ServerEnvelope):
    """An operation met another's, or (without `id`) was overwritten."""

    type: Literal["CONFLICT"]
    payload: ConflictPayload


class Presence(ServerEnvelope):
    """Who is where."""

    type: Literal["PRESENCE"]
    payload: PresencePayloadOut


class SolveProgress(ServerEnvelope):
    """A run gets on."""

    type: Literal["SOLVE_PROGRESS"]
    payload: SolveProgressPayload


class ScheduleGenerated(ServerEnvelope):
    """A run has a result."""

    type: Literal["SCHEDULE_GENERATED"]
    payload: ScheduleGeneratedPayload


class SolveFailed(ServerEnvelope):
    """A run failed, or was lost."""

    type: Literal["SOLVE_FAILED"]
    payload: RunEndedPayload


class SolveCancelled(ServerEnvelope):
    """A run was cancelled or discarded."""

    type: Literal["SOLVE_CANCELLED"]
    payload: RunEndedPayload


class Violations(ServerEnvelope):
    """The rules moved."""

    type: Literal["VIOLATIONS"]
    version: int
    payload: ViolationsPayload


class Error(ServerEnvelope):
    """Something went wrong."""

    type: Literal["ERROR"]
    payload: ErrorPayload


class Pong(ServerEnvelope):
    """The answer to PING."""

    type: Literal["PONG"]
    payload: dict[str, Any]


ServerMessage = Annotated[
    ConnectionAck | SyncResponse | SyncContext | Changes | Ack | Conflict | Presence
    | SolveProgress | ScheduleGenerated | SolveFailed | SolveCancelled | Violations | Error | Pong,
    Field(discriminator="type"),
]  # fmt: skip
SERVER_MESSAGE: TypeAdapter[ServerMessage] = TypeAdapter(ServerMessage)
"""Reads any message of the server; tests hold what is sent against it."""
