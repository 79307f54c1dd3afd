"""What identity and the HTTP interface need of a store about people, and what it guarantees."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from shared.domain import Role
from shared.ids import UserId, WorkspaceId

SessionKind = Literal["session", "code"]
"""A cookie's session, or a one-time code (a sign-in link, an invitation)."""


class EmailTakenError(Exception):
    """Another user has this email."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in; `email` is lower case. `password_hash` null: only by a one-time code."""

    id: UserId
    email: str
    name: str
    password_hash: str | None


@dataclass(frozen=True, slots=True)
class Membership:
    """What a user may do in a workspace. `rights_version` moves with `role` and `active`; the commit compares it [CN6]."""

    workspace_id: WorkspaceId
    user_id: UserId
    role: Role
    rights_version: int
    active: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A user as seen in one workspace."""

    user: User
    membership: Membership


@dataclass(frozen=True, slots=True)
class Session:
    """A session or code that was kept; the secret itself is not, only its hash."""

    kind: SessionKind
    user_id: UserId
    workspace_id: WorkspaceId
    expires_at: datetime


class Person(Protocol):
    """Somebody by id, email and name, whatever else is known of them."""

    @property
    def id(self) -> UserId:
        """The user's id."""
        ...

    @property
    def email(self) -> str:
        """In lower case."""
        ...

    @property
    def name(self) -> str:
        """As others see it."""
        ...


@dataclass(frozen=True, slots=True)
class Entered:
    """Whose session it is, in which workspace, with which rights just now."""

    id: UserId
    email: str
    name: str
    membership: Membership
    workspace_name: str


class PeopleStore(Protocol):
    """Users, their memberships and sessions. Every call may raise NothingWrittenError for a database that can't be reached.

    Calls that name a workspace see and change nothing of another one.
    """

    async def create_user(self, user: User) -> None:
        """Keep a new user; raises EmailTakenError."""
        ...

    async def user(self, user_id: UserId) -> User | None:
        """Read a user by id."""
        ...

    async def user_by_email(self, email: str) -> User | None:
        """Read a user by email, in any case."""
        ...

    async def set_password(self, user_id: UserId, password_hash: str) -> None:
        """Replace the password's hash."""
        ...

    async def add_member(self, workspace_id: WorkspaceId, user_id: UserId, role: Role) -> Membership:
        """Make a user a member; one who is or was keeps the membership, active again with this role and new rights."""
        ...

    async def change_member(
        self, workspace_id: WorkspaceId, user_id: UserId, *, role: Role | None, active: bool | None
    ) -> Membership | None:
        """Change rights (null: as they are); from this commit on nothing with the old ones is accepted anywhere. None: no such member."""
        ...

    async def members(self, workspace_id: WorkspaceId, *, after: UserId | None, limit: int) -> Sequence[Member]:
        """Read members in order of id, inactive ones too."""
        ...

    async def member(self, workspace_id: WorkspaceId, user_id: UserId) -> Member | None:
        """Read one member."""
        ...

    async def memberships_of(self, user_id: UserId) -> Sequence[Membership]:
        """Read a user's active memberships: the one last used first, those never used after it, oldest first."""
        ...

    async def note_use(self, workspace_id: WorkspaceId, user_id: UserId) -> None:
        """Note that the user signed in to the workspace now."""
        ...

    async def current(self, pairs: Collection[tuple[WorkspaceId, UserId]]) -> Mapping[tuple[WorkspaceId, UserId], Membership | None]:
        """Read many memberships at once; None where there is no active one [CN6]."""
        ...

    async def workspace_names(self, workspace_ids: Collection[WorkspaceId]) -> Mapping[WorkspaceId, str]:
        """Read workspaces' names; an empty text where none was given yet."""
        ...

    async def open_session(self, token_hash: bytes, session: Session) -> None:
        """Keep a session or code."""
        ...

    async def entered(self, token_hashes: Collection[bytes]) -> Mapping[bytes, Entered]:
        """Read many sessions at once, by the hashes of their cookies: those that have not expired, of users with an active membership."""
        ...

    async def session(self, token_hash: bytes, kind: SessionKind) -> Session | None:
        """Read a session that has not expired."""
        ...

    async def take_session(self, token_hash: bytes, kind: SessionKind) -> Session | None:
        """Read and end it in one: of several who try, one gets it. A code is good once; a session's secret is rotated so."""
        ...

    async def shorten_session(self, token_hash: bytes, expires_at: datetime) -> None:
        """Let a session end at `expires_at`, or earlier where it would anyway: a rotated secret is good for a moment more."""
        ...

    async def end_session(self, token_hash: bytes) -> None:
        """End one session or code."""
        ...

    async def end_sessions(self, user_id: UserId) -> None:
        """End all sessions and codes of a user."""
        ...

    async def forget_expired(self) -> int:
        """Delete what expired in sessions; return how many."""
        ...
