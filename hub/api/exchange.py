"""Rosters as files: `export.csv`, `/periods/import`."""

import asyncio
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, File, Form, Path, UploadFile
from starlette.responses import Response

from hub.api.caller import caller
from hub.api.documents import opened_period, opened_workspace
from hub.api.services import Services
from hub.arriving import bring_in
from hub.exporting import csv_of
from hub.identity.port import Principal
from hub.identity.roles import Action
from hub.importing import arrival_of, known_in
from shared.ids import ClientId, new_id
from shared.model import Id, Record, ShortText
from shared.protocol.errors import TooLargeError


class Imported(Record):
    """Where a file's roster is now."""

    workspace_id: str
    period_id: str


def router(services: Services) -> APIRouter:
    """Return the resource."""
    routes = APIRouter(prefix="/periods", tags=["exchange"])
    reader = Depends(caller(services.authenticator, Action.READ))
    editor = Depends(caller(services.authenticator, Action.EDIT))

    @routes.get("/{period_id}/export.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
    async def export(principal: Annotated[Principal, reader], period_id: Annotated[Id, Path()]) -> Response:
        """Return the roster as CSV: header `staff` and ISO dates; staff codes; shift codes, empty = open."""
        async with opened_workspace(services, principal) as workspace, opened_period(services, principal, period_id) as period:
            roster = csv_of(period.state, workspace.state)
        named = f"attachment; filename=\"roster.csv\"; filename*=UTF-8''{quote(roster.file_name)}"
        return Response(roster.text, headers={"content-disposition": named, "cache-control": "no-store"}, media_type="text/csv")

    @routes.post("/import", status_code=HTTPStatus.CREATED)
    async def take_in(
        principal: Annotated[Principal, editor],
        file: Annotated[UploadFile, File(description="a CSV roster, or a Curtois–Qu instance (into an empty workspace)")],
        name: Annotated[ShortText | None, Form(description="what the period is called; else like the file")] = None,
    ) -> Imported:
        """Make a period of a file, with its people and shift types; unreadable: `FILE:LINE: reason`, and nothing is stored."""
        services.operation_limit.take(principal, services.clock.monotonic())
        content = await file.read(services.upload_bytes_max + 1)
        if len(content) > services.upload_bytes_max:
            raise TooLargeError(f"A file has {services.upload_bytes_max} bytes at most.")
        file_name = (file.filename or "file")[:200]
        async with opened_workspace(services, principal) as live:
            known = known_in(live.state)
        arrival = await asyncio.to_thread(arrival_of, content, file_name, name=name, known=known, new_id=new_id)
        await bring_in(
            services.writer,
            arrival,
            author_id=principal.user_id,
            author_name=principal.name,
            client_id=ClientId(new_id()),
            rights=principal.rights,
        )
        return Imported(workspace_id=principal.workspace_id, period_id=arrival.period.id)

    return routes
