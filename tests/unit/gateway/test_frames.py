"""Server frames: shapes, sizes, cuts."""

from itertools import pairwise
from typing import Any

import pytest

from hub.documents.record import Author, CellEffect, Change, DocumentKey, Effect, EntityEffect, LogEntry
from hub.gateway.codec import JSON, MSGPACK, Codec
from hub.gateway.frames import changes_frames, delta_frame
from hub.gateway.wire import change_of
from shared.ids import ClientId, OperationId, RunId, UserId
from shared.protocol.limits import MESSAGE_BYTES_MAX
from tests.support.gateway import AT, BOTH_CODECS, WORKSPACE, an_entry, checked, frames_in

KEY = DocumentKey(WORKSPACE, "period", "p1")
AUTHOR = Author(UserId("ana"), "Ana", ClientId("c1"), OperationId("7"))


def read(codec: Codec, frames: bytes) -> list[dict[str, Any]]:
    assert all(len(payload) <= MESSAGE_BYTES_MAX for _, payload in frames_in(frames))
    return [checked(codec, payload) for _, payload in frames_in(frames)]


@pytest.mark.parametrize("codec", BOTH_CODECS, ids=["json", "msgpack"])
def test_dc4_a_change_shows_what_it_did_and_not_what_stood_before(codec: Codec) -> None:
    (message,) = read(codec, changes_frames(codec, KEY, [an_entry(5, note="n", author=AUTHOR)], "0123456789abcdef"))
    assert message == {
        "type": "CHANGES",
        "version": 5,
        "payload": {
            "document": "period",
            "period_id": "p1",
            "from_version": 4,
            "changes": [
                {
                    "version": 5,
                    "base": 4,
                    "id": "7",
                    "client_id": "c1",
                    "actor": {"id": "ana", "name": "Ana"},
                    "at": AT,
                    "type": "CELL_UPDATE",
                    "payload": {"cells": [{"staff_id": "s1", "date": "2026-11-23", "set": {"note": "n"}}]},
                }
            ],
            "hash": "0123456789abcdef",
        },
    }


@pytest.mark.parametrize(("kind", "named"), [("STAFF_UPDATE", None), ("UNDO", "staff")])
def test_dc4_an_entitys_kind_is_named_where_the_type_does_not_say_it(kind: str, named: str | None) -> None:
    effect = Effect(entity=EntityEffect("staff", "s1", {"name": "Bo"}))
    shown = change_of(LogEntry(Change(1, None, AUTHOR, kind, effect, Effect()), AT)).payload
    assert (shown.entity, shown.id, shown.set, shown.cells) == (named, "s1", {"name": "Bo"}, None)


@pytest.mark.parametrize("codec", BOTH_CODECS, ids=["json", "msgpack"])
def test_dc6_a_long_list_of_changes_goes_on_in_further_frames(codec: Codec) -> None:
    entries = [an_entry(version, note="é" * 1000) for version in range(1, 1201)]
    messages = read(codec, changes_frames(codec, KEY, entries, "0123456789abcdef"))
    assert len(messages) > 2
    positions = [(message["payload"]["from_version"], message["version"]) for message in messages]
    assert positions[0][0] == 0
    assert all(before[1] == after[0] for before, after in pairwise(positions))
    assert [change["version"] for message in messages for change in message["payload"]["changes"]] == list(range(1, 1201))
    assert [message["payload"].get("hash") for message in messages] == [None] * (len(messages) - 1) + ["0123456789abcdef"]


@pytest.mark.parametrize("codec", BOTH_CODECS, ids=["json", "msgpack"])
def test_dc6_one_large_change_is_cut_into_parts_that_hold_every_cell_once(codec: Codec) -> None:
    cells = tuple(CellEffect(f"s{index}", "2026-11-23", {"note": "x" * 1000}) for index in range(2500))
    change = Change(
        2, None, AUTHOR, "APPLY_SOLUTION", Effect(cells, EntityEffect("period", "p1", {"name": "n"})), Effect(), run_id=RunId("r1")
    )
    messages = read(codec, changes_frames(codec, KEY, [an_entry(1), LogEntry(change, AT), an_entry(3)], None))
    assert [message["version"] for message in messages] == [1, 2, 2, 2, 3]
    parts = [message["payload"] for message in messages[1:4]]
    assert [(part["from_version"], part["part"], part["parts"]) for part in parts] == [(1, 1, 3), (1, 2, 3), (1, 3, 3)]
    assert [cell["staff_id"] for part in parts for cell in part["changes"][0]["payload"]["cells"]] == [cell.staff_id for cell in cells]
    assert [part["changes"][0]["payload"].get("id") for part in parts] == ["p1", None, None]
    assert {part["changes"][0]["payload"]["run_id"] for part in parts} == {"r1"}
    assert "part" not in messages[0]["payload"]
    assert messages[4]["payload"]["from_version"] == 2


def test_a_delta_that_is_no_single_frame_is_none() -> None:
    entries = [an_entry(version, note="x" * 1000) for version in range(1, 1201)]
    assert delta_frame(JSON, KEY, epoch="e", version=1200, state_hash=0, entries=entries) is None
    assert delta_frame(MSGPACK, KEY, epoch="e", version=1, state_hash=0, entries=entries[:1]) is not None
