"""Fills a running hub for the load generator, and prints what it needs as JSON: headers, rooms, staff, dates, shifts."""

import asyncio
import datetime
import json
import os
import sys
from collections.abc import Iterator
from typing import Any, Final

import httpx2

from hub import settings as hub_settings
from hub.foundation import database_of, foundation
from hub.identity.accounts import Accounts
from hub.identity.passwords import Passwords
from hub.identity.tokens import Tokens
from hub.settings import Settings
from shared.protocol.errors import RosterhubError

ROOMS: Final = 200
STAFF: Final = 100
DAYS: Final = 60
SHIFTS: Final = ("E", "D", "L", "N")
FIRST_DAY: Final = datetime.date(2026, 1, 1)
AT_ONCE: Final = 16
TIMEOUT_S: Final = 30.0


async def one_time_code(settings: Settings, dsn: str) -> str:
    """Return a code of the hub's administrator: whoever may write its database may sign in."""
    passwords = Passwords(memory_kib=settings.argon2_memory_kib, passes=settings.argon2_passes)
    try:
        async with foundation(settings, dsn) as base:
            user = await base.people.user_by_email(settings.admin_email)
            memberships = await base.people.memberships_of(user.id) if user else []
            if user is None or not memberships:
                sys.exit(f"there is no {settings.admin_email} in this database: start the hub first")
            accounts = Accounts(base.people, passwords, Tokens(""), base.clock)
            return await accounts.new_code(user.id, memberships[0].workspace_id)
    finally:
        passwords.close()


async def filled(url: str, how: str, shown: dict[str, str], *, rooms: int = ROOMS, staff: int = STAFF, days: int = DAYS) -> dict[str, Any]:
    """Make a workspace with its people, shift types and periods, and return what the load generator wants.

    `how` and `shown`: the way to sign in, as in `/auth/…`.
    """
    async with httpx2.AsyncClient(base_url=f"{url}/api/v1", timeout=TIMEOUT_S) as http:
        await _sign_in(http, how, shown)
        made = await _post(http, "/workspaces", {"name": "Bench"})
        token = await _sign_in(http, "workspace", {"workspace_id": made["id"]})
        people = [f"{made['id'][:18]}-s{number:03d}" for number in range(staff)]
        await _all(http, "/workspace/operations", _creations(people))
        dates = [FIRST_DAY + datetime.timedelta(days=day) for day in range(days)]
        periods = [
            {"name": f"Room {number}", "start_date": str(dates[0]), "end_date": str(dates[-1]), "staff": people} for number in range(rooms)
        ]
        created = await _all(http, "/periods", periods)
    return {
        "headers": [f"Authorization: Bearer {token}"],
        "rooms": [room["id"] for room in created],
        "staff": people,
        "dates": [str(day) for day in dates],
        "shifts": list(SHIFTS),
    }


def _creations(staff: list[str]) -> Iterator[dict[str, Any]]:
    for code in SHIFTS:
        yield {"type": "SHIFT_TYPE_CREATE", "payload": {"id": f"{staff[0]}-{code}", "code": code, "symbol": code, "name": code}}
    for number, staff_id in enumerate(staff):
        yield {"type": "STAFF_CREATE", "payload": {"id": staff_id, "code": f"s{number:03d}", "name": f"Person {number}"}}


async def _sign_in(http: httpx2.AsyncClient, how: str, body: dict[str, str]) -> str:
    token: str = (await _post(http, f"/auth/{how}", body))["access_token"]
    http.headers["authorization"] = f"Bearer {token}"
    return token


async def _all(http: httpx2.AsyncClient, path: str, bodies: Any) -> list[dict[str, Any]]:
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(body: dict[str, Any]) -> dict[str, Any]:
        async with slots:
            return await _post(http, path, body)

    return list(await asyncio.gather(*(one(body) for body in bodies)))


async def _post(http: httpx2.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    response = await http.post(path, json=body)
    if response.is_error:
        sys.exit(f"POST {path}: {response.status_code} {response.text}")
    answer: dict[str, Any] = response.json()
    return answer


async def ready(url: str) -> None:
    """Wait until the hub answers: it listens before it is ready."""
    async with httpx2.AsyncClient(timeout=TIMEOUT_S) as http:
        (await http.get(f"{url}/ready")).raise_for_status()


def main() -> None:
    """Fill the hub at HUB_PORT (or PORT, as the load generator calls it), whose database the same environment names."""
    port = {"hub_port": os.environ["PORT"]} if "PORT" in os.environ and "HUB_PORT" not in os.environ else {}
    settings = hub_settings.read(**port)
    url = f"http://127.0.0.1:{settings.hub_port}"
    try:
        asyncio.run(ready(url))
        with database_of(settings) as dsn:
            code = asyncio.run(one_time_code(settings, dsn))
        found = asyncio.run(filled(url, "code", {"code": code}))
    except (RosterhubError, httpx2.HTTPError) as error:
        sys.exit(f"no hub at {url}: {error}")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
