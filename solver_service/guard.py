"""Lets in who knows the token."""

import hmac

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.protocol.errors import UnauthenticatedError
from solver_service.problem_document import from_error

OPEN_PATHS = frozenset({"/health"})


class Guard:
    """Asks for `Authorization: Bearer TOKEN` on every call but health; compared in constant time."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._wanted = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in OPEN_PATHS or self._is_known(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        response = from_error(UnauthenticatedError("SOLVER_TOKEN is wanted as a bearer token."))
        response.headers["WWW-Authenticate"] = "Bearer"
        await response(scope, receive, send)

    def _is_known(self, headers: Headers) -> bool:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        return hmac.compare_digest(token.strip().encode("latin-1", "replace"), self._wanted) and scheme.lower() == "bearer"
