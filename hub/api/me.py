"""`/me`: who one is, and where one may go."""

from typing import Annotated

from fastapi import APIRouter, Depends

from hub.api.auth import SignedInWorkspace
from hub.api.caller import caller
from hub.api.services import Services
from hub.identity.port import Principal
from hub.identity.roles import Action
from shared.domain import Role
from shared.model import Record


class Person(Record):
    """Somebody who is signed in."""

    id: str
    email: str
    name: str


class Membership(Record):
    """One of one's workspaces."""

    id: str
    name: str
    role: Role


class Me(Record):
    """Who one is here, and all one's workspaces, the one last used first."""

    user: Person
    role: Role
    workspace: SignedInWorkspace
    workspaces: list[Membership]


def router(services: Services) -> APIRouter:
    """Return the resource."""
    routes = APIRouter(tags=["me"])
    reader = Depends(caller(services.authenticator, Action.READ))

    @routes.get("/me")
    async def me(principal: Annotated[Principal, reader]) -> Me:
        """Say who one is."""
        own = await services.accounts.workspaces(principal.user_id)
        return Me(
            user=Person(id=principal.user_id, email=principal.email, name=principal.name),
            role=principal.role,
            workspace=SignedInWorkspace(id=principal.workspace_id, name=principal.workspace_name),
            workspaces=[Membership(id=one.id, name=one.name, role=one.membership.role) for one in own],
        )

    return routes
