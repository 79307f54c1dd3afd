"""Users, memberships and sessions in a real database."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from hub.store.people import EmailTakenError, Entered, Membership, PeopleStore, Session, User
from hub.store.port import Barred, Won
from hub.store.postgres_people import PostgresPeople
from shared.domain import Role
from shared.ids import UserId, WorkspaceId
from tests.support.stores import (
    PostgresWorld,
    a_cell_change,
    a_database,
    a_part,
    a_workspace,
    an_entity_change,
    commit_one,
    reloaded,
    rights,
)

pytestmark = pytest.mark.postgres

W1, W2 = WorkspaceId("w1"), WorkspaceId("w2")
ANA = User(UserId("ana"), "ana@example.org", "Ana", "hash")
BO = User(UserId("bo"), "bo@example.org", "Bo", None)
LATER = datetime.now(UTC) + timedelta(hours=1)


@pytest_asyncio.fixture
async def people(database: str) -> AsyncIterator[PeopleStore]:
    async with a_database(database) as connections:
        store = PostgresPeople(connections)
        await store.create_user(ANA)
        await store.create_user(BO)
        yield store


async def test_a_user_is_found_by_id_and_by_email_in_any_case(people: PeopleStore) -> None:
    assert await people.user(ANA.id) == ANA
    assert await people.user_by_email("ANA@example.org") == ANA
    assert await people.user_by_email("eve@example.org") is None


async def test_an_email_is_taken_once(people: PeopleStore) -> None:
    with pytest.raises(EmailTakenError):
        await people.create_user(User(UserId("other"), "Ana@Example.org", "Other", None))


async def test_a_password_is_replaced(people: PeopleStore) -> None:
    await people.set_password(BO.id, "new")

    found = await people.user(BO.id)
    assert found is not None
    assert found.password_hash == "new"


async def test_members_are_read_in_pieces_and_only_those_of_the_workspace(people: PeopleStore) -> None:
    await people.add_member(W1, BO.id, Role.VIEWER)
    await people.add_member(W1, ANA.id, Role.ADMIN)
    await people.add_member(W2, BO.id, Role.ADMIN)

    assert [member.user for member in await people.members(W1, after=None, limit=1)] == [ANA]
    assert [member.user for member in await people.members(W1, after=ANA.id, limit=5)] == [BO]
    assert await people.member(W2, ANA.id) is None
    member = await people.member(W1, ANA.id)
    assert member is not None
    assert member.membership == Membership(W1, ANA.id, Role.ADMIN, 1, active=True)


async def test_every_change_of_rights_moves_their_version(people: PeopleStore) -> None:
    await people.add_member(W1, ANA.id, Role.ADMIN)

    demoted = await people.change_member(W1, ANA.id, role=Role.VIEWER, active=None)
    disabled = await people.change_member(W1, ANA.id, role=None, active=False)
    again = await people.add_member(W1, ANA.id, Role.MANAGER)

    assert demoted == Membership(W1, ANA.id, Role.VIEWER, 2, active=True)
    assert disabled == Membership(W1, ANA.id, Role.VIEWER, 3, active=False)
    assert again == Membership(W1, ANA.id, Role.MANAGER, 4, active=True)
    assert await people.change_member(W2, ANA.id, role=Role.ADMIN, active=None) is None


async def test_from_the_change_of_rights_on_no_commit_with_the_old_ones_is_taken_cn6(people: PeopleStore, database: str) -> None:
    async with a_database(database) as connections:
        world = PostgresWorld(database, [connections, connections])
        document = await a_workspace(world)
        await people.add_member(W1, ANA.id, Role.MANAGER)
        assert isinstance(await commit_one(world, a_part(document, a_cell_change(1), rights=(rights(1, ANA.id),))), Won)

        await people.change_member(W1, ANA.id, role=Role.VIEWER, active=None)

        assert await commit_one(world, a_part(await reloaded(world), a_cell_change(2), rights=(rights(1, ANA.id),))) == Barred()


async def test_a_users_workspaces_come_with_the_last_used_first_and_disabled_ones_not_at_all(people: PeopleStore) -> None:
    for workspace in ("w1", "w2", "w3", "w4"):
        await people.add_member(WorkspaceId(workspace), ANA.id, Role.VIEWER)
    await people.note_use(W2, ANA.id)
    await people.change_member(WorkspaceId("w3"), ANA.id, role=None, active=False)

    assert [one.workspace_id for one in await people.memberships_of(ANA.id)] == ["w2", "w1", "w4"]


async def test_the_rights_of_many_connected_users_are_read_at_once(people: PeopleStore) -> None:
    ana = await people.add_member(W1, ANA.id, Role.VIEWER)
    await people.add_member(W2, BO.id, Role.VIEWER)
    await people.change_member(W2, BO.id, role=None, active=False)

    assert await people.current([(W1, ANA.id), (W2, BO.id), (W1, BO.id)]) == {(W1, ANA.id): ana, (W2, BO.id): None, (W1, BO.id): None}


async def test_workspaces_have_the_names_that_their_settings_say(people: PeopleStore, database: str) -> None:
    async with a_database(database) as connections:
        world = PostgresWorld(database, [connections, connections])
        document = await a_workspace(world)
        assert await people.workspace_names([W1, W2]) == {W1: ""}
        await commit_one(world, a_part(document, an_entity_change(1, "settings", W1, {"name": "Kitchen"})))

        assert await people.workspace_names([W1, W2]) == {W1: "Kitchen"}


async def test_a_session_is_found_by_its_secret_and_kind_until_it_expires(people: PeopleStore) -> None:
    session = Session("session", ANA.id, W1, LATER)
    await people.open_session(b"one", session)
    await people.open_session(b"old", Session("session", ANA.id, W1, datetime.now(UTC)))

    assert await people.session(b"one", "session") == session
    assert await people.session(b"one", "code") is None
    assert await people.session(b"old", "session") is None
    assert await people.forget_expired() == 1


async def test_many_sessions_are_read_at_once_with_the_rights_of_this_moment(people: PeopleStore) -> None:
    ana = await people.add_member(W1, ANA.id, Role.VIEWER)
    await people.add_member(W2, BO.id, Role.VIEWER)
    await people.change_member(W2, BO.id, role=None, active=False)
    for secret, session in (
        (b"good", Session("session", ANA.id, W1, LATER)),
        (b"elsewhere", Session("session", ANA.id, W2, LATER)),
        (b"revoked", Session("session", BO.id, W2, LATER)),
        (b"ended", Session("session", ANA.id, W1, datetime.now(UTC))),
        (b"code", Session("code", ANA.id, W1, LATER)),
    ):
        await people.open_session(secret, session)

    found = await people.entered([b"good", b"elsewhere", b"revoked", b"ended", b"code", b"nobody's"])

    assert found == {b"good": Entered(ANA.id, ANA.email, ANA.name, ana, "")}


async def test_a_code_is_good_once(people: PeopleStore) -> None:
    await people.open_session(b"code", Session("code", BO.id, W1, LATER))

    assert await people.take_session(b"code", "code") == Session("code", BO.id, W1, LATER)
    assert await people.take_session(b"code", "code") is None


async def test_all_sessions_of_a_user_end_at_once_and_nobody_elses(people: PeopleStore) -> None:
    await people.open_session(b"1", Session("session", ANA.id, W1, LATER))
    await people.open_session(b"2", Session("session", ANA.id, W2, LATER))
    await people.open_session(b"3", Session("session", BO.id, W1, LATER))

    await people.end_sessions(ANA.id)

    assert [await people.session(secret, "session") is not None for secret in (b"1", b"2", b"3")] == [False, False, True]
