"""A thousand clients lose their connections in the same moment and come back to one hub, which works on meanwhile [DC2, RC1]."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest
import uvloop

from bench.crowd import Follower, Message, allow_sockets, gathered
from bench.socket_client import BEARER, COOKIE
from hub.identity.secret import draw, hash_of
from hub.identity.tokens import Claims, Tokens, end_of
from shared.domain import Role
from shared.ids import UserId, WorkspaceId
from tests.support.hub import ADMIN, CHEAP_PASSWORDS, PASSWORD, Caller, serving

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

CLIENTS = 1_000
SECRET = "j" * 32
BACK_S = 20.0
DEADLINE_S = 10.0
PAUSE_S = 0.01


class Editor(Follower):
    """Edits one cell after the other, each when the last one was acknowledged."""

    def __init__(self, period: dict[str, Any]) -> None:
        super().__init__(period["id"], self._heard)
        self.acknowledged = 0
        self._person = period["staff"][0]
        self._ack = asyncio.Event()

    def _heard(self, _: Follower, message: Message) -> None:
        if message.type == "ACK":
            assert message.payload.outcome == "applied"
            self._ack.set()

    async def edit(self, number: int) -> None:
        self._ack.clear()
        cell = {"staff_id": self._person, "date": "2026-06-01", "set": {"note": f"edit {number}"}}
        self.send("CELL_UPDATE", f"e{number}", {"period_id": self.period_id, "cells": [cell]}, self.version)
        async with asyncio.timeout(DEADLINE_S):
            await self._ack.wait()
        self.acknowledged += 1

    @contextlib.asynccontextmanager
    async def editing(self) -> AsyncIterator[None]:
        """Edit as long as the block lasts; each edit that was begun is acknowledged."""
        is_over = False

        async def edit_on() -> None:
            while not is_over:
                await self.edit(self.acknowledged)
                await asyncio.sleep(PAUSE_S)

        async with asyncio.TaskGroup() as group:
            _ = group.create_task(edit_on())
            yield
            is_over = True


async def signed_in(url: str, stack: contextlib.AsyncExitStack) -> Caller:
    http = await stack.enter_async_context(httpx2.AsyncClient(base_url=url, timeout=DEADLINE_S))
    response = await http.post("/api/v1/auth/login", json={"email": ADMIN, "password": PASSWORD})
    assert response.status_code == 200, response.text
    return Caller(http, response.json())


async def viewers_of(dsn: str, workspace_id: str, count: int) -> list[str]:
    """Make so many users, as fast as a database can."""
    ids = [f"viewer-{number:04}" for number in range(count)]
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("INSERT INTO users SELECT i, i || '@example.org', i, NULL, now() FROM unnest($1::text[]) AS i", ids)
        await connection.execute(
            "INSERT INTO memberships SELECT $1, i, 'viewer', 1, true, now() FROM unnest($2::text[]) AS i", workspace_id, ids
        )
    finally:
        await connection.close()
    return ids


def tokens_of(workspace_id: str, users: Sequence[str]) -> list[str]:
    """Sign what each user would have got."""
    tokens, now = Tokens(SECRET), datetime.now(UTC)
    said = [Claims(UserId(one), one, f"{one}@example.org", WorkspaceId(workspace_id), "W", Role.VIEWER, 1, end_of(now)) for one in users]
    return [tokens.sign(claims, now) for claims in said]


async def cookies_of(dsn: str, workspace_id: str, users: Sequence[str]) -> list[str]:
    """Open a session for each user."""
    cookies = [draw() for _ in users]
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(
            "INSERT INTO sessions SELECT h, 'session', u, $1, now(), now() + interval '1 day' FROM unnest($2::bytea[], $3::text[]) AS s (h, u)",
            workspace_id,
            [hash_of(cookie) for cookie in cookies],
            list(users),
        )
    finally:
        await connection.close()
    return cookies


@contextlib.asynccontextmanager
async def a_hub(dsn: str, data: Path) -> AsyncIterator[tuple[str, Caller]]:
    """A hub process with its administrator, who may have all these connections."""
    allow_sockets(2 * CLIENTS)
    variables = {name.upper(): str(value) for name, value in CHEAP_PASSWORDS.items()}
    more = {"LIMIT_CONNECTIONS_PER_USER": str(2 * CLIENTS), "LIMIT_USER_OPS_PER_S": "100000", "LOG_LEVEL": "warning"}
    with serving(data, DATABASE_URL=dsn, ADMIN_PASSWORD=PASSWORD, JWT_SECRET=SECRET, **more, **variables) as process:
        async with contextlib.AsyncExitStack() as stack:
            yield process.url, await signed_in(process.url, stack)


@pytest.mark.parametrize("whose", ["one user's", "a thousand users'", "browsers'"])
def test_dc2_a_thousand_connections_come_back_at_once_and_hear_each_version_once(database: str, tmp_path: Path, whose: str) -> None:
    # On a loop of its own: a thousand clients on one that is being debugged would be the slow part.
    uvloop.run(scenario(database, tmp_path / "data", whose))


async def scenario(dsn: str, data: Path, whose: str) -> None:
    async with a_hub(dsn, data) as (url, admin):
        period = await admin.a_period()
        users = 0 if whose == "one user's" else CLIENTS
        viewers = await viewers_of(dsn, admin.workspace_id, users)
        tokens, credential = [admin.token], BEARER
        if whose == "browsers'":
            tokens, credential = await cookies_of(dsn, admin.workspace_id, viewers), COOKIE
        elif viewers:
            tokens = tokens_of(admin.workspace_id, viewers)
        editor = Editor(period)
        await gathered([editor], url, [admin.token], limit_s=DEADLINE_S)
        followers = [Follower(period["id"]) for _ in range(CLIENTS)]
        await gathered(followers, url, tokens, limit_s=BACK_S, credential=credential)
        for follower in followers:
            follower.leave()
        await editor.edit(0)

        async with editor.editing():
            await gathered(followers, url, tokens, limit_s=BACK_S, at_once=CLIENTS, credential=credential)
        await editor.edit(10_000)

        async with asyncio.timeout(DEADLINE_S):
            while any(follower.version != editor.version for follower in followers):
                await asyncio.sleep(0.01)
        assert editor.acknowledged > 2  # some while they came
        assert {follower.mode for follower in followers} == {"delta"}
        assert [follower.faults for follower in [*followers, editor] if follower.faults] == []
        for follower in [*followers, editor]:
            follower.leave()
