"""`POST …/operations`: the same operations as over the socket, with the same answers."""

import re
from typing import Annotated, Any, Final, assert_never

from fastapi import APIRouter, Depends, Header, Path
from pydantic import Field
from starlette.responses import JSONResponse, Response

from hub.api.caller import caller
from hub.api.documents import key_of
from hub.api.problem import StaleError, problem_of
from hub.api.services import Services
from hub.documents.record import Applied, Author, Conflicted, DocumentKey, Duplicate, Merged, Outcome, Refused, Unchanged
from hub.gateway import wire
from hub.gateway.codec import UnreadableError, decode_by_models
from hub.gateway.frames import period_of
from hub.gateway.message import WORKSPACE, DocumentRef, Edit, ResolveConflict
from hub.identity.port import Principal
from hub.identity.roles import Action
from shared.ids import ClientId, OperationId, PeriodId, WorkspaceId, new_id
from shared.model import Id, Record
from shared.protocol.errors import ConflictError, ValidationFailedError

CLIENT: Final = ClientId("http")
"""By which client operations over HTTP are known, so that a key is one's own across processes [EN3]."""

_ETAG = re.compile(r'"([^":]{1,64}):(0|[1-9][0-9]{0,17})"')

Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=64, description="sent again, it is done once")]
Base = Annotated[str | None, Header(alias="If-Match", max_length=100, description='`"<epoch>:<version>"` that the edit was made on')]


class OperationBody(Record):
    """A client's message without its envelope."""

    type: str
    payload: dict[str, Any] = Field(default_factory=dict)


class Answer(Record):
    """ACK, or a CONFLICT of which something was applied, as over the socket."""

    type: str
    id: str
    version: int | None = None
    payload: dict[str, Any]


def router(services: Services) -> APIRouter:
    """Return the resource."""
    routes = APIRouter(tags=["operations"])
    editor = Depends(caller(services.authenticator, Action.EDIT))

    @routes.post("/periods/{period_id}/operations", response_model=Answer)
    async def on_period(
        principal: Annotated[Principal, editor], period_id: Annotated[Id, Path()], body: OperationBody, key: Key = None, base: Base = None
    ) -> Response:
        """Edit a period."""
        return await _done(services, principal, DocumentRef("period", PeriodId(period_id)), body, key=key, base=base)

    @routes.post("/workspace/operations", response_model=Answer)
    async def on_workspace(principal: Annotated[Principal, editor], body: OperationBody, key: Key = None, base: Base = None) -> Response:
        """Edit the workspace's staff, shift types, rules, settings or list of periods."""
        return await _done(services, principal, WORKSPACE, body, key=key, base=base)

    return routes


async def _done(
    services: Services, principal: Principal, document: DocumentRef, body: OperationBody, *, key: str | None, base: str | None
) -> Response:
    services.operation_limit.take(principal, services.clock.monotonic())
    operation_id = OperationId(key or new_id())
    edit = edit_of(body.type, body.payload, document, operation_id, principal.workspace_id)
    document_key = key_of(principal, document)
    async with services.writer.opened(document_key) as live:
        version = None if base is None else base_version(base, live.state.epoch)
        author = Author(principal.user_id, principal.name, CLIENT, operation_id)
        outcome = await services.writer.outcome_of(
            live, edit.operation, author, principal.rights, base=version, maybe_repeat=key is not None
        )
    return answer_of(outcome, operation_id, document_key)


def edit_of(kind: str, payload: dict[str, Any], document: DocumentRef, operation_id: str, workspace_id: WorkspaceId) -> Edit:
    """Read an operation on `document`; what the path says needn't be in the payload. Raises RosterhubError as the socket would."""
    said = {"document": document.kind} | ({} if document.period_id is None else {"period_id": document.period_id, "id": document.period_id})
    tree = {"type": kind, "id": operation_id, "payload": (said if document.kind == "period" or kind in {"UNDO", "REDO"} else {}) | payload}
    try:
        message = decode_by_models(tree, workspace_id)
    except UnreadableError as unreadable:
        raise unreadable.error from None
    if isinstance(message, ResolveConflict):  # its conflict must be in the document that the path names
        return Edit(message.id, document, message.operation, message.base, message.retry)
    if not isinstance(message, Edit):
        raise ValidationFailedError("type: is no operation on a document", details={"field": "type"})
    if message.document != document:
        raise ValidationFailedError("type: goes to another document than the path names", details={"field": "type"})
    return message


def base_version(if_match: str, epoch: str) -> int:
    """Return the version that an `If-Match` names; raises ValidationFailedError, or StaleError for another history."""
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:
        raise ValidationFailedError('If-Match: "<epoch>:<version>" is wanted', details={"field": "If-Match"})
    if found[1] != epoch:
        raise StaleError("The document has another history by now: read it again.")
    return int(found[2])


def answer_of(outcome: Outcome, operation_id: str, key: DocumentKey) -> Response:
    """Return what the author of an operation hears."""
    match outcome:
        case Applied(version=version):
            return _ack(operation_id, version, {"outcome": "applied"})
        case Merged(version=version):
            return _ack(operation_id, version, {"outcome": "merged"})
        case Unchanged(version=version):
            return _ack(operation_id, version, {"outcome": "unchanged"})
        case Duplicate(version=version, original=original):
            return _ack(operation_id, version, {"outcome": "duplicate", "original": original})
        case Conflicted():
            return _conflict(outcome, operation_id, key)
        case Refused(error=error):
            return problem_of(error)
        case _:
            assert_never(outcome)


def _conflict(outcome: Conflicted, operation_id: str, key: DocumentKey) -> Response:
    message = wire.conflict(outcome, operation_id, key.kind, period_of(key))
    if outcome.outcome == "merged":  # something of it was applied
        return _sent(message)
    words = {"rejected": "Others have changed this since.", "pending": "Others have changed this since: choose."}
    return problem_of(ConflictError(words[outcome.outcome]), extra={"version": outcome.version, "conflict": message["payload"]})


def _ack(operation_id: str, version: int, payload: dict[str, Any]) -> Response:
    return _sent({"type": "ACK", "id": operation_id, "version": version, "payload": payload})


def _sent(message: dict[str, Any]) -> Response:
    return JSONResponse(message, headers={"cache-control": "no-store"})
