"""`/users`: who belongs to the workspace."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from pydantic import AfterValidator, StringConstraints

from hub.api.auth import StrongPassword
from hub.api.caller import caller
from hub.api.page import Cursor, Limit, Listed, after, cursor_of
from hub.api.services import Services
from hub.api.workspaces import Name
from hub.identity.port import Principal
from hub.identity.roles import Action
from hub.store.people import Member
from shared.domain import Role
from shared.ids import UserId
from shared.model import Id, Record, Storable


def _address(value: str) -> str:
    if value.count("@") != 1 or value.startswith("@") or value.endswith("@") or any(letter.isspace() for letter in value):
        raise ValueError("is no e-mail address")
    return value.lower()


class NewUser(Record):
    """Somebody who is to belong to the workspace. Without a password they get a link."""

    email: Annotated[str, Storable, StringConstraints(strict=True, max_length=200), AfterValidator(_address)]
    name: Name
    role: Role
    password: StrongPassword | None = None


class UserChange(Record):
    """Another role, or access taken or given back; what is left out stays."""

    role: Role | None = None
    active: bool | None = None


class User(Record):
    """A member. `invite_url` signs them in once; shown this one time."""

    id: str
    email: str
    name: str
    role: Role
    active: bool
    invite_url: str | None = None


def router(services: Services) -> APIRouter:
    """Return the resource."""
    routes = APIRouter(prefix="/users", tags=["users"])
    admin = Depends(caller(services.authenticator, Action.ADMINISTER))

    @routes.get("")
    async def page(principal: Annotated[Principal, admin], limit: Limit = 50, cursor: Cursor = None) -> Listed[User]:
        """List the workspace's members."""
        found = await services.members.page(principal.workspace_id, after=after(cursor), limit=limit + 1)
        shown = [_user(member) for member in found[:limit]]
        return Listed(items=shown, next=cursor_of(shown[-1].id) if len(found) > limit else None)

    @routes.post("", status_code=HTTPStatus.CREATED, response_model_exclude_none=True)
    async def create(request: Request, principal: Annotated[Principal, admin], body: NewUser) -> User:
        """Make somebody a member."""
        invited = await services.members.add(
            principal.workspace_id, email=body.email, name=body.name, role=body.role, password=body.password
        )
        link = None if invited.code is None else f"{request.url.scheme}://{request.url.netloc}/#code={invited.code}"
        return _user(invited.member, link)

    @routes.patch("/{user_id}", response_model_exclude_none=True)
    async def change(principal: Annotated[Principal, admin], user_id: Annotated[Id, Path()], body: UserChange) -> User:
        """Change a member's role, or take or give back access; it counts everywhere at once."""
        changed = await services.members.change(principal.workspace_id, UserId(user_id), role=body.role, active=body.active)
        return _user(changed)

    return routes


def _user(member: Member, invite_url: str | None = None) -> User:
    user, membership = member.user, member.membership
    return User(id=user.id, email=user.email, name=user.name, role=membership.role, active=membership.active, invite_url=invite_url)
