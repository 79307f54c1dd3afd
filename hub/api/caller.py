"""Who calls: the bearer token of every request outside `/auth`."""

from collections.abc import Awaitable, Callable

from fastapi import Request

from hub.gateway.ports import Authenticator
from hub.identity.port import Principal
from hub.identity.roles import Action, may
from shared.protocol.errors import ForbiddenError, UnauthenticatedError

TOKEN_LENGTH_MAX = 8_192

CallerOf = Callable[[Request], Awaitable[Principal]]


def bearer(request: Request) -> str | None:
    """Return the request's bearer token, if it has one."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip()
    return token if kind.lower() == "bearer" and 0 < len(token) <= TOKEN_LENGTH_MAX else None


def caller(authenticator: Authenticator, action: Action) -> CallerOf:
    """Return the dependency that lets in whoever may `action`. It raises UnauthenticatedError (401), ForbiddenError (403)."""

    async def principal(request: Request) -> Principal:
        token = bearer(request)
        if token is None:
            raise UnauthenticatedError
        found = await authenticator.by_token(token)
        if not may(found.role, action):
            raise ForbiddenError
        return found

    return principal
