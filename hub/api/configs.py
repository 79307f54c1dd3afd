"""`/configs`: named options of runs."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends

from hub.api.caller import caller
from hub.api.page import Cursor, Limit, Listed, after, cursor_of
from hub.api.services import Services
from hub.api.workspaces import Name
from hub.identity.port import Principal
from hub.identity.roles import Action
from hub.store.configs import Config as Kept
from shared.ids import new_id
from shared.model import Id, Record
from shared.protocol.client import RunOptions


class NewConfig(Record):
    """Options under a name; a new default takes the place of the old one. Without `id` it gets one."""

    id: Id | None = None
    name: Name
    options: RunOptions = RunOptions()
    is_default: bool = False


class Config(Record):
    """Options under a name."""

    id: str
    name: str
    options: RunOptions
    is_default: bool


def router(services: Services) -> APIRouter:
    """Return the resource."""
    routes = APIRouter(prefix="/configs", tags=["configs"])
    reader = Depends(caller(services.authenticator, Action.READ))
    solver = Depends(caller(services.authenticator, Action.SOLVE))

    @routes.get("", response_model_by_alias=True)
    async def page(principal: Annotated[Principal, reader], limit: Limit = 50, cursor: Cursor = None) -> Listed[Config]:
        """List the configurations."""
        found = await services.configs.page(principal.workspace_id, after=after(cursor), limit=limit + 1)
        shown = [
            Config(id=kept.id, name=kept.name, options=RunOptions.model_validate(kept.options), is_default=kept.is_default)
            for kept in found[:limit]
        ]
        return Listed(items=shown, next=cursor_of(shown[-1].id) if len(found) > limit else None)

    @routes.post("", status_code=HTTPStatus.CREATED)
    async def create(principal: Annotated[Principal, solver], body: NewConfig) -> Config:
        """Keep a configuration."""
        config = Config(id=body.id or new_id(), name=body.name, options=body.options, is_default=body.is_default)
        options = body.options.model_dump(mode="json", by_alias=True, exclude_unset=True)
        await services.configs.add(principal.workspace_id, Kept(config.id, config.name, options, config.is_default))
        return config

    return routes
