"""The fast reader against the models: what it takes, they take, and understand the same; what it refuses, they word."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.gateway.codec import JSON, MSGPACK, Codec, UnreadableError, decode_by_models
from hub.gateway.message import Message
from shared.ids import WorkspaceId

WORKSPACE = WorkspaceId("w1")

ids = st.one_of(st.text(min_size=1, max_size=8), st.sampled_from(["", "x" * 64, "x" * 65, "a\x00b", "é", "\U0001f600"]))
odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.sampled_from([0, -1, 2**63 - 1, 2**63, 2**64, 5.0, 1.5, "", "null", "yes", [], {}, [[]], {"a": None}]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
)
dates = st.one_of(
    st.dates().map(lambda day: day.isoformat()),
    st.sampled_from(
        ["2026-02-30", "2026-1-1", "2026-11-23T00:00:00", "20261123", "0000-01-01", "2026-11-23 ", "10000-01-01", 0, 1764000000]
    ),
)


def maybe(value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly right."""
    return st.one_of(value, value, value, value, odd)


def fields(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={**required, **optional, "unknown": odd}) | st.fixed_dictionaries(
        required, optional={name: value for name, value in optional.items() if name not in required}
    )


cell_sets = fields(
    {},
    {
        "shift": maybe(st.text(min_size=1, max_size=33)),
        "locked": maybe(st.booleans()),
        "note": maybe(st.text(max_size=20) | st.just("n" * 2001)),
    },
)
cells = fields({"staff_id": maybe(ids), "date": maybe(dates), "set": maybe(cell_sets)}, {})
cell_updates = fields(
    {"period_id": maybe(ids), "cells": maybe(st.lists(cells, max_size=3))},
    {"intent": maybe(st.sampled_from(["edit", "swap", "paste", "steal"])), "undo_group": maybe(ids)},
)
syncs = fields(
    {"document": maybe(st.sampled_from(["period", "workspace", "grid"]))},
    {
        "period_id": maybe(ids),
        "since_version": maybe(st.integers(-1, 2**63)),
        "epoch": maybe(st.text(max_size=4) | st.just("e" * 65)),
        "prefer": maybe(st.sampled_from(["delta", "snapshot"])),
    },
)
positions = fields({"staff_id": maybe(ids), "date": maybe(dates)}, {})
selections = st.one_of(
    st.none(),
    positions,
    st.fixed_dictionaries({"from": positions, "to": positions}),
    fields({}, {"from": positions, "to": positions, "staff_id": ids, "date": dates}),
)
presences = fields({"period_id": maybe(ids)}, {"selection": maybe(selections), "editing": maybe(st.booleans())})
envelopes = {
    "id": maybe(ids),
    "version": maybe(st.integers(-1, 2**63)),
    "timestamp": maybe(st.text(max_size=4) | st.just("t" * 65)),
    "retry": maybe(st.booleans()),
}


def messages(kind: str, payload: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return fields({"type": maybe(st.just(kind)), "id": maybe(ids), "payload": maybe(payload)}, envelopes)


any_message = st.one_of(
    messages("CELL_UPDATE", cell_updates),
    messages("SYNC_REQUEST", syncs),
    messages("PRESENCE_UPDATE", presences),
    messages("PING", st.just({})),
    messages("STAFF_UPDATE", fields({"id": maybe(ids)}, {"set": fields({}, {"name": maybe(st.text(max_size=5))})})),
    messages(
        "RULE_CREATE", fields({"id": ids, "type": st.just("coverage")}, {"params": st.dictionaries(st.text(max_size=3), odd, max_size=3)})
    ),
    messages("UNHEARD_OF", odd),
)

Result = Message | tuple[str, str | None, object]


def result(read: Any) -> Result:
    """The message, or what the client is told."""
    try:
        message: Message = read()
    except UnreadableError as unreadable:
        return unreadable.error.code, unreadable.message_id, unreadable.error.details
    return message


def both(codec: Codec, payload: bytes) -> tuple[Result, Result]:
    """By the codec, and by the models alone; ids that the hub makes up are left out."""
    whole = result(lambda: codec.decode(codec.opcode, payload, WORKSPACE))
    slow = result(lambda: decode_by_models(codec._tree(payload), WORKSPACE))
    return whole, slow


@given(any_message)
def test_json_is_understood_alike_by_the_fast_and_the_slow_way(message: dict[str, Any]) -> None:
    for payload in (json.dumps(message).encode(), json.dumps(message, ensure_ascii=False).encode()):
        assert same(*both(JSON, payload))


@given(any_message)
def test_messagepack_is_understood_alike_by_the_fast_and_the_slow_way(message: dict[str, Any]) -> None:
    try:
        payload = msgspec.msgpack.encode(message)
    except OverflowError:  # beyond 64 bits there is no MessagePack
        return
    assert same(*both(MSGPACK, payload))


@given(
    any_message,
    st.integers(0, 10_000),
    st.sampled_from([b'"', b"}", b"{", b",", b"\\", b"\x00", b"\x01", b"\xff", b"\\u0000", b"\\ud800", b"1e5", b'"id":"z",']),
)
def test_damaged_json_is_understood_alike(message: dict[str, Any], place: int, damage: bytes) -> None:
    text = json.dumps(message, ensure_ascii=False).encode()
    at = place % (len(text) + 1)
    assert same(*both(JSON, text[:at] + damage + text[at:]))
    assert same(*both(JSON, text[:at] + damage + text[at + 1 :]))


@given(any_message, st.integers(0, 10_000), st.integers(0, 255))
def test_damaged_messagepack_is_understood_alike(message: dict[str, Any], place: int, damage: int) -> None:
    try:
        packed = msgspec.msgpack.encode(message)
    except OverflowError:
        return
    at = place % len(packed)
    assert same(*both(MSGPACK, packed[:at] + bytes((damage,)) + packed[at + 1 :]))


@given(st.binary(max_size=200))
def test_any_bytes_give_a_message_or_a_named_error(payload: bytes) -> None:
    for codec in (JSON, MSGPACK):
        assert same(*both(codec, payload))


def same(whole: Result, slow: Result) -> bool:
    """Equal, made-up ids apart."""
    if isinstance(whole, tuple) or isinstance(slow, tuple):
        return whole == slow
    left, right = (msgspec.structs.asdict(message) for message in (whole, slow))
    if len(left.get("id") or "") == len(right.get("id") or "") == 36:
        left.pop("id")
        right.pop("id")
    return type(whole) is type(slow) and left == right


@pytest.mark.parametrize("codec", [JSON, MSGPACK], ids=["json", "msgpack"])
def test_well_formed_edits_take_the_fast_way(codec: Codec) -> None:
    message = {
        "type": "CELL_UPDATE",
        "id": "c7-42",
        "version": 256,
        "timestamp": "2026-11-23T10:00:00.000Z",
        "payload": {
            "period_id": "p1",
            "cells": [{"staff_id": "s1", "date": "2026-11-23", "set": {"shift": "早", "locked": False, "note": None}}],
        },
    }
    assert codec._decode_fast(codec.encode(message)) is not None
