"""What the gateway needs of the rooms around it, beside the sequencer and runs."""

from collections.abc import Collection, Mapping
from typing import Protocol

from hub.identity.port import Principal
from shared.domain import Role
from shared.ids import PeriodId, UserId, WorkspaceId


class Authenticator(Protocol):
    """Who a credential belongs to, at the handshake and at AUTH_REFRESH. Both raise UnauthenticatedError for what isn't good (any more)."""

    async def by_token(self, token: str) -> Principal:
        """Return whose bearer token (or API key) this is."""
        ...

    async def by_cookie(self, cookie: str) -> Principal:
        """Return whose session cookie this is."""
        ...


class Membership(Protocol):
    """What a user may do in a workspace just now."""

    @property
    def role(self) -> Role:
        """The role."""
        ...

    @property
    def rights_version(self) -> int:
        """Moves with every change of the rights."""
        ...


class Memberships(Protocol):
    """The rights of connected users, read once a second for all of them together [CN6]."""

    async def current(self, pairs: Collection[tuple[WorkspaceId, UserId]]) -> Mapping[tuple[WorkspaceId, UserId], Membership | None]:
        """Return the active membership of each pair, None where there is none; raises RosterhubError where that can't be read."""
        ...


class PeriodFinder(Protocol):
    """Finds a period as older clients name it [EN6]."""

    async def of_dates(self, workspace_id: WorkspaceId, first_date: str, last_date: str) -> PeriodId | None:
        """Return the period with just these dates, the newest of several; None where there is none."""
        ...
