"""The demo workspace in the store."""

import uuid
from datetime import date
from typing import Final

import structlog

from hub.arriving import bring_in
from hub.documents.record import DocumentKey
from hub.importing import Arrival
from hub.sequencer.writing import Writer
from hub.store.people import User
from hub.workspaces import Workspaces
from shared import demo
from shared.ids import ClientId, UserId, WorkspaceId
from shared.operations import CellEdit
from shared.protocol.errors import NotFoundError

DEMO_WORKSPACE: Final = WorkspaceId(str(uuid.uuid5(uuid.UUID("b2d0a3d4-6a5f-5c58-9a0e-5f1d8f0f6f5e"), "demo/workspace")))
"""Always the same, so that replicas that start at once make one demo."""
_AUTHOR: Final = UserId("demo")
"""Nobody: what the demo came with is not for anybody's Ctrl+Z."""

log = structlog.get_logger(__name__)


class Demo:
    """Made when there is none; from then on it is its users'. It begins on the first of the month that `today` is in."""

    def __init__(self, workspaces: Workspaces, writer: Writer, today: date) -> None:
        self._workspaces = workspaces
        self._writer = writer
        self._content = demo.demo(today.replace(day=1))

    async def ensure(self, admin: User) -> WorkspaceId:
        """Make what is missing of it, with `admin` as its administrator; bears being cut off and repeated. Raises UnavailableError."""
        settings = self._content.settings
        rights = await self._workspaces.found(
            DEMO_WORKSPACE, name=settings.name, time_zone=settings.time_zone, user_id=admin.id, user_name=admin.name
        )
        if not await self._is_whole():
            arrival = _arrival(self._content)
            await bring_in(self._writer, arrival, author_id=_AUTHOR, author_name="Demo", client_id=ClientId("demo"), rights=rights)
            log.info("demo.made", workspace=DEMO_WORKSPACE)
        return DEMO_WORKSPACE

    async def _is_whole(self) -> bool:
        """Whether the last step was done: the cells are the period's second version."""
        try:
            async with self._writer.opened(DocumentKey(DEMO_WORKSPACE, "period", self._content.period.id)) as live:
                return live.state.version > 1
        except NotFoundError:
            return False


def _arrival(content: demo.DemoWorkspace) -> Arrival:
    return Arrival(content.staff, content.shift_types, content.rules, content.period, tuple(_edit(cell) for cell in content.cells))


def _edit(cell: demo.DemoCell) -> CellEdit:
    fields = {"shift": cell.shift} | ({"locked": True} if cell.locked else {}) | ({} if cell.note is None else {"note": cell.note})
    return CellEdit(cell.staff_id, cell.date.isoformat(), fields)
