"""What users may do just now, read from the store; many who ask at once share one read."""

from collections.abc import Collection, Mapping

from hub.identity.batches import Batches
from hub.identity.reach import reaching
from hub.store.people import Membership, PeopleStore
from hub.tasks import Tasks
from shared.ids import UserId, WorkspaceId

Pair = tuple[WorkspaceId, UserId]


class RightsReader:
    """Every answer was read after it was asked for, so no change that came before is missed [CN6]."""

    def __init__(self, people: PeopleStore, tasks: Tasks) -> None:
        self._people = people
        self._batches = Batches("rights", self.current, tasks)

    async def current(self, pairs: Collection[Pair]) -> Mapping[Pair, Membership | None]:
        """Return the active membership of each pair, None where there is none. Raises UnavailableError."""
        async with reaching():
            return await self._people.current(pairs)

    async def of(self, workspace_id: WorkspaceId, user_id: UserId) -> Membership | None:
        """Return the active membership of one pair; what is asked for during a read goes with the next one. Raises UnavailableError."""
        return await self._batches.of((workspace_id, user_id))
