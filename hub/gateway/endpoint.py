"""The `/ws` endpoint: decides a handshake, hands the connection to the gateway, and returns."""

import asyncio
from collections.abc import Collection
from typing import Final, cast

from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocket

from hub.gateway.features import features_of
from hub.gateway.handshake import Credential, Refusal, client_id_of, credential_of, speech_of
from hub.gateway.hub import Gateway
from hub.gateway.link import LINK_EXTENSION, Link
from hub.gateway.ports import Authenticator
from hub.identity.port import Principal
from shared.protocol.errors import RosterhubError, UnauthenticatedError

CLOSE_VERSION_NOT_SPOKEN: Final = 4503
CLOSE_TOO_MANY: Final = 4504
AUTHENTICATION_TIMEOUT_S: Final = 5.0
_RESTARTING: Final = Refusal(503, "The hub is restarting.")


class Endpoint:
    """Who may come in [CN1–CN3]. `is_draining` refuses everybody: the replica is about to end."""

    def __init__(self, gateway: Gateway, authenticator: Authenticator, allowed_origins: Collection[str]) -> None:
        self._gateway = gateway
        self._authenticator = authenticator
        self._allowed_origins = frozenset(allowed_origins)
        self.is_draining = False

    async def __call__(self, websocket: WebSocket) -> None:
        """Answer one handshake; with the return of this call the connection lives by callbacks alone."""
        scope = websocket.scope
        link = cast("Link", scope["extensions"].pop(LINK_EXTENSION))
        client_id = client_id_of(dict(websocket.query_params))
        found = client_id if isinstance(client_id, Refusal) else await self._principal(websocket)
        if self.is_draining:  # perhaps only since the credentials were looked up: everybody else is sent away already
            found = _RESTARTING
        if isinstance(found, Refusal):
            await websocket.send_denial_response(_denial(found))
            return
        speech = speech_of(scope["subprotocols"])
        await websocket.accept(subprotocol=speech.subprotocol)
        if speech.codec is None:
            link.close(CLOSE_VERSION_NOT_SPOKEN, "protocol version not spoken")
        elif len(self._gateway.roster.of_user(found.workspace_id, found.user_id)) >= self._gateway.limits.connections_per_user:
            link.close(CLOSE_TOO_MANY, "too many connections")
        else:
            features = features_of(websocket.query_params.get("features", ""))
            self._gateway.welcome(link, found, speech.codec, cast("str | None", client_id), features)

    async def _principal(self, websocket: WebSocket) -> Principal | Refusal:
        scope = websocket.scope
        if self.is_draining:
            return _RESTARTING
        credential = credential_of(scope["headers"], scope["subprotocols"], scheme=scope["scheme"], allowed_origins=self._allowed_origins)
        if isinstance(credential, Refusal):
            return credential
        try:
            async with asyncio.timeout(AUTHENTICATION_TIMEOUT_S):
                return await self._whose(credential)
        except UnauthenticatedError as error:
            return Refusal(401, error.message)
        except (RosterhubError, TimeoutError):
            return Refusal(503, "Try again.")

    async def _whose(self, credential: Credential) -> Principal:
        if credential.kind == "token":
            return await self._authenticator.by_token(credential.value)
        return await self._authenticator.by_cookie(credential.value)


def _denial(refusal: Refusal) -> PlainTextResponse:
    headers = {401: {"www-authenticate": "Bearer"}, 503: {"retry-after": "1"}}.get(refusal.status)
    return PlainTextResponse(refusal.reason, refusal.status, headers)
