"""`/periods/{id}/history`: what was changed, forwards for who follows, backwards for who looks back."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field
from starlette.responses import Response

from hub.api.caller import caller
from hub.api.documents import opened_period
from hub.api.page import LIMIT_DEFAULT, LIMIT_MAX, Listed
from hub.api.services import Services
from hub.documents.record import LogEntry
from hub.gateway.wire import change_of
from hub.identity.port import Principal
from hub.identity.roles import Action
from hub.sequencer.port import Live
from shared.model import INT64_MAX, Id, Record
from shared.operations import CellKey
from shared.protocol.errors import TooOldError, ValidationFailedError
from shared.protocol.server import Change

SLICE: Final = 500
"""Entries that are read at a time where only those of one cell are wanted: decoding them holds the loop."""
SCANNED_MAX: Final = 10_000
"""Entries that one request looks through for one cell; `next` says where to go on."""


class Part(Record):
    """Which part of a history."""

    after: Annotated[int, Field(ge=0, le=INT64_MAX, description="oldest first, above this version")] = 0
    before: Annotated[int, Field(ge=0, le=INT64_MAX, description="newest first, below this version")] | None = None
    cell: Annotated[str, Field(max_length=80, description="<staff id>:<date>: its changes only, newest first")] | None = None
    limit: Annotated[int, Field(ge=1, le=LIMIT_MAX, description="how many at most")] = LIMIT_DEFAULT


class History(Listed[Change]):
    """A page of changes. `log_from`: the first version that the log holds; what came before is gone."""

    log_from: int


def router(services: Services) -> APIRouter:
    """Return the resource."""
    routes = APIRouter(tags=["history"])
    reader = Depends(caller(services.authenticator, Action.READ))

    @routes.get("/periods/{period_id}/history", response_model=History)
    async def history(
        principal: Annotated[Principal, reader], period_id: Annotated[Id, Path()], part: Annotated[Part, Query()]
    ) -> Response:
        """Return the changes after a version, oldest first, or before one, newest first; as on the wire, as far as the log reaches back.

        `next` is the version to go on after, or before; null where there is nothing more. With `cell` a page may be short of `limit`
        though there is more.
        """
        async with opened_period(services, principal, period_id) as live:
            if part.cell is None and part.before is None:
                entries, following = await _forth(services, live, part.after, part.limit)
            else:
                end = live.state.version + 1
                before = end if part.before is None else min(part.before, end)
                entries, following = await _back(services, live, before, None if part.cell is None else _cell_of(part.cell), part.limit)
            log_from = live.log_from
        body = {"items": [change_of(entry) for entry in entries], "next": following, "log_from": log_from}
        return Response(msgspec.json.encode(body), media_type="application/json")

    return routes


async def _forth(services: Services, live: Live, after: int, limit: int) -> tuple[Sequence[LogEntry], str | None]:
    entries = await services.sequencer.entries(live, after=max(after, live.log_from - 1), limit=limit)
    if entries is None:  # the log was cut off a moment ago, and that look told where it begins now
        entries = await services.sequencer.entries(live, after=max(after, live.log_from - 1), limit=limit)
    if entries is None:
        raise TooOldError("The log doesn't reach back that far.")
    reached = live.state.version
    last = entries[-1].change.version if entries else reached
    return entries, str(last) if last < reached else None


async def _back(services: Services, live: Live, before: int, cell: CellKey | None, limit: int) -> tuple[Sequence[LogEntry], str | None]:
    """Return the newest entries below `before`, newest first, and the version to go on before."""
    found: list[LogEntry] = []
    least = before - SCANNED_MAX
    while before > max(live.log_from, 1) and before > least and len(found) < limit:
        size = limit if cell is None else SLICE
        after = max(before - 1 - size, live.log_from - 1, 0)
        entries = await services.sequencer.entries(live, after=after, limit=before - 1 - after)
        if entries is None:  # cut off a moment ago: that look told where it begins now
            if live.log_from <= after + 1:
                raise TooOldError("The log doesn't reach back that far.")
            continue
        for entry in reversed(entries):
            before = entry.change.version
            if cell is None or _touches(entry, cell):
                found.append(entry)
                if len(found) == limit:
                    break
        if not entries:
            break
    return found, str(before) if before > max(live.log_from, 1) else None


def _touches(entry: LogEntry, cell: CellKey) -> bool:
    return any((effect.staff_id, effect.date) == cell for effect in entry.change.effect.cells)


def _cell_of(text: str) -> CellKey:
    """Read `<staff id>:<date>`; raises ValidationFailedError."""
    staff_id, _, day = text.rpartition(":")
    try:
        found = date.fromisoformat(day).isoformat()
    except ValueError:
        found = ""
    if not staff_id or found != day:
        raise ValidationFailedError("cell: is no <staff id>:<date>", details={"field": "cell"})
    return staff_id, day
