"""Errors as RFC 9457 problem documents with our code."""

import math
from collections.abc import Callable, Coroutine, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hub.store.port import NothingWrittenError
from shared.model import Record
from shared.protocol.errors import (
    BadMessageError,
    ConflictError,
    InternalError,
    NotFoundError,
    RosterhubError,
    UnavailableError,
    ValidationFailedError,
)

FAULTS_MAX: Final = 10
MEDIA_TYPE: Final = "application/problem+json"

log = structlog.get_logger(__name__)


class Problem(Record):
    """What went wrong (RFC 9457). `code` is one of the protocol's; `details` name the field."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    details: dict[str, Any] | None = None


class StaleError(ConflictError):
    """The document has another history by now: read it again."""

    http_status = 412


def problem_of(error: RosterhubError, *, status: int | None = None, extra: Mapping[str, Any] | None = None) -> Response:
    """Return the document of an error; `extra` are further members of it."""
    code = error.http_status if status is None else status
    headers = {"cache-control": "no-store"}
    if error.retry_after_ms is not None:
        headers["retry-after"] = str(max(1, math.ceil(error.retry_after_ms / 1000)))
    if code == HTTPStatus.UNAUTHORIZED:
        headers["www-authenticate"] = "Bearer"
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(code).phrase,
        "status": code,
        "detail": error.message,
        "code": error.code,
        "temporary": error.temporary,
    }
    if error.details:
        body["details"] = error.details
    return JSONResponse(body | dict(extra or {}), code, headers, media_type=MEDIA_TYPE)


async def on_error(request: Request, error: Exception) -> Response:
    """Answer an error of ours."""
    if not isinstance(error, RosterhubError):  # Starlette types its handlers for any exception
        raise error
    log.info("request.refused", method=request.method, route=_route(request), code=error.code)
    return problem_of(error)


async def on_unreachable(request: Request, error: Exception) -> Response:
    """Answer while the database can't be reached."""
    log.warning("request.unavailable", method=request.method, route=_route(request), error=type(error).__name__)
    return problem_of(UnavailableError("The database can't be reached."))


async def on_invalid(request: Request, error: Exception) -> Response:
    """Answer a request whose parts aren't what they must be, by field and without its contents."""
    if not isinstance(error, RequestValidationError):
        raise error
    return await on_error(request, worded(error.errors()))


async def on_http(_request: Request, error: Exception) -> Response:
    """Answer what the framework itself refuses."""
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == HTTPStatus.NOT_FOUND:
        return problem_of(NotFoundError())
    refused = BadMessageError(str(error.detail))
    response = problem_of(refused, status=error.status_code)
    response.headers.update(error.headers or {})
    return response


async def on_fault(request: Request, error: Exception) -> Response:
    """Answer a fault of ours; it goes on to the log."""
    log.error("request.failed", method=request.method, route=_route(request), exc_info=error)
    return problem_of(InternalError())


HANDLERS: Final[dict[int | type[Exception], Callable[[Request, Exception], Coroutine[Any, Any, Response]]]] = {
    RosterhubError: on_error,
    NothingWrittenError: on_unreachable,
    RequestValidationError: on_invalid,
    HTTPException: on_http,
    Exception: on_fault,
}


def worded(faults: Sequence[Any]) -> RosterhubError:
    """Return the error of pydantic's `faults`."""
    if faults and faults[0]["type"] == "json_invalid":
        return BadMessageError("The body is no JSON.")
    named = [
        {"field": ".".join(map(str, fault["loc"][1:] or fault["loc"])), "message": fault["msg"].removeprefix("Value error, ")}
        for fault in faults[:FAULTS_MAX]
    ]
    first = named[0]
    return ValidationFailedError(f"{first['field']}: {first['message']}", details={"field": first["field"], "faults": named})


def _route(request: Request) -> str:
    """Return the path's pattern: ids in it are for the fields of a log line, not for its name."""
    route = request.scope.get("route")
    return str(getattr(route, "path", "-"))
