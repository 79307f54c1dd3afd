"""What identity says when the database can't be reached."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hub.store.port import NothingWrittenError
from shared.protocol.errors import UnavailableError


@asynccontextmanager
async def reaching() -> AsyncIterator[None]:
    """Turn the store's NothingWrittenError into `unavailable`."""
    try:
        yield
    except NothingWrittenError as error:
        raise UnavailableError("The database can't be reached. Nothing was changed.") from error
