"""`/auth`: signing in, staying signed in, signing out; the only paths where the session cookie counts."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field, StringConstraints

from hub.api.caller import bearer, caller
from hub.api.origin import is_loopback_request, refuse_foreign
from hub.api.services import DemoDoor, Services
from hub.gateway.handshake import SESSION_COOKIE
from hub.identity.accounts import SignedIn
from hub.identity.passwords import PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN
from hub.identity.port import Principal
from hub.identity.roles import Action
from hub.identity.secret import SESSION_LIFE
from hub.identity.tokens import TOKEN_S
from hub.settings import is_loopback
from shared.domain import Role
from shared.ids import UserId, WorkspaceId
from shared.model import Id, Record, ShortText
from shared.protocol.errors import ForbiddenError, UnauthenticatedError

Password = Annotated[str, StringConstraints(strict=True, max_length=PASSWORD_LENGTH_MAX)]
StrongPassword = Annotated[Password, StringConstraints(min_length=PASSWORD_LENGTH_MIN)]
Code = Annotated[str, Field(min_length=1, max_length=200)]

SAME_SITE: Final = "lax"


class Login(Record):
    """Who signs in, and (not the one last used) where."""

    email: ShortText
    password: Password
    workspace_id: Id | None = None


class OneTimeCode(Record):
    """The code of a sign-in link."""

    code: Code


class Elsewhere(Record):
    """Another workspace of one's own."""

    workspace_id: Id


class NewPassword(Record):
    """Another password for oneself; `current` is asked of who has one."""

    password: StrongPassword
    current: Password | None = None


class SignedInUser(Record):
    """Who one is."""

    id: str
    email: str
    name: str
    role: Role


class SignedInWorkspace(Record):
    """Where one is."""

    id: str
    name: str


class Granted(Record):
    """An access token, good for `expires_in` seconds, and for whom it is."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105 - RFC 6750's name of the kind
    expires_in: int
    user: SignedInUser
    workspace: SignedInWorkspace


class Options(Record):
    """How one can get in here. `demo`: without a password, to the demo."""

    demo: bool


def router(services: Services) -> APIRouter:
    """Return the resource."""
    routes = APIRouter(prefix="/auth", tags=["auth"])
    accounts = services.accounts
    reader = Depends(caller(services.authenticator, Action.READ))

    @routes.post("/login")
    async def login(request: Request, response: Response, body: Login) -> Granted:
        """Sign in by e-mail and password."""
        refuse_foreign(request, services.origins)
        workspace_id = None if body.workspace_id is None else WorkspaceId(body.workspace_id)
        source = request.client.host if request.client else ""
        return _granted(request, response, await accounts.login(body.email, body.password, workspace_id, source=source))

    @routes.post("/code")
    async def code(request: Request, response: Response, body: OneTimeCode) -> Granted:
        """Sign in by a one-time code."""
        refuse_foreign(request, services.origins)
        return _granted(request, response, await accounts.code(body.code))

    @routes.post("/demo")
    async def demo(request: Request, response: Response) -> Granted:
        """Open the demo without a password; from this machine only."""
        refuse_foreign(request, services.origins)
        door = _open_door(request, services)
        if door is None:
            raise ForbiddenError("The demo opens without a password on its own machine only.")
        return _granted(request, response, await accounts.enter(UserId(door.user_id), WorkspaceId(door.workspace_id)))

    @routes.post("/refresh")
    async def refresh(request: Request, response: Response) -> Granted:
        """Renew token and session by the session's cookie."""
        refuse_foreign(request, services.origins)
        cookie = request.cookies.get(SESSION_COOKIE)
        if not cookie:
            raise UnauthenticatedError
        return _granted(request, response, await accounts.refresh(cookie))

    @routes.post("/workspace")
    async def workspace(request: Request, response: Response, body: Elsewhere) -> Granted:
        """Go to another of one's workspaces, by cookie or bearer token."""
        refuse_foreign(request, services.origins)
        workspace_id = WorkspaceId(body.workspace_id)
        cookie, token = request.cookies.get(SESSION_COOKIE), bearer(request)
        if token is not None:
            principal = await services.authenticator.by_token(token)
            signed_in = await accounts.enter(principal.user_id, workspace_id)
        elif cookie:
            signed_in = await accounts.refresh(cookie, workspace_id)
        else:
            raise UnauthenticatedError
        return _granted(request, response, signed_in)

    @routes.post("/password")
    async def password(request: Request, response: Response, principal: Annotated[Principal, reader], body: NewPassword) -> Granted:
        """Give oneself another password; every other session ends."""
        refuse_foreign(request, services.origins)
        return _granted(request, response, await accounts.change_password(principal, body.password, body.current))

    @routes.post("/logout", status_code=HTTPStatus.NO_CONTENT)
    async def logout(request: Request, response: Response) -> None:
        """End the session, if there is one."""
        refuse_foreign(request, services.origins)
        if cookie := request.cookies.get(SESSION_COOKIE):
            await accounts.logout(cookie)
        response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite=SAME_SITE)

    @routes.get("/options")
    async def options(request: Request) -> Options:
        """Say how one can get in here."""
        return Options(demo=_open_door(request, services) is not None)

    return routes


def _open_door(request: Request, services: Services) -> DemoDoor | None:
    return services.demo if is_loopback_request(request) else None


def _granted(request: Request, response: Response, signed_in: SignedIn) -> Granted:
    principal = signed_in.principal
    response.set_cookie(
        SESSION_COOKIE,
        signed_in.cookie,
        max_age=int(SESSION_LIFE.total_seconds()),
        path="/",
        secure=not is_loopback(request.url.hostname or ""),
        httponly=True,
        samesite=SAME_SITE,
    )
    return Granted(
        access_token=signed_in.access_token,
        expires_in=TOKEN_S,
        user=SignedInUser(id=principal.user_id, email=principal.email, name=principal.name, role=principal.role),
        workspace=SignedInWorkspace(id=principal.workspace_id, name=principal.workspace_name),
    )
