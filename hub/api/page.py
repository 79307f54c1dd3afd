"""Lists over HTTP: a limit, a cursor, `{items, next}`."""

import base64
import binascii
from typing import Annotated, Final, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

from shared.protocol.errors import ValidationFailedError

LIMIT_DEFAULT: Final = 50
LIMIT_MAX: Final = 200

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX, description="how many at most")]
Cursor = Annotated[str | None, Query(max_length=400, description="`next` of the page before")]


class Listed(BaseModel, Generic[T]):
    """A page of a list; `next` null: it was the last one."""

    items: list[T]
    next: str | None = None


def after(cursor: str | None) -> str:
    """Return the id after which a page begins; raises ValidationFailedError."""
    if not cursor:
        return ""
    try:
        found = base64.b64decode(cursor, altchars=b"-_", validate=True).decode()
    except (ValueError, binascii.Error):
        found = "\x00"
    if "\x00" in found:
        raise ValidationFailedError("cursor: is none of ours", details={"field": "cursor"})
    return found


def cursor_of(last_id: str) -> str:
    """Return the cursor of the page after `last_id`."""
    return base64.urlsafe_b64encode(last_id.encode()).decode()
