"""`/workspace` and what is in it: staff, shift types, rules; writing is an operation."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Header, Path, Query
from starlette.responses import Response

from hub.api.caller import caller
from hub.api.documents import opened_workspace
from hub.api.page import Cursor, Limit, Listed, after, cursor_of
from hub.api.services import Services
from hub.documents.delta import snapshot
from hub.documents.workspace import entities_of
from hub.identity.port import Principal
from hub.identity.roles import Action
from shared.domain import Rule, ShiftType, StaffMember
from shared.entities import EntityKind, Fields, entity_record
from shared.model import INT64_MAX, Id
from shared.protocol.errors import NotFoundError
from shared.rules import catalogue_json

Archived = Annotated[bool, Query(description="whether to list those too that are put away")]


def router(services: Services) -> APIRouter:
    """Return the resources."""
    routes = APIRouter(tags=["workspace"])
    reader = Depends(caller(services.authenticator, Action.READ))

    @routes.get("/workspace")
    async def whole(
        principal: Annotated[Principal, reader],
        min_version: Annotated[int | None, Query(ge=0, le=INT64_MAX)] = None,
        if_none_match: Annotated[str | None, Header()] = None,
    ) -> Response:
        """Return the workspace [DC3], not older than `min_version`; the same bytes for the same version."""
        async with opened_workspace(services, principal, min_version) as live:
            state = live.state
            etag = f'"{state.epoch}:{state.version}"'
            headers = {"etag": etag, "cache-control": "private, no-cache"}
            if if_none_match is not None and etag in if_none_match:
                return Response(status_code=304, headers=headers)
            body = msgspec.json.encode({"epoch": state.epoch, "version": state.version} | snapshot(state))
        return Response(body, headers=headers, media_type="application/json")

    @routes.get("/rules/catalogue")
    async def catalogue(principal: Annotated[Principal, reader]) -> list[dict[str, Any]]:
        """List the rule types, with the form and help of each."""
        del principal
        return catalogue_json()

    _add(routes, services, "staff", "staff", StaffMember)
    _add(routes, services, "shift-types", "shift_type", ShiftType)
    _add(routes, services, "rules", "rule", Rule)
    return routes


def _add(routes: APIRouter, services: Services, path: str, kind: EntityKind, record: Any) -> None:
    reader = Depends(caller(services.authenticator, Action.READ))

    @routes.get(f"/{path}", name=f"list {path}", response_model=Listed[dict[str, Any]], responses={200: {"model": Listed[record]}})
    async def page(
        principal: Annotated[Principal, reader],
        limit: Limit = 50,
        cursor: Cursor = None,
        archived: Archived = False,  # noqa: FBT002 - a query
    ) -> Any:
        async with opened_workspace(services, principal) as live:
            found = entities_of(live.state, kind)
        first = after(cursor)
        rows = [
            (entity_id, fields) for entity_id, fields in found.items() if entity_id > first and (archived or not fields.get("archived"))
        ]
        shown = [_shown(kind, entity_id, fields) for entity_id, fields in rows[:limit]]
        return {"items": shown, "next": cursor_of(rows[limit - 1][0]) if len(rows) > limit else None}

    @routes.get(f"/{path}/{{entity_id}}", name=f"read {path}", response_model=dict[str, Any], responses={200: {"model": record}})
    async def one(principal: Annotated[Principal, reader], entity_id: Annotated[Id, Path()]) -> Any:
        async with opened_workspace(services, principal) as live:
            fields = entities_of(live.state, kind).get(entity_id)
        if fields is None:
            raise NotFoundError
        return _shown(kind, entity_id, fields)


def _shown(kind: EntityKind, entity_id: str, fields: Fields) -> dict[str, Any]:
    shown = entity_record(kind, entity_id, fields).model_dump(mode="json", by_alias=True)
    return shown | ({"archived": True} if fields.get("archived") else {})
