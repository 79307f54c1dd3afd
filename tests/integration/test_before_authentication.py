"""What comes from who isn't let in leaves no trace, and who was refused once is let in with a good token [CN3]."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import websockets

from tests.support.hub import DEADLINE_S, Caller, RunningHub, Socket

pytestmark = pytest.mark.postgres

ZEROS = bytes(4)  # a mask that changes nothing


def a_frame(message: dict[str, Any]) -> bytes:
    """A client's text frame."""
    payload = json.dumps(message).encode()
    return b"\x81" + bytes([0x80 | 126]) + len(payload).to_bytes(2, "big") + ZEROS + payload


def an_upgrade(*headers: str) -> bytes:
    lines = ("GET /ws HTTP/1.1", "Host: hub", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", *headers)
    return "\r\n".join([*lines, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", ""]).encode()


def an_edit(period: dict[str, Any], number: int, value: str) -> dict[str, Any]:
    cells = [{"staff_id": period["staff"][0], "date": "2026-06-01", "set": {"note": value}}]
    return {"type": "CELL_UPDATE", "id": f"e{number}", "payload": {"period_id": period["id"], "cells": cells}}


@contextlib.asynccontextmanager
async def a_connection(hub: RunningHub) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    host, _, port = hub.url.removeprefix("http://").rstrip("/").partition(":")
    async with asyncio.timeout(DEADLINE_S):
        reader, writer = await asyncio.open_connection(host, int(port))
        try:
            yield reader, writer
        finally:
            writer.close()


async def status_of(hub: RunningHub, *pieces: bytes) -> int:
    """Send pieces without waiting for an answer; return its status."""
    async with a_connection(hub) as (reader, writer):
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        answer = await reader.readuntil(b"\r\n\r\n")
    return int(answer.split()[1])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ((), 401),
        (("Authorization: Bearer nonsense",), 401),
        (("Sec-WebSocket-Protocol: rosterhub.v1.json, bearer.nonsense",), 401),
        (("Cookie: rosterhub_session=nonsense",), 401),
        (("Cookie: rosterhub_session=nonsense", "Origin: https://evil.example"), 403),
    ],
)
async def test_complaint_7_no_operation_is_taken_before_somebody_is_let_in(hub: RunningHub, headers: tuple[str, ...], status: int) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    before = await admin.get(f"/periods/{period['id']}/grid")
    frames = b"".join(a_frame(an_edit(period, number, "from outside")) for number in range(3))
    whole = an_upgrade(*headers) + frames
    for pieces in ((whole,), (an_upgrade(*headers), frames), (whole[:-100], whole[-100:]), (whole[:40], whole[40:])):
        assert await status_of(hub, *pieces) == status
    assert await admin.get(f"/periods/{period['id']}/grid") == before


async def test_the_same_frames_are_taken_from_who_was_let_in(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    frames = b"".join(a_frame(an_edit(period, number, f"note {number}")) for number in range(3))
    async with a_connection(hub) as (reader, writer):
        writer.write(an_upgrade(f"Authorization: Bearer {admin.token}"))
        assert (await reader.readuntil(b"\r\n\r\n")).split()[1] == b"101"
        writer.write(frames)
        while (await admin.get(f"/periods/{period['id']}/grid"))["version"] < 4:
            await asyncio.sleep(0.01)
    history = await admin.get(f"/periods/{period['id']}/history?after=1")
    assert [change["id"] for change in history["items"]] == ["e0", "e1", "e2"]


async def attempt(hub: RunningHub, token: str) -> int:
    """Try to connect; the status of the refusal."""
    with pytest.raises(websockets.InvalidStatus) as refused:
        await websockets.connect(hub.url.replace("http", "ws", 1) + "/ws", additional_headers={"Authorization": f"Bearer {token}"})
    return refused.value.response.status_code


async def test_complaint_8_a_good_token_after_bad_ones_is_taken(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    for bad in ("nonsense", admin.token[:-2], ""):
        assert await attempt(hub, bad) == 401
    socket = await hub.socket(admin)
    await works(socket, period, 1)
    for number, bad in enumerate(("nonsense", admin.token[:-2])):
        answer = await socket.answer(type="AUTH_REFRESH", id=f"bad{number}", payload={"token": bad})
        assert answer["payload"]["code"] == "forbidden"
    await works(socket, period, 2)
    assert (await socket.answer(type="AUTH_REFRESH", id="good", payload={"token": (await fresh(hub, admin)).token}))["type"] == "ACK"
    await works(socket, period, 3)


async def fresh(hub: RunningHub, caller: Caller) -> Caller:
    """The same user with another token."""
    return await hub.signed_in(workspace_id=caller.workspace_id)


async def works(socket: Socket, period: dict[str, Any], number: int) -> None:
    assert (await socket.answer(**an_edit(period, number, f"by hand {number}")))["payload"]["outcome"] == "applied"
