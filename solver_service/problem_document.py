"""Errors as RFC 9457 problem documents with our code."""

import math
from typing import Any

from fastapi import Request
from pydantic import ValidationError
from starlette.responses import JSONResponse, Response

from shared.problem import Failed
from shared.protocol.errors import BadMessageError, RosterhubError, ValidationFailedError

_TITLES = {400: "Bad request", 401: "Unauthorized", 404: "Not found", 409: "Conflict", 413: "Too large", 422: "Not valid", 503: "Busy"}
_FAULTS_MAX = 20  # enough to mend a form by; a thousand wrong cells have one cause
_STATUS_OF_FAILURE = {"invalid_problem": 422, "contradiction": 422, "memory": 507, "killed": 500, "internal": 500}


class SolverFullError(RosterhubError):
    """Every slot is taken and the queue is full."""

    code = "solver_busy"
    temporary = True
    http_status = 503


def from_error(error: RosterhubError) -> Response:
    """Return the document of an error; `Retry-After` where it says when to try again."""
    headers = {}
    if error.retry_after_ms is not None:
        headers["Retry-After"] = str(max(1, math.ceil(error.retry_after_ms / 1000)))
    return _document(error.http_status, error.code, error.message, error.details, headers)


def from_failure(failure: Failed) -> Response:
    """Return the document of a solve that has no answer: its code, and the best grid so far where there is one."""
    details = dict(failure.details or {})
    if failure.best is not None:
        details["best"] = failure.best.model_dump(mode="json", by_alias=True)
    return _document(_STATUS_OF_FAILURE[failure.code], failure.code, failure.message, details or None, {})


def invalid(error: ValidationError, wanted: str) -> RosterhubError:
    """Return what is wrong with a body, by field and without its contents."""
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    if faults and faults[0]["type"] == "json_invalid":
        return BadMessageError(f"The body is no JSON: {faults[0]['msg']}")
    named = [{"field": ".".join(map(str, fault["loc"])), "message": fault["msg"]} for fault in faults[:_FAULTS_MAX]]
    return ValidationFailedError(f"The body is no {wanted}: {named[0]['field']}: {named[0]['message']}", details={"faults": named})


async def on_error(_request: Request, error: Exception) -> Response:
    """Answer a RosterhubError."""
    if not isinstance(error, RosterhubError):  # starlette types its handlers for any exception
        raise error
    return from_error(error)


def _document(status: int, code: str, detail: str, details: dict[str, Any] | None, headers: dict[str, str]) -> Response:
    body: dict[str, Any] = {"type": "about:blank", "title": _TITLES.get(status, "Error"), "status": status, "detail": detail, "code": code}
    if details:
        body["details"] = details
    return JSONResponse(body, status, headers, media_type="application/problem+json")
