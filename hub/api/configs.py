"""`/configs`: named options of runs."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

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
from shared.protocol.errors import ValidationFailedError


class NewConfig(Record):
    """Options under a name; a new default takes the place of the old one. Without `id` it gets one."""

    id: Id | None = None
    name: Name
    options: RunOptions = RunOptions()
    is_default: bool = False


class ConfigChange(Record):
    """Another name or other options, all of them; `is_default` false: there is none. What is left out stays."""

    name: Name | None = None
    options: RunOptions | None = None
    is_default: bool | None = None


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
        shown = [_shown(kept) for kept in found[:limit]]
        return Listed(items=shown, next=cursor_of(shown[-1].id) if len(found) > limit else None)

    @routes.post("", status_code=HTTPStatus.CREATED)
    async def create(principal: Annotated[Principal, solver], body: NewConfig) -> Config:
        """Keep a configuration."""
        config = Kept(body.id or new_id(), body.name, _given(body.options), body.is_default)
        await services.configs.add(principal.workspace_id, config)
        return _shown(config)

    @routes.get("/{config_id}", response_model_by_alias=True)
    async def one(principal: Annotated[Principal, reader], config_id: Annotated[Id, Path()]) -> Config:
        """Read a configuration."""
        return _shown(await services.configs.one(principal.workspace_id, config_id))

    @routes.patch("/{config_id}")
    async def change(principal: Annotated[Principal, solver], config_id: Annotated[Id, Path()], body: ConfigChange) -> Config:
        """Change a configuration; runs that were asked for with it stay as they are."""
        options = None if body.options is None else _given(body.options)
        changed = await services.configs.change(
            principal.workspace_id, config_id, name=body.name, options=options, is_default=body.is_default
        )
        return _shown(changed)

    @routes.delete("/{config_id}", status_code=HTTPStatus.NO_CONTENT)
    async def remove(principal: Annotated[Principal, solver], config_id: Annotated[Id, Path()]) -> None:
        """Forget a configuration."""
        await services.configs.remove(principal.workspace_id, config_id)

    return routes


def _given(options: RunOptions) -> dict[str, Any]:
    if options.config_id is not None:
        raise ValidationFailedError("A configuration takes nothing from another one.", details={"field": "options.config_id"})
    return options.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _shown(kept: Kept) -> Config:
    return Config(id=kept.id, name=kept.name, options=RunOptions.model_validate(kept.options), is_default=kept.is_default)
