"""Work that lives as long as its request: closing the request ends it at once, not at the next line."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from typing import Any, TypeVar

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

MEDIA_TYPE = "application/x-ndjson"

ResultT = TypeVar("ResultT")


class Stream(Response):
    """Sends lines as they come; the generator is closed when the client is gone."""

    media_type = MEDIA_TYPE

    def __init__(self, lines: AsyncGenerator[bytes, None]) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._lines = lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send head, lines and end."""
        del scope
        await until_gone(receive, self._send(send))

    async def _send(self, send: Send) -> None:
        async with aclosing(self._lines) as lines:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            async for line in lines:
                await send({"type": "http.response.body", "body": line, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def until_gone(receive: Receive, work: Coroutine[Any, Any, ResultT]) -> ResultT | None:
    """Return what `work` returns; cancel it and return None when the client closes the request before."""
    working, gone = asyncio.ensure_future(work), asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait({working, gone}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        working.cancel()
        gone.cancel()
        await asyncio.gather(working, gone, return_exceptions=True)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
