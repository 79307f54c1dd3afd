"""Answers that a client may keep and ask about again, by their ETag [RFC 9110 8.8.3, 13.1.2]."""

from http import HTTPStatus

from starlette.responses import Response


def kept_for(etag: str) -> dict[str, str]:
    """Return the headers of an answer named `etag` (quoted), for its reader alone."""
    return {"etag": etag, "cache-control": "private, no-cache"}


def unchanged(etag: str, if_none_match: str | None) -> Response | None:
    """Return 304 where the caller holds that answer already."""
    if if_none_match is None or etag not in if_none_match:
        return None
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=kept_for(etag))
