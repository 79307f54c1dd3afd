"""The whole gateway on a real uvicorn and real sockets: handshakes, conversations, the end of the replica."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from random import Random
from typing import Any, cast

import msgspec
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from hub.clock import SystemClock
from hub.gateway.limits import GatewayLimits
from tests.support.gateway import a_principal, a_sync, an_edit
from tests.support.gateway_site import DEADLINE_S, Site, running, until

BEARER = {"Authorization": "Bearer ana"}
MSGPACK = [cast("Any", "rosterhub.v1.msgpack")]


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with running() as site:
        yield site


async def heard(client: ClientConnection) -> dict[str, Any]:
    frame = await asyncio.wait_for(client.recv(), DEADLINE_S)
    message: dict[str, Any] = json.loads(frame) if isinstance(frame, str) else msgspec.msgpack.decode(frame)
    return message


async def next_of(client: ClientConnection, *types: str) -> dict[str, Any]:
    """The next message of one of `types`."""
    while (message := await heard(client))["type"] not in types:
        pass
    return message


async def say(client: ClientConnection, message: dict[str, Any]) -> None:
    await client.send(msgspec.msgpack.encode(message) if client.subprotocol == MSGPACK[0] else json.dumps(message))


async def joined(client: ClientConnection) -> dict[str, Any]:
    await say(client, a_sync())
    return await next_of(client, "SYNC_RESPONSE")


async def close_code(client: ClientConnection) -> int | None:
    with contextlib.suppress(ConnectionClosed):
        async with asyncio.timeout(DEADLINE_S):
            while True:
                await client.recv()
    return client.close_code


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer nobody"}, 401),
        ({"Cookie": "rosterhub_session=nobody"}, 401),
        ({"Cookie": "rosterhub_session=ana", "Origin": "https://evil.example"}, 403),
    ],
)
async def test_cn3_who_may_not_come_in_is_told_by_http(site: Site, headers: dict[str, str], status: int) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await connect(site.url, additional_headers=headers)
    assert refused.value.response.status_code == status


async def test_cn3_a_token_in_the_query_string_is_never_accepted(site: Site) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"{site.url}&token=ana&access_token=ana")
    assert refused.value.response.status_code == 401


@pytest.mark.parametrize(
    "how",
    [
        {"additional_headers": BEARER},
        {"subprotocols": ["rosterhub.v1.json", "bearer.ana"]},
        {"additional_headers": {"Cookie": "rosterhub_session=ana", "Origin": "https://plans.example"}},
    ],
)
async def test_cn3_each_credential_opens_the_door(site: Site, how: dict[str, Any]) -> None:
    async with connect(site.url, **how) as client:
        message = await heard(client)
        assert message["payload"]["user"]["id"] == "ana"


async def test_a_version_that_is_not_spoken_is_closed_with_4503(site: Site) -> None:
    async with connect(site.url, subprotocols=[cast("Any", "rosterhub.v9.json")], additional_headers=BEARER) as client:
        assert await close_code(client) == 4503


async def test_a_user_with_too_many_connections_is_closed_with_4504() -> None:
    async with running(GatewayLimits(connections_per_user=1)) as site, connect(site.url, additional_headers=BEARER) as first:
        await heard(first)
        async with connect(site.url, additional_headers=BEARER) as second:
            assert await close_code(second) == 4504


async def test_an_edit_reaches_everyone_in_both_codecs(site: Site) -> None:
    site.authenticator.principals["bo"] = a_principal("bo")
    async with (
        connect(site.url + "&client_id=c1", additional_headers=BEARER) as ana,
        connect(site.url, subprotocols=MSGPACK, additional_headers={"Authorization": "Bearer bo"}) as bo,
    ):
        assert (await joined(ana))["version"] == 4
        assert (await joined(bo))["version"] == 4
        await say(ana, an_edit("7", version=4))
        for client in (ana, bo):
            changes = await next_of(client, "CHANGES")
            assert (changes["version"], changes["payload"]["changes"][0]["client_id"]) == (5, "c1")
        assert (await next_of(ana, "ACK"))["id"] == "7"


async def test_many_clients_hear_every_version_once_and_in_order(site: Site) -> None:
    async with contextlib.AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(connect(site.url, additional_headers=BEARER)) for _ in range(12)]
        for client in clients:
            await joined(client)
        for number in range(20):
            for index, client in enumerate(clients):
                await say(client, an_edit(f"{index}-{number}", version=None))
        for client in clients:
            versions: list[int] = []
            while len(versions) < 240:
                versions += [change["version"] for change in (await next_of(client, "CHANGES"))["payload"]["changes"]]
            assert versions == list(range(5, 245))


async def test_bad_input_is_answered_and_the_connection_lives(site: Site) -> None:
    async with connect(site.url, additional_headers=BEARER) as client:
        await heard(client)
        for frame, code in (
            ("{", "bad_message"),
            (b"x", "bad_message"),
            ('{"type":"X"}', "unknown_type"),
            ('{"type":"UNDO","id":"u"}', "validation_failed"),
        ):
            await client.send(frame)
            assert (await heard(client))["payload"]["code"] == code
        await client.send(b'{"type":"PING","id":"\xff"}', text=True)
        assert (await heard(client))["payload"]["code"] == "bad_message"
        await say(client, {"type": "PING"})
        assert (await heard(client))["type"] == "PONG"


async def test_three_megabytes_in_one_frame_close_with_1009_and_nothing_is_applied(site: Site) -> None:
    async with connect(site.url, additional_headers=BEARER) as client:
        await joined(client)
        await client.send("x" * 3_000_000)
        assert await close_code(client) == 1009
    assert site.period.state.version == 4


async def test_rc3_a_client_that_never_reads_costs_the_others_nothing_and_is_brought_up(site: Site) -> None:
    async with (
        connect(site.url, additional_headers=BEARER, max_queue=1, close_timeout=0.5) as slow,
        connect(site.url, additional_headers=BEARER) as quick,
    ):
        await joined(slow)
        await joined(quick)
        slow_peer = next(iter(site.gateway.roster))
        note = "x" * 100_000
        while slow_peer.outbox is None:
            site.gateway.tell([site.sequencer.advance(site.period, note=note)])
            await next_of(quick, "CHANGES")
        site.gateway.tell([site.sequencer.advance(site.period, 3)])
        last = (await next_of(quick, "CHANGES"))["version"]
        versions: list[int] = []
        while not versions or versions[-1] < last:
            versions += [change["version"] for change in (await next_of(slow, "CHANGES"))["payload"]["changes"]]
        assert versions == list(range(5, last + 1))


async def test_cl1_the_end_of_the_replica_reaches_the_clients(site: Site) -> None:
    async with connect(site.url, additional_headers=BEARER) as client:
        await joined(client)
        site.endpoint.is_draining = True
        with pytest.raises(InvalidStatus) as refused:
            await connect(site.url, additional_headers=BEARER)
        assert refused.value.response.status_code == 503
        site.watch._clock = SystemClock()
        await site.watch.drain(0.1, Random(1))
        assert (await next_of(client, "ERROR"))["payload"]["details"]["max_backoff_ms"] == 1000
        assert await close_code(client) == 1012
    await until(lambda: not site.server.server_state.connections)
