"""What a session understands: a client's message, parsed, checked and free of the wire's forms."""

from typing import Any, Literal

from msgspec import Struct

from shared.ids import PeriodId, RunId
from shared.operations import ConflictResolve, DocumentKind, Operation
from shared.protocol.client import RunOptions

Selection = dict[str, Any] | None
"""Where somebody is: `{staff_id, date}`, `{from, to}` or nowhere; checked, and passed on as it is."""


class DocumentRef(Struct, frozen=True):
    """Names a document of the session's own workspace; `period_id` is None for the workspace itself."""

    kind: DocumentKind
    period_id: PeriodId | None


class Edit(Struct, frozen=True):
    """An operation on a document. `base` None conflicts with nothing [EN4]; `retry`: the client sent it before [EN3]."""

    id: str
    document: DocumentRef
    operation: Operation
    base: int | None
    retry: bool


class Sync(Struct, frozen=True):
    """Ask for a document from a position on, and subscribe."""

    id: str
    document: DocumentRef
    since_version: int | None
    epoch: str | None
    prefer_delta: bool


class Unsubscribe(Struct, frozen=True):
    """End a subscription."""

    id: str
    document: DocumentRef


class ResolveConflict(Struct, frozen=True):
    """End a pending conflict: an operation on the document that the conflict is in [CF4]."""

    id: str
    operation: ConflictResolve
    base: int | None
    retry: bool


class MovePresence(Struct, frozen=True):
    """Tell others where one is. Not answered; errors echo `id`."""

    id: str | None
    period_id: PeriodId
    selection: Selection
    editing: bool


class Generate(Struct, frozen=True):
    """Start a run."""

    id: str
    period_id: PeriodId
    options: RunOptions


class GenerateDates(Struct, frozen=True):
    """Start a run for the period that has these dates, as older clients ask for it [EN6]; `ignored` names what they sent in vain."""

    id: str
    first_date: str
    last_date: str
    ignored: tuple[str, ...]


class CommandRun(Struct, frozen=True):
    """Cancel, finish, apply or discard a run. `mode` and `cells` (None = all) belong to `apply`."""

    id: str
    action: Literal["cancel", "finish", "apply", "discard"]
    run_id: RunId
    mode: Literal["merge", "overwrite"] = "merge"
    cells: tuple[tuple[str, str], ...] | None = None


class RefreshAuth(Struct, frozen=True):
    """Bring a fresh token [CN6]."""

    id: str
    token: str


class Ping(Struct, frozen=True):
    """Ask for a PONG that echoes `id`."""

    id: str | None


Message = Edit | Sync | Unsubscribe | ResolveConflict | MovePresence | Generate | GenerateDates | CommandRun | RefreshAuth | Ping

WORKSPACE = DocumentRef("workspace", None)
