"""Rosters as files: `export.csv` and its like, `/periods/import`."""

import asyncio
from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Path, Query, UploadFile
from starlette.responses import Response

from hub.api.caller import caller
from hub.api.documents import opened_period, opened_workspace
from hub.api.services import Services
from hub.arriving import bring_in, bring_into
from hub.exchange.files import KINDS, MEDIA_TYPES, Kind, file_of
from hub.exchange.picturing import picture_of
from hub.exchange.reading import Instance, read
from hub.identity.port import Principal
from hub.identity.roles import Action
from hub.importing import Arrival, Brought, Plan, known_in, plan_of
from hub.merging import Merge, MergePlan, merge_plan_of, understood
from shared.formats.roster_table import Fault, Table
from shared.formats.unreadable import UnreadableFileError
from shared.ids import ClientId, new_id
from shared.model import Id, Record, ShortText
from shared.protocol.errors import TooLargeError

_MAKES = {
    "csv": "Return the roster as CSV: header `staff` and ISO dates; staff codes; shift codes, empty = open.",
    "xlsx": "Return the roster as an Excel workbook, with its colours, totals and a legend; it can be imported again.",
    "pdf": "Return the roster on paper: A4 landscape, 31 days a page. 413 above 60,000 cells.",
    "ics": "Return the shifts as a calendar, of everybody or (`staff`, id or code) of one person. 413 above 20,000 entries.",
}


class Imported(Record):
    """Where a file's roster is now."""

    workspace_id: str
    period_id: str


class ImportedThing(Record):
    """A person or shift type that a file names."""

    code: str
    name: str
    is_new: bool


class ImportPlace(Record):
    """A word about a place in a file, counted from 1; `column` in spreadsheets only."""

    line: int
    column: int | None
    reason: str


class ImportPreview(Record):
    """What importing a file would do; nothing is stored. With `problems` it would do nothing; `notes` are what isn't read, and needn't be.

    `cells`: how many would be set, in a period that is there already those that become another shift or (`cleared`) empty; `kept`: locked
    ones that stay as they are.
    """

    file: str
    sheet: str | None
    period_id: str | None
    name: str | None
    start_date: date | None
    end_date: date | None
    people: tuple[ImportedThing, ...]
    shift_types: tuple[ImportedThing, ...]
    rules: int
    cells: int
    cleared: int
    kept: int
    problems: tuple[ImportPlace, ...]
    notes: tuple[ImportPlace, ...]


def router(services: Services) -> APIRouter:
    """Return the resource."""
    routes = APIRouter(prefix="/periods", tags=["exchange"])
    for kind in KINDS:
        _add_export(routes, services, kind)
    editor = Depends(caller(services.authenticator, Action.EDIT))

    @routes.post("/import", status_code=HTTPStatus.CREATED, response_model=Imported, responses={200: {"model": ImportPreview}})
    async def take_in(
        principal: Annotated[Principal, editor],
        file: Annotated[UploadFile, File(description="a roster as CSV, xlsx or ods, or a Curtois–Qu instance (into an empty workspace)")],
        name: Annotated[ShortText | None, Form(description="what the period is called; else like the file")] = None,
        period_id: Annotated[Id | None, Form(description="a period that is there already: its cells become as the file has them")] = None,
        preview: Annotated[bool, Form(description="only say what would be made (200, ImportPreview)")] = False,  # noqa: FBT002 - a field
    ) -> Any:
        """Make a period of a file, with its people and shift types; unreadable: `FILE:LINE: reason`, and nothing is stored.

        With `period_id` change one that is there: its cells only, and new shift types; one UNDO takes the cells back.
        """
        services.operation_limit.take(principal, services.clock.monotonic())
        content = await file.read(services.upload_bytes_max + 1)
        if len(content) > services.upload_bytes_max:
            raise TooLargeError(f"A file has {services.upload_bytes_max} bytes at most.")
        file_name = (file.filename or "file")[:200]
        try:
            source = await read(content, file_name, services.workshop)
            plan = await _plan(services, principal, source, name, period_id)
        except UnreadableFileError as error:
            if preview:
                return _shown(_unread(file_name, period_id, error))
            raise
        if preview:
            return _shown(_preview(source, plan, period_id))
        author: dict[str, Any] = {
            "author_id": principal.user_id,
            "author_name": principal.name,
            "client_id": ClientId(new_id()),
            "rights": principal.rights,
        }
        match plan.checked(file_name):
            case Merge() as merge:
                await bring_into(services.writer, merge, **author)
                return Imported(workspace_id=principal.workspace_id, period_id=merge.period_id)
            case Arrival() as arrival:
                await bring_in(services.writer, arrival, **author)
                return Imported(workspace_id=principal.workspace_id, period_id=arrival.period.id)

    return routes


def _add_export(routes: APIRouter, services: Services, kind: Kind) -> None:
    reader = Depends(caller(services.authenticator, Action.READ))
    given: dict[str, Any] = {
        "response_class": Response,
        "responses": {200: {"content": {MEDIA_TYPES[kind]: {}}}},
        "name": f"export {kind}",
        "description": _MAKES[kind],
    }

    async def answer(principal: Principal, period_id: str, staff: str | None = None) -> Response:
        async with opened_workspace(services, principal) as workspace, opened_period(services, principal, period_id) as period:
            picture = picture_of(period.state, workspace.state)
        at, fonts = services.clock.now(), services.font_folders
        made = await file_of(picture, kind, services.workshop, at=at, fonts=fonts, staff=staff)
        headers = {"content-disposition": made.disposition, "cache-control": "no-store"}
        return Response(made.content, headers=headers, media_type=made.media_type)

    path = f"/{{period_id}}/export.{kind}"
    if kind == "ics":

        @routes.get(path, **given)
        async def calendar(
            principal: Annotated[Principal, reader], period_id: Annotated[Id, Path()], staff: Annotated[Id | None, Query()] = None
        ) -> Response:
            return await answer(principal, period_id, staff)

        return

    @routes.get(path, **given)
    async def export(principal: Annotated[Principal, reader], period_id: Annotated[Id, Path()]) -> Response:
        return await answer(principal, period_id)


async def _plan(
    services: Services, principal: Principal, source: Table | Instance, name: str | None, period_id: str | None
) -> Plan | MergePlan:
    """Hold the workspace and say what the file makes. Raises UnreadableFileError, NotFoundError."""
    async with opened_workspace(services, principal) as workspace:
        known = known_in(workspace.state)
        if period_id is None:
            return await asyncio.to_thread(plan_of, source, name=name, known=known, new_id=new_id)
        if isinstance(source, Instance):
            raise UnreadableFileError(source.file, 1, "an instance brings a period of its own")
        reading = await asyncio.to_thread(understood, source, known)
        async with opened_period(services, principal, period_id) as period:
            return merge_plan_of(source, reading, period.state, known=known, new_id=new_id)


def _preview(source: Table | Instance, plan: Plan | MergePlan, period_id: str | None) -> ImportPreview:
    arrival = plan.arrival if isinstance(plan, Plan) else None
    merge = plan.merge if isinstance(plan, MergePlan) else None
    edits = arrival.cells if arrival is not None else merge.cells if merge is not None else ()
    cleared = sum(edit.set["shift"] is None for edit in edits)
    return ImportPreview(
        file=source.file,
        sheet=source.sheet if isinstance(source, Table) else None,
        period_id=period_id,
        name=None if arrival is None else arrival.period.name,
        start_date=plan.first_day,
        end_date=plan.last_day,
        people=_things(plan.people),
        shift_types=_things(plan.shift_types),
        rules=0 if arrival is None else len(arrival.rules),
        cells=len(edits) - cleared,
        cleared=cleared,
        kept=plan.kept if isinstance(plan, MergePlan) else 0,
        problems=_places(plan.faults),
        notes=_places(plan.notes),
    )


def _unread(file: str, period_id: str | None, error: UnreadableFileError) -> ImportPreview:
    place = ImportPlace(line=error.line, column=error.column, reason=error.reason)
    nothing: dict[str, Any] = dict.fromkeys(("sheet", "name", "start_date", "end_date")) | dict.fromkeys(
        ("rules", "cells", "cleared", "kept"), 0
    )
    return ImportPreview(file=file, period_id=period_id, people=(), shift_types=(), problems=(place,), notes=(), **nothing)


def _shown(preview: ImportPreview) -> Response:
    return Response(preview.model_dump_json(), HTTPStatus.OK, media_type="application/json")


def _things(brought: Sequence[Brought]) -> tuple[ImportedThing, ...]:
    return tuple(ImportedThing(code=one.code, name=one.name, is_new=one.is_new) for one in brought)


def _places(faults: Sequence[Fault]) -> tuple[ImportPlace, ...]:
    return tuple(ImportPlace(line=fault.line, column=fault.column, reason=fault.reason) for fault in faults)
