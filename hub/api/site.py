"""The built page: files with hashed names for ever, and one page for every other path."""

import gzip
import hashlib
import mimetypes
from functools import cached_property
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

BUILT: Final = Path(__file__).parents[2] / "web" / "dist"
COMPRESSED_FROM_BYTES: Final = 1_024
FOR_EVER: Final = "public, max-age=31536000, immutable"
_TEXTS: Final = ("text/", "application/javascript", "application/json", "application/manifest+json", "image/svg+xml", "application/wasm")


class Asset:
    """One file, read at the start: a page that is built anew is served by the next start."""

    def __init__(self, path: Path, *, is_immutable: bool) -> None:
        self.plain = path.read_bytes()
        self.media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self.cache_control = FOR_EVER if is_immutable else "no-cache"

    @cached_property
    def compressed(self) -> bytes | None:
        """Its bytes for whoever takes gzip; None where that gains nothing."""
        if len(self.plain) < COMPRESSED_FROM_BYTES or not self.media_type.startswith(_TEXTS):
            return None
        return gzip.compress(self.plain, 9, mtime=0)

    @cached_property
    def etag(self) -> str:
        """Names these bytes."""
        return f'"{hashlib.sha256(self.plain).hexdigest()[:20]}"'


class Site:
    """The files of a folder as they were at the start. A path without a file gets `index.html`: the page knows its own paths."""

    def __init__(self, folder: Path = BUILT) -> None:
        found = (path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else ()
        self._assets = {f"/{path.relative_to(folder).as_posix()}": Asset(path, is_immutable=path.parent.name == "assets") for path in found}

    async def __call__(self, request: Request) -> Response:
        """Answer GET and HEAD."""
        path = request.url.path
        asset = self._assets.get(path)
        if asset is None:
            is_file = "." in path.rpartition("/")[2]
            if is_file or path.startswith(("/assets/", "/api/")):
                return PlainTextResponse("There is no such file.", 404)
            asset = self._assets.get("/index.html")
        if asset is None:
            return PlainTextResponse("The page isn't built: run `make setup`. The HTTP interface is at /docs.", 503)
        headers = {"etag": asset.etag, "cache-control": asset.cache_control, "vary": "accept-encoding"}
        if asset.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if asset.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(asset.compressed, headers=headers | {"content-encoding": "gzip"}, media_type=asset.media_type)
        return Response(asset.plain, headers=headers, media_type=asset.media_type)
