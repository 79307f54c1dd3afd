"""How large a request's body may be, as pure ASGI: counted while it comes."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.api.problem import problem_of
from shared.protocol.errors import BadMessageError, TooLargeError

UPLOAD_EXTRA: Final = 64 * 1024  # of multipart's own lines around a file


class BodyLimit:
    """Refuses bodies above `bytes_max` with 413, or uploads (multipart) above `upload_bytes_max`."""

    def __init__(self, app: ASGIApp, *, bytes_max: int, upload_bytes_max: int) -> None:
        self._app = app
        self._bytes_max = bytes_max
        self._upload_bytes_max = upload_bytes_max + UPLOAD_EXTRA

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        is_upload = headers.get(b"content-type", b"").startswith(b"multipart/form-data")
        most = self._upload_bytes_max if is_upload else self._bytes_max
        length = headers.get(b"content-length", b"0")
        if not length.isdigit():
            await problem_of(BadMessageError("Content-Length is no number."))(scope, receive, send)
            return
        if int(length) > most:
            await problem_of(_too_large(most))(scope, receive, send)
            return
        taken, is_over, has_begun = 0, False, False

        async def receiving() -> Message:
            nonlocal taken, is_over
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                is_over = True
                raise _too_large(most)
            return message

        async def sending(message: Message) -> None:
            nonlocal has_begun
            if has_begun or not is_over:  # else whoever read the body says something else about it
                has_begun = True
                await send(message)

        try:
            await self._app(scope, receiving, sending)
        except TooLargeError:
            if not is_over:
                raise
        if is_over and not has_begun:
            await problem_of(_too_large(most))(scope, receive, send)


def _too_large(most: int) -> TooLargeError:
    return TooLargeError(f"A body has {most} bytes at most.")
