"""Reads a request's body: bounded, then as a record."""

import asyncio
from typing import TypeVar

from fastapi import Request
from pydantic import ValidationError

from shared.model import Record
from shared.protocol.errors import TooLargeError
from solver_service.problem_document import invalid

BODY_BYTES_MAX = 16 * 2**20
"""The largest public instance takes 3 MiB."""

RecordT = TypeVar("RecordT", bound=Record)


async def read(request: Request, kind: type[RecordT]) -> RecordT:
    """Return the body as a `kind`. Raises TooLargeError (413), BadMessageError (400), ValidationFailedError (422)."""
    body = bytearray()
    if int(request.headers.get("content-length", "0")) > BODY_BYTES_MAX:
        raise TooLargeError(f"A body has {BODY_BYTES_MAX} bytes at most.")
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES_MAX:
            raise TooLargeError(f"A body has {BODY_BYTES_MAX} bytes at most.")
    try:
        return await asyncio.to_thread(kind.model_validate_json, bytes(body))
    except ValidationError as error:
        raise invalid(error, kind.__name__) from None
