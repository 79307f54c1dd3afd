"""Who may edit just now, as the sequencer asks for it."""

from collections.abc import Collection, Mapping

from hub.identity.roles import Action, may
from hub.store.people import PeopleStore
from shared.ids import UserId, WorkspaceId

Pair = tuple[WorkspaceId, UserId]


class RoleEditors:
    """By the role that somebody has by now; raises the store's NothingWrittenError."""

    def __init__(self, people: PeopleStore) -> None:
        self._people = people

    async def rights(self, pairs: Collection[Pair]) -> Mapping[Pair, int | None]:
        """Return the rights version of each whose role permits edits, None for the others."""
        found = await self._people.current(pairs)
        return {pair: one.rights_version if (one := found[pair]) is not None and may(one.role, Action.EDIT) else None for pair in pairs}
