"""Founds a workspace: its first administrator, its document, its name."""

from typing import Final

from hub.documents.record import Author, DocumentKey, Refused, Rights
from hub.identity.reach import reaching
from hub.sequencer.writing import Writer
from hub.store.people import PeopleStore
from hub.store.port import DocumentStore
from shared.domain import Role
from shared.ids import ClientId, OperationId, UserId, WorkspaceId
from shared.operations import EntityUpdate

CLIENT: Final = ClientId("hub")
"""Whose operations these are, as far as a client goes [EN3]."""


def workspace_key(workspace_id: WorkspaceId) -> DocumentKey:
    """Return the key of a workspace's own document."""
    return DocumentKey(workspace_id, "workspace", workspace_id)


class Workspaces:
    """Each step bears being repeated, so that a start that was cut off can be done again. All may raise UnavailableError."""

    def __init__(self, people: PeopleStore, store: DocumentStore, writer: Writer) -> None:
        self._people = people
        self._store = store
        self._writer = writer

    async def found(self, workspace_id: WorkspaceId, *, name: str, time_zone: str, user_id: UserId, user_name: str) -> Rights:
        """Make a workspace with `user_id` as its administrator, and return their rights in it."""
        async with reaching():
            member = await self._people.member(workspace_id, user_id)
            membership = member.membership if member else await self._people.add_member(workspace_id, user_id, Role.ADMIN)
            await self._store.found_workspace(workspace_id)
        rights = Rights(workspace_id, user_id, membership.rights_version)
        author = Author(user_id, user_name, CLIENT, OperationId("found"))
        async with self._writer.opened(workspace_key(workspace_id)) as live:
            named = EntityUpdate("settings", workspace_id, {"name": name, "time_zone": time_zone})
            outcome = await self._writer.outcome_of(live, named, author, rights, maybe_repeat=True)
        if isinstance(outcome, Refused):
            raise outcome.error
        return rights
