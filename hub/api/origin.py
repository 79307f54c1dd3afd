"""From where a request comes: this site, an allowed one, this machine."""

from collections.abc import Collection

from fastapi import Request

from hub.settings import is_loopback
from shared.protocol.errors import ForbiddenError

_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


def refuse_foreign(request: Request, allowed: Collection[str]) -> None:
    """Raise ForbiddenError for another site's page: a cookie comes with its requests by itself. No `Origin`: it is no browser's."""
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{request.headers.get('host', '')}".lower()
    if origin is not None and origin.lower() != own and origin not in allowed:
        raise ForbiddenError("This origin is not allowed.")


def is_loopback_request(request: Request) -> bool:
    """Whether a request was made on this machine, to a name of this machine (no page of elsewhere that resolves to it), by no proxy."""
    client = request.client.host if request.client else ""
    return is_loopback(client) and is_loopback(request.url.hostname or "") and not any(name in request.headers for name in _FORWARDED)
