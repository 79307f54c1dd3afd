"""Who somebody is, as the gateway, the HTTP interface and runs see it."""

from dataclasses import dataclass
from datetime import datetime

from hub.documents.record import Rights
from shared.domain import Role
from shared.ids import UserId, WorkspaceId


@dataclass(frozen=True, slots=True)
class Principal:
    """A signed-in user in one workspace.

    `expires_at`: when the token ends [CN6] (None for a session cookie that is checked at the handshake only).
    """

    user_id: UserId
    name: str
    email: str
    workspace_id: WorkspaceId
    workspace_name: str
    role: Role
    rights: Rights
    expires_at: datetime | None
