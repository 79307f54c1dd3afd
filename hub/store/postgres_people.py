"""People in PostgreSQL."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import asyncpg

from hub.store.connections import Database
from hub.store.people import EmailTakenError, Entered, Member, Membership, Session, SessionKind, User
from hub.store.rows import Row
from hub.store.statements import SQL
from shared.domain import Role
from shared.ids import UserId, WorkspaceId


class PostgresPeople:
    """Keeps `PeopleStore`'s promises by row level security: each call's scope names what it may see, and ends with it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create_user(self, user: User) -> None:
        email = user.email.lower()
        try:
            async with self._database.scoped(email=email) as connection:
                await connection.execute(SQL["create_user"], user.id, email, user.name, user.password_hash)
        except asyncpg.UniqueViolationError as error:
            raise EmailTakenError(email) from error

    async def user(self, user_id: UserId) -> User | None:
        async with self._database.scoped(user_id=user_id) as connection:
            return _user(await connection.fetchrow(SQL["user"], user_id))

    async def user_by_email(self, email: str) -> User | None:
        async with self._database.scoped(email=email.lower()) as connection:
            return _user(await connection.fetchrow(SQL["user_by_email"], email.lower()))

    async def set_password(self, user_id: UserId, password_hash: str) -> None:
        async with self._database.scoped(user_id=user_id) as connection:
            await connection.execute(SQL["set_password"], user_id, password_hash)

    async def add_member(self, workspace_id: WorkspaceId, user_id: UserId, role: Role) -> Membership:
        async with self._database.scoped(workspace_id=workspace_id) as connection:
            row = await connection.fetchrow(SQL["add_member"], workspace_id, user_id, role)
        assert row is not None  # noqa: S101 - an upsert always returns its row
        return _membership(row)

    async def change_member(
        self, workspace_id: WorkspaceId, user_id: UserId, *, role: Role | None, active: bool | None
    ) -> Membership | None:
        async with self._database.scoped(workspace_id=workspace_id) as connection:
            row = await connection.fetchrow(SQL["change_member"], workspace_id, user_id, role, active)
        return None if row is None else _membership(row)

    async def members(self, workspace_id: WorkspaceId, *, after: UserId | None, limit: int) -> Sequence[Member]:
        async with self._database.scoped(workspace_id=workspace_id) as connection:
            return [_member(row) for row in await connection.fetch(SQL["members"], workspace_id, after or "", limit)]

    async def member(self, workspace_id: WorkspaceId, user_id: UserId) -> Member | None:
        async with self._database.scoped(workspace_id=workspace_id) as connection:
            row = await connection.fetchrow(SQL["member"], workspace_id, user_id)
        return None if row is None else _member(row)

    async def memberships_of(self, user_id: UserId) -> Sequence[Membership]:
        async with self._database.scoped(user_id=user_id) as connection:
            return [_membership(row) for row in await connection.fetch(SQL["memberships_of"], user_id)]

    async def note_use(self, workspace_id: WorkspaceId, user_id: UserId) -> None:
        async with self._database.scoped(workspace_id=workspace_id) as connection:
            await connection.execute(SQL["note_use"], workspace_id, user_id)

    async def current(self, pairs: Collection[tuple[WorkspaceId, UserId]]) -> Mapping[tuple[WorkspaceId, UserId], Membership | None]:
        async with self._database.spanning() as connection:
            found = await connection.fetch(SQL["current_memberships"], [workspace for workspace, _ in pairs], [user for _, user in pairs])
        memberships = {(one.workspace_id, one.user_id): one for one in map(_membership, found)}
        return {pair: memberships.get(pair) for pair in pairs}

    async def workspace_names(self, workspace_ids: Collection[WorkspaceId]) -> Mapping[WorkspaceId, str]:
        async with self._database.spanning() as connection:
            found = await connection.fetch(SQL["workspace_names"], list(workspace_ids))
        return {WorkspaceId(row["workspace_id"]): row["name"] for row in found}

    async def open_session(self, token_hash: bytes, session: Session) -> None:
        async with self._database.scoped(user_id=session.user_id) as connection:
            await connection.execute(
                SQL["open_session"], token_hash, session.kind, session.user_id, session.workspace_id, session.expires_at
            )

    async def entered(self, token_hashes: Collection[bytes]) -> Mapping[bytes, Entered]:
        async with self._database.spanning() as connection:
            found = await connection.fetch(SQL["entered"], list(token_hashes))
        return {
            row["token_hash"]: Entered(UserId(row["user_id"]), row["email"], row["name"], _membership(row), row["workspace_name"])
            for row in found
        }

    async def session(self, token_hash: bytes, kind: SessionKind) -> Session | None:
        async with self._database.scoped(session=token_hash.hex()) as connection:
            return _session(await connection.fetchrow(SQL["session"], token_hash, kind))

    async def take_session(self, token_hash: bytes, kind: SessionKind) -> Session | None:
        async with self._database.scoped(session=token_hash.hex()) as connection:
            return _session(await connection.fetchrow(SQL["take_session"], token_hash, kind))

    async def shorten_session(self, token_hash: bytes, expires_at: datetime) -> None:
        async with self._database.scoped(session=token_hash.hex()) as connection:
            await connection.execute(SQL["shorten_session"], token_hash, expires_at)

    async def end_session(self, token_hash: bytes) -> None:
        async with self._database.scoped(session=token_hash.hex()) as connection:
            await connection.execute(SQL["end_session"], token_hash)

    async def end_sessions(self, user_id: UserId) -> None:
        async with self._database.scoped(user_id=user_id) as connection:
            await connection.execute(SQL["end_sessions"], user_id)

    async def forget_expired(self) -> int:
        async with self._database.scoped() as connection:
            status = await connection.execute(SQL["forget_expired"])
        return int(status.split()[-1])  # `DELETE 3`


def _user(row: Row | None) -> User | None:
    return None if row is None else User(UserId(row["user_id"]), row["email"], row["name"], row["password_hash"])


def _membership(row: Row) -> Membership:
    return Membership(WorkspaceId(row["workspace_id"]), UserId(row["user_id"]), Role(row["role"]), row["rights_version"], row["active"])


def _member(row: Row) -> Member:
    return Member(User(UserId(row["user_id"]), row["email"], row["name"], row["password_hash"]), _membership(row))


def _session(row: Row | None) -> Session | None:
    return None if row is None else Session(row["kind"], UserId(row["user_id"]), WorkspaceId(row["workspace_id"]), row["expires_at"])
