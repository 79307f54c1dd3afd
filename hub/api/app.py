"""The web application: `/api/v1`, `/ws`, the probes, `/docs`, and the page."""

from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.api import (
    auth,
    check,
    configs,
    conflicts,
    dashboard,
    exchange,
    history,
    me,
    operations,
    periods,
    probes,
    runs,
    users,
    workspace,
    workspaces,
)
from hub.api.body import BodyLimit
from hub.api.headers import SecurityHeaders
from hub.api.problem import HANDLERS, Problem
from hub.api.reference import Reference
from hub.api.services import Services
from hub.api.site import Site
from hub.gateway.endpoint import Endpoint
from shared.protocol.version import SERVER_VERSION

PREFIX: Final = "/api/v1"
COMPRESSED_FROM_BYTES: Final = 1_024
_RESOURCES: Final = (
    auth,
    me,
    workspaces,
    users,
    periods,
    history,
    exchange,
    operations,
    workspace,
    configs,
    conflicts,
    check,
    dashboard,
    runs,
)
_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": Problem, "description": status.phrase}
    for status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)
}


def web_application(services: Services, endpoint: Endpoint, vitals: probes.Vitals, site: Site, *, body_bytes_max: int) -> ASGIApp:
    """Return what uvicorn serves."""
    api = interface(services)
    middleware = [Middleware(SecurityHeaders), Middleware(GZipMiddleware, minimum_size=COMPRESSED_FROM_BYTES, compresslevel=5)]
    if services.origins:
        middleware.append(
            Middleware(
                CORSMiddleware,
                allow_origins=sorted(services.origins),
                allow_methods=["GET", "POST", "PATCH", "DELETE"],
                allow_headers=["authorization", "content-type", "idempotency-key", "if-match", "if-none-match"],
                expose_headers=["etag", "location", "retry-after"],
            )
        )
    middleware.append(Middleware(BodyLimit, bytes_max=body_bytes_max, upload_bytes_max=services.upload_bytes_max))
    routes = [
        WebSocketRoute("/ws", endpoint.__call__),
        Route("/ws", _upgrade_required),
        Mount(PREFIX, NeverStored(api)),
        *probes.routes(vitals),
        Route("/docs", Reference(api, PREFIX).__call__),
        Route("/{path:path}", site.__call__),
    ]
    web = Starlette(routes=routes, middleware=middleware, exception_handlers=HANDLERS)
    web.router.redirect_slashes = False
    return web


async def _upgrade_required(_request: Request) -> Response:
    """Say what is wrong to who asks for the socket without the headers: a proxy in between that doesn't pass them on, mostly."""
    headers = {"upgrade": "websocket", "connection": "upgrade"}
    return PlainTextResponse("This is a WebSocket: the request has no `Upgrade` header.", HTTPStatus.UPGRADE_REQUIRED, headers)


def interface(services: Services) -> FastAPI:
    """Return the HTTP interface alone; its OpenAPI document is at `/openapi.json` below where it is mounted."""
    api = FastAPI(
        title="Rosterhub",
        version=SERVER_VERSION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=_ERRORS,
        exception_handlers=HANDLERS,
    )
    for resource in _RESOURCES:
        api.include_router(resource.router(services))
    return api


class NeverStored:
    """Marks answers `no-store`, unless they say how they may be kept."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and not any(name == b"cache-control" for name, _ in message["headers"]):
                message["headers"] = [*message["headers"], (b"cache-control", b"no-store")]
            await send(message)

        await self._app(scope, receive, sending)
