"""Messages of every type, and the shapes of older clients [EN6]."""

from typing import Any

import pytest

from hub.gateway.codec import JSON, MSGPACK, Codec, UnreadableError
from hub.gateway.message import WORKSPACE, CommandRun, DocumentRef, Edit, Generate, GenerateDates, Sync, Unsubscribe
from shared.ids import PeriodId, RunId, WorkspaceId
from shared.operations import EntityArchive, EntityCreate, EntityUpdate, Redo, Undo
from tests.support.gateway import BOTH_CODECS

PERIOD = DocumentRef("period", PeriodId("p1"))


def decoded(message: dict[str, Any], codec: Codec = JSON) -> Any:
    return codec.decode(codec.opcode, codec.encode({"id": "m"} | message), WorkspaceId("w1"))


@pytest.mark.parametrize("codec", BOTH_CODECS, ids=["json", "msgpack"])
@pytest.mark.parametrize(
    ("kind", "payload", "document", "operation"),
    [
        ("STAFF_CREATE", {"id": "s1", "code": "A", "name": "Ana"}, WORKSPACE, EntityCreate("staff", "s1", {"code": "A", "name": "Ana"})),
        ("STAFF_UPDATE", {"id": "s1", "set": {"name": None}}, WORKSPACE, EntityUpdate("staff", "s1", {"name": None})),
        ("STAFF_DELETE", {"id": "s1"}, WORKSPACE, EntityArchive("staff", "s1")),
        (
            "SHIFT_TYPE_CREATE",
            {"id": "t", "code": "D", "start": "08:00:00"},
            WORKSPACE,
            EntityCreate("shift_type", "t", {"code": "D", "start": "08:00:00"}),
        ),
        ("SHIFT_TYPE_UPDATE", {"id": "t", "set": {"symbol": "×"}}, WORKSPACE, EntityUpdate("shift_type", "t", {"symbol": "×"})),
        ("SHIFT_TYPE_DELETE", {"id": "t"}, WORKSPACE, EntityArchive("shift_type", "t")),
        (
            "RULE_CREATE",
            {"id": "r", "type": "coverage", "params": {"a": [1]}},
            WORKSPACE,
            EntityCreate("rule", "r", {"type": "coverage", "params": {"a": [1]}}),
        ),
        ("RULE_UPDATE", {"id": "r", "set": {"weight": 5}}, WORKSPACE, EntityUpdate("rule", "r", {"weight": 5})),
        ("RULE_DELETE", {"id": "r"}, WORKSPACE, EntityArchive("rule", "r")),
        (
            "PERIOD_CREATE",
            {"id": "p1", "start_date": "2026-11-01", "end_date": "2026-11-30"},
            WORKSPACE,
            EntityCreate("period", "p1", {"start_date": "2026-11-01", "end_date": "2026-11-30"}),
        ),
        ("PERIOD_UPDATE", {"id": "p1", "set": {"status": "closed"}}, PERIOD, EntityUpdate("period", "p1", {"status": "closed"})),
        ("PERIOD_DELETE", {"id": "p1"}, WORKSPACE, EntityArchive("period", "p1")),
        ("SETTINGS_UPDATE", {"set": {"week_start": 6}}, WORKSPACE, EntityUpdate("settings", "w1", {"week_start": 6})),
        ("UNDO", {"document": "period", "period_id": "p1", "strict": True}, PERIOD, Undo("period", PeriodId("p1"), strict=True)),
        ("REDO", {"document": "workspace"}, WORKSPACE, Redo("workspace")),
    ],
)
def test_every_operation_goes_to_its_document(
    codec: Codec, kind: str, payload: dict[str, Any], document: DocumentRef, operation: Any
) -> None:
    message = decoded({"type": kind, "version": 3, "retry": True, "payload": payload}, codec)
    assert message == Edit("m", document, operation, 3, retry=True)


def test_the_other_types_are_read_too() -> None:
    assert decoded({"type": "UNSUBSCRIBE", "payload": {"document": "period", "period_id": "p1"}}) == Unsubscribe("m", PERIOD)
    applied = decoded({"type": "APPLY_SOLUTION", "payload": {"run_id": "r", "cells": [{"staff_id": "s", "date": "2026-11-23"}]}})
    assert applied == CommandRun("m", "apply", RunId("r"), "merge", (("s", "2026-11-23"),))
    generate = decoded({"type": "GENERATE_SCHEDULE_ORTOOLS", "payload": {"period_id": "p1", "options": {"seed": 7}}})
    assert isinstance(generate, Generate)
    assert generate.options.seed == 7


def test_en5_unknown_fields_are_ignored() -> None:
    message = decoded({"type": "SYNC_REQUEST", "new": 1, "payload": {"document": "workspace", "colour": "red"}})
    assert message == Sync("m", WORKSPACE, None, None, prefer_delta=False)


def test_en6_an_empty_sync_is_the_workspaces() -> None:
    message = JSON.decode(JSON.opcode, b'{"type":"SYNC_REQUEST","payload":{}}', WorkspaceId("w1"))
    assert isinstance(message, Sync)
    assert message.document == WORKSPACE


def test_en6_flat_fields_of_staff_update_are_its_set_and_a_missing_id_is_made_up() -> None:
    message = JSON.decode(JSON.opcode, b'{"type":"STAFF_UPDATE","payload":{"id":"s1","name":"Bo","position":"cook"}}', WorkspaceId("w1"))
    assert isinstance(message, Edit)
    assert message.operation == EntityUpdate("staff", "s1", {"name": "Bo", "position": "cook"})
    assert message.id


@pytest.mark.parametrize(
    "dates",
    [
        {"start": "2026-12-01", "end": "2026-12-31"},
        {"startDate": "2026-12-01T00:00:00.000Z", "endDate": "2026-12-31T00:00:00.000Z"},
        ["2026-12-01", "2026-12-02", "2026-12-31"],
    ],
)
def test_en6_generate_for_dates_names_what_it_ignores(dates: Any) -> None:
    message = decoded({"type": "GENERATE_SCHEDULE_ORTOOLS", "payload": {"staffMembers": [], "dateRange": dates, "constraints": {}}})
    assert message == GenerateDates("m", "2026-12-01", "2026-12-31", ("staffMembers", "constraints"))


@pytest.mark.parametrize("dates", [None, [], {"start": "2026-12-01"}, 5, [1, 2]])
def test_en6_dates_that_can_not_be_read_are_named(dates: Any) -> None:
    with pytest.raises(UnreadableError) as unreadable:
        decoded({"type": "GENERATE_SCHEDULE_ORTOOLS", "payload": {"dateRange": dates}})
    assert unreadable.value.error.details == {"field": "payload.dateRange"}


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"\xc1", "bad_message"),
        (b"\x81\xa4type\xc4\x01x", "bad_message"),  # binary
        (b"\x81\x01\x02", "bad_message"),  # a number for a key
        (b"\x82\xa4type\xa4PING\xa2at\xd6\xff\x00\x00\x00\x00", "bad_message"),  # a timestamp
        (b"\x91" * 50_000, "bad_message"),
        (b"\x81\xa4type\xa1x", "unknown_type"),
    ],
)
def test_messagepack_brings_only_what_json_has_too(payload: bytes, code: str) -> None:
    with pytest.raises(UnreadableError) as unreadable:
        MSGPACK.decode(MSGPACK.opcode, payload, WorkspaceId("w1"))
    assert unreadable.value.error.code == code


def test_rules_parameters_are_bounded_in_depth() -> None:
    deep: Any = 1
    for _ in range(40):
        deep = [deep]
    with pytest.raises(UnreadableError) as unreadable:
        decoded({"type": "RULE_UPDATE", "payload": {"id": "r", "set": {"params": {"x": deep}}}})
    assert unreadable.value.error.code == "validation_failed"
