"""`/workspaces`: new ones."""

import zoneinfo
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import AfterValidator, StringConstraints

from hub.api.caller import caller
from hub.api.services import Services
from hub.identity.port import Principal
from hub.identity.roles import Action
from shared.ids import WorkspaceId, new_id
from shared.model import Record, Storable


def _zone(name: str) -> str:
    if name not in zoneinfo.available_timezones():
        raise ValueError("is no IANA time zone, like Europe/Berlin")
    return name


Name = Annotated[str, Storable, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=200)]


class NewWorkspace(Record):
    """What a workspace is called, and where its clocks are."""

    name: Name
    time_zone: Annotated[str, AfterValidator(_zone)] = "UTC"


class Workspace(Record):
    """A workspace."""

    id: str
    name: str
    time_zone: str


def router(services: Services) -> APIRouter:
    """Return the resource."""
    routes = APIRouter(tags=["workspaces"])
    admin = Depends(caller(services.authenticator, Action.ADMINISTER))

    @routes.post("/workspaces", status_code=HTTPStatus.CREATED)
    async def create(principal: Annotated[Principal, admin], body: NewWorkspace) -> Workspace:
        """Make a workspace, and become its administrator."""
        workspace_id = WorkspaceId(new_id())
        await services.workspaces.found(
            workspace_id, name=body.name, time_zone=body.time_zone, user_id=principal.user_id, user_name=principal.name
        )
        return Workspace(id=workspace_id, name=body.name, time_zone=body.time_zone)

    return routes
