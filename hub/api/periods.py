"""`/periods`: the list, one, new ones; the grid of one, now and at an earlier version."""

import datetime
from http import HTTPStatus
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Depends, Header, Path, Query
from starlette.responses import Response

from hub.api.caller import caller
from hub.api.documents import opened_period, opened_workspace
from hub.api.operations import CLIENT, answer_of, edit_of
from hub.api.page import Cursor, Limit, Listed, after, cursor_of
from hub.api.past import past
from hub.api.services import Services
from hub.api.validator import kept_for, unchanged
from hub.documents.delta import snapshot
from hub.documents.record import Applied, Author, Duplicate, LogEntry, Merged
from hub.documents.state import DocumentState
from hub.documents.workspace import is_archived, value_of
from hub.gateway.message import WORKSPACE
from hub.identity.port import Principal
from hub.identity.roles import Action
from hub.sequencer.port import Live
from hub.store.periods import PeriodRow
from shared.domain import PeriodStatus, StrategyName
from shared.entities import PeriodFields
from shared.ids import OperationId, new_id
from shared.model import INT64_MAX, Id, Record, ShortText
from shared.protocol.errors import ConflictError, TooOldError, VersionAheadError

VERSIONS_BACK_MAX: Final = 10_000
"""How far back a grid is worked out; further is what history is for."""
_SLICE: Final = 2_000

PeriodId = Annotated[Id, Path()]
Version = Annotated[int, Query(ge=0, le=INT64_MAX)]


class Period(Record):
    """A period's header, and when and by whom it was changed last; null where the log holds that no longer."""

    id: str
    name: str
    start_date: datetime.date
    end_date: datetime.date
    status: PeriodStatus
    strategy: StrategyName | None
    version: int
    staff_count: int
    changed_at: str | None
    changed_by: str | None
    archived: bool = False


class NewPeriod(Record):
    """A period that is to be; people by id, in the order of the grid. Without `id` it gets one."""

    id: Id | None = None
    name: ShortText = ""
    start_date: datetime.date
    end_date: datetime.date
    staff: tuple[Id, ...] = ()


def router(services: Services) -> APIRouter:
    """Return the resource."""
    routes = APIRouter(prefix="/periods", tags=["periods"])
    reader = Depends(caller(services.authenticator, Action.READ))
    editor = Depends(caller(services.authenticator, Action.EDIT))

    @routes.get("")
    async def page(
        principal: Annotated[Principal, reader],
        limit: Limit = 50,
        cursor: Cursor = None,
        archived: bool = False,  # noqa: FBT001, FBT002 - a query
        staff_id: Annotated[Id | None, Query(description="only periods in which this person stands")] = None,
    ) -> Listed[Period]:
        """List the periods; with `archived` those too that are put away."""
        found = await services.periods.page(
            principal.workspace_id, after=after(cursor), limit=limit + 1, with_archived=archived, of_staff=staff_id
        )
        shown = [_header(row) for row in found[:limit]]
        return Listed(items=shown, next=cursor_of(shown[-1].id) if len(found) > limit else None)

    @routes.post("", status_code=HTTPStatus.CREATED, response_model=Period)
    async def create(
        principal: Annotated[Principal, editor],
        body: NewPeriod,
        key: Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=64)] = None,
    ) -> Any:
        """Make a period; the same as the operation PERIOD_CREATE."""
        services.operation_limit.take(principal, services.clock.monotonic())
        operation_id = OperationId(key or new_id())
        period_id = body.id or new_id()
        given = body.model_dump(mode="json", exclude_unset=True) | {"id": period_id}
        edit = edit_of("PERIOD_CREATE", given, WORKSPACE, operation_id, principal.workspace_id)
        author = Author(principal.user_id, principal.name, CLIENT, operation_id)
        async with opened_workspace(services, principal) as live:
            outcome = await services.writer.outcome_of(live, edit.operation, author, principal.rights, maybe_repeat=key is not None)
            if not isinstance(outcome, Applied | Merged | Duplicate):
                return answer_of(outcome, author.operation_id, live.key)
            made = period_id if isinstance(outcome, Applied) else await _made_at(services, live, outcome.version)
        return await _shown(services, principal, made)

    @routes.get("/{period_id}")
    async def one(principal: Annotated[Principal, reader], period_id: PeriodId) -> Period:
        """Return a period's header."""
        return await _shown(services, principal, period_id)

    @routes.get("/{period_id}/grid")
    async def grid(
        principal: Annotated[Principal, reader],
        period_id: PeriodId,
        version: Version | None = None,
        min_version: Version | None = None,
        if_none_match: Annotated[str | None, Header()] = None,
    ) -> Response:
        """Return the grid [DC3] as it stands, or as it stood at `version`; the same bytes for the same version."""
        async with opened_period(services, principal, period_id, max(version or 0, min_version or 0)) as live:
            state = live.state if version is None else await _at(services, live, version)
        etag = f'"{state.epoch}:{state.version}"'
        if (answer := unchanged(etag, if_none_match)) is not None:
            return answer
        body = msgspec.json.encode({"epoch": state.epoch, "version": state.version} | snapshot(state))
        return Response(body, headers=kept_for(etag), media_type="application/json")

    return routes


async def _at(services: Services, live: Live, version: int) -> DocumentState:
    """Return the document as it stood at `version`; raises VersionAheadError, TooOldError."""
    state = live.state
    if version > state.version:
        raise VersionAheadError(details={"version": state.version})
    if state.version - version > VERSIONS_BACK_MAX:
        raise TooOldError(f"A grid is shown at most {VERSIONS_BACK_MAX} versions back.")
    # The log may move on while it is read; what counts is from `version` to the state that is held here.
    now = past(state, ())
    entries: list[LogEntry] = []
    while (reached := version + len(entries)) < now.version:
        found = await services.sequencer.entries(live, after=reached, limit=min(_SLICE, now.version - reached))
        if not found:
            raise TooOldError("The log doesn't reach back that far.")
        entries.extend(found)
    return past(now, entries)


async def _shown(services: Services, principal: Principal, period_id: str) -> Period:
    async with opened_workspace(services, principal) as workspace, opened_period(services, principal, period_id) as live:
        state = live.state
        fields = state.entities["period", period_id]
        archived = is_archived(workspace.state.entities.get(("period", period_id)))
        last = await services.sequencer.entries(live, after=state.version - 1, limit=1)
    at, by = (last[0].at, last[0].change.author.name) if last else (None, None)
    return _header(PeriodRow(period_id, state.version, {name: value_of(fields, name) for name in fields}, archived, at, by))


async def _made_at(services: Services, workspace: Live, version: int) -> str:
    """Return the period that a version of the workspace made: what a repeat asked for, whatever id it names."""
    entries = await services.sequencer.entries(workspace, after=version - 1, limit=1)
    made = entries[0].change.effect.entity if entries else None
    if made is None or made.kind != "period":
        raise ConflictError("This Idempotency-Key was used for something else.")
    return made.id


def _header(row: PeriodRow) -> Period:
    known = PeriodFields.model_validate({"id": row.id} | {name: value for name, value in row.fields.items() if value is not None})
    return Period(
        id=row.id,
        name=known.name,
        start_date=known.start_date,
        end_date=known.end_date,
        status=known.status,
        strategy=known.strategy,
        version=row.version,
        staff_count=len(known.staff),
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        archived=row.archived,
    )
