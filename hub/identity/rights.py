"""What users may do just now, read from the store; many who ask at once share one read."""

import asyncio
from collections.abc import Collection, Mapping

from hub.identity.reach import reaching
from hub.store.people import Membership, PeopleStore
from hub.tasks import Tasks
from shared.ids import UserId, WorkspaceId
from shared.protocol.errors import RosterhubError, UnavailableError

Pair = tuple[WorkspaceId, UserId]


class _Batch:
    """Pairs that are read together."""

    def __init__(self) -> None:
        self.pairs: set[Pair] = set()
        self.done: asyncio.Future[Mapping[Pair, Membership | None]] = asyncio.get_running_loop().create_future()


class RightsReader:
    """Every answer was read after it was asked for, so no change that came before is missed [CN6]."""

    def __init__(self, people: PeopleStore, tasks: Tasks) -> None:
        self._people = people
        self._tasks = tasks
        self._turn = asyncio.Lock()
        self._next: _Batch | None = None

    async def current(self, pairs: Collection[Pair]) -> Mapping[Pair, Membership | None]:
        """Return the active membership of each pair, None where there is none. Raises UnavailableError."""
        async with reaching():
            return await self._people.current(pairs)

    async def of(self, workspace_id: WorkspaceId, user_id: UserId) -> Membership | None:
        """Return the active membership of one pair; what is asked for during a read goes with the next one. Raises UnavailableError."""
        if self._next is None:
            self._next = _Batch()
            _ = self._tasks.start("identity.rights", self._read(self._next))
        batch = self._next
        batch.pairs.add((workspace_id, user_id))
        found = await asyncio.shield(batch.done)
        return found.get((workspace_id, user_id))

    async def _read(self, batch: _Batch) -> None:
        try:
            async with self._turn:
                self._next = None
                batch.done.set_result(await self.current(batch.pairs))
        except RosterhubError as error:
            batch.done.set_exception(error)
        finally:  # whoever waits is told, whatever ended this
            if not batch.done.done():
                batch.done.set_exception(UnavailableError())
            _ = batch.done.exception()
