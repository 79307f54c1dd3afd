"""Edits while the lane is full: answered `overloaded` before they are read, all else as ever."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from hub.gateway import wire
from hub.gateway.codec import Codec
from hub.gateway.frames import framed
from hub.gateway.limits import GatewayLimits
from shared.domain import Role
from shared.protocol.errors import OverloadedError
from tests.support.gateway import BOTH_CODECS, House, a_principal, a_sync, an_edit


@pytest.fixture
async def full() -> AsyncIterator[House]:
    house = House()
    house.sequencer.is_full = True
    yield house
    await house.close()


@pytest.mark.parametrize("codec", BOTH_CODECS, ids=["json", "msgpack"])
async def test_a_flood_is_answered_in_one_write_as_the_usual_way_words_it(full: House, codec: Codec) -> None:
    link, _ = await full.joined(codec=codec)
    ids = ["1", "é" * 64, "x" * 64]
    for message_id in ids:
        link.says(an_edit(message_id))
    assert link.writes == []
    await asyncio.sleep(0)
    assert link.writes == [b"".join(framed(codec, wire.error(OverloadedError(retry_after_ms=500), message_id=one)) for one in ids)]
    assert [message["id"] for message in link.hears()] == ids
    assert full.sequencer.pending == []


async def test_once_there_is_room_again_edits_are_taken(full: House) -> None:
    link, _ = await full.joined()
    link.says(an_edit("1"))
    full.sequencer.is_full = False
    link.says(an_edit("1"))
    assert [submission.author.operation_id for _, submission in full.sequencer.pending] == ["1"]


async def test_what_is_no_edit_goes_its_usual_way(full: House) -> None:
    link, _ = await full.joined()
    link.says({"type": "PING", "id": "p", "payload": {}})
    link.says(a_sync("s", since_version=4, epoch="e0"))
    await full.settled()
    assert [message["type"] for message in link.hears()] == ["PONG", "SYNC_RESPONSE", "SYNC_CONTEXT"]


@pytest.mark.parametrize("message", [an_edit(""), an_edit("x" * 65), {"type": "CELL_UPDATE", "payload": {}}])
async def test_an_edit_without_an_id_to_answer_to_is_a_bad_one(full: House, message: dict[str, object]) -> None:
    link, _ = await full.joined()
    link.says(message)
    assert link.hears()[0]["payload"]["code"] == "validation_failed"


async def test_who_may_not_edit_hears_that_and_not_to_try_again(full: House) -> None:
    link, _ = full.connect(principal=a_principal("vera", role=Role.VIEWER))
    link.hears()
    link.says(an_edit("1"))
    assert link.hears()[0]["payload"]["code"] == "forbidden"


async def test_a_flood_costs_tokens_all_the_same() -> None:
    house = House(GatewayLimits(ops_per_s=10))
    house.sequencer.is_full = True
    link, _ = await house.joined()
    for index in range(40):
        link.says(an_edit(str(index)))
    await asyncio.sleep(0)
    codes = [message["payload"]["code"] for message in link.hears()]
    assert codes.count("rate_limited") == 1
    assert codes.count("overloaded") == 39
    await house.close()
