"""Live documents as the HTTP interface reads them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hub.api.services import Services
from hub.documents.record import DocumentKey
from hub.gateway.message import DocumentRef
from hub.identity.port import Principal
from hub.sequencer.port import Live
from hub.workspaces import workspace_key
from shared.ids import PeriodId
from shared.protocol.errors import VersionAheadError


def key_of(principal: Principal, document: DocumentRef) -> DocumentKey:
    """Return the key of a document of the caller's own workspace; no request can name another workspace's."""
    if document.period_id is None:
        return workspace_key(principal.workspace_id)
    return DocumentKey(principal.workspace_id, "period", document.period_id)


@asynccontextmanager
async def opened_period(services: Services, principal: Principal, period_id: str, min_version: int | None = None) -> AsyncIterator[Live]:
    """Hold a period; raises NotFoundError, or VersionAheadError where it isn't at `min_version` yet."""
    async with _opened(services, key_of(principal, DocumentRef("period", PeriodId(period_id))), min_version) as live:
        yield live


@asynccontextmanager
async def opened_workspace(services: Services, principal: Principal, min_version: int | None = None) -> AsyncIterator[Live]:
    """Hold the caller's workspace; raises VersionAheadError where it isn't at `min_version` yet."""
    async with _opened(services, workspace_key(principal.workspace_id), min_version) as live:
        yield live


@asynccontextmanager
async def _opened(services: Services, key: DocumentKey, min_version: int | None) -> AsyncIterator[Live]:
    async with services.writer.opened(key) as live:
        behind = min_version is not None and min_version > live.state.version
        if behind and not await services.sequencer.at_least(live, min_version or 0):
            raise VersionAheadError(details={"version": live.state.version})
        yield live
